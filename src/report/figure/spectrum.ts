import { dot, line, type Markish, rect } from "@observablehq/plot";
import { formatNumber, logTicks } from "../number.js";
import { thinLogarithmic } from "../thin.js";
import { countTicks, horizontalAxis, verticalAxis } from "./axis.js";
import { colours, draw, extent, LEFT, legend, seriesColours } from "./frame.js";
import type { FigureOptions } from "./options.js";

/** Eigenvalues of one kernel, descending. */
export interface SpectrumCurve {
  readonly s: number;
  readonly values: ArrayLike<number>;
}

/** n eps lambda_max: what an eigenvalue solver in double precision cannot tell from 0. */
export const roundingLevel = (values: ArrayLike<number>): number => values.length * Number.EPSILON * (values[0] ?? 0);

interface Point {
  readonly index: number;
  readonly value: number;
}

const SMALL = 40; // so few eigenvalues are dots as well

/** Eigenvalues by rank on logarithmic axes, a curve for each s; what rounding hides is shaded. */
export function spectrumFigure(spectra: readonly SpectrumCurve[], { document, width }: FigureOptions): HTMLElement {
  const size = spectra.reduce((most, { values }) => Math.max(most, values.length), 1);
  const level = spectra.reduce((most, { values }) => Math.max(most, roundingLevel(values)), 0);
  const [low, high] = extent(...spectra.map(({ values }) => Array.from(values).filter((value) => value > level)));
  const smallest = extent(...spectra.map(({ values }) => values))[0];
  const hidden = !(smallest > level) && level > 0;
  const bottom = hidden ? level / 50 : low * 0.5;
  const domain: [number, number] = low <= high ? [bottom, high * 2] : [0.1, 1];
  const x: [number, number] = [0.93, Math.max(1.5, size * 1.07)];
  const strokes = seriesColours(spectra.length);
  const curves = spectra.map(({ values }) => {
    const points: Point[] = [];
    for (let i = 0; i < values.length; i++) if (values[i] >= bottom) points.push({ index: i + 1, value: values[i] });
    const kept = thinLogarithmic(
      points.map((p) => p.index),
      points.map((p) => p.value),
      1.015,
    );
    return Array.from(kept, (i) => points[i]);
  });
  const ticks = logTicks(domain[0], domain[1], 8);
  const box = document.createElement("div");
  box.append(
    legend(document, [
      ...spectra.map(({ s }, i) => ({ shape: "line" as const, colour: strokes[i], text: `s = ${formatNumber(s)}` })),
      ...(hidden ? [{ shape: "patch" as const, colour: colours.muted, text: "rounding: not told from 0" }] : []),
    ]),
    draw({
      document,
      label: "Eigenvalues of the kernel",
      width,
      height: width < 500 ? 270 : 340,
      marginLeft: LEFT,
      marginRight: 24,
      marginTop: 26,
      marginBottom: 40,
      x: { type: "log", domain: x },
      y: { type: "log", domain },
      marks: [
        ...(hidden
          ? [
              rect([0], {
                x1: x[0],
                x2: x[1],
                y1: domain[0],
                y2: level,
                fill: colours.muted,
                fillOpacity: 0.14,
              }),
            ]
          : []),
        ...verticalAxis(ticks, "eigenvalue (log scale)"),
        horizontalAxis(countTicks(1, size, width < 500 ? 4 : 8), "index, from the largest (log scale)"),
        ...curves.flatMap((curve, i): Markish[] => [
          line(curve, { x: "index", y: "value", stroke: strokes[i], strokeWidth: spectra.length > 4 ? 1.25 : 1.75 }),
          dot(size <= SMALL ? curve : [], { x: "index", y: "value", fill: strokes[i], r: 3 }),
        ]),
      ],
    }),
  );
  return box;
}
