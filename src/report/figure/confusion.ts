import { axisX, axisY, cell, dot, gridX, ruleY, text } from "@observablehq/plot";
import { formatNumber, formatShare, linearTicks } from "../number.js";
import type { ClassificationMetrics } from "../record.js";
import { colours, draw, legend, shortClass } from "./frame.js";
import type { FigureOptions } from "./options.js";

/** The most classes that a heat map of a column's width can show. */
export const MOST_CLASSES = 30;

const CHARACTER = 6.8; // pixels, the mean width of one at 12 px
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Heat map of the confusion matrix: each row is a true class, shaded by the share of its rows, labelled by the count. */
export function confusionFigure(
  { confusion, classes }: Pick<ClassificationMetrics, "confusion" | "classes">,
  { document, width }: FigureOptions,
): SVGSVGElement | HTMLElement {
  const names = classes.map((name) => shortClass(name));
  const longest = CHARACTER * names.reduce((most, name) => Math.max(most, Array.from(name).length), 1);
  const marginLeft = Math.round(longest) + 30;
  const size = (width - marginLeft - 6) / classes.length;
  const turned = longest > size - 4;
  const marginBottom = turned ? Math.round(longest) + 34 : 42;
  const cells = confusion.flatMap((counts, row) => {
    const total = sum(counts);
    return counts.map((count, column) => ({ row, column, count, share: total > 0 ? count / total : 0 }));
  });
  const most = cells.reduce((length, c) => Math.max(length, String(c.count).length), 1);
  const fontSize = Math.min(12, (size - 3) / (0.62 * most));
  const indices = classes.map((_, i) => i);
  const axis = { tickFormat: (i: number) => names[i], tickSize: 0, labelArrow: "none" } as const;
  return draw({
    document,
    label: "Confusion matrix",
    width,
    height: Math.round(width - marginLeft - 6 + marginBottom + 26),
    marginLeft,
    marginRight: 6,
    marginTop: 26,
    marginBottom,
    x: { domain: indices, padding: 0.03 },
    y: { domain: indices, padding: 0.03 },
    opacity: { type: "identity" },
    marks: [
      cell(cells, {
        x: "column",
        y: "row",
        fill: colours.blue,
        fillOpacity: (c: { share: number }) => 0.05 + 0.95 * c.share,
      }),
      axisX(indices, {
        ...axis,
        label: "predicted class",
        labelAnchor: "center",
        tickRotate: turned ? -90 : 0,
        labelOffset: marginBottom - 6,
      }),
      axisY(indices, { ...axis, label: "true class", labelAnchor: "top" }),
      ...(fontSize >= 7
        ? [
            text(
              cells.filter((c) => c.count > 0),
              {
                x: "column",
                y: "row",
                text: (c: { count: number }) => formatNumber(c.count),
                fill: (c: { share: number }) => (c.share > 0.5 ? colours.page : "currentColor"),
                fontSize,
              },
            ),
          ]
        : []),
    ],
  });
}

/** Recall (share of a class that is found) and precision (share of its predictions that are right) of every class. */
export function recallFigure(
  { confusion, classes }: Pick<ClassificationMetrics, "confusion" | "classes">,
  { document, width }: FigureOptions,
): HTMLElement {
  const names = classes.map((name) => shortClass(name));
  const rows = classes.map((_, i) => ({
    i,
    recall: confusion[i][i] / sum(confusion[i]),
    precision: confusion[i][i] / sum(confusion.map((counts) => counts[i])),
  }));
  const known = rows.flatMap((row) => [row.recall, row.precision]).filter((share) => Number.isFinite(share));
  const low = Math.max(0, Math.min(0.9, ...known) - 0.02);
  const longest = CHARACTER * names.reduce((most, name) => Math.max(most, Array.from(name).length), 1);
  const indices = classes.map((_, i) => i);
  const ticks = linearTicks(low, 1, 4);
  const box = document.createElement("div");
  box.append(
    legend(document, [
      { shape: "dot", colour: colours.blue, text: "recall" },
      { shape: "ring", colour: colours.orange, text: "precision" },
    ]),
    draw({
      document,
      label: "Recall and precision of every class",
      width,
      height: 72 + Math.max(12, Math.min(32, 600 / classes.length)) * classes.length,
      marginLeft: Math.round(longest) + 30,
      marginRight: 16,
      marginTop: 26,
      marginBottom: 40,
      x: { domain: [low, 1] },
      y: { domain: indices, type: "point", padding: 0.5 },
      marks: [
        gridX(ticks, { strokeOpacity: 0.13 }),
        axisX(ticks, {
          tickFormat: (share: number) => formatShare(share),
          tickSize: 4,
          label: "recall, precision",
          labelAnchor: "center",
          labelArrow: "none",
        }),
        axisY(indices, {
          tickFormat: (i: number) => names[i],
          tickSize: 0,
          label: "class",
          labelAnchor: "top",
          labelArrow: "none",
        }),
        ruleY(indices, { strokeOpacity: 0.08 }),
        ruleY(rows, { y: "i", x1: "recall", x2: "precision", stroke: colours.muted }),
        dot(rows, { x: "recall", y: "i", r: 4, fill: colours.blue }),
        dot(rows, { x: "precision", y: "i", r: 5, stroke: colours.orange, strokeWidth: 1.5 }),
      ],
    }),
  );
  return box;
}
