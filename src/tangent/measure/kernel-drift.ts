import { eigenvalues } from "../../numerics/linear/eigen.js";
import type { Matrix } from "../../numerics/linear/matrix.js";

/**
 * How far a kernel has moved, ||G - G_0|| in the Frobenius norm (default) or the spectral norm of the symmetric difference.
 * @throws RangeError if the matrices differ in shape, or for the spectral norm are not square.
 * @paper HRTA eq. (22), (35)
 */
export function kernelDrift(
  g: Matrix,
  start: Matrix,
  { norm = "frobenius" }: { readonly norm?: "frobenius" | "spectral" } = {},
): number {
  if (g.rows !== start.rows || g.columns !== start.columns)
    throw new RangeError(`start: expected a ${g.rows} x ${g.columns} matrix, got ${start.rows} x ${start.columns}`);
  const data = g.data.map((value, at) => value - start.data[at]);
  if (norm === "spectral") {
    const values = eigenvalues({ rows: g.rows, columns: g.columns, data });
    return Math.max(-values[0], values[values.length - 1]);
  }
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}
