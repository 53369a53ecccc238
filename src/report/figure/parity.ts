import { axisX, axisY, dot, gridX, gridY, line } from "@observablehq/plot";
import { formatTick, linearTicks } from "../number.js";
import { thinCloud } from "../thin.js";
import { colours, draw, extent, LEFT, padded, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";

/** True and predicted values of one target, in its own unit. */
export interface TargetPair {
  readonly name: string;
  readonly target: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** Rows whose true and predicted values are finite. */
export function finiteRows({
  target,
  predicted,
}: TargetPair): readonly (readonly [target: number, predicted: number])[] {
  const rows: [number, number][] = [];
  for (let i = 0; i < target.length; i++)
    if (Number.isFinite(target[i]) && Number.isFinite(predicted[i])) rows.push([target[i], predicted[i]]);
  return rows;
}

/** Row numbers of the largest absolute errors, so that thinning a cloud never hides the worst. */
export const worstRows = (rows: readonly (readonly [number, number])[], count: number): readonly number[] =>
  rows
    .map(([target, predicted], i) => [Math.abs(predicted - target), i] as const)
    .sort((a, b) => b[0] - a[0])
    .slice(0, count)
    .map(([, i]) => i);

/** Opacity at which n dots neither vanish nor merge. */
export const dotOpacity = (n: number): number => (n <= 150 ? 0.75 : n <= 700 ? 0.5 : 0.3);

/** Predicted against true values on equal axes, with the identity line; at most `limit` dots. */
export function parityFigure(
  pair: TargetPair,
  { document, width, limit = 3000 }: FigureOptions & { readonly limit?: number },
): SVGSVGElement | HTMLElement {
  const rows = finiteRows(pair);
  const shown = Array.from(thinCloud(rows.length, limit, worstRows(rows, Math.floor(limit / 20))), (i) => rows[i]);
  const domain = padded(
    extent(
      rows.map((row) => row[0]),
      rows.map((row) => row[1]),
    ),
  );
  const ticks = linearTicks(domain[0], domain[1], 4);
  const name = shortName(pair.name);
  const axis = { tickFormat: formatTick, tickSize: 4, labelArrow: "none" } as const;
  return draw({
    document,
    label: "Predicted against true values",
    width,
    height: width - 6,
    marginLeft: LEFT,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 40,
    x: { domain },
    y: { domain },
    marks: [
      gridX(ticks, { strokeOpacity: 0.13 }),
      gridY(ticks, { strokeOpacity: 0.13 }),
      axisX(ticks, { ...axis, label: `true ${name}`, labelAnchor: "center" }),
      axisY(ticks, { ...axis, label: `predicted ${name}`, labelAnchor: "top" }),
      line(
        [
          [domain[0], domain[0]],
          [domain[1], domain[1]],
        ],
        { stroke: "currentColor", strokeDasharray: "5 4" },
      ),
      dot(shown, { r: shown.length > 700 ? 2 : 3, fill: colours.blue, fillOpacity: dotOpacity(shown.length) }),
    ],
  });
}
