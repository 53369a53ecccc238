import { exp, log } from "../../numerics/elementary.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiply, multiplyTransposed } from "../../numerics/linear/product.js";
import type { Dynamics } from "../dynamics/dynamics.js";

/**
 * The energy of an error in every mode, sum_p (v_i . Delta_p)^2; with `covariance`, its mean over errors f - y whose f is Gaussian with mean 0 and that
 * covariance, the same for each output: + k v_i . Sigma v_i.
 * @param vectors row i is the unit eigenvector v_i (n x n).
 * @param error (n x k), row-major: f - y at the start; with `covariance`, the targets (their sign does not matter).
 * @param options.covariance Sigma, the NNGP kernel of the network at its random start (n x n).
 * @returns length n, in the order of the eigenvectors.
 * @throws RangeError if the error is not n rows.
 * @paper BXC (2.4)
 */
export function modeEnergies(
  vectors: Matrix,
  error: Float64Array,
  { covariance }: { readonly covariance?: Matrix } = {},
): Float64Array {
  const n = vectors.columns;
  const outputs = error.length / n;
  if (!Number.isInteger(outputs) || outputs < 1)
    throw new RangeError(`error: expected ${n} rows of numbers, got ${error.length} numbers`);
  const along = multiply(vectors, { rows: n, columns: outputs, data: error });
  const energies = new Float64Array(vectors.rows);
  for (let i = 0; i < vectors.rows; i++)
    for (let p = 0; p < outputs; p++) energies[i] += along.data[i * outputs + p] * along.data[i * outputs + p];
  if (!covariance) return energies;
  const turned = multiplyTransposed(vectors, covariance);
  for (let i = 0; i < vectors.rows; i++) {
    let square = 0;
    for (let j = 0; j < n; j++) square += turned.data[i * n + j] * vectors.data[i * n + j];
    energies[i] += outputs * Math.max(square, 0);
  }
  return energies;
}

/** The eigenvalues of a kernel and the energy of the error in their modes. */
export interface Modes {
  /** Eigenvalues of G or K, length n; those below 0 are rounding and count as 0. */
  readonly values: ArrayLike<number>;
  /** Energy of the error at the start, from `modeEnergies`. */
  readonly energies: ArrayLike<number>;
}

/**
 * The training loss under a fixed kernel, R(t) = c/2 sum_i A(c lambda_i, t)^2 energy_i, with A the amplitude of a mode under the method.
 * @param times ascending; steps, where the dynamics are those of a discrete method.
 * @param options.curvature c of the loss: 1/n for the mean squared error (default), 1 for the sum.
 * @returns the loss at each of the times.
 * @paper BXC (2.4), (3.7), (4.4), mode by mode; HRTA (38) for a constant kernel
 */
export function lossCurve(
  { values, energies }: Modes,
  dynamics: Dynamics,
  times: ArrayLike<number>,
  { curvature = 1 / values.length }: { readonly curvature?: number } = {},
): Float64Array {
  const loss = new Float64Array(times.length);
  // Modes that rounding leaves at or below 0 do not move: their energies are one constant.
  let still = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] > 0)) {
      still += energies[i];
      continue;
    }
    const amplitude = dynamics.amplitude(curvature * values[i], times);
    for (let t = 0; t < loss.length; t++) loss[t] += amplitude[t] * amplitude[t] * energies[i];
  }
  for (let t = 0; t < loss.length; t++) loss[t] = (curvature / 2) * (loss[t] + still);
  return loss;
}

/** 0 and about `count` whole steps up to the last, evenly spread on a logarithmic axis. */
export function logarithmicSteps(last: number, count = 200): Float64Array {
  const ratio = exp(log(Math.max(last, 2)) / count);
  const steps = new Set([0, last]);
  for (let step = 1; step < last; step *= ratio) steps.add(Math.round(step));
  return Float64Array.from(steps).sort();
}
