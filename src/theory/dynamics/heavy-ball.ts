import { checkRange, type Dynamics, type EigenvalueRange, fraction, positive } from "./dynamics.js";
import { momentaDescent } from "./momenta.js";

/**
 * The heavy ball from rest: w_{k+1} = w_k - eta grad + beta (w_k - w_{k-1}). Stable for eta lambda < 2 (1 + beta).
 * @throws RangeError if the rate is not positive or the momentum not in [0, 1).
 * @paper BXC eq. (3.1), (3.2)
 * @example heavyBallDescent(heavyBallParameters({ min, max }))
 */
export function heavyBallDescent({
  rate,
  momentum = 0.9,
}: {
  readonly rate: number;
  readonly momentum?: number;
}): Dynamics {
  positive("rate", rate);
  fraction("momentum", momentum);
  return momentaDescent({ rate, momenta: [momentum] });
}

/**
 * The largest stable rate, 2 (1 + beta) / max (itself excluded).
 * @throws RangeError if max is not positive or the momentum not in [0, 1).
 */
export function heavyBallLargestRate({ momentum, max }: { readonly momentum: number; readonly max: number }): number {
  positive("max", max);
  fraction("momentum", momentum);
  return (2 * (1 + momentum)) / max;
}

/**
 * The rate and momentum at which the slowest mode falls fastest: eta = 4/(sqrt(max) + sqrt(min))^2, beta = q^2 with
 * q = (sqrt(max) - sqrt(min))/(sqrt(max) + sqrt(min)); every mode falls like q^k (min and max like k q^k).
 * @throws RangeError unless 0 < min <= max.
 */
export function heavyBallParameters(range: EigenvalueRange): { readonly rate: number; readonly momentum: number } {
  checkRange(range);
  const slow = Math.sqrt(range.min);
  const fast = Math.sqrt(range.max);
  const q = (fast - slow) / (fast + slow);
  return { rate: 4 / ((fast + slow) * (fast + slow)), momentum: q * q };
}
