import { z } from "zod";
import { block } from "../../../model/network.js";
import { random } from "../../../numerics/random.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { drawModel, lectureNetwork } from "./network.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** n. */
  points: count,
  /** d. */
  inputs: count,
  /** m. */
  neurons: count,
  steps: count,
});

/** What one cell gives. */
export const representerResult = z.strictObject({
  /** |a - 1/m sum_i w_i phi(x_i)| / |a| with w_i = -(m/n) times the sum of rate e_i. */
  rest: z.number(),
  /** A bound on the rounding of that. */
  error: z.number(),
  /** The same with w_i = -m times the sum of rate e_i, as printed. */
  printedRest: z.number(),
  /** max over 200 points of |f(x) - sum_i w_i k_m(x_i, x)|. */
  gap: z.number(),
  /** Training loss at the end over that at the start. */
  fall: z.number(),
});

const TEST = 200;

/**
 * Random features trained from a = 0 by gradient descent on 1/(2n) sum (f - y)^2, and the coefficients w_i that Lemma 14 gives, with the sum
 * over steps in place of the integral.
 * @paper Wu Lemma 14, (0.26)
 */
export const representerExperiment: Experiment = {
  name: "wu.representer",
  version: 1,
  async run(params, seed, { signal }) {
    const { points: n, inputs: d, neurons: m, steps } = parseParams(paramsSchema, params, "wu.representer");
    const model = drawModel(lectureNetwork(m), d, seed);
    const hidden = Float64Array.from(model.parameters.subarray(block(model.network, "hidden1.weight").offset));
    const draw = random(seed, "points");
    const train = Array.from({ length: n }, () => draw.pointOnSphere(d));
    const y = train.map((x) => Math.max(x[0], 0));
    const phi = train.map((x) => features(hidden, x, m));
    // The trace bounds lambda_max, so this rate is stable.
    const trace = phi.reduce((sum, row) => sum + dot(row, row), 0);
    const rate = n / trace;
    const a = new Float64Array(m);
    const integral = new Float64Array(n);
    let travelled = 0;
    let first = 0;
    let last = 0;
    for (let step = 0; step < steps; step++) {
      if (step % 64 === 0) signal?.throwIfAborted();
      const e = phi.map((row, i) => dot(row, a) - y[i]);
      last = dot(e, e);
      if (step === 0) first = last;
      for (let i = 0; i < n; i++) {
        const by = (rate / n) * e[i];
        integral[i] += rate * e[i];
        travelled += Math.abs(by) * Math.sqrt(dot(phi[i], phi[i]));
        for (let j = 0; j < m; j++) a[j] -= by * phi[i][j];
      }
    }
    const size = Math.sqrt(dot(a, a));
    const w = integral.map((value) => (-m / n) * value);
    const rest = (factor: number) => {
      const left = a.slice();
      for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) left[j] -= ((factor * w[i]) / m) * phi[i][j];
      return Math.sqrt(dot(left, left)) / size;
    };
    return toJson({
      rest: rest(1),
      // Every addition to an entry of a, and to an integral, rounds by half an ulp of what is there, which |a| and the way travelled bound.
      error: (4 * Number.EPSILON * (steps * n + n) * Math.max(size, travelled)) / size,
      printedRest: rest(n),
      gap: largestGap({ hidden, a, w, phi, m, d }, random(seed, "test points")),
      fall: last / first,
    } satisfies z.infer<typeof representerResult>);
  },
  cost: (params) => {
    const { points, neurons, steps } = parseParams(paramsSchema, params, "wu.representer");
    return 0.02 + 3e-9 * points * neurons * steps;
  },
};

interface Trained {
  readonly hidden: Float64Array;
  readonly a: Float64Array;
  readonly w: Float64Array;
  readonly phi: readonly Float64Array[];
  readonly m: number;
  readonly d: number;
}

function largestGap({ hidden, a, w, phi, m, d }: Trained, draw: ReturnType<typeof random>): number {
  let most = 0;
  for (let t = 0; t < TEST; t++) {
    const here = features(hidden, draw.pointOnSphere(d), m);
    const spanned = phi.reduce((sum, row, i) => sum + (w[i] / m) * dot(row, here), 0);
    most = Math.max(most, Math.abs(dot(a, here) - spanned));
  }
  return most;
}

/** relu(b_j . x), weights (d x m) row-major. */
function features(hidden: Float64Array, x: Float64Array, m: number): Float64Array {
  const z = new Float64Array(m);
  for (let i = 0; i < x.length; i++) for (let j = 0; j < m; j++) z[j] += x[i] * hidden[i * m + j];
  return z.map((value) => Math.max(value, 0));
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
