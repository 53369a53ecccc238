import type { Local } from "../local.js";

/** A known value with its first and second derivatives. */
export function known(
  value: number,
  gradient: readonly number[],
  hessian: readonly (readonly number[])[] = gradient.map(() => gradient.map(() => 0)),
): Local {
  return { value, gradient, hessian, laplacian: hessian.reduce((sum, row, j) => sum + row[j], 0) };
}
