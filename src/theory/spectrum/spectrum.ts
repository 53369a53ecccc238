import { exp, log } from "../../numerics/elementary.js";
import { eigen, eigenvalues } from "../../numerics/linear/eigen.js";
import { type Interval, smallestEigenvalue } from "../../numerics/linear/interval.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import { requireMemory } from "./memory.js";

/** A symmetric matrix whose entries are known to within `error` (absolute; absent: exactly). */
export interface KernelLike extends Matrix {
  readonly error?: number;
}

export interface SpectrumOptions {
  /** Bytes that the matrices may take together. Default 4e9. */
  readonly memory?: number;
}

/** The eigenvalues of a kernel matrix and what follows from them. */
export interface Spectrum {
  readonly size: number;
  /** All eigenvalues, ascending. A kernel has no negative ones: those below zero are rounding. */
  readonly values: Float64Array;
  /** How far each of the values may be off: n (error of an entry + 2^-52 lambda_max), the backward error of the algorithm. */
  readonly error: number;
  /** lambda_min with proven bounds (Cholesky factorisations and a bound on the errors of the entries). */
  readonly min: Interval;
  /** lambda_max, within `error`. */
  readonly max: Interval;
  /** Whether lambda_min is proven to be positive. If not, its estimate has no correct digit. */
  readonly resolved: boolean;
  /** lambda_max / lambda_min; where lambda_min is not resolved the upper bound is infinite and the estimate the lower bound. */
  readonly condition: Interval;
  /** Numerical rank: eigenvalues above `rankThreshold`. */
  readonly rank: number;
  /** = error: smaller eigenvalues cannot be told from zero. */
  readonly rankThreshold: number;
  readonly trace: number;
  readonly effectiveRank: {
    /** exp(-sum p log p), p = lambda / trace: how many directions carry the kernel. */
    readonly entropy: number;
    /** trace / lambda_max, the stable rank of the kernel's square root. */
    readonly trace: number;
  };
  /** The unit eigenvectors: row i belongs to values[i]. Computed on the first call. */
  vectors(): Matrix;
}

/** The matrix, the working copy of the eigenvalues, that of the factorisation. */
const MATRICES = 3;

/**
 * The spectrum of a symmetric positive semidefinite matrix: all eigenvalues, lambda_min with a proven interval, condition, rank.
 * @param kernel (n x n); its `error`, if it has one, widens every interval.
 * @throws RangeError if it is empty, not square, not symmetric or not finite; InputError if n is too large for the memory.
 * @paper HRTA Theorem 1 (lambda_min), BXC Fact 2.2, Wu Lemma 11
 * @example const { min, condition } = spectrum(shallowKernels(data).at(1.5).sum)
 */
export function spectrum(kernel: KernelLike, options: SpectrumOptions = {}): Spectrum {
  const n = kernel.rows;
  requireMemory(n, MATRICES, options);
  const { error: entryError = 0 } = kernel;
  const values = eigenvalues(kernel);
  const largest = values[n - 1];
  const error = n * (entryError + Number.EPSILON * Math.max(largest, -values[0]));
  const min = smallestEigenvalue(kernel, { entryError, estimate: values[0] });
  const max = { estimate: largest, lower: largest - error, upper: largest + error };
  let rank = 0;
  for (const value of values) if (value > error) rank++;
  let vectors: Matrix | undefined;
  return {
    size: n,
    values,
    error,
    min,
    max,
    resolved: min.lower > 0,
    condition: quotient(max, min, error),
    rank,
    rankThreshold: error,
    ...concentration(values),
    vectors() {
      vectors ??= eigen(kernel).vectors;
      return vectors;
    },
  };
}

function concentration(values: Float64Array): Pick<Spectrum, "trace" | "effectiveRank"> {
  let trace = 0;
  for (const value of values) trace += Math.max(value, 0);
  let entropy = 0;
  for (const value of values) {
    const share = Math.max(value, 0) / trace;
    if (share > 0) entropy -= share * log(share);
  }
  const largest = values[values.length - 1];
  return {
    trace,
    effectiveRank: trace > 0 ? { entropy: exp(entropy), trace: trace / largest } : { entropy: 0, trace: 0 },
  };
}

/**
 * max / min as an interval. A kernel has no negative eigenvalue: where rounding has put lambda_min's upper bound below zero,
 * all that is known is that it lies below `error`.
 */
function quotient(max: Interval, min: Interval, error: number): Interval {
  if (max.estimate <= 0) return { estimate: 1, lower: 1, upper: Number.POSITIVE_INFINITY };
  const lower = Math.max(1, max.lower / (min.upper > 0 ? min.upper : error));
  if (min.lower <= 0) return { estimate: lower, lower, upper: Number.POSITIVE_INFINITY };
  return { estimate: max.estimate / min.estimate, lower, upper: max.upper / min.lower };
}
