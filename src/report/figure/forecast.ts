import { line, type Markish, ruleX, text } from "@observablehq/plot";
import type { Forecast } from "../kernel-record.js";
import { agreement } from "../kernel-sentence.js";
import { formatNumber, linearTicks, logTicks } from "../number.js";
import { thinLogarithmic } from "../thin.js";
import { countTicks, horizontalAxis, verticalAxis } from "./axis.js";
import { colours, draw, extent, LEFT, type LegendEntry, legend, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";

interface Point {
  readonly panel: number;
  readonly step: number;
  readonly loss: number | undefined;
}

/** Steps that a linear axis still shows well. */
const FEW = 20;

/** A curve from step `first` on, broken where it is not within the bounds. */
function points(
  panel: number,
  step: ArrayLike<number>,
  loss: ArrayLike<number>,
  first: number,
  bounds: readonly [number, number],
): Point[] {
  const from = Array.from({ length: step.length }, (_, i) => i).filter((i) => step[i] >= first);
  const x = from.map((i) => Math.max(step[i], 0.5));
  const y = from.map((i) => loss[i]);
  return Array.from(thinLogarithmic(x, y, 1.008), (i) => ({
    panel,
    step: step[from[i]],
    loss: y[i] >= bounds[0] && y[i] <= bounds[1] ? y[i] : undefined,
  }));
}

/** Losses worth an axis: all that was measured, and of the predictions no more than twelve decades. */
function lossBounds(forecasts: readonly Forecast[]): readonly [number, number] {
  const positive = (values: ArrayLike<number>) => Array.from(values).filter((value) => value > 0);
  const measured = extent(...forecasts.map((f) => positive(f.measured?.loss ?? [])));
  const predicted = extent(...forecasts.flatMap((f) => [positive(f.infinite), positive(f.measured?.finite ?? [])]));
  const [low, high] = extent(measured, predicted);
  if (!(low <= high)) return [0.1, 1];
  const deepest = Math.max(low, 1e-12 * high);
  return [0.8 * (measured[0] < deepest ? measured[0] : deepest), 1.25 * high];
}

/**
 * Predicted loss curves, a panel a method, all with the same logarithmic axes: what was measured, over it the prediction from the trained
 * network's own G(theta_0), and dashed that of infinite width. Where nothing was measured, the prediction alone.
 */
export function forecastFigure(forecasts: readonly Forecast[], { document, width }: FigureOptions): HTMLElement {
  const columns = Math.max(1, Math.min(forecasts.length, width >= 720 ? 3 : width >= 500 ? 2 : 1));
  const rows = Math.ceil(forecasts.length / columns);
  const perRow = Math.ceil(forecasts.length / Math.max(1, rows));
  const bounds = lossBounds(forecasts);
  const [, last] = extent(...forecasts.map((f) => f.step));
  const logarithmic = last > FEW;
  const measured = forecasts.some((f) => f.measured);
  const entries: LegendEntry[] = [];
  if (measured)
    entries.push(
      { shape: "line", colour: colours.blue, text: "measured" },
      { shape: "thin", colour: "currentColor", text: "predicted from G(θ₀) of that network" },
    );
  entries.push({
    shape: measured ? "dashed" : "line",
    colour: colours.orange,
    text: "predicted for infinite width",
  });
  const box = document.createElement("div");
  box.append(legend(document, entries));
  for (let start = 0; start < forecasts.length; start += perRow)
    box.append(
      panelRow(forecasts.slice(start, start + perRow), {
        document,
        width,
        bounds,
        steps: [logarithmic ? 1 : 0, last > 0 ? last : 1],
        logarithmic,
        dashed: measured,
        perRow,
      }),
    );
  return box;
}

interface RowOptions extends FigureOptions {
  readonly bounds: readonly [number, number];
  readonly steps: readonly [number, number];
  readonly logarithmic: boolean;
  readonly dashed: boolean;
  readonly perRow: number;
}

const GAP = 22;
const RIGHT = 16;

function panelRow(row: readonly Forecast[], options: RowOptions): SVGSVGElement | HTMLElement {
  const { document, width, bounds, steps, logarithmic, dashed, perRow } = options;
  const band = (width - LEFT - RIGHT - (perRow - 1) * GAP) / perRow;
  const of = (curve: (forecast: Forecast) => ArrayLike<number> | undefined) =>
    row.flatMap((forecast, i) => points(i, forecast.step, curve(forecast) ?? [], steps[0], bounds));
  const headings = row.map((forecast, panel) => ({
    panel,
    method: shortName(forecast.method),
    settings: shortName(forecast.settings, Math.floor(band / 6.4)),
    agreement: forecast.measured ? agreement(forecast.measured, forecast.step, true) : "",
  }));
  const until = row.flatMap((forecast, panel) => {
    const at = forecast.measured?.agreesUntil ?? steps[1];
    return at > steps[0] && at < forecast.step[forecast.step.length - 1] ? [{ panel, at }] : [];
  });
  const heading = (key: "method" | "settings" | "agreement", dy: number, bold = false): Markish =>
    text(headings, {
      fx: "panel",
      text: key,
      frameAnchor: "top-left",
      dy,
      ...(bold ? { fontWeight: 600 } : { fill: colours.muted }),
    });
  const curve = (all: readonly Point[], style: object): Markish =>
    line(all, { fx: "panel", x: "step", y: "loss", z: "panel", ...style });
  const lines = headings.some((h) => h.agreement !== "") ? 3 : 2;
  const ticks = logarithmic
    ? countTicks(steps[0], steps[1], band < 200 ? 3 : 5)
    : linearTicks(steps[0], steps[1], 4).filter((step) => Number.isInteger(step));
  return draw({
    document,
    label: "Predicted and measured loss against steps",
    width: Math.round(LEFT + RIGHT + row.length * band + (row.length - 1) * GAP),
    height: (width < 500 ? 176 : 230) + 40 + 17 + 16 * lines,
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 17 + 16 * lines,
    marginBottom: 40,
    fx: {
      domain: row.map((_, i) => i),
      axis: null,
      paddingOuter: 0,
      paddingInner: row.length > 1 ? GAP / (band + GAP) : 0,
      round: false,
    },
    x: { type: logarithmic ? "log" : "linear", domain: steps },
    y: { type: "log", domain: bounds },
    marks: [
      ...verticalAxis(logTicks(bounds[0], bounds[1]), "loss (log scale)"),
      horizontalAxis(ticks, logarithmic ? "step (log scale)" : "step", formatNumber),
      heading("method", -9 - 16 * (lines - 1), true),
      heading("settings", -9 - 16 * (lines - 2)),
      heading("agreement", -9),
      ruleX(until, { fx: "panel", x: "at", stroke: colours.muted, strokeDasharray: "1 3" }),
      curve(
        of((f) => f.measured?.loss),
        { stroke: colours.blue, strokeWidth: 4.5, strokeOpacity: 0.6 },
      ),
      curve(
        of((f) => f.infinite),
        { stroke: colours.orange, strokeWidth: dashed ? 1.5 : 2, strokeDasharray: dashed ? "5 4" : undefined },
      ),
      curve(
        of((f) => f.measured?.finite),
        { stroke: "currentColor", strokeWidth: 1 },
      ),
    ],
  });
}
