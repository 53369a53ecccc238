import type { Dataset, Points } from "../model/dataset.js";
import { type Loss, mse } from "../model/loss.js";
import type { Model } from "../model/model.js";
import { pathNorm } from "../model/penalty.js";
import { eigenvalues } from "../numerics/linear/eigen.js";
import type { Matrix } from "../numerics/linear/matrix.js";
import { barronNorm } from "./measure/barron-norm.js";
import { distanceFromStart } from "./measure/distance.js";
import { kernelDrift } from "./measure/kernel-drift.js";
import { type ActivePattern, patternChanges, patternOf } from "./measure/pattern.js";
import { plRatio } from "./measure/pl-constant.js";
import { lossAt } from "./measure/risk.js";
import { sharpness } from "./measure/sharpness.js";
import { sweepOf, type TangentPass, tangentPass } from "./tangent-pass.js";

/** Rows of G that are watched by default. */
const WATCHED = 128;

/** What `watchKernel` can measure at a look. */
export const kernelMeasures = [
  /** max_i |theta_i - theta_i(0)|. */
  "maxDistance",
  /** ||theta - theta(0)||_2. */
  "l2Distance",
  /** ||G - G(0)||_F on the watched rows. */
  "kernelDrift",
  /** ||G - G(0)||_2. */
  "spectralDrift",
  /** lambda_min(G). */
  "smallestEigenvalue",
  /** lambda_max(G). */
  "largestEigenvalue",
  /** The fraction of (row, neuron) pairs that are active now and were not at the start, or the reverse. */
  "patternChanges",
  /** sum |a_k| ||w_k||_1 c, over all paths. */
  "pathNorm",
  /** sum |a_k| ||w_k||_2 c; NaN in deeper networks, where it is not defined. */
  "barronNorm",
  /** R on the watched rows, without penalties. Needs targets. */
  "loss",
  /** ||grad R||^2 / (2 (R - inf R)). Needs targets. */
  "plConstant",
  /** lambda_max of the Hessian of R. Needs targets, and tens of gradients a look. */
  "sharpness",
] as const;
export type KernelMeasure = (typeof kernelMeasures)[number];

export interface WatchKernelOptions {
  /** Where the kernel is watched; a data set also has targets. */
  readonly points: Points | Dataset;
  /** Default: all that the points allow, but spectralDrift and sharpness. */
  readonly measures?: readonly KernelMeasure[];
  /** Rows of G, (row, output) pairs, at most: the points are thinned to rows floor(i n / r), i = 0, ..., r - 1. Default 128. */
  readonly size?: number;
  /** Steps between looks; the run's own choice by default. */
  readonly every?: number;
  /** The loss of loss, plConstant and sharpness. Default `mse`. */
  readonly loss?: Loss;
  /** inf R of plConstant. Default 0. */
  readonly infimum?: number;
  /**
   * What distances, drift and pattern changes are measured from: `"start"` (default), the parameters and s before the first step, or
   * `"switch"`, the first look after every change of s (the reference of t_2*).
   */
  readonly from?: "start" | "switch";
}

/** A run as the observer sees it; `start` is the model before the first step, else the first that it sees. */
export interface KernelView {
  readonly step: number;
  readonly s: number;
  readonly model: Model;
  readonly start?: Model;
}

/** An observer of a training run: hand it to `train`. */
export interface KernelObserver {
  readonly name: "kernel";
  readonly measures: readonly KernelMeasure[];
  readonly every?: number;
  look(view: KernelView): readonly number[];
}

/**
 * Watches the tangent kernel while a network trains: how far parameters and kernel have moved, the kernel's extreme eigenvalues, how
 * many activations flipped, norms of the network, and with targets the PL constant and the sharpness. All in float64 and on the
 * watched rows alone (lambda_min(G) of some rows is at least that of all, the drift at most). Never changes the run. NaN everywhere
 * once the parameters have diverged. The exit time t_p* is `exitTime` of the recorded kernelDrift.
 * @throws RangeError for an unknown measure, one that needs targets where there are none, or a size that is not a positive integer.
 * @paper HRTA Proposition 3, eq. (10), (22), (35); BXC (2.6), (3.6); Wu Theorem 3, path norm, Barron space
 * @example train({ ..., observers: [watchKernel({ points: data.train })] })
 */
