import { exp, expm1, log1p, pow } from "../../numerics/elementary.js";
import {
  checkRange,
  type Dynamics,
  type EigenvalueRange,
  type Flow,
  pointwise,
  pointwiseFlow,
  positive,
} from "./dynamics.js";

/**
 * Gradient flow, Delta' = -lambda Delta: exp(-lambda t).
 * @paper BXC eq. (2.4); HRTA eq. (4), (38)
 */
export function gradientFlow(): Flow {
  return pointwiseFlow({
    name: "gradient flow",
    amplitude: (lambda, t) => exp(-lambda * t),
    response: (lambda, t) => (lambda * t === 0 ? t : -expm1(-lambda * t) / lambda),
    velocity: (lambda, t) => -lambda * exp(-lambda * t),
    stable: () => true,
  });
}

/**
 * Gradient descent at a constant rate eta: (1 - eta lambda)^k after k steps. Stable for eta lambda < 2.
 * @throws RangeError if the rate is not positive.
 * @paper BXC section 2; HRTA Algorithm 1
 * @example gradientDescent({ rate: gradientDescentRates({ min, max }).best })
 */
export function gradientDescent({ rate }: { readonly rate: number }): Dynamics {
  positive("rate", rate);
  return pointwise({
    name: "gradient descent",
    clock: "step",
    amplitude: (lambda, k) => power(-rate * lambda, k),
    response: (lambda, k) => (rate * lambda === 0 ? k * rate : -powerChange(-rate * lambda, k) / lambda),
    stable: (lambda) => rate * lambda < 2,
  });
}

/**
 * The largest stable rate of gradient descent, 2/max (itself excluded), and the best, 2/(min + max), at which the slowest of all modes
 * falls by (max - min)/(max + min) a step.
 * @param range eigenvalues of the operator on the error: curvature (1/n for mse) times those of G.
 * @throws RangeError unless 0 < min <= max.
 */
export function gradientDescentRates(range: EigenvalueRange): { readonly largest: number; readonly best: number } {
  checkRange(range);
  return { largest: 2 / range.max, best: 2 / (range.min + range.max) };
}

/** (1 + x)^k for x > -1/2 from log1p, since 1 + x would round a small x away k times over. */
export const power = (x: number, k: number): number => (x > -0.5 ? exp(k * log1p(x)) : pow(1 + x, k));

/** (1 + x)^k - 1 without cancellation near x = 0. */
export const powerChange = (x: number, k: number): number => (x > -0.5 ? expm1(k * log1p(x)) : pow(1 + x, k) - 1);
