import { pow } from "../../numerics/elementary.js";
import { amplitudeAtInfinity, checkEigenvalue, checkTimes, type Flow, responseAtInfinity } from "./dynamics.js";
import { checkNumbers } from "./momenta.js";
import { inLeftHalfPlane } from "./polynomial.js";
import { applyInto, exponential } from "./small-matrix.js";
import { firstChange } from "./stability.js";

/**
 * The equation of order J + 1 with J momenta from rest, Delta^(J+1) + sum_j b_j Delta^(j) + lambda Delta = 0, by the exponential of its
 * companion matrix. Absolute error some units of 1e-16 omega t, omega = max of b_j^(1/(J+1-j)) and lambda^(1/(J+1)).
 * Two momenta are stable for b_1 b_2 > lambda only; the limit of `momentaDescent` with the momenta `momentaOf`.
 * @param options.frictions b_1, ..., b_J: the factors of Delta', Delta'', ...
 * @throws RangeError if there is no friction or one is not finite.
 * @paper BXC eq. (5.1)
 */
export function momentaFlow({ frictions }: { readonly frictions: readonly number[] }): Flow {
  checkNumbers("frictions", frictions);
  const order = frictions.length + 1;
  if (order < 2) throw new RangeError("frictions: expected at least one number; with none use gradientFlow");
  const stable = (lambda: number) => lambda === 0 || inLeftHalfPlane([1, ...frictions.toReversed(), lambda]);

  /** The chosen entry of the state along the times: x (0), or omega^-1 x' (1). */
  function follow(
    lambda: number,
    times: ArrayLike<number>,
    from: "amplitude" | "response",
    entry: 0 | 1,
    limit: number,
  ) {
    checkEigenvalue(lambda);
    checkTimes(times, "time");
    const omega = scaleOf(frictions, lambda);
    const matrix = companion(frictions, lambda, omega);
    let state = new Float64Array(order + 1);
    let next = new Float64Array(order + 1);
    state[from === "amplitude" ? 0 : order] = 1;
    let now = 0;
    let step = 0;
    let propagator = matrix;
    return Float64Array.from(times, (t) => {
      if (t === Number.POSITIVE_INFINITY) return limit;
      // Times at equal distances differ by their rounding only: one exponential does for all of them.
      if (Math.abs(t - now - step) > 4 * Number.EPSILON * t) {
        step = t - now;
        propagator = exponential(matrix, order + 1, omega * step, order);
      }
      if (step > 0) {
        applyInto(next, propagator, state);
        [state, next] = [next, state];
      }
      now += step;
      return state[entry] * (entry === 1 ? omega : 1);
    });
  }

  return {
    name: `${frictions.length} momenta flow`,
    clock: "time",
    amplitude: (lambda, times) => follow(lambda, times, "amplitude", 0, amplitudeAtInfinity(lambda, stable)),
    response: (lambda, times) => follow(lambda, times, "response", 0, responseAtInfinity(lambda, stable)),
    velocity: (lambda, times) => follow(lambda, times, "amplitude", 1, stable(lambda) ? 0 : Number.POSITIVE_INFINITY),
    stable,
  };
}

/**
 * The largest eigenvalue up to which the flow is stable; 0 if there is none. b_1 b_2 for two frictions, Infinity for one.
 * @throws RangeError if a friction is not finite.
 */
export function momentaFlowLargestEigenvalue(frictions: readonly number[]): number {
  checkNumbers("frictions", frictions);
  if (frictions.length === 1) return frictions[0] > 0 ? Number.POSITIVE_INFINITY : 0;
  // On the imaginary axis lambda is a sum of |b_j| omega^j with omega at most twice the scale.
  const order = frictions.length + 1;
  const most = order * pow(2 * scaleOf(frictions, 0), order);
  return firstChange((lambda) => inLeftHalfPlane([1, ...frictions.toReversed(), lambda]), most);
}

/** The frequency in whose units all coefficients are at most 1. */
function scaleOf(frictions: readonly number[], lambda: number): number {
  const order = frictions.length + 1;
  return [lambda, ...frictions].reduce((most, c, j) => Math.max(most, pow(Math.abs(c), 1 / (order - j))), 0);
}

/** Of (x, x'/omega, ..., 1) in the time omega t: the last column is the unit force on x^(J+1). */
function companion(frictions: readonly number[], lambda: number, omega: number): Float64Array {
  const order = frictions.length + 1;
  const size = order + 1;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i + 1 < order; i++) matrix[i * size + i + 1] = 1;
  const last = (order - 1) * size;
  if (omega === 0) return matrix;
  for (const [j, c] of [lambda, ...frictions].entries()) matrix[last + j] = -c / pow(omega, order - j);
  matrix[last + order] = 1 / pow(omega, order);
  return matrix;
}
