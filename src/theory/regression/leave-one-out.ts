import { exp, log } from "../../numerics/elementary.js";
import { eigen } from "../../numerics/linear/eigen.js";
import type { Matrix } from "../../numerics/linear/matrix.js";

/** The ridge that leave-one-out chooses, and its error there. */
export interface RidgeChoice {
  readonly ridge: number;
  /** 1/(2n) sum_i w_i |y_i - f_{-i}(x_i)|^2, f_{-i} fitted without row i. */
  readonly error: number;
}

/** Ridges between rounding and the largest eigenvalue, this many a decade. */
const PER_DECADE = 4;

/**
 * Chooses the ridge with the least leave-one-out error, in closed form: y_i - f_{-i}(x_i) = alpha_i / [(K + r I)^-1]_ii, alpha = (K + r I)^-1 y.
 * One eigendecomposition serves every ridge: a grid over all decades that matter, then golden sections.
 * @param kernel (n x n) symmetric, n >= 2; with sample weights W^(1/2) K W^(1/2).
 * @param y (n x k), row-major; with sample weights W^(1/2) y.
 */
export function leaveOneOut(kernel: Matrix, y: Float64Array): RidgeChoice {
  const { values, vectors } = eigen(kernel);
  const top = values[values.length - 1];
  const error = lossOfRidge(values, vectors, y);
  // A kernel of zeros predicts 0 whatever the ridge.
  if (!(top > 0)) return { ridge: 1, error: error(1) };
  // Below the rounding of the eigenvalues K + r I might not be positive definite.
  const low = log(Math.max(top * values.length * Number.EPSILON, -2 * values[0]));
  const high = log(top);
  const steps = Math.ceil(((high - low) / Math.LN10) * PER_DECADE);
  const at = (k: number) => low + ((high - low) * k) / steps;
  let best = 0;
  const grid = Array.from({ length: steps + 1 }, (_, k) => error(exp(at(k))));
  for (let k = 1; k <= steps; k++) if (grid[k] < grid[best]) best = k;
  const chosen = goldenSection((t) => error(exp(t)), at(Math.max(best - 1, 0)), at(Math.min(best + 1, steps)));
  return grid[best] <= chosen.value
    ? { ridge: exp(at(best)), error: grid[best] }
    : { ridge: exp(chosen.argument), error: chosen.value };
}

/** The leave-one-out error as a function of the ridge; O(n^2 k) a call. */
function lossOfRidge(values: Float64Array, vectors: Matrix, y: Float64Array): (ridge: number) => number {
  const n = values.length;
  const outputs = y.length / n;
  const v = vectors.data;
  // (v_j . y_p), a row a mode.
  const along = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++)
      for (let p = 0; p < outputs; p++) along[j * outputs + p] += v[j * n + i] * y[i * outputs + p];
  return (ridge) => {
    const diagonal = new Float64Array(n);
    const alpha = new Float64Array(n * outputs);
    for (let j = 0; j < n; j++) {
      // Negative eigenvalues of a kernel are rounding.
      const inverse = 1 / (Math.max(values[j], 0) + ridge);
      for (let i = 0; i < n; i++) {
        const entry = v[j * n + i];
        diagonal[i] += entry * entry * inverse;
        for (let p = 0; p < outputs; p++) alpha[i * outputs + p] += entry * along[j * outputs + p] * inverse;
      }
    }
    let sum = 0;
    for (let i = 0; i < n; i++)
      for (let p = 0; p < outputs; p++) {
        const residual = alpha[i * outputs + p] / diagonal[i];
        sum += residual * residual;
      }
    return sum / (2 * n);
  };
}

const GOLDEN = 0.6180339887498949;

/** The least value of a function on [a, b], to 1e-3 of the argument: a ridge need not be known to more. */
function goldenSection(f: (t: number) => number, a: number, b: number): { argument: number; value: number } {
  let [left, right] = [a, b];
  let [p, q] = [right - GOLDEN * (right - left), left + GOLDEN * (right - left)];
  let [fp, fq] = [f(p), f(q)];
  while (right - left > 1e-3)
    if (fp < fq) {
      [right, q, fq] = [q, p, fp];
      p = right - GOLDEN * (right - left);
      fp = f(p);
    } else {
      [left, p, fp] = [p, q, fq];
      q = left + GOLDEN * (right - left);
      fq = f(q);
    }
  return fp < fq ? { argument: p, value: fp } : { argument: q, value: fq };
}
