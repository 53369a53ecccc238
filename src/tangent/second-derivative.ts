import type { ElementwiseFunction } from "../engine/program.js";
import { activations } from "../model/activation.js";
import { exp } from "../numerics/elementary.js";

const p = (z: number) => activations.softplus.derivative(z);
const ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

/** sigma'' of the activations, almost everywhere: the kinks of relu and the jump of halfSquaredRelu' are left out. */
const known = new Map<ElementwiseFunction, (z: number) => number>([
  [activations.relu, () => 0],
  [activations.halfSquaredRelu, (z) => (z > 0 ? 1 : 0)],
  [activations.tanh, (z) => -2 * activations.tanh.value(z) * activations.tanh.derivative(z)],
  [activations.erf, (z) => -2 * z * activations.erf.derivative(z)],
  [activations.gelu, (z) => (2 - z * z) * ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z)],
  [activations.softplus, (z) => p(z) * p(-z)],
]);

/** Where truncation h^2 and rounding eps / h of a central difference are equal: cbrt(2^-52). */
const STEP = 6e-6;

/** sigma''(z), almost everywhere: the known formula, or for a user's own activation a central difference of sigma'. */
export function secondDerivative(sigma: ElementwiseFunction): (z: number) => number {
  return (
    known.get(sigma) ??
    ((z) => {
      const h = STEP * Math.max(1, Math.abs(z));
      return (sigma.derivative(z + h) - sigma.derivative(z - h)) / (2 * h);
    })
  );
}
