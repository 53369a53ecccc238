import { random } from "../random.js";
import { checkSymmetric, powerOfTwoNear } from "./check.js";
import { eigenvalues } from "./eigen.js";
import type { Matrix } from "./matrix.js";
import { type Ritz, ritzOf, UNDERFLOW, UNIT, up } from "./ritz.js";
import { type Workspace, withWorkspace } from "./workspace.js";

/** A number known to lie in [lower, upper], and the best guess at it. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Rounds of inverse iteration. */
const ROUNDS = 8;

/**
 * The smallest eigenvalue of a symmetric matrix within bounds that rounding cannot break, whatever the condition: where they
 * have different signs, the matrix cannot be told from a singular one.
 *
 * Upper: x^T A x / x^T x of an approximate eigenvector, in twofold precision, and what it may have lost.
 * Lower: if floating-point Cholesky of C = A - shift I succeeds then lambda_min(A) >= shift - c u trace(C), u = 2^-53,
 * c = 66 + n/64 (Rump 2006, "Verification of positive definiteness", for sums in blocks of 64). Where the next eigenvalue is
 * proven to lie apart, by Cholesky of A + t x x^T - mu I, Kato and Temple's rho - |A x - rho x|^2 / (mu - rho) is far sharper.
 * Entries that are known only to within `entryError` move every eigenvalue by up to n entryError (Weyl).
 * @param options.entryError bound on the absolute error of each entry of A, default 0
 * @param options.estimate where the eigenvalue is expected, default from `eigenvalues`; the bounds hold whatever it is
 * @throws RangeError if A is not square, symmetric to rounding and finite, or an option is not a finite number.
 * @example
 * const { lower, upper } = smallestEigenvalue(kernel, { entryError: kernel.error });
 */
export function smallestEigenvalue(
  a: Matrix,
  { entryError = 0, estimate }: { readonly entryError?: number; readonly estimate?: number } = {},
): Interval {
  const { size: n, largest, asymmetry } = checkSymmetric(a, "a");
  if (!(entryError >= 0 && entryError < Number.POSITIVE_INFINITY))
    throw new RangeError(`entryError: ${entryError}, expected a finite number that is not negative`);
  if (estimate !== undefined && !Number.isFinite(estimate))
    throw new RangeError(`estimate: ${estimate}, expected a finite number`);
  const moved = n * (entryError + asymmetry);
  if (n === 1 || largest === 0) return widen(a.data[0], a.data[0], a.data[0], moved);
  const scale = powerOfTwoNear(largest);
  const target = { a, n, factor: 1 / scale, skew: (n * asymmetry) / scale, moved: moved / scale };
  const { lower, ritz } = enclose(target, (estimate ?? eigenvalues(a)[0]) / scale);
  return widen(lower * scale, ritz.value * scale, ritz.upper * scale, moved, true);
}

/** Moves the bounds apart by what entries may be wrong and by the rounding of this step itself. */
function widen(lower: number, estimate: number, upper: number, moved: number, rounded = moved > 0): Interval {
  if (!rounded) return { estimate, lower, upper };
  const step = (x: number) => moved + 4 * UNIT * (Math.abs(x) + moved) + 4 * Number.MIN_VALUE;
  return { estimate, lower: lower - step(lower), upper: upper + step(upper) };
}

/** A and the power of two that makes its largest entry about 1; the other members are in that scale. */
interface Target {
  readonly a: Matrix;
  readonly n: number;
  readonly factor: number;
  /** Bound on the norm of the antisymmetric part. */
  readonly skew: number;
  /** What errors of the entries add to the bounds in the end. */
  readonly moved: number;
}

function enclose(target: Target, estimate: number): { readonly lower: number; readonly ritz: Ritz } {
  let shift = estimate;
  let below = 0;
  for (let attempt = 0; attempt < 100; attempt++) {
    // Below rounding of the shift itself there is nothing to find, even where all eigenvalues are equal and the trace is 0.
    const bound = hidden(target, shift) + 8 * UNIT * Math.abs(shift);
    if (below === 0) below = bound / 8;
    const found = iterateInverse(target, shift - below);
    if (!found) {
      // An estimate that is not even near is replaced by a good one, and a good one by others further down.
      if (attempt === 2) {
        shift = Math.min(shift, eigenvalues(target.a)[0] * target.factor);
        below = 0;
      } else below *= 4;
      continue;
    }
    const ritz = ritzOf(target.a, found.x, target);
    // Not near from below: go on from where inverse iteration led.
    if (attempt < 12 && ritz.value > shift && ritz.value - shift > 4 * bound) {
      shift = ritz.value;
      below = 0;
      continue;
    }
    const lower = shift - below - hidden(target, shift - below) - UNIT * Math.abs(shift) - UNDERFLOW;
    return { lower: Math.min(ritz.value, Math.max(lower, katoTemple(target, ritz, found, bound))), ritz };
  }
  throw new Error("smallestEigenvalue: no shift makes the matrix positive definite, please report the matrix");
}

/**
 * What a successful floating-point Cholesky factorisation of C = A - shift I can hide: lambda_min(A) >= shift - hidden.
 * C + E = L L^T with |e_ij| <= gamma / (1 - gamma) sqrt(c_ii c_jj) (Demmel), so ||E|| <= gamma / (1 - gamma) trace(C), where
 * gamma = c u / (1 - c u) and c is the most roundings that a term of a sum goes through: 64 in the product of its block and
 * one for each block, or the same within the last block, and those of the pivot. The diagonal of C is rounded besides.
 */
