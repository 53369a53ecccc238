import { checkMatrix } from "./check.js";
import { cholesky } from "./cholesky.js";
import { eigen } from "./eigen.js";
import type { Matrix } from "./matrix.js";
import { gramProduct, multiply, transposedMultiply } from "./product.js";

/**
 * The solution of least norm of A X = B in the sense of least squares, A symmetric: sum_i v_i v_i^T B / lambda_i over the
 * eigenvalues with |lambda_i| > cutoff max_j |lambda_j|, the pseudo-inverse applied to B.
 * @param options.cutoff relative to the largest eigenvalue in size, default n 2^-52: what rounding leaves of a zero
 * @throws RangeError if A is not square, symmetric to rounding and finite, or B has not as many rows.
 */
export function solveSymmetric(a: Matrix, b: Matrix, { cutoff }: { readonly cutoff?: number } = {}): Matrix {
  if (b.rows !== a.rows) throw new RangeError(`b: ${b.rows} rows, expected ${a.rows}, as many as A has`);
  return pseudoInverse(a, cutoff ?? a.rows * Number.EPSILON)(b);
}

function pseudoInverse(a: Matrix, cutoff: number): (b: Matrix) => Matrix {
  if (!(cutoff >= 0 && cutoff < 1)) throw new RangeError(`cutoff: ${cutoff}, expected a number in [0, 1)`);
  const { values, vectors } = eigen(a);
  const least = cutoff * Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));
  return (b) => {
    const along = multiply(vectors, b);
    for (let i = 0; i < along.rows; i++) {
      const factor = Math.abs(values[i]) > least ? 1 / values[i] : 0;
      for (let j = 0; j < along.columns; j++) along.data[i * along.columns + j] *= factor;
    }
    return transposedMultiply(vectors, along);
  };
}

/**
 * The X of least |A X - B|^2 + ridge |X|^2 (with ridge 0, of least norm among several).
 *
 * Normal equations of A's smaller side, (A^T A + ridge I) X = A^T B or X = A^T (A A^T + ridge I)^-1 B, by Cholesky with one
 * step of refinement, or by `solveSymmetric` where they are singular. Digits are lost as the square of A's condition while
 * that stays below 1e8; beyond, what cannot be told from zero is left out, so take a ridge.
 * @throws RangeError if B has not as many rows as A, an entry is not finite, or the ridge is negative.
 */
export function leastSquares(a: Matrix, b: Matrix, { ridge = 0 }: { readonly ridge?: number } = {}): Matrix {
  if (b.rows !== a.rows) throw new RangeError(`b: ${b.rows} rows, expected ${a.rows}, as many as A has`);
  if (!(ridge >= 0 && ridge < Number.POSITIVE_INFINITY))
    throw new RangeError(`ridge: ${ridge}, expected a finite number that is not negative`);
  checkMatrix(b, "b");
  const wide = a.columns > a.rows;
  const normal = wide ? gramProduct(a) : transposedMultiply(a, a);
  for (let i = 0; i < normal.rows; i++) normal.data[i * normal.rows + i] += ridge;
  const solve = cholesky(normal)?.solve ?? pseudoInverse(normal, normal.rows * Number.EPSILON);
  if (wide) {
    const u = solve(b);
    return transposedMultiply(a, add(u, solve(subtract(b, multiply(normal, u)))));
  }
  const x = solve(transposedMultiply(a, b));
  // From the residual itself, which A^T has not squared.
  const rest = transposedMultiply(a, subtract(b, multiply(a, x)));
  const left = ridge === 0 ? rest : { ...rest, data: rest.data.map((value, k) => value - ridge * x.data[k]) };
  return add(x, solve(left));
}

const add = (a: Matrix, b: Matrix): Matrix => ({ ...a, data: a.data.map((value, k) => value + b.data[k]) });

const subtract = (a: Matrix, b: Matrix): Matrix => ({ ...a, data: a.data.map((value, k) => value - b.data[k]) });
