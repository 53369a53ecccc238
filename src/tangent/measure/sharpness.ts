import type { Dataset } from "../../model/dataset.js";
import type { Loss } from "../../model/loss.js";
import type { Model } from "../../model/model.js";
import { blockLength } from "../../model/network.js";
import { eigen } from "../../numerics/linear/eigen.js";
import { zeros } from "../../numerics/linear/matrix.js";
import { random } from "../../numerics/random.js";
import { hessian } from "../hessian.js";
import { trained } from "../layer.js";

export interface SharpnessOptions {
  /** Default `mse`. */
  readonly loss?: Loss;
  /** Stop when the residual ||H v - value v|| is at most this times |value|. Default 1e-3. */
  readonly tolerance?: number;
  /** Products with the Hessian, at most. Default 100. */
  readonly iterations?: number;
}

/** The largest eigenvalue of a Hessian, as far as it was computed. */
export interface Sharpness {
  /** A lower bound of lambda_max(H) up to rounding: a Rayleigh quotient. */
  readonly value: number;
  /** ||H v - value v|| of the unit vector it belongs to: an eigenvalue lies within this of the value. */
  readonly residual: number;
  /** Products with the Hessian that it took. */
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Sharpness, the largest eigenvalue of the Hessian of R over the trained parameters, by Lanczos' method with exact Hessian products
 * (`hessian`): gradient descent at rate eta is stable below 2 / eta. Relu's kinks are ignored: the Hessian is the one inside the
 * present linear region. Three-term recursion without reorthogonalisation (memory: 4 parameter vectors), whose largest Ritz
 * value rounding does not spoil; the start is the same random vector every time.
 * @throws RangeError for a bad option; InputError if the data do not fit the network.
 */
export function sharpness(
  model: Model,
  data: Dataset,
  { loss, tolerance = 1e-3, iterations = 100 }: SharpnessOptions = {},
): Sharpness {
  if (!(tolerance > 0)) throw new RangeError(`tolerance: expected a positive number, got ${tolerance}`);
  if (!Number.isInteger(iterations) || iterations < 1)
    throw new RangeError(`iterations: expected a positive integer, got ${iterations}`);
  const { apply } = hessian(model, data, { loss });
  let v: Float64Array = startVector(model);
  let before: Float64Array = new Float64Array(v.length);
  const alpha: number[] = [];
  const beta: number[] = [];
  let found = { value: 0, last: 1 };
  for (;;) {
    const w = apply(v);
    const a = dot(v, w);
    const b = beta.length > 0 ? beta[beta.length - 1] : 0;
    for (let i = 0; i < w.length; i++) w[i] -= a * v[i] + b * before[i];
    alpha.push(a);
    const next = Math.sqrt(dot(w, w));
    found = largestRitz(alpha, beta);
    const residual = next * Math.abs(found.last);
    const converged = residual <= tolerance * Math.abs(found.value) || next === 0;
    if (converged || alpha.length === iterations)
      return { value: found.value, residual, iterations: alpha.length, converged };
    beta.push(next);
    before = v;
    v = w;
    for (let i = 0; i < v.length; i++) v[i] /= next;
  }
}

/** A unit vector with normal entries in the trained blocks. */
function startVector(model: Model): Float64Array {
  const v = new Float64Array(model.network.parameters);
  const draw = random(0, "sharpness");
  for (const b of trained(model)) draw.fillNormal(v.subarray(b.offset, b.offset + blockLength(b)));
  const norm = Math.sqrt(dot(v, v));
  return norm > 0 ? v.map((value) => value / norm) : v;
}

/** The largest eigenvalue of the tridiagonal matrix, and its eigenvector's last entry. */
function largestRitz(alpha: readonly number[], beta: readonly number[]): { value: number; last: number } {
  const size = alpha.length;
  const t = zeros(size, size);
  for (let i = 0; i < size; i++) {
    t.data[i * size + i] = alpha[i];
    if (i > 0) {
      t.data[i * size + i - 1] = beta[i - 1];
      t.data[(i - 1) * size + i] = beta[i - 1];
    }
  }
  const { values, vectors } = eigen(t);
  return { value: values[size - 1], last: vectors.data[size * size - 1] };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