export function watchKernel(options: WatchKernelOptions): KernelObserver {
  const { points, size = WATCHED, every, from = "start" } = options;
  const hasTargets = "y" in points;
  const measures =
    options.measures ??
    kernelMeasures.filter((m) => m !== "spectralDrift" && m !== "sharpness" && (hasTargets || !needsTargets(m)));
  for (const m of measures) {
    if (!kernelMeasures.includes(m))
      throw new RangeError(`measures: no measure "${m}"; there are ${kernelMeasures.join(", ")}`);
    if (needsTargets(m) && !hasTargets)
      throw new RangeError(`measures: "${m}" needs targets; give a data set as points, or leave it out`);
  }
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`size: expected a positive integer, got ${size}`);
  let reference: Reference | undefined;
  let watched: Points | Dataset | undefined;
  return {
    name: "kernel",
    measures,
    every,
    look({ model, start }) {
      if (!finiteKernel(model)) return measures.map(() => Number.NaN);
      watched ??= watchedRows(points, model.network.outputs, size);
      if (!reference) reference = refer(start ?? model, watched);
      else if (from === "switch" && String(reference.model.s) !== String(model.s)) reference = refer(model, watched);
      const present = presentOf(model, watched, options, reference);
      return measures.map((m) => table[m](present));
    },
  };
}

/** Whether products of a weight a layer, squared, stay far from overflow: a run that diverges ends with a word, not in here. */
function finiteKernel({ network, parameters }: Model): boolean {
  let most = 0;
  for (const value of parameters) {
    if (!Number.isFinite(value)) return false;
    most = Math.max(most, Math.abs(value));
  }
  return network.widths.reduce((bound) => bound * most * most, 1) < 1e200;
}

const needsTargets = (m: KernelMeasure): boolean => m === "loss" || m === "plConstant" || m === "sharpness";

/** What later looks are compared with. */
interface Reference {
  readonly model: Model;
  readonly gram: Matrix;
  readonly pattern: ActivePattern;
}

function refer(model: Model, points: Points): Reference {
  const own: Model = { ...model, parameters: model.parameters.slice(), s: [...model.s] };
  const pass = tangentPass(own, points);
  return { model: own, gram: pass.gram(pass, { blocks: false }).total, pattern: patternOf(sweepOf(pass)) };
}

/** One look; what several measures share is computed once. */
interface Present {
  readonly model: Model;
  readonly reference: Reference;
  readonly options: WatchKernelOptions;
  pass(): TangentPass;
  gram(): Matrix;
  spectrum(): Float64Array;
  data(): Dataset;
}

function presentOf(model: Model, points: Points | Dataset, options: WatchKernelOptions, reference: Reference): Present {
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const pass = once(() => tangentPass(model, points));
  const gram = once(() => pass().gram(pass(), { blocks: false }).total);
  return {
    model,
    reference,
    options,
    pass,
    gram,
    spectrum: once(() => eigenvalues(gram())),
    data() {
      if ("y" in points) return points;
      throw new RangeError("points: expected a data set with targets");
    },
  };
}

const table: Readonly<Record<KernelMeasure, (present: Present) => number>> = {
  maxDistance: ({ model, reference }) => distanceFromStart(model, reference.model).max,
  l2Distance: ({ model, reference }) => distanceFromStart(model, reference.model).l2,
  kernelDrift: ({ gram, reference }) => kernelDrift(gram(), reference.gram),
  spectralDrift: ({ gram, reference }) => kernelDrift(gram(), reference.gram, { norm: "spectral" }),
  smallestEigenvalue: ({ spectrum }) => spectrum()[0],
  largestEigenvalue: ({ spectrum }) => spectrum()[spectrum().length - 1],
  patternChanges: ({ pass, reference }) => patternChanges(patternOf(sweepOf(pass())), reference.pattern).total,
  pathNorm: ({ model }) => pathNorm(1).evaluate(model.network, model.parameters),
  barronNorm: ({ model }) => (model.network.spec.hidden.length === 1 ? barronNorm(model) : Number.NaN),
  loss: ({ pass, data, options }) => lossAt(options.loss ?? mse, data(), pass().output),
  plConstant({ pass, data, options: { loss = mse, infimum = 0 } }) {
    const cotangent = new Float64Array(pass().output.length);
    const value = lossAt(loss, data(), pass().output, cotangent);
    // A loss that came to its infimum, or by rounding under it, has no ratio.
    return value > infimum ? plRatio(value, pass().vjp(cotangent), infimum) : Number.NaN;
  },
  sharpness: ({ model, data, options }) => sharpness(model, data(), { loss: options.loss }).value,
};

/** The rows that `watchKernel` watches in a network of k outputs: rows floor(i n / r), i = 0, ..., r - 1, of the points; all where n <= r. */
export function watchedRows(points: Points | Dataset, outputs: number, size = WATCHED): Points | Dataset {
  const most = Math.max(1, Math.floor(size / outputs));
  const { rows: n, inputs, x } = points;
  if (n <= most) return points;
  const rows = Array.from({ length: most }, (_, i) => Math.floor((i * n) / most));
  const pick = (values: Float64Array, width: number) =>
    Float64Array.from({ length: most * width }, (_, at) => values[rows[Math.floor(at / width)] * width + (at % width)]);
  const thinned = { rows: most, inputs, x: pick(x, inputs) };
  if (!("y" in points)) return thinned;
  const { y, weights } = points;
  return { ...thinned, outputs: points.outputs, y: pick(y, points.outputs), weights: weights && pick(weights, 1) };
}
