import type { Local } from "../local.js";

/** A known value with its first and second derivatives. */
export function known(
  value: number,
  gradient: readonly number[],
  hessian: readonly (readonly number[])[] = gradient.map(() => gradient.map(() => 0)),
): Local {
  return { value, gradient, hessian, laplacian: hessian.reduce((sum, row, j) => sum + row[j], 0) };
}

/** x^2, with the same bits on every host, which `**` does not promise. */
export const square = (x: number): number => x * x;
