import { axisX, axisY, dot, gridY, rect, ruleX, ruleY } from "@observablehq/plot";
import { formatTick, linearTicks } from "../number.js";
import { thinCloud } from "../thin.js";
import { colours, draw, extent, LEFT, padded, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";
import { dotOpacity, finiteRows, type TargetPair, worstRows } from "./parity.js";

const axis = { tickFormat: formatTick, tickSize: 4, labelArrow: "none" } as const;
const margins = { marginLeft: LEFT, marginRight: 14, marginTop: 26, marginBottom: 40 } as const;

/** Residuals (predicted minus true) against predictions; at most `limit` dots. */
export function residualFigure(
  pair: TargetPair,
  { document, width, limit = 3000 }: FigureOptions & { readonly limit?: number },
): SVGSVGElement | HTMLElement {
  const rows = finiteRows(pair);
  const kept = thinCloud(rows.length, limit, worstRows(rows, Math.floor(limit / 20)));
  const shown = Array.from(kept, (i): [number, number] => [rows[i][1], rows[i][1] - rows[i][0]]);
  const x = padded(extent(shown.map((point) => point[0])));
  const y = padded(
    extent(
      [0],
      shown.map((point) => point[1]),
    ),
    0.06,
  );
  return draw({
    document,
    label: "Residuals against predictions",
    width,
    height: 216,
    ...margins,
    x: { domain: x },
    y: { domain: y },
    marks: [
      gridY(linearTicks(y[0], y[1], 4), { strokeOpacity: 0.13 }),
      axisX(linearTicks(x[0], x[1], 4), { ...axis, label: `predicted ${shortName(pair.name)}`, labelAnchor: "center" }),
      axisY(linearTicks(y[0], y[1], 4), { ...axis, label: "residual: predicted − true", labelAnchor: "top" }),
      ruleY([0], { stroke: "currentColor", strokeDasharray: "5 4" }),
      dot(shown, { r: shown.length > 700 ? 2 : 2.5, fill: colours.blue, fillOpacity: dotOpacity(shown.length) }),
    ],
  });
}

/** Counts of `values` in equal bins whose edges are round numbers; about as many bins as the cube root rule wants, 8 to 40. */
export function bins(
  values: readonly number[],
): readonly { readonly from: number; readonly to: number; readonly count: number }[] {
  const [low, high] = extent(values);
  if (!(high > low)) return values.length > 0 ? [{ from: low - 0.5, to: low + 0.5, count: values.length }] : [];
  let wanted = 8;
  while (wanted < 40 && wanted * wanted * wanted < 8 * values.length) wanted++;
  const inner = linearTicks(low, high, wanted);
  const width = inner.length > 1 ? inner[1] - inner[0] : high - low;
  const start = inner[0] > low ? inner[0] - width : inner[0];
  const count = Math.max(1, Math.ceil((high - start) / width - 1e-9));
  const counts = new Int32Array(count);
  for (const value of values) counts[Math.min(count - 1, Math.max(0, Math.floor((value - start) / width)))]++;
  return Array.from(counts, (n, i) => ({ from: start + i * width, to: start + (i + 1) * width, count: n }));
}

/** Histogram of the residuals, with marks at 0 and at plus and minus their root mean square. */
export function residualHistogram(pair: TargetPair, { document, width }: FigureOptions): SVGSVGElement | HTMLElement {
  const residuals = finiteRows(pair).map(([target, predicted]) => predicted - target);
  const bars = bins(residuals);
  const rms = Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / Math.max(1, residuals.length));
  const x = padded(
    extent(
      bars.map((bar) => bar.from),
      bars.map((bar) => bar.to),
      [-rms, rms],
    ),
    0.02,
  );
  const top = Math.max(1, extent(bars.map((bar) => bar.count))[1] || 1);
  const counts = linearTicks(0, top, 4).filter((tick) => Number.isInteger(tick));
  return draw({
    document,
    label: "Histogram of the residuals",
    width,
    height: 216,
    ...margins,
    x: { domain: x },
    y: { domain: [0, top * 1.04] },
    marks: [
      gridY(counts, { strokeOpacity: 0.13 }),
      rect(bars, {
        x1: "from",
        x2: "to",
        y1: 0,
        y2: "count",
        fill: colours.blue,
        fillOpacity: 0.7,
        insetRight: 1,
      }),
      ruleX([-rms, rms], { stroke: colours.orange, strokeWidth: 1.5, strokeDasharray: "2 3" }),
      ruleX([0], { stroke: "currentColor" }),
      ruleY([0]),
      axisX(linearTicks(x[0], x[1], 4), {
        ...axis,
        label: `residual of ${shortName(pair.name)}`,
        labelAnchor: "center",
      }),
      axisY(counts, { ...axis, tickSize: 0, label: "rows", labelAnchor: "top" }),
    ],
  });
}
