import { incompleteBeta } from "./beta.js";
import { bisect } from "./bisect.js";
import type { Interval } from "./interval.js";
import { checkLevel } from "./sample.js";

/**
 * A probability estimated from `successes` of `trials`, with Clopper and Pearson's interval: the p for which neither P(X >= successes)
 * nor P(X <= successes) is below (1 - level)/2. It covers with at least the probability asked for.
 * @throws RangeError unless 0 <= successes <= trials are integers, trials >= 1, and the level is in (0, 1).
 * @example proportion(0, 10) // 0, in [0, 0.3085]
 */
export function proportion(successes: number, trials: number, level = 0.95): Interval {
  checkLevel(level);
  if (!Number.isInteger(trials) || trials < 1) throw new RangeError(`trials: ${trials}, expected a positive integer`);
  if (!Number.isInteger(successes) || successes < 0 || successes > trials)
    throw new RangeError(`successes: ${successes}, expected an integer from 0 to the ${trials} trials`);
  const tail = 0.5 * (1 - level);
  const failures = trials - successes;
  const lower = successes === 0 ? 0 : bisect((p) => incompleteBeta(p, successes, failures + 1) - tail, 0, 1);
  // The upper end is the lower end of the failures, seen from 1.
  const upper = failures === 0 ? 1 : 1 - bisect((q) => incompleteBeta(q, failures, successes + 1) - tail, 0, 1);
  return { estimate: successes / trials, lower, upper, level };
}
