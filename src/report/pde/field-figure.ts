import { contour, line, type Markish, rect, text } from "@observablehq/plot";
import { horizontalAxis, verticalAxis } from "../figure/axis.js";
import { colours, draw, extent, LEFT, legend, padded } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { formatNumber, linearTicks } from "../number.js";
import type { PdeField } from "./record.js";

/** A solution along an interval, the known one dashed over it. */
export function lineFigure(
  { value, known, lower, upper, variables }: PdeField,
  { document, width }: FigureOptions,
): HTMLElement {
  const x = value.map((_, i) => lower[0] + ((upper[0] - lower[0]) * (i + 0.5)) / value.length);
  const y = padded(extent(value, known ?? []));
  const points = (of: readonly number[]) => of.map((v, i) => ({ x: x[i], y: v }));
  const box = document.createElement("div");
  box.append(
    legend(document, [
      { shape: "line", colour: colours.blue, text: "network" },
      ...(known ? [{ shape: "dashed", colour: colours.orange, text: "known solution" } as const] : []),
    ]),
    draw({
      ...{ document, label: "Solution", width, height: width < 500 ? 260 : 330 },
      ...{ marginLeft: LEFT, marginRight: 24, marginTop: 26, marginBottom: 40 },
      x: { domain: [lower[0], upper[0]] },
      y: { domain: y },
      marks: [
        ...verticalAxis(linearTicks(y[0], y[1], 6), "u", formatNumber),
        horizontalAxis(linearTicks(lower[0], upper[0], 6), variables[0]),
        line(points(value), { x: "x", y: "y", stroke: colours.blue, strokeWidth: 2 }),
        line(points(known ?? []), { x: "x", y: "y", stroke: colours.orange, strokeDasharray: "5 4", strokeWidth: 1.5 }),
      ],
    }),
  );
  return box;
}

const BANDS = 16;
/** From blue over white to orange, as dark at both ends; told apart with any kind of colour vision. */
const diverging = ["#0b4f8a", "#3d8bc4", "#9cc4e0", "#f2f2ee", "#efb98a", "#d97a2b", "#9a4a06"];
const sequential = ["#fdf6ec", "#f6d3a8", "#e9a35c", "#d5701c", "#9a4a06", "#552702"];

/** A quantity over a plane domain as filled contours; `signed` ones have white at 0. */
export function mapFigure(
  { lower, upper, cells, variables }: PdeField,
  values: readonly number[],
  { document, width, label, signed }: FigureOptions & { readonly label: string; readonly signed: boolean },
): HTMLElement {
  const [low, high] = extent(values);
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const domain: [number, number] = signed ? [-most, most] : [0, most];
  const left = 48;
  const [right, top, bottom] = [72, 22, 40];
  const shape = (upper[1] - lower[1]) / (upper[0] - lower[0]);
  const height = Math.round(Math.min(1.15, Math.max(0.45, shape)) * (width - left - right)) + top + bottom;
  // Rows of the picture go along the first variable, as its x axis does.
  const turned = Float64Array.from(values, (_, at) => {
    const row = Math.floor(at / cells[0]);
    return values[(at % cells[0]) * cells[1] + row] ?? Number.NaN;
  });
  const step = (domain[1] - domain[0]) / BANDS;
  const thresholds = Array.from({ length: BANDS }, (_, i) => domain[0] + i * step);
  const box = document.createElement("div");
  box.append(
    draw({
      ...{ document, label, width, height, marginLeft: left, marginRight: right, marginTop: top, marginBottom: bottom },
      x: { domain: [lower[0], upper[0]] },
      y: { domain: [lower[1], upper[1]] },
      color: { type: "linear", domain, range: signed ? diverging : sequential, interpolate: "rgb", clamp: true },
      marks: [
        contour(turned, {
          ...{ width: cells[0], height: cells[1], x1: lower[0], y1: lower[1], x2: upper[0], y2: upper[1] },
          ...{
            fill: (v: number) => Math.max(v, domain[0]) + step / 2,
            thresholds: [domain[0] - most, ...thresholds.slice(1)],
            interval: undefined,
          },
        }),
        // Plot carries the contours on into cells without a value: those outside the domain are covered.
        rect(outside({ lower, upper, cells }, values), {
          ...{ x1: "x1", x2: "x2", y1: "y1", y2: "y2" },
          ...{ fill: colours.page, stroke: colours.page, className: "outside" },
        }),
        horizontalAxis(linearTicks(lower[0], upper[0], 4), variables[0]),
        ...verticalAxis(linearTicks(lower[1], upper[1], 4), variables[1], formatNumber),
        ...key({ lower, upper }, thresholds, step),
        text([label], { frameAnchor: "top-left", dy: -18, text: (d: string) => d, fontWeight: "bold" }),
      ],
    }),
  );
  return box;
}

/** The cells without a value, as rectangles: neighbours along the second variable in one. */
function outside(
  { lower, upper, cells: [n, m] }: Pick<PdeField, "lower" | "upper" | "cells">,
  values: readonly number[],
): { readonly x1: number; readonly x2: number; readonly y1: number; readonly y2: number }[] {
  const [dx, dy] = [(upper[0] - lower[0]) / n, (upper[1] - lower[1]) / m];
  return Array.from({ length: n }, (_, i) => {
    const [x1, x2] = [lower[0] + i * dx, lower[0] + (i + 1) * dx];
    const runs: { x1: number; x2: number; y1: number; y2: number }[] = [];
    for (let j = 0; j < m; j++) {
      if (!Number.isNaN(values[i * m + j])) continue;
      const start = j;
      while (j + 1 < m && Number.isNaN(values[i * m + j + 1])) j++;
      runs.push({ x1, x2, y1: lower[1] + start * dy, y2: lower[1] + (j + 1) * dy });
    }
    return runs;
  }).flat();
}

/** A bar of the map's colours beside it, with their values. */
function key(
  { lower, upper }: Pick<PdeField, "lower" | "upper">,
  thresholds: readonly number[],
  step: number,
): Markish[] {
  const side = upper[0] - lower[0];
  const rise = (upper[1] - lower[1]) / thresholds.length;
  const [x1, x2] = [upper[0] + 0.04 * side, upper[0] + 0.08 * side];
  const bands = thresholds.map((from, i) => ({ from, y1: lower[1] + i * rise, y2: lower[1] + (i + 1) * rise }));
  const last = thresholds[thresholds.length - 1] + step;
  const labels = [...thresholds, last].flatMap((value, i) =>
    i % 4 === 0 ? [{ y: lower[1] + i * rise, text: formatNumber(Math.abs(value) < 1e-9 * last ? 0 : value, 2) }] : [],
  );
  return [
    rect(bands, { x1: () => x1, x2: () => x2, y1: "y1", y2: "y2", fill: (d: { from: number }) => d.from + step / 2 }),
    text(labels, { x: () => x2, y: "y", text: "text", textAnchor: "start", dx: 5 }),
  ];
}
