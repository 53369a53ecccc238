import { cholesky } from "../../numerics/linear/cholesky.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { multiply, transposedMultiply } from "../../numerics/linear/product.js";
import { transpose } from "./transpose.js";

export interface PosteriorOptions {
  /** K(X, X), (n x n). */
  readonly kernel: Matrix;
  /** K(x, X), (n' x n). */
  readonly cross: Matrix;
  /** K(x, x): the variances, length n', or the matrix (n' x n'), which gives covariances too. */
  readonly prior: Float64Array | Matrix;
  /** Targets, (n x k) row-major. */
  readonly y: Float64Array;
  /** Variance of the targets' noise, the ridge of kernel regression. Default 0. */
  readonly noise?: number;
}

/** A Gaussian process given data. */
export interface GaussianPosterior {
  /** (n' x k): also the kernel ridge regression. */
  readonly mean: Float64Array;
  /** Of f, without the noise; length n', what rounding puts below 0 is 0. */
  readonly variance: Float64Array;
  /** (n' x n'), where the prior was a matrix. */
  readonly covariance?: Matrix;
  /** log of the density of y, summed over outputs, without the constant -n k/2 log(2 pi). */
  readonly logEvidence: number;
}

/**
 * The Gaussian process with covariance K given y = f(X) + noise: mean K(x, X) (K + r I)^-1 y, covariance
 * K(x, x') - K(x, X) (K + r I)^-1 K(X, x').
 * @throws RangeError if the shapes do not fit, the noise is negative, or K + r I is singular to rounding.
 * @paper Wu Lemma 14 (its mean at r = 0); Rasmussen and Williams 2006, eq. (2.25), (2.26), (2.30)
 */
export function gaussianPosterior({ kernel, cross, prior, y, noise = 0 }: PosteriorOptions): GaussianPosterior {
  const n = kernel.rows;
  const outputs = y.length / n;
  const count = prior instanceof Float64Array ? prior.length : prior.rows;
  if (!Number.isInteger(outputs)) throw new RangeError(`y: expected ${n} rows of targets, got ${y.length} numbers`);
  if (cross.columns !== n || cross.rows !== count)
    throw new RangeError(`cross: expected ${count} x ${n} entries, got ${cross.rows} x ${cross.columns}`);
  if (!(noise >= 0 && Number.isFinite(noise)))
    throw new RangeError(`noise: expected a finite variance of at least 0, got ${noise}`);
  const factor = cholesky(kernel, { shift: noise });
  if (!factor) throw new RangeError(`noise: K + ${noise} I is singular to rounding; give the targets a larger noise`);
  const targets = { rows: n, columns: outputs, data: y };
  const alpha = factor.solve(targets);
  const mean = multiply(cross, alpha).data;
  let fit = 0;
  for (let at = 0; at < y.length; at++) fit += y[at] * alpha.data[at];

  const known = factor.forward(transpose(cross));
  const shared = prior instanceof Float64Array ? undefined : zeros(count, count);
  const variance = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let l = 0; l < n; l++) sum += known.data[l * count + i] * known.data[l * count + i];
    variance[i] = Math.max(0, (prior instanceof Float64Array ? prior[i] : prior.data[i * count + i]) - sum);
  }
  if (shared && !(prior instanceof Float64Array)) {
    const explained = transposedMultiply(known, known);
    for (let at = 0; at < shared.data.length; at++) shared.data[at] = prior.data[at] - explained.data[at];
    for (let i = 0; i < count; i++) shared.data[i * count + i] = variance[i];
  }
  return { mean, variance, covariance: shared, logEvidence: -0.5 * fit - 0.5 * outputs * factor.logDeterminant };
}
