import { axisX, axisY, dot, gridY, line } from "@observablehq/plot";
import { formatTick, linearTicks } from "../number.js";
import type { Fit } from "../record.js";
import { thinCloud, thinCurve } from "../thin.js";
import { colours, draw, extent, LEFT, legend, padded, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";
import { dotOpacity } from "./parity.js";

/** Data and learnt function of a problem with one input. */
export function fitFigure(fit: Fit, { document, width }: FigureOptions): HTMLElement {
  const x = padded(extent(fit.x, fit.curve.x), 0.02);
  const y = padded(extent(fit.y, fit.curve.f), 0.06);
  const data = Array.from(thinCloud(fit.x.length, 2000), (i): [number, number] => [fit.x[i], fit.y[i]]).filter(
    ([a, b]) => Number.isFinite(a) && Number.isFinite(b),
  );
  const curve = Array.from(thinCurve([fit.curve.f], 2000), (i): [number, number] => [fit.curve.x[i], fit.curve.f[i]]);
  const axis = { tickFormat: formatTick, tickSize: 4, labelArrow: "none" } as const;
  const box = document.createElement("div");
  box.append(
    legend(document, [
      { shape: "dot", colour: colours.blue, text: `${fit.set} rows` },
      { shape: "line", colour: colours.orange, text: "learnt function" },
    ]),
    draw({
      document,
      label: "Data and learnt function",
      width,
      height: width < 500 ? 270 : 360,
      marginLeft: LEFT,
      marginRight: 14,
      marginTop: 26,
      marginBottom: 40,
      x: { domain: x },
      y: { domain: y },
      marks: [
        gridY(linearTicks(y[0], y[1], 5), { strokeOpacity: 0.13 }),
        axisX(linearTicks(x[0], x[1], width < 500 ? 3 : 8), {
          ...axis,
          label: shortName(fit.input),
          labelAnchor: "center",
        }),
        axisY(linearTicks(y[0], y[1], 5), { ...axis, label: shortName(fit.target), labelAnchor: "top" }),
        dot(data, { r: data.length > 700 ? 2 : 3, fill: colours.blue, fillOpacity: dotOpacity(data.length) }),
        line(curve, { stroke: colours.orange, strokeWidth: 2 }),
      ],
    }),
  );
  return box;
}
