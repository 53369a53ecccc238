import { checkRange, type Dynamics, type EigenvalueRange, fraction, positive } from "./dynamics.js";
import { insideUnitCircle } from "./polynomial.js";
import { recurrent } from "./recurrence.js";

export interface NesterovDescentOptions {
  readonly rate: number;
  /** mu_k = (k-1)/(k+gamma-1). Default 3. */
  readonly gamma?: number;
  /** A constant mu_k in its place. */
  readonly momentum?: number;
}

/**
 * Nesterov's accelerated gradient at the points w_k where it takes the gradient (and a run records the loss):
 * v_{k+1} = w_k - eta grad(w_k), w_{k+1} = v_{k+1} + mu_k (v_{k+1} - v_k), v_1 = w_1. Time 0 is w_1.
 * Stable for eta lambda < 4/3 with mu_k -> 1, for (2 + 2 mu)/(1 + 2 mu) at a constant mu.
 * @throws RangeError if the rate or gamma is not positive, or the momentum not in [0, 1).
 * @paper BXC eq. (4.1), footnote 2
 */
export function nesterovDescent({ rate, gamma = 3, momentum }: NesterovDescentOptions): Dynamics {
  positive("rate", rate);
  positive("gamma", gamma);
  if (momentum !== undefined) fraction("momentum", momentum);
  const mu = (k: number) => momentum ?? (k > 1 ? (k - 1) / (k + gamma - 1) : 0);
  return recurrent({
    name: momentum === undefined ? "Nesterov" : "Nesterov, constant momentum",
    rate,
    memory: 1,
    autonomous: momentum !== undefined,
    advance(state, q, forcing, from, to) {
      // difference is v_{k+1} - v_k.
      let [w, difference] = state;
      let before = mu(from);
      for (let k = from + 1; k <= to; k++) {
        const g = forcing - q * w;
        const now = mu(k);
        difference = g + before * difference;
        w += g + now * difference;
        before = now;
      }
      state[0] = w;
      state[1] = difference;
    },
    stable: (lambda) => {
      if (lambda === 0) return true;
      if (momentum === undefined) return rate * lambda < 4 / 3;
      const left = 1 - rate * lambda;
      return insideUnitCircle([1, -(1 + momentum) * left, momentum * left]);
    },
  });
}

/**
 * The largest stable rate (itself excluded): 4 / (3 max) with mu_k -> 1, (2 + 2 mu)/(1 + 2 mu) / max at a constant mu.
 * @throws RangeError if max is not positive or the momentum not in [0, 1).
 */
export function nesterovLargestRate({ momentum, max }: { readonly momentum?: number; readonly max: number }): number {
  positive("max", max);
  if (momentum === undefined) return 4 / (3 * max);
  fraction("momentum", momentum);
  return (2 + 2 * momentum) / (1 + 2 * momentum) / max;
}

/**
 * The constant momentum (1 - sqrt(min eta))/(1 + sqrt(min eta)) at the rate eta = 1/max (or another), with which every mode falls at
 * least like (1 - sqrt(min eta))^k, min itself like k times that.
 * @throws RangeError unless 0 < min <= max and the rate is positive and at most 1/min.
 * @paper BXC footnote 2
 */
export function nesterovParameters(
  range: EigenvalueRange,
  rate = 1 / range.max,
): { readonly rate: number; readonly momentum: number } {
  checkRange(range);
  if (!(rate > 0 && rate * range.min <= 1))
    throw new RangeError(`rate: expected a number in (0, 1/min = ${1 / range.min}], got ${rate}`);
  const root = Math.sqrt(range.min * rate);
  return { rate, momentum: (1 - root) / (1 + root) };
}
