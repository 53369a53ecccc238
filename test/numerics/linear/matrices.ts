import type { Matrix } from "../../../src/numerics/linear/matrix.js";
import { random } from "../../../src/numerics/random.js";

/** Half a unit in the last place of 1. */
export const U = 2 ** -53;

export const fill = (rows: number, columns: number, entry: (i: number, j: number) => number): Matrix => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, (_, k) => entry(Math.floor(k / columns), k % columns)),
});

export const at = (a: Matrix, i: number, j: number): number => a.data[i * a.columns + j];

export function normal(rows: number, columns: number, seed = 1): Matrix {
  const data = new Float64Array(rows * columns);
  random(seed, "matrices").fillNormal(data);
  return { rows, columns, data };
}

export const identity = (n: number): Matrix => fill(n, n, (i, j) => (i === j ? 1 : 0));

export const transpose = (a: Matrix): Matrix => fill(a.columns, a.rows, (i, j) => at(a, j, i));

/** A B, by the definition. */
export function plainProduct(a: Matrix, b: Matrix): Matrix {
  return fill(a.rows, b.columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += at(a, i, k) * at(b, k, j);
    return sum;
  });
}

export const maxDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let k = 0; k < a.length; k++) most = Math.max(most, Math.abs(a[k] - b[k]));
  return most;
};

export const largestEntry = (a: Matrix): number => a.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** The discrete Laplacian: 2 on the diagonal, -1 beside it; eigenvalues 4 sin^2(k pi / (2 (n+1))). */
export const laplacian = (n: number): Matrix => fill(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));

export const laplacianEigenvalue = (n: number, k: number): number => 4 * Math.sin((k * Math.PI) / (2 * (n + 1))) ** 2;

/**
 * H diag(values) H / n for Hadamard's symmetric matrix H of n = 2^k rows: a full matrix with exactly these eigenvalues, without
 * rounding for integers of size up to 2^(53 - 2k).
 */
export function hadamard(values: readonly number[]): Matrix {
  const n = values.length;
  const sign = (i: number, j: number) => {
    let odd = 0;
    for (let bits = i & j; bits > 0; bits >>= 1) odd ^= bits & 1;
    return odd ? -1 : 1;
  };
  return fill(n, n, (i, j) => values.reduce((sum, value, k) => sum + sign(i, k) * sign(k, j) * value, 0) / n);
}

/**
 * Whether A - shift I is positive definite, in exact arithmetic: floating-point numbers as integers over a common power of
 * two, and Bareiss's elimination without fractions, whose pivots are the leading minors.
 */
export function isPositiveDefinite(a: Matrix, shift: number): boolean {
  const n = a.rows;
  const entries = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(a, i, j)));
  const power = Math.max(...[shift, ...entries.flat()].map(lastBit));
  const exact = (x: number) => integer(x, power);
  const m = entries.map((row, i) => row.map((x, j) => exact(x) - (i === j ? exact(shift) : 0n)));
  let before = 1n;
  for (let k = 0; k < n; k++) {
    const pivot = m[k][k];
    if (pivot <= 0n) return false;
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) m[i][j] = (m[i][j] * pivot - m[i][k] * m[k][j]) / before;
    before = pivot;
  }
  return true;
}

/** The k of the last bit 2^-k of x, or more. */
const lastBit = (x: number): number => (x === 0 ? 0 : Math.max(0, 53 - Math.floor(Math.log2(Math.abs(x)))));

/** x 2^power, a whole number. */
function integer(x: number, power: number): bigint {
  let value = x;
  let rest = power;
  for (; rest > 0 && !Number.isInteger(value); rest--) value *= 2;
  return BigInt(value) << BigInt(rest);
}