function hidden({ a, n, factor }: Target, shift: number, added = 0): number {
  let trace = added;
  let most = 0;
  for (let i = 0; i < n; i++) {
    const x = Math.abs(a.data[i * n + i] * factor - shift);
    trace += x;
    if (x > most) most = x;
  }
  const c = (Math.min(n, 64) + Math.ceil(n / 64) + 2) * UNIT;
  return ((c + 3 * c * c) * trace + 2 * UNIT * (most + added)) * up(n) + UNDERFLOW;
}

interface Found {
  /** Approximate unit eigenvector of the smallest eigenvalue. */
  readonly x: Float64Array;
  /** Rough guess at the second eigenvalue. */
  readonly second: number;
}

/** Inverse iteration with the Cholesky factor of A - shift I, or undefined if that is not positive definite. */
function iterateInverse(target: Target, shift: number): Found | undefined {
  const { n } = target;
  return withFactor(target, shift, undefined, (space, l) => {
    const at = space.take(16 * n);
    const pair = space.view(at, 2 * n);
    const source = random(1, "inverse iteration");
    for (let k = 0; k < 2 * n; k++) pair[k] = source.uniform() - 0.5;
    let growth = orthonormalise(pair);
    for (let round = 0; round < ROUNDS; round++) {
      space.kernels.substitute(at, 2, l, 8 * n, n, 0, space.product);
      space.kernels.substitute(at, 2, l, 8 * n, n, 1, space.product);
      growth = orthonormalise(pair);
    }
    return { x: pair.filter((_, k) => k % 2 === 0), second: shift + 1 / growth };
  });
}

interface Deflation {
  readonly x: Float64Array;
  readonly weight: number;
}

/** Hands the factor of A - shift I (+ weight x x^T) to `use`; undefined if a pivot is not positive. */
function withFactor<T>(
  { a, n, factor }: Target,
  shift: number,
  deflation: Deflation | undefined,
  use: (space: Workspace, l: number) => T,
): T | undefined {
  return withWorkspace(8 * n * n + 16 * n + 2 ** 16, `Cholesky factor of ${n} x ${n}`, (space) => {
    const l = space.put(a.data);
    const view = space.view(l, n * n);
    for (let i = 0; i < n; i++) {
      const row = i * n;
      const xi = deflation ? deflation.weight * deflation.x[i] : 0;
      // Only the triangle that the kernel reads.
      for (let j = 0; j <= i; j++) view[row + j] = view[row + j] * factor + (deflation ? xi * deflation.x[j] : 0);
      view[row + i] -= shift;
    }
    const { kernels } = space;
    const done = kernels.factorise(l, 8 * n, n, space.take(kernels.choleskyScratch()), space.product);
    return done === n ? use(space, l) : undefined;
  });
}

/** Makes the two columns orthonormal, the first one's direction kept; returns the second one's length before that. */
function orthonormalise(pair: Float64Array): number {
  normalise(pair, 0);
  let along = 0;
  for (let k = 0; k < pair.length; k += 2) along += pair[k] * pair[k + 1];
  for (let k = 0; k < pair.length; k += 2) pair[k + 1] -= along * pair[k];
  return normalise(pair, 1);
}

function normalise(pair: Float64Array, column: 0 | 1): number {
  let largest = Number.MIN_VALUE;
  for (let k = column; k < pair.length; k += 2) largest = Math.max(largest, Math.abs(pair[k]));
  let sum = 0;
  for (let k = column; k < pair.length; k += 2) sum += (pair[k] / largest) * (pair[k] / largest);
  const length = Math.sqrt(sum);
  for (let k = column; k < pair.length; k += 2) pair[k] = pair[k] / largest / length;
  return length * largest;
}

/**
 * Kato and Temple's lower bound rho - eps^2 / (mu - rho), or -Infinity where lambda_2 >= mu > rho cannot be shown.
 * A + t x x^T raises one eigenvalue only: lambda_2(A) >= lambda_1(A + t x x^T), whose positive definiteness minus mu is shown
 * by Cholesky as before.
 */
function katoTemple(target: Target, ritz: Ritz, { x, second }: Found, bound: number): number {
  const { n } = target;
  const room = second - ritz.value;
  // No room between the first two, or nothing to gain beside the errors of the entries.
  if (!(room > 8 * bound) || target.moved > 8 * bound) return Number.NEGATIVE_INFINITY;
  for (const part of [0.5, 0.1]) {
    const shift = ritz.value + Math.max(part * room, 4 * bound);
    const weight = Math.max(1, 4 * (shift - ritz.value));
    if (!withFactor(target, shift, { x, weight }, () => true)) continue;
    // Forming the entries rounds each by u |c_ij| + 2 u t |x_i x_j|; |a_ij| < 2.
    const formed = UNIT * (2 * n + 4 * weight);
    const mu = shift - hidden(target, shift, 1.01 * weight) - formed * up(n) - target.skew;
    const eps = ritz.residual + target.skew;
    if (mu > ritz.upper) return ritz.lower - ((eps * eps) / (mu - ritz.upper)) * up(n) - UNDERFLOW;
  }
  return Number.NEGATIVE_INFINITY;
}
