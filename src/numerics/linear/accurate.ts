import type { Matrix } from "./matrix.js";

/** Veltkamp's 2^27 + 1 cuts a number into halves whose products are exact. */
const SPLIT = 134_217_729;

/**
 * factor A x with the error of twofold precision: |y_i - (A x)_i| <= u |(A x)_i| + gamma_n^2 sum_j |a_ij x_j|, u = 2^-53 and
 * gamma_n = n u / (1 - n u), as if summed with 106 bits and rounded once. `factor` is a power of two; entries of factor A and
 * of x are to be of size 1 or below, and what falls under 1e-290 is lost.
 *
 * Ogita, Rump and Oishi 2005, "Accurate sum and dot product", algorithm Dot2.
 */
export function accurateProduct({ rows, columns, data }: Matrix, x: Float64Array, factor: number): Float64Array {
  const high = x.map((value) => {
    const c = SPLIT * value;
    return c - (c - value);
  });
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let rest = 0;
    const from = i * columns;
    for (let j = 0; j < columns; j++) {
      const a = data[from + j] * factor;
      const xj = x[j];
      const product = a * xj;
      // What the product lost, exactly (Dekker).
      const c = SPLIT * a;
      const aHigh = c - (c - a);
      const aLow = a - aHigh;
      const xHigh = high[j];
      const xLow = xj - xHigh;
      const lost = aLow * xLow - (product - aHigh * xHigh - aLow * xHigh - aHigh * xLow);
      // What the sum lost, exactly (Knuth).
      const next = sum + product;
      const part = next - sum;
      rest += sum - (next - part) + (product - part) + lost;
      sum = next;
    }
    y[i] = sum + rest;
  }
  return y;
}
