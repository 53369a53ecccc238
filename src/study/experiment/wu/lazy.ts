import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { exp, log1p } from "../../../numerics/elementary.js";
import { eigen } from "../../../numerics/linear/eigen.js";
import { multiply, transposedMultiply } from "../../../numerics/linear/product.js";
import { random } from "../../../numerics/random.js";
import { tangentPass } from "../../../tangent/index.js";
import { type Experiment, type ExperimentContext, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { brief, briefly } from "./brief.js";
import { descend, squaresSlope } from "./descend.js";
import { drawModel, lectureNetwork } from "./network.js";
import { sphereData } from "./sphere-data.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** n. */
  points: count,
  /** d. */
  inputs: count,
  /** m, or what Theorem 13 asks for with the factor 1. */
  neurons: z.union([count, z.literal("theorem13")]),
  /** Point sets are drawn until the width that Theorem 10 asks for is at most this. */
  mostWidth: count.optional(),
  delta: z.number().gt(0).lt(1),
  labels: z.enum(["neuron", "signs"]),
  start: z.enum(["lecture", "ntk"]),
  /** Of gradient descent, both of network and linearisation. */
  steps: count,
});

type Params = z.infer<typeof paramsSchema>;

/** What one cell gives. */
export const lazyResult = z.strictObject({
  neurons: z.number(),
  /** A proven lower bound on lambda_n(K). */
  lambda: z.number(),
  /** Steps of the looks. */
  step: z.array(z.number()),
  /** max over points of |f_network - f_linear| at the looks. */
  gap: z.array(z.number().nullable()),
  /** The largest of all. */
  largest: z.number().nullable(),
  /** Training losses 1/(2n) sum (f - y)^2. */
  loss: z.array(z.number().nullable()),
  linearLoss: z.array(z.number().nullable()),
  /** Root mean squared test errors. */
  test: z.array(z.number().nullable()),
  linearTest: z.array(z.number().nullable()),
  /** |theta - theta_0| at the end, and the largest entry of theta - theta_0. */
  moved: z.number().nullable(),
  entry: z.number().nullable(),
});

const TEST = 500;
const LOOKS = 60;

/**
 * A two-layer relu network and its linearisation at theta_0, both trained on all samples by gradient descent at the rate n / (2 lambda_max(G)), and
 * how far apart their outputs come, over the samples and 500 other points of the sphere. From a = 0 the linearisation is the random feature
 * model; its descent is in closed form, f_0 + K(., X) V diag((1 - (1 - rate l/n)^k) / l) V^T (y - f_0).
 * @paper Wu Theorem 13, (0.27), Figure 2
 */
export const lazyExperiment: Experiment = {
  name: "wu.lazy",
  version: 1,
  async run(params, seed, context) {
    const checked = parseParams(paramsSchema, params, "wu.lazy");
    return toJson(await compare(checked, seed, context));
  },
  cost: (params) => {
    const { points, inputs, neurons, steps } = parseParams(paramsSchema, params, "wu.lazy");
    const m = neurons === "theorem13" ? 10_000 : neurons;
    return 0.05 + m * steps * (7e-8 + 4e-10 * points * inputs);
  },
};

async function compare(
  { points: n, inputs: d, neurons, mostWidth, delta, labels, start, steps }: Params,
  seed: number,
  { signal, onProgress }: ExperimentContext,
): Promise<z.infer<typeof lazyResult>> {
  const { data, lambda, width13 } = sphereData({ points: n, inputs: d, labels, mostWidth, delta }, seed);
  const m = neurons === "theorem13" ? width13 : neurons;
  const model = drawModel(lectureNetwork(m, start), d, seed);
  const test = testPoints(d, seed);
  const all = { rows: n + TEST, inputs: d, x: new Float64Array((n + TEST) * d) };
  all.x.set(data.x);
  all.x.set(test.x, n * d);
  const linear = linearDescent(model, data, all);
  const looks = [0, ...thinSteps(steps, LOOKS)];
  const series = { gap: [], loss: [], linearLoss: [], test: [], linearTest: [] } as Record<
    "gap" | "loss" | "linearLoss" | "test" | "linearTest",
    number[]
  >;
  let moved = 0;
  let entry = 0;
  await descend({
    model,
    x: all.x,
    rows: n,
    slope: squaresSlope(data.y),
    rate: linear.rate,
    steps,
    looks,
    look: ({ step, output, parameters }) => {
      const straight = linear.outputAfter(step);
      series.gap.push(output.reduce((most, f, i) => Math.max(most, Math.abs(f - straight[i])), 0));
      series.loss.push(squares(output, data.y, 0) / 2);
      series.linearLoss.push(squares(straight, data.y, 0) / 2);
      series.test.push(Math.sqrt(squares(output, test.y, n)));
      series.linearTest.push(Math.sqrt(squares(straight, test.y, n)));
      let sum = 0;
      entry = 0;
      for (let i = 0; i < parameters.length; i++) {
        const by = Math.abs(parameters[i] - model.parameters[i]);
        sum += by * by;
        entry = Math.max(entry, by);
      }
      moved = Math.sqrt(sum);
    },
    signal,
    onProgress,
  });
  return {
    neurons: m,
    lambda,
    step: looks,
    gap: briefly(series.gap),
    largest: brief(Math.max(...series.gap)),
    loss: briefly(series.loss),
    linearLoss: briefly(series.linearLoss),
    test: briefly(series.test),
    linearTest: briefly(series.linearTest),
    moved: brief(moved),
    entry: brief(entry),
  };
}

/** Mean of (output - y)^2 over y's rows, which begin at row `first` of the outputs. */
function squares(output: Float64Array, y: Float64Array, first: number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (output[first + i] - y[i]) * (output[first + i] - y[i]);
  return sum / y.length;
}

/** Points of the sphere with the lecture's target max(x_1, 0). */
function testPoints(d: number, seed: number): { readonly x: Float64Array; readonly y: Float64Array } {
  const draw = random(seed, "test points");
  const x = new Float64Array(TEST * d);
  for (let i = 0; i < TEST; i++) x.set(draw.pointOnSphere(d), i * d);
  return { x, y: Float64Array.from({ length: TEST }, (_, i) => Math.max(x[i * d], 0)) };
}

/** Gradient descent of the linearised network, as a function of the step. */
function linearDescent(
  model: Parameters<typeof tangentPass>[0],
  data: Dataset,
  all: Parameters<typeof tangentPass>[1],
): { readonly rate: number; outputAfter(step: number): Float64Array } {
  const n = data.rows;
  const train = tangentPass(model, data);
  const everywhere = tangentPass(model, all);
  const { values, vectors } = eigen(train.gram(train, { blocks: false }).total);
  const beside = everywhere.gram(train, { blocks: false }).total;
  const rate = n / (2 * values[n - 1]);
  const rest = multiply(vectors, { rows: n, columns: 1, data: data.y.map((y, i) => y - train.output[i]) });
  return {
    rate,
    outputAfter(step) {
      const along = rest.data.map((r, i) => {
        const shrink = (rate * values[i]) / n;
        // 1 - (1 - shrink)^step, and its limit shrink step where the eigenvalue is nothing but rounding.
        return values[i] > 0 ? (r * (1 - exp(step * log1p(-shrink)))) / values[i] : (r * rate * step) / n;
      });
      const coefficients = transposedMultiply(vectors, { rows: n, columns: 1, data: along });
      const moved = multiply(beside, coefficients).data;
      return everywhere.output.map((f, i) => f + moved[i]);
    },
  };
}
