import { line, ruleX } from "@observablehq/plot";
import type { KernelRecord } from "../kernel-record.js";
import { formatNumber, formatShare } from "../number.js";
import { thinLogarithmic } from "../thin.js";
import { countTicks, horizontalAxis, verticalAxis } from "./axis.js";
import { colours, draw, LEFT, type LegendEntry, legend } from "./frame.js";
import type { FigureOptions } from "./options.js";

/** Running sums of the positive values over their total. */
export function cumulative(values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(values.length);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > 0) total += values[i];
    sums[i] = total;
  }
  return total > 0 ? sums.map((sum) => sum / total) : sums;
}

const curveOf = (shares: Float64Array) => {
  const index = Float64Array.from(shares, (_, i) => i + 1);
  return Array.from(thinLogarithmic(index, shares, 1.015), (i) => ({ index: index[i], share: shares[i] }));
};

/** Cumulative shares of the target's energy and of the kernel's trace in its first eigenvectors, with a mark at the rank. */
export function energyFigure(
  { energy, rank }: Pick<KernelRecord, "energy"> & { readonly rank?: number },
  { document, width }: FigureOptions,
): HTMLElement {
  const size = energy.shares.length;
  const below = rank !== undefined && rank > 0 && rank < size ? [rank] : [];
  const shares = [0, 0.25, 0.5, 0.75, 1];
  const entries: LegendEntry[] = [
    { shape: "line", colour: colours.blue, text: "target’s energy" },
    { shape: "line", colour: colours.orange, text: "kernel’s trace" },
  ];
  if (below.length > 0) entries.push({ shape: "dashed", colour: colours.muted, text: `rank ${formatNumber(rank)}` });
  const box = document.createElement("div");
  box.append(
    legend(document, entries),
    draw({
      document,
      label: "Target's energy over the eigenvectors",
      width,
      height: width < 500 ? 250 : 290,
      marginLeft: LEFT,
      marginRight: 24,
      marginTop: 26,
      marginBottom: 40,
      x: { type: "log", domain: [0.93, Math.max(1.5, size * 1.07)] },
      y: { domain: [0, 1.02] },
      marks: [
        ruleX(below, { stroke: colours.muted, strokeDasharray: "4 3" }),
        ...verticalAxis(shares, "share in the first eigenvectors", formatShare),
        horizontalAxis(countTicks(1, size, width < 500 ? 4 : 8), "eigenvectors, by descending eigenvalue (log scale)"),
        line(curveOf(cumulative(energy.values)), { x: "index", y: "share", stroke: colours.orange, strokeWidth: 1.75 }),
        line(curveOf(cumulative(energy.shares)), { x: "index", y: "share", stroke: colours.blue, strokeWidth: 2 }),
      ],
    }),
  );
  return box;
}
