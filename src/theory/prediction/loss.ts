import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiply } from "../../numerics/linear/product.js";
import type { Dynamics } from "../dynamics/dynamics.js";
import { type Modes, operatorEigenvalue, project, resolveModes } from "./modes.js";

export interface PredictLossOptions extends Modes {
  /** Delta(0) = f_0 - y at the training points, (n x k) row-major; (n k) where the kernel is n k x n k. Or `energy`. */
  readonly error?: Float64Array;
  /** In place of the error, the energy of its modes from `modeEnergy`, for several curves of one start. */
  readonly energy?: Float64Array;
  readonly dynamics: Dynamics;
  /** Ascending times or steps of the dynamics' clock; Infinity may be the last. */
  readonly times: ArrayLike<number>;
}

/**
 * The loss curve under a fixed kernel: R(t) = c/2 sum over modes of amplitude(t)^2 (v_i . Delta(0))^2. Step k is the loss that a run records
 * as it begins step k + 1 (its history[k]). Modes that cannot be told from eigenvalue 0 stay where they are: the loss floor.
 * Infinity where the dynamics is unstable and has left the numbers.
 * @returns the loss at each time.
 * @throws RangeError if the shapes do not fit, times are not ascending, or there is not one of error and energy.
 * @paper HRTA eq. (38); BXC (2.4), (3.7), (4.4), (5.1), mode by mode
 * @example
 * const { values, vectors } = eigen(gram(model, data).total);
 * predictLoss({ values, vectors, error, dynamics: heavyBallDescent({ rate: 1, momentum: 0.9 }), times: [0, 10, 100] });
 */
export function predictLoss({ error, energy: known, dynamics, times, ...rest }: PredictLossOptions): Float64Array {
  const modes = resolveModes(rest);
  if ((error === undefined) === (known === undefined))
    throw new RangeError("error: expected either the error at the start or the energy of its modes");
  if (known && known.length !== modes.size)
    throw new RangeError(`energy: expected ${modes.size} numbers, one an eigenvalue, got ${known.length}`);
  const energy = known ?? (error ? modeEnergy({ ...rest, error }) : new Float64Array());
  const loss = new Float64Array(times.length);
  let still = 0;
  for (let i = 0; i < modes.size; i++) {
    const lambda = operatorEigenvalue(modes, i);
    if (lambda === 0) still += energy[i];
    if (lambda === 0 || energy[i] === 0) continue;
    const amplitude = dynamics.amplitude(lambda, times);
    for (let j = 0; j < loss.length; j++) loss[j] += amplitude[j] * amplitude[j] * energy[i];
  }
  return loss.map((sum) => 0.5 * modes.curvature * (sum + still));
}

export interface ModeEnergyOptions extends Modes {
  /** f_0 - y, (n x k) row-major; with a covariance of f_0 the targets (their sign does not matter). */
  readonly error: Float64Array;
  /** Covariance of f_0 over random starts (n x n), mean 0 and the same for each output: the NNGP kernel. Default: none, the error is known. */
  readonly covariance?: Matrix;
}

/**
 * The energy of an error in each mode, sum_p (v_i . Delta_p)^2, together |Delta|^2; with a covariance Sigma its mean over random starts,
 * k v_i . Sigma v_i more.
 * @throws RangeError if the shapes do not fit.
 * @paper BXC (2.4), mode by mode
 */
export function modeEnergy({ error, covariance, ...rest }: ModeEnergyOptions): Float64Array {
  const modes = resolveModes(rest);
  const { rows, columns, data } = project(modes, "error", error);
  const energy = Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let p = 0; p < columns; p++) sum += data[i * columns + p] * data[i * columns + p];
    return sum;
  });
  if (!covariance) return energy;
  const { vectors, size: n } = modes;
  if (covariance.rows !== n || covariance.columns !== n)
    throw new RangeError(`covariance: expected ${n} x ${n} numbers, got ${covariance.rows} x ${covariance.columns}`);
  const turned = multiply(vectors, covariance).data;
  return energy.map((own, i) => {
    let variance = 0;
    for (let j = 0; j < n; j++) variance += turned[i * n + j] * vectors.data[i * n + j];
    return own + columns * Math.max(variance, 0);
  });
}
