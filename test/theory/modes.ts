import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { random } from "../../src/numerics/random.js";

/** Rows of a random orthogonal matrix: Gram-Schmidt, twice, on normal vectors. */
export function orthogonal(size: number, seed = 1): Matrix {
  const data = normal(size * size, seed);
  for (let i = 0; i < size; i++) {
    const row = data.subarray(i * size, (i + 1) * size);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const other = data.subarray(j * size, (j + 1) * size);
        const along = row.reduce((sum, value, k) => sum + value * other[k], 0);
        for (let k = 0; k < size; k++) row[k] -= along * other[k];
      }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < size; k++) row[k] /= length;
  }
  return { rows: size, columns: size, data };
}

/** V^T diag(values) V: the kernel whose eigenvectors are the rows of V. */
export function kernelOf(values: ArrayLike<number>, { rows: n, data }: Matrix): Matrix {
  const result = new Float64Array(n * n);
  for (let l = 0; l < n; l++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) result[i * n + j] += values[l] * data[l * n + i] * data[l * n + j];
  return { rows: n, columns: n, data: result };
}

/** Standard normal numbers. */
export function normal(length: number, seed = 1): Float64Array {
  const values = new Float64Array(length);
  random(seed, "test normal").fillNormal(values);
  return values;
}

/** A b for a column b. */
export const applied = ({ rows, columns, data }: Matrix, b: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[i * columns + j] * b[j];
    return sum;
  });

/** The largest difference between two arrays. */
export const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - b[i])),
    a.length === b.length ? 0 : Number.NaN,
  );
