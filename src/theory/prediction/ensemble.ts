import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { multiply, multiplyTransposed } from "../../numerics/linear/product.js";
import type { Dynamics } from "../dynamics/dynamics.js";
import { type Modes, resolveModes } from "./modes.js";
import { responses, scaleRows } from "./over-time.js";
import { transpose } from "./transpose.js";

/** Kernels between the points of a prediction and the training points. */
export interface EnsemblePoints {
  /** NTK(x, X), (n' x n). */
  readonly ntk: Matrix;
  /** NNGP(x, X), (n' x n). */
  readonly nngp: Matrix;
  /** NNGP(x, x): the variances, length n', or the matrix (n' x n'), which gives covariances too. */
  readonly prior: Float64Array | Matrix;
}

export interface EnsembleOptions extends Modes {
  /** NNGP(X, X), (n x n); values and vectors are those of the NTK. */
  readonly nngp: Matrix;
  /** Targets, (n x k) row-major. */
  readonly y: Float64Array;
  readonly dynamics: Dynamics;
  /** Ascending times or steps of the dynamics' clock; Infinity is the end of training. */
  readonly times: ArrayLike<number>;
  /** Where to predict. */
  readonly points: EnsemblePoints;
}

/** The distribution over initialisations of an infinitely wide network's outputs, Gaussian and the same for every output but the mean. */
export interface Ensemble {
  /** (n' x k). */
  readonly mean: Float64Array;
  /** Length n'; what rounding puts below 0 is 0. */
  readonly variance: Float64Array;
  /** (n' x n'), where the prior was a matrix. */
  readonly covariance?: Matrix;
}

/**
 * Mean and covariance over initialisations of an infinitely wide network in training. f_t(x) = f_0(x) - B f_0(X) + B y is linear in the Gaussian
 * process f_0 ~ (0, NNGP), B = NTK(x, X) NTK^-1 (I - A(t)), so its mean is B y and its covariance
 * NNGP(x, x') - B NNGP(X, x') - NNGP(x, X) B'^T + B NNGP(X, X) B'^T. At t = 0 the prior; where the NTK is the NNGP (only the output
 * layer is trained) at t = Infinity the posterior of the Gaussian process.
 * @returns for each time the distribution.
 * @throws RangeError if the shapes do not fit or times are not ascending.
 * @paper Lee et al. 2019 (arXiv:1902.06720) eq. (13) to (16)
 */
export function ensembleOverTime(options: EnsembleOptions): Ensemble[] {
  const { nngp, y, dynamics, times, points } = options;
  const modes = resolveModes(options);
  const n = modes.size;
  const outputs = y.length / n;
  if (!Number.isInteger(outputs)) throw new RangeError(`y: expected ${n} rows of targets, got ${y.length} numbers`);
  const count = checkPoints(points, nngp, n);
  const reach = transpose(multiplyTransposed(points.ntk, modes.vectors));
  const driven = responses(modes, dynamics, times);
  return Array.from(times, (time, j) => {
    // B^T = V^T diag(response) V NTK(X, x), kept transposed: its rows are then scaled mode by mode.
    const b = multiply(transpose(scaleRows(reach, driven, j, time)), modes.vectors);
    const mean = multiply(b, { rows: n, columns: outputs, data: y }).data;
    const through = multiply(b, nngp);
    const variance = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let l = i * n; l < (i + 1) * n; l++) sum += b.data[l] * (through.data[l] - 2 * points.nngp.data[l]);
      variance[i] = Math.max(0, priorVariance(points, i) + sum);
    }
    return { mean, variance, covariance: covariance(points, b, through, variance) };
  });
}

function covariance(
  { prior, nngp }: EnsemblePoints,
  b: Matrix,
  through: Matrix,
  variance: Float64Array,
): Matrix | undefined {
  if (prior instanceof Float64Array) return undefined;
  const n = prior.rows;
  const mixed = multiplyTransposed(b, nngp);
  const spread = multiplyTransposed(through, b);
  const result = zeros(n, n);
  for (let i = 0; i < n; i++) {
    result.data[i * n + i] = variance[i];
    for (let j = 0; j < i; j++) {
      const value =
        prior.data[i * n + j] -
        mixed.data[i * n + j] -
        mixed.data[j * n + i] +
        0.5 * (spread.data[i * n + j] + spread.data[j * n + i]);
      result.data[i * n + j] = value;
      result.data[j * n + i] = value;
    }
  }
  return result;
}

const priorVariance = ({ prior }: EnsemblePoints, i: number): number =>
  prior instanceof Float64Array ? prior[i] : prior.data[i * prior.columns + i];

function checkPoints({ ntk, nngp, prior }: EnsemblePoints, between: Matrix, n: number): number {
  const count = ntk.rows;
  const size = prior instanceof Float64Array ? prior.length : prior.rows;
  const expected = { "points.ntk": [ntk, count, n], "points.nngp": [nngp, count, n], nngp: [between, n, n] } as const;
  for (const [name, [matrix, rows, columns]] of Object.entries(expected))
    if (matrix.rows !== rows || matrix.columns !== columns)
      throw new RangeError(`${name}: expected ${rows} x ${columns} entries, got ${matrix.rows} x ${matrix.columns}`);
  if (size !== count) throw new RangeError(`points.prior: expected ${count} points like points.ntk, got ${size}`);
  return count;
}
