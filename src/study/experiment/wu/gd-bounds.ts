import { z } from "zod";
import { exp } from "../../../numerics/elementary.js";
import { eigen } from "../../../numerics/linear/eigen.js";
import { multiply } from "../../../numerics/linear/product.js";
import { gram, risk } from "../../../tangent/index.js";
import { trainGradientFlow } from "../../../training/index.js";
import { type Experiment, type ExperimentContext, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { briefly } from "./brief.js";
import { drawModel, lectureNetwork } from "./network.js";
import { sphereData } from "./sphere-data.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** n. */
  points: count,
  /** d. */
  inputs: count,
  /** m. */
  neurons: count,
  /** Length of the flow. */
  time: z.number().positive(),
  tolerance: z.number().positive(),
});

/** What one cell gives. */
export const gdBoundsResult = z.strictObject({
  /** Times after the start. */
  time: z.array(z.number().nullable()),
  /** R(t). */
  loss: z.array(z.number().nullable()),
  /** min of |grad R| over [0, t]. */
  gradient: z.array(z.number().nullable()),
  /** sqrt(R(0) / t): R reaches 0 here. */
  gradientBound: z.array(z.number().nullable()),
  /** C(t), the least |grad R|^2 / R over [0, t]. */
  constant: z.array(z.number().nullable()),
  /** exp(-C(t) t) R(0). */
  plBound: z.array(z.number().nullable()),
  /** R(t) - inf R of the convex problem (the output layer alone), at times from the fastest mode's to the slowest's. */
  convexTime: z.array(z.number().nullable()),
  convexLoss: z.array(z.number().nullable()),
  /** |theta* - theta_0|^2 / (2 t), theta* the nearest minimiser. */
  convexBound: z.array(z.number().nullable()),
});

const CONVEX_LOOKS = 60;

/**
 * The lecture's three bounds along gradient flow: of a network with both layers trained from normal weights (non-convex), and of its output
 * layer alone from a = 0 (convex; in closed form).
 * @paper Wu Theorems 1 to 3
 */
export const gdBoundsExperiment: Experiment = {
  name: "wu.gd-bounds",
  version: 1,
  async run(params, seed, context) {
    const { points, inputs, neurons, time, tolerance } = parseParams(paramsSchema, params, "wu.gd-bounds");
    const { data } = sphereData({ points, inputs, labels: "neuron", delta: 0.1 }, seed);
    const network = lectureNetwork(neurons, "ntk");
    const model = drawModel(network, inputs, seed);
    const flow = await path({ network, data, time, tolerance, seed, context });
    return toJson({ ...flow, ...convex(model, data) } satisfies z.infer<typeof gdBoundsResult>);
  },
  cost: (params) => {
    const { points, inputs, neurons } = parseParams(paramsSchema, params, "wu.gd-bounds");
    return 0.05 + 6e-4 * neurons * (inputs + points);
  },
};

interface PathOptions {
  readonly network: ReturnType<typeof lectureNetwork>;
  readonly data: ReturnType<typeof sphereData>["data"];
  readonly time: number;
  readonly tolerance: number;
  readonly seed: number;
  readonly context: ExperimentContext;
}

/** Both minima are taken over the steps of the integration: at most too large, which makes either test the stricter. */
async function path({ network, data, time, tolerance, seed, context }: PathOptions) {
  const seen: { t: number; loss: number; gradient: number; constant: number }[] = [];
  let start = Number.NaN;
  let gradient = Number.POSITIVE_INFINITY;
  let constant = Number.POSITIVE_INFINITY;
  await trainGradientFlow({
    network,
    data,
    seed,
    time,
    tolerance,
    until: ({ time: t, model }) => {
      context.signal?.throwIfAborted();
      context.onProgress?.(t / time);
      const { value, gradient: g } = risk(model, data);
      const squares = g.reduce((sum, x) => sum + x * x, 0);
      gradient = Math.min(gradient, Math.sqrt(squares));
      constant = Math.min(constant, squares / value);
      if (t === 0) start = value;
      else seen.push({ t, loss: value, gradient, constant });
      return false;
    },
  });
  const kept = thinSteps(seen.length, 100).map((k) => seen[k - 1]);
  return {
    time: briefly(kept.map(({ t }) => t)),
    loss: kept.map(({ loss }) => loss),
    gradient: kept.map((one) => one.gradient),
    gradientBound: kept.map(({ t }) => Math.sqrt(start / t)),
    constant: briefly(kept.map((one) => one.constant)),
    plBound: kept.map((one) => exp(-one.constant * one.t) * start),
  };
}

/** R(t) - inf R = 1/(2n) sum_i r_i^2 exp(-2 l_i t / n) over the modes of the features' Gram matrix, |theta* - theta_0|^2 = sum_i r_i^2 / l_i. */
function convex(model: ReturnType<typeof drawModel>, data: PathOptions["data"]) {
  const n = data.rows;
  const features = gram(model, data).blocks.find(({ name }) => name === "output.weight");
  if (!features) throw new RangeError("network: expected a trained output layer");
  const { values, vectors } = eigen(features.gram);
  const rest = multiply(vectors, { rows: n, columns: 1, data: data.y }).data;
  const modes = Array.from(values, (value, i) => ({ value, square: rest[i] * rest[i] }))
    // What is zero but for rounding never falls, and belongs to inf R.
    .filter(({ value }) => value > 1e-12 * values[n - 1]);
  const distance = modes.reduce((sum, { value, square }) => sum + square / value, 0);
  const first = (0.01 * n) / values[n - 1];
  const ratio = (10 * n) / modes[0].value / first;
  const convexTime = thinSteps(100_000, CONVEX_LOOKS).map((k) => (first * ratio * k) / 100_000 + first);
  return {
    convexTime: briefly(convexTime),
    convexLoss: convexTime.map(
      (t) => modes.reduce((sum, { value, square }) => sum + square * exp((-2 * value * t) / n), 0) / (2 * n),
    ),
    convexBound: convexTime.map((t) => distance / (2 * t)),
  };
}
