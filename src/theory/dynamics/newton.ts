import { exp, expm1 } from "../../numerics/elementary.js";
import { type Dynamics, type Flow, pointwise, pointwiseFlow, positive } from "./dynamics.js";
import { power, powerChange } from "./gradient.js";

/**
 * The flow of Newton's (Gauss-Newton's, natural gradient's) method in the space of functions: exp(-t) for every lambda > 0. The
 * pseudo-inverse leaves modes of eigenvalue 0 where they are.
 * @paper BXC section 5.2, with all weights in one block
 */
export function newtonFlow(): Flow {
  return pointwiseFlow({
    name: "Newton flow",
    amplitude: (lambda, t) => (lambda > 0 ? exp(-t) : 1),
    response: (lambda, t) => (lambda > 0 ? -expm1(-t) / lambda : 0),
    leavesNull: true,
    velocity: (lambda, t) => (lambda > 0 ? -exp(-t) : 0),
    stable: () => true,
  });
}

/**
 * Gauss-Newton steps of length eta on a linear(ised) network: (1 - eta)^k for every lambda > 0, so one step of length 1 is the solution.
 * @param options.rate eta, default 1.
 * @throws RangeError if the rate is not positive.
 */
export function newtonDescent({ rate = 1 }: { readonly rate?: number } = {}): Dynamics {
  positive("rate", rate);
  return pointwise({
    name: "Gauss-Newton",
    clock: "step",
    amplitude: (lambda, k) => (lambda > 0 ? power(-rate, k) : 1),
    response: (lambda, k) => (lambda > 0 ? -powerChange(-rate, k) / lambda : 0),
    leavesNull: true,
    stable: () => rate < 2,
  });
}

/**
 * Levenberg-Marquardt steps, (G + mu I)-damped: (1 - eta lambda/(lambda + mu))^k, which for eta = 1 is (mu/(lambda + mu))^k.
 * @param options.damping mu, in the units of lambda: curvature times the damping of G's eigenvalues.
 * @param options.rate eta, default 1.
 * @throws RangeError if the damping or the rate is not positive.
 */
export function levenbergMarquardtDescent({
  damping,
  rate = 1,
}: {
  readonly damping: number;
  readonly rate?: number;
}): Dynamics {
  positive("damping", damping);
  positive("rate", rate);
  const share = (lambda: number) => (-rate * lambda) / (lambda + damping);
  return pointwise({
    name: "Levenberg-Marquardt",
    clock: "step",
    amplitude: (lambda, k) => power(share(lambda), k),
    response: (lambda, k) => (share(lambda) === 0 ? (k * rate) / damping : -powerChange(share(lambda), k) / lambda),
    stable: (lambda) => -share(lambda) < 2,
  });
}
