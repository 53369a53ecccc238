import { checkSymmetric, powerOfTwoNear } from "./check.js";
import type { Matrix } from "./matrix.js";
import { type Workspace, withWorkspace } from "./workspace.js";

/** Eigenvalues in ascending order, and row i of `vectors` the unit eigenvector of values[i]. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/**
 * All eigenvalues of a symmetric matrix in ascending order, each to a few 1e-16 ||A||_2 (not relative to itself: `interval.ts`
 * proves how good the smallest one is).
 *
 * Householder's tridiagonal form, then implicit QL; (4/3) n^3 operations, one copy of the matrix.
 * @throws RangeError if A is not square, symmetric to rounding and finite.
 * @example
 * const [smallest] = eigenvalues(gram);
 */
export function eigenvalues(a: Matrix): Float64Array {
  const { size: n, largest } = checkSymmetric(a, "a");
  if (largest === 0) return new Float64Array(n);
  const line = lineOf(n);
  return withWorkspace(line * n + 48 * line, `eigenvalues of ${n} x ${n}`, (space) => {
    const reduced = reduce(space, a, powerOfTwoNear(largest));
    finish(space.kernels.iterate(reduced.d, reduced.e, n, 0, 0, 0), n);
    return scaled(space.view(reduced.d, n), powerOfTwoNear(largest)).sort();
  });
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix: A = sum_i values[i] v_i v_i^T.
 *
 * ||A v - lambda v|| and |v_i . v_j - delta_ij| are a few times 1e-16 sqrt(n), times ||A||_2 for the first; the vectors of
 * a group of eigenvalues that close together are any basis of their space. The sign makes the largest component positive.
 * About 4 n^3 operations and two copies of the matrix.
 * @throws RangeError if A is not square, symmetric to rounding and finite.
 */
export function eigen(a: Matrix): Eigen {
  const { size: n, largest } = checkSymmetric(a, "a");
  if (largest === 0) return { values: new Float64Array(n), vectors: identity(n) };
  const line = lineOf(n);
  const room = Math.max(4 * n, ROTATION_DOUBLES);
  const scratch = 512 * n + 2 ** 20;
  const bytes = 2 * line * n + 48 * line + 8 * room + scratch * 2;
  return withWorkspace(bytes, `eigenvectors of ${n} x ${n}`, (space) => {
    const { kernels, product } = space;
    const { matrix, d, e, beta } = reduce(space, a, powerOfTwoNear(largest));
    const z = space.take(line * n);
    kernels.accumulate(z, line, matrix, line, n, beta, space.take(kernels.reflectorScratch(n)), product);
    const log = space.take(8 * room);
    const strip = space.take(kernels.rotationScratch(n));
    for (let l = 0; l < n; ) {
      l = finish(kernels.iterate(d, e, n, l, log, room), n);
      kernels.applyRotations(z, line, n, log, strip);
    }
    return ascending(scaled(space.view(d, n), powerOfTwoNear(largest)), space.view(z, (line / 8) * n), line / 8);
  });
}

/** Numbers (half of them cosines) of rotations that are collected before they are applied: 2 MiB. */
const ROTATION_DOUBLES = 2 ** 18;

/** Bytes of a row: on cache lines of their own, and not a multiple of a page, whose rows would compete for the same lines. */
const lineOf = (n: number) => 64 * (Math.ceil(n / 8) | 1);

interface Reduced {
  readonly matrix: number;
  readonly d: number;
  readonly e: number;
  readonly beta: number;
}

/** Copies A / scale in and brings it to tridiagonal form. */
function reduce(space: Workspace, a: Matrix, scale: number): Reduced {
  const n = a.rows;
  const line = lineOf(n);
  const matrix = space.take(line * n);
  const width = line / 8;
  const copy = space.view(matrix, width * n);
  for (let i = 0; i < n; i++) copy.set(a.data.subarray(i * n, i * n + i + 1), i * width);
  if (scale !== 1) for (let k = 0; k < copy.length; k++) copy[k] /= scale;
  const d = space.take(line);
  const e = space.take(line);
  const beta = space.take(line);
  const { kernels, product } = space;
  kernels.tridiagonalise(matrix, line, n, d, e, beta, space.take(kernels.tridiagonalScratch(line)), product);
  return { matrix, d, e, beta };
}

function finish(done: number, n: number): number {
  if (done < 0)
    throw new Error(
      `eigenvalues: number ${-1 - done} of ${n} has not converged after 60 sweeps, please report the matrix`,
    );
  return done;
}

const scaled = (values: Float64Array, scale: number) => values.map((x) => x * scale);

function ascending(values: Float64Array, z: Float64Array, width: number): Eigen {
  const n = values.length;
  const order = Array.from(values.keys()).sort((i, j) => values[i] - values[j] || i - j);
  const data = new Float64Array(n * n);
  for (const [i, from] of order.entries()) {
    const row = z.subarray(from * width, from * width + n);
    let largest = 0;
    for (const x of row) if (Math.abs(x) > Math.abs(largest)) largest = x;
    const sign = largest < 0 ? -1 : 1;
    for (let j = 0; j < n; j++) data[i * n + j] = sign * row[j];
  }
  return { values: Float64Array.from(order, (i) => values[i]), vectors: { rows: n, columns: n, data } };
}

function identity(n: number): Matrix {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return { rows: n, columns: n, data };
}
