import { dot, line, ruleX } from "@observablehq/plot";
import { horizontalAxis, verticalAxis } from "../figure/axis.js";
import { colours, draw, extent, LEFT, type LegendEntry, legend } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { formatNumber, linearTicks, logTicks } from "../number.js";
import type { PdeRecord } from "./record.js";

/** Values this many times below the largest are left out. */
const DEEPEST = 1e-18;

/** The loss of every step and the relative error at every look, on one logarithmic axis; steps at which s jumps are marked. */
export function pdeCourseFigure(
  { history, looks, loss }: Pick<PdeRecord, "history" | "looks" | "loss">,
  { document, width }: FigureOptions,
): HTMLElement {
  const narrow = width < 500;
  const errors = looks.flatMap(({ step, l2 }) => (l2 !== undefined && l2 > 0 ? [{ step, value: l2 }] : []));
  // An energy is told by what it lies above the least one; itself it is negative, and has no place on this axis.
  const above = looks.flatMap(({ step, excess }) =>
    excess !== undefined && excess > 0 ? [{ step, value: excess }] : [],
  );
  const losses = history.step.map((step, i) => ({ step, value: history.loss[i] }));
  const positive = above.length > 0 ? [] : losses.filter(({ value }) => value > 0);
  const [least, most] = extent([...positive, ...errors, ...above].map(({ value }) => value));
  const y: [number, number] = [Math.max(least, most * DEEPEST) / 1.5, most * 1.5];
  const last = Math.max(1, ...history.step);
  const jumps = history.step.filter((_, i) => i > 0 && Math.abs(history.s[i] - history.s[i - 1]) > 0.1);
  const inside = (list: readonly { step: number; value: number }[]) =>
    list.map(({ step, value }) => ({ step, value: value >= y[0] ? value : Number.NaN }));
  const entries: LegendEntry[] = [
    above.length > 0
      ? { shape: "line", colour: colours.blue, text: "E(u) − E(u*), on a fine grid" }
      : { shape: "line", colour: colours.blue, text: `loss (${loss.name})` },
    ...(errors.length > 0
      ? [{ shape: "dot", colour: colours.orange, text: "relative L² error" } satisfies LegendEntry]
      : []),
  ];
  const box = document.createElement("div");
  box.append(
    legend(document, entries),
    draw({
      ...{ document, label: "Loss and error against steps", width, height: narrow ? 260 : 330 },
      ...{ marginLeft: LEFT, marginRight: 24, marginTop: 26, marginBottom: 40 },
      x: { domain: [0, last] },
      y: { type: "log", domain: y },
      marks: [
        ...verticalAxis(
          logTicks(y[0], y[1]),
          `${above.length > 0 ? "energy above the least" : "loss"} and relative error (log scale)`,
        ),
        horizontalAxis(linearTicks(0, last, narrow ? 4 : 7), "step", formatNumber),
        ruleX(jumps, { stroke: colours.muted, strokeDasharray: "2 3" }),
        line(inside(positive), { x: "step", y: "value", stroke: colours.blue, strokeWidth: 1.5 }),
        line(inside(above), { x: "step", y: "value", stroke: colours.blue, strokeWidth: 1.5 }),
        line(inside(errors), { x: "step", y: "value", stroke: colours.orange, strokeWidth: 1 }),
        dot(inside(errors), { x: "step", y: "value", fill: colours.orange, r: 3 }),
      ],
    }),
  );
  return box;
}
