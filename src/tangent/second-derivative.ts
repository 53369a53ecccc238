import type { ElementwiseFunction } from "../engine/program.js";

/** Where truncation h^2 and rounding eps / h of a central difference are equal: cbrt(2^-52). */
const STEP = 6e-6;

/** sigma''(z), almost everywhere: its own formula, or where it has none a central difference of sigma'. */
export function secondDerivative(sigma: ElementwiseFunction): (z: number) => number {
  return (
    sigma.second ??
    ((z) => {
      const h = STEP * Math.max(1, Math.abs(z));
      return (sigma.derivative(z + h) - sigma.derivative(z - h)) / (2 * h);
    })
  );
}
