import type { Dataset } from "../model/dataset.js";
import { buildNetwork, type NetworkSpec } from "../model/network.js";
import { log } from "../numerics/elementary.js";
import { type MethodName, methods } from "../theory/forecast/method.js";
import { predictLoss } from "../theory/prediction/loss.js";
import { constant, gd, heavyBall, nesterov, type Optimizer, type Progress, train } from "../training/index.js";
import { startOf } from "./start.js";

/** The optimiser of `train` that each method of the forecast is. */
const optimizers: Readonly<
  Record<MethodName, (options: { rate: number; momentum?: number; gamma?: number }) => Optimizer>
> = {
  gradientDescent: gd,
  heavyBall,
  nesterov,
};

export interface MeasurementOptions {
  readonly data: Dataset;
  /** The network with its widths; scaling "ntk". */
  readonly network: NetworkSpec;
  readonly s: number;
  readonly seed?: number;
  /** Steps at which losses are wanted, ascending, from 0; the last is the length of the run. */
  readonly steps: ArrayLike<number>;
  readonly runs: readonly { readonly method: MethodName; readonly rate: number }[];
  /** How far prediction and measurement may part, in decades. Default 0.06. */
  readonly tolerance?: number;
  /** Called with every progress of every run. */
  readonly onProgress?: (method: MethodName, progress: Progress) => void;
}

/** What one method did to the real network, beside what its tangent kernel at the start had foretold. */
export interface Measurement {
  readonly method: MethodName;
  readonly rate: number;
  /** R before the step after each of `steps`; NaN from where the run diverged. */
  readonly loss: Float64Array;
  /** The loss under the fixed G(theta_0), from the same error at the start. */
  readonly predicted: Float64Array;
  /** max |log10(loss / predicted)|. */
  readonly gap: number;
  /** The last of the steps up to which the gap stays within the tolerance. */
  readonly agreesUntil: number;
  readonly tolerance: number;
}

const TOLERANCE = 0.06;

/**
 * Trains one network by several methods from the same start, and lays each loss over the prediction of G(theta_0) = J J^T at that
 * start: Delta_{k+1} = Delta_k - (eta / n) G(theta_0) Delta_k for gradient descent, and alike for momentum.
 * The network is trained in float32 (losses are exact to about 1e-6 of themselves), the prediction is float64.
 * @throws InputError if the Gram matrix is too large; RangeError for options that contradict one another.
 * @paper HRTA (10), Proposition 2; BXC (2.4), (3.7), (4.4): what they assume of G(theta(t)), measured
 */
export async function measureForecast(options: MeasurementOptions): Promise<Measurement[]> {
  const { data, network: spec, s, seed = 0, steps, runs, tolerance = TOLERANCE, onProgress } = options;
  const network = buildNetwork(spec, data.inputs, data.outputs);
  const { model, modes, energy } = startOf(network, data, { s, seed, curvature: 1 / data.rows });
  const initial = model.parameters;
  const last = steps[steps.length - 1];
  const results: Measurement[] = [];
  for (const { method, rate } of runs) {
    const predicted = predictLoss({ ...modes, energy, dynamics: methods[method].dynamics(rate), times: steps });
    const run = train({
      network: spec,
      data,
      optimizer: optimizers[method]({ rate, ...methods[method].options }),
      relaxation: constant(s),
      // The loss of step k + 1 is that of the parameters after k steps.
      steps: last + 1,
      seed,
      initial,
    });
    for await (const progress of run) onProgress?.(method, progress);
    const { history } = await run.result;
    const loss = Float64Array.from(steps, (step) => history.loss[step] ?? Number.NaN);
    results.push({ method, rate, loss, predicted, tolerance, ...compare(steps, loss, predicted, tolerance) });
  }
  return results;
}

function compare(
  steps: ArrayLike<number>,
  loss: ArrayLike<number>,
  predicted: ArrayLike<number>,
  tolerance: number,
): Pick<Measurement, "gap" | "agreesUntil"> {
  let gap = 0;
  let agreesUntil = 0;
  let agrees = true;
  for (let i = 0; i < steps.length; i++) {
    const apart = Math.abs(log(loss[i] / predicted[i])) / Math.LN10;
    gap = Math.max(gap, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
    agrees &&= apart <= tolerance;
    if (agrees) agreesUntil = steps[i];
  }
  return { gap, agreesUntil };
}
