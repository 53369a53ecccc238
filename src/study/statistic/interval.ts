import { checkLevel } from "./sample.js";

/** An estimate with an interval that was to contain the truth with probability `level`. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** The probability asked for. */
  readonly level: number;
}

/** An interval between two order statistics: its true coverage is known, and at least the level asked for. */
export interface OrderInterval extends Interval {
  /** The probability of containing the truth, whatever the (continuous) distribution; larger still with ties. */
  readonly coverage: number;
}

/**
 * The interval [v_(k), v_(N+1-k)] of N values in ascending order, k the largest with P(C <= k - 1) <= (1 - level)/2, where C, of
 * symmetric law, counts the values below the truth. Where no k >= 1 will do the interval is the whole line.
 */
export function orderInterval(
  sorted: ArrayLike<number>,
  estimate: number,
  level: number,
  cdf: (count: number) => number,
): OrderInterval {
  checkLevel(level);
  const tail = 0.5 * (1 - level);
  // Counts c with cdf(c) <= tail are 0, ..., k - 1.
  let k = 0;
  let beyond = sorted.length;
  while (k < beyond) {
    const middle = Math.floor((k + beyond) / 2);
    if (cdf(middle) <= tail) k = middle + 1;
    else beyond = middle;
  }
  if (k === 0)
    return { estimate, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, level, coverage: 1 };
  return {
    estimate,
    lower: sorted[k - 1],
    upper: sorted[sorted.length - k],
    level,
    coverage: 1 - 2 * cdf(k - 1),
  };
}
