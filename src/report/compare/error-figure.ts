import { dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import type { BudgetResult, Comparison, Standing } from "../../study/compare/index.js";
import { horizontalAxis } from "../figure/axis.js";
import { colours, draw, extent, type LegendEntry, legend, padded, shortName } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { formatNumber, formatTick, linearTicks, logTicks } from "../number.js";
import { bySide, mostPicked, trouble } from "./side.js";

/** Errors whose range is above this factor are shown on a logarithmic axis. */
const WIDE_RANGE = 10;
/** Errors this many times the least median have no place on the axis; their value is written instead. */
const BEYOND = 1000;

/** Keeps text legible over lines. */
const HALO = { stroke: colours.page, strokeWidth: 4 } as const;

interface Row {
  readonly y: number;
  readonly label: string;
  readonly colour: string;
  readonly chosen: boolean;
  readonly note: string;
  readonly test: Standing["test"];
}

/** What the axis shows of the errors. */
function scale(rows: readonly Row[]): { readonly domain: [number, number]; readonly logarithmic: boolean } {
  const medians = rows.flatMap(({ test }) => (test ? [test.estimate] : []));
  const [least] = extent(medians);
  const ends = rows.flatMap(({ test }) => (test ? [test.lower, test.estimate, test.upper] : []));
  const shown = ends.filter((value) => !(value > BEYOND * least) || !(least > 0));
  const positive = extent(shown.filter((value) => value > 0));
  const logarithmic = least > 0 && positive[1] > WIDE_RANGE * positive[0];
  if (!logarithmic) return { domain: padded(extent(shown)), logarithmic };
  return { domain: [positive[0] / 1.15, positive[1] * 1.15], logarithmic };
}

/**
 * The test error of every method, a row each, in groups by side and in the order of the medians: the median with its interval. The methods
 * that were chosen most often are bold; what went wrong is said at the right end.
 */
export function errorFigure(
  { standings }: Pick<BudgetResult, "standings">,
  { measure, seeds }: Pick<Comparison, "measure" | "seeds">,
  { document, width }: FigureOptions,
): HTMLElement {
  const narrow = width < 500;
  const groups = bySide(standings);
  const heads = groups.map(({ side }) => mostPicked(standings, side));
  const rows: Row[] = [];
  for (const { methods, colour } of groups) {
    // Half a row between two groups.
    const start = rows.length === 0 ? 0 : rows[rows.length - 1].y + 1.5;
    rows.push(
      ...methods.map((standing, i) => ({
        y: start + i,
        label: shortName(standing.label, 36),
        colour,
        chosen: heads.includes(standing),
        note: trouble(standing, seeds),
        test: standing.test,
      })),
    );
  }
  const { domain, logarithmic } = scale(rows);
  const within = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const seen = rows.flatMap(({ test, ...row }) =>
    test && test.estimate <= domain[1]
      ? [{ ...row, x: test.estimate, x1: within(test.lower), x2: within(test.upper) }]
      : [],
  );
  const notes = rows.flatMap(({ test, note, y }) => {
    const far = test && test.estimate > domain[1] ? `${formatNumber(test.estimate, 2)} →` : "";
    const said = [far, note].filter((part) => part !== "").join(", ");
    return said === "" ? [] : [{ y, said }];
  });
  const best = mostPicked(standings, "baseline");
  const reference = best?.test && best.test.estimate <= domain[1] ? [best.test.estimate] : [];
  const ticks = logarithmic
    ? logTicks(domain[0], domain[1], narrow ? 4 : 7)
    : linearTicks(domain[0], domain[1], narrow ? 4 : 7);
  const rowHeight = narrow ? 36 : 20;
  const last = rows[rows.length - 1]?.y ?? 0;
  // On a phone a method's name stands over its dot.
  const [above, below] = narrow ? [0.8, 0.3] : [0.6, 0.6];
  const entries: LegendEntry[] = groups.map(({ name, colour }) => ({ shape: "dot", colour, text: name }));
  if (best && reference.length > 0)
    entries.push({
      shape: "dashed",
      colour: colours.muted,
      text: `the baseline chosen most: ${shortName(best.label, 24)}`,
    });
  const name = (chosen: boolean) =>
    text(
      rows.filter((row) => row.chosen === chosen),
      {
        y: "y",
        text: "label",
        frameAnchor: "left",
        textAnchor: narrow ? "start" : "end",
        dx: narrow ? 0 : -10,
        dy: narrow ? -15 : 0,
        fontWeight: chosen ? 600 : undefined,
        // With an outline Plot leaves letters unfilled.
        fill: "currentColor",
        ...HALO,
      },
    );
  const box = document.createElement("div");
  box.append(
    legend(document, entries),
    draw({
      document,
      label: "Test error of every method",
      width,
      height: Math.round(rowHeight * (last + above + below) + 44),
      marginLeft: narrow ? 1 : 232,
      marginRight: narrow ? 1 : notes.length > 0 ? 132 : 24,
      marginTop: 4,
      marginBottom: 40,
      x: { type: logarithmic ? "log" : "linear", domain },
      y: { axis: null, domain: [-above, last + below], reverse: true },
      marks: [
        gridX(ticks, { strokeOpacity: 0.13 }),
        horizontalAxis(
          ticks,
          `test error: ${shortName(measure, 40)}${logarithmic ? " (log scale)" : ""}`,
          logarithmic ? formatTick : formatNumber,
        ),
        ruleY(rows, { y: "y", strokeOpacity: 0.1 }),
        ruleX(reference, { stroke: colours.muted, strokeDasharray: "4 3" }),
        ruleY(seen, { y: "y", x1: "x1", x2: "x2", stroke: "colour", strokeWidth: 2.5, strokeOpacity: 0.65 }),
        dot(seen, { y: "y", x: "x", fill: "colour", r: 4.5 }),
        name(false),
        name(true),
        text(notes, {
          y: "y",
          text: "said",
          frameAnchor: "right",
          textAnchor: narrow ? "end" : "start",
          dx: narrow ? 0 : 10,
          dy: narrow ? -15 : 0,
          fill: colours.muted,
          ...HALO,
        }),
      ],
    }),
  );
  return box;
}
