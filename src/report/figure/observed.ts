import { dot, line } from "@observablehq/plot";
import type { KernelMeasure } from "../../tangent/watch-kernel.js";
import { withSubscripts } from "../html.js";
import { formatNumber, formatTick, linearTicks, logTicks } from "../number.js";
import type { ObservedMeasures } from "../record.js";
import { thinCurve } from "../thin.js";
import { horizontalAxis, verticalAxis } from "./axis.js";
import { colours, draw, extent, LEFT, padded, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";

/** What the kernel's observer measures, by name. */
const MEASURES: Readonly<Record<KernelMeasure, readonly [title: string, meaning: string]>> = {
  maxDistance: [
    "Largest move of a parameter",
    "The theorems hold while it stays below a bound that shrinks with the width.",
  ],
  l2Distance: ["Distance from the start", "How far the parameters have moved, in the Euclidean norm."],
  kernelDrift: [
    "Drift of the kernel, ‖G(t) − G(0)‖",
    "In the Frobenius norm; where it is 0, training is exactly what the first kernel predicts.",
  ],
  spectralDrift: [
    "Drift of the kernel, largest eigenvalue",
    "Of |G(t) − G(0)|: no rate at which a part of the error shrinks has changed by more.",
  ],
  smallestEigenvalue: [
    "λ_min(G(t))",
    "The slowest part of the error shrinks at this rate, on the rows that are watched.",
  ],
  largestEigenvalue: ["λ_max(G(t))", "The fastest part of the error; it limits the learning rate."],
  patternChanges: [
    "Pattern changes",
    "Share of pairs of a neuron and a row that are on the other side of the kink than at the start: 0 for a fixed kernel.",
  ],
  pathNorm: ["Path norm", "Sum over all paths of |weights|: it bounds how complex the learnt function can be."],
  barronNorm: ["Barron norm, an upper bound", "Small for a function that few neurons express."],
  loss: ["Loss on the watched rows", "In double precision and without penalties."],
  plConstant: [
    "PL constant, |∇R|² / 2R",
    "While it stays above some μ > 0, the loss falls at least as fast as exp(−2 μ t) under gradient flow.",
  ],
  sharpness: ["Sharpness, λ_max of the Hessian", "Gradient descent is stable while it is below 2 / learning rate."],
};

const known = (measure: string): measure is KernelMeasure => Object.hasOwn(MEASURES, measure);

/** A title for the measure of this name, and one line on what it says; its name and nothing for one that is not known. */
export const explained = (measure: string): readonly [title: string, meaning: string] =>
  known(measure) ? MEASURES[measure] : [measure, ""];

interface Series {
  readonly measure: string;
  readonly step: readonly number[];
  readonly value: readonly number[];
}

const series = (observed: readonly ObservedMeasures[]): readonly Series[] =>
  observed.flatMap(({ measures, step, values }) =>
    measures.flatMap((measure, j) => {
      const seen = step.flatMap((at, i) => (Number.isFinite(values[i]?.[j]) ? [{ at, value: values[i][j] }] : []));
      return seen.length > 0 ? [{ measure, step: seen.map((p) => p.at), value: seen.map((p) => p.value) }] : [];
    }),
  );

/** Whether there is anything to draw. */
export const hasValues = (observed: readonly ObservedMeasures[]): boolean => series(observed).length > 0;

/** A span from which on a positive measure is drawn on a logarithmic axis. */
const DECADES = 30;

/** What was measured along training, a panel a measure on the same steps; logarithmic where a positive measure spans decades. */
export function observedFigure(observed: readonly ObservedMeasures[], { document, width }: FigureOptions): HTMLElement {
  const all = series(observed);
  const [first, last] = extent(...all.map((s) => s.step));
  const steps: [number, number] = last > first ? [Math.min(0, first), last] : [0, last > 0 ? last : 1];
  const columns = width >= 640 && all.length > 1 ? 2 : 1;
  const panel = columns === 2 ? Math.floor((width - 28) / 2) : width;
  const box = document.createElement("div");
  if (columns === 2) box.setAttribute("class", "columns");
  for (const one of all) {
    const cell = document.createElement("div");
    const title = document.createElement("div");
    title.setAttribute("class", "panel");
    const name = document.createElement("b");
    const [text, meaning] = explained(one.measure);
    name.innerHTML = withSubscripts(shortName(text, 80)).markup;
    title.append(name);
    if (meaning !== "") title.append(document.createTextNode(` ${meaning}`));
    cell.append(title, measureFigure(one, steps, { document, width: panel }));
    box.append(cell);
  }
  return box;
}

function measureFigure(
  { measure, step, value }: Series,
  steps: readonly [number, number],
  { document, width }: FigureOptions,
): SVGSVGElement | HTMLElement {
  const positive = value.filter((v) => v > 0);
  const [low, high] = extent(positive);
  // A measure that starts at exactly 0, as every distance does, may be logarithmic without its first point.
  const logarithmic = value.every((v) => v >= 0) && positive.length > 1 && high > DECADES * low;
  const domain: [number, number] = logarithmic ? [low * 0.8, high * 1.25] : padded(extent(value), 0.08);
  const kept = Array.from(thinCurve([value], 2 * width), (i) => ({ step: step[i], value: value[i] }));
  const shown = logarithmic ? kept.filter((p) => p.value > 0) : kept;
  const ticks = logarithmic ? logTicks(domain[0], domain[1], 4) : linearTicks(domain[0], domain[1], 4);
  const ticksX = linearTicks(steps[0], steps[1], 4).filter((at) => Number.isInteger(at));
  return draw({
    document,
    label: `${known(measure) ? explained(measure)[0] : "A measure"} against steps`,
    width,
    height: 170,
    marginLeft: LEFT,
    marginRight: 24,
    marginTop: 12,
    marginBottom: 40,
    x: { domain: steps },
    y: { type: logarithmic ? "log" : "linear", domain },
    marks: [
      ...verticalAxis(ticks, null, formatTick),
      horizontalAxis(ticksX, logarithmic ? "step (the measure on a log scale)" : "step", formatNumber),
      line(shown, { x: "step", y: "value", stroke: colours.blue, strokeWidth: 1.75 }),
      dot(shown.length <= 30 ? shown : [], { x: "step", y: "value", fill: colours.blue, r: 3 }),
    ],
  });
}
