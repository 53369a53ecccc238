import { log } from "../elementary.js";
import { checkMatrix, checkSymmetric } from "./check.js";
import type { Matrix } from "./matrix.js";
import { withWorkspace } from "./workspace.js";

/** The factor L of A + shift I = L L^T, lower triangular with a positive diagonal. */
export interface Cholesky {
  readonly size: number;
  /** log det(A + shift I) */
  readonly logDeterminant: number;
  /** (A + shift I)^-1 B */
  solve(b: Matrix): Matrix;
  /** L^-1 B; the sum of squares of a column is b^T (A + shift I)^-1 b. */
  forward(b: Matrix): Matrix;
}

/**
 * The Cholesky factorisation A + shift I = L L^T of a symmetric matrix (its lower triangle is read), or undefined if it is not
 * numerically positive definite: its smallest eigenvalue is below about n 1e-16 times the largest.
 *
 * ||L L^T - (A + shift I)|| <= (130 + n/64) 1.1e-16 trace(A + shift I).
 * @throws RangeError if A is not square, symmetric to rounding and finite.
 * @example
 * const factor = cholesky(kernel, { shift: ridge });
 * const weights = factor?.solve(targets);
 */
export function cholesky(a: Matrix, { shift = 0 }: { readonly shift?: number } = {}): Cholesky | undefined {
  const { size } = checkSymmetric(a, "a");
  if (!Number.isFinite(shift)) throw new RangeError(`shift: ${shift}, expected a finite number`);
  const factor = new Float64Array(size * size);
  if (!factoriseShifted(a, shift, factor)) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < size; i++) logDeterminant += 2 * log(factor[i * size + i]);
  return {
    size,
    logDeterminant,
    solve: (b) => substituteBack(factor, size, b, true),
    forward: (b) => substituteBack(factor, size, b, false),
  };
}

/** Writes the factor of A + shift I, for an A that has been checked; false if a pivot is not positive. */
export function factoriseShifted(a: Matrix, shift: number, factor: Float64Array): boolean {
  const n = a.rows;
  return withWorkspace(8 * n * n + 2 ** 16, `Cholesky factor of ${n} x ${n}`, (space) => {
    const at = space.put(a.data);
    const view = space.view(at, n * n);
    for (let i = 0; i < n; i++) view[i * n + i] += shift;
    const { kernels } = space;
    const done = kernels.factorise(at, 8 * n, n, space.take(kernels.choleskyScratch()), space.product);
    if (done < n) return false;
    for (let i = 0; i < n; i++) factor.set(view.subarray(i * n, i * n + i + 1), i * n);
    return true;
  });
}

/** L^-1 B, or with `both` L^-T L^-1 B. */
function substituteBack(factor: Float64Array, n: number, b: Matrix, both: boolean): Matrix {
  if (b.rows !== n) throw new RangeError(`b: ${b.rows} rows, expected ${n}, as many as the factorised matrix has`);
  checkMatrix(b, "b");
  const k = b.columns;
  return withWorkspace(8 * (n * n + n * k), `solving ${n} equations for ${k} right sides`, (space) => {
    const l = space.put(factor);
    const x = space.put(b.data);
    space.kernels.substitute(x, k, l, 8 * n, n, 0, space.product);
    if (both) space.kernels.substitute(x, k, l, 8 * n, n, 1, space.product);
    return { rows: n, columns: k, data: space.view(x, n * k).slice() };
  });
}
