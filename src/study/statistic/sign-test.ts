import { incompleteBeta } from "./beta.js";
import { type OrderInterval, orderInterval } from "./interval.js";
import { quantileOfSorted } from "./quantile.js";
import { sample } from "./sample.js";
import type { Alternative } from "./signed-rank.js";

export interface SignTest {
  readonly positive: number;
  readonly negative: number;
  readonly zeros: number;
  readonly p: number;
}

/** P(X <= k) for X ~ Bin(n, 1/2). */
const coinCdf = (k: number, n: number): number => (k < 0 ? 0 : k >= n ? 1 : incompleteBeta(0.5, n - k, k + 1));

/**
 * The sign test of paired differences: under the hypothesis a difference that is not 0 is positive with probability one half,
 * whatever its size. Exact; two-sided: twice the smaller tail, at most 1.
 * @throws RangeError for an empty sample or a NaN.
 * @example signTest([1, 2, 3, 4, 5, -1]).p // 0.21875
 */
export function signTest(differences: ArrayLike<number>, alternative: Alternative = "two-sided"): SignTest {
  const d = sample(differences, "differences");
  const positive = d.filter((v) => v > 0).length;
  const negative = d.filter((v) => v < 0).length;
  const below = coinCdf(positive, positive + negative);
  const above = coinCdf(negative, positive + negative);
  const p =
    alternative === "less" ? below : alternative === "greater" ? above : Math.min(1, 2 * Math.min(below, above));
  return { positive, negative, zeros: d.length - positive - negative, p };
}

/**
 * The median with the interval between order statistics that belongs to the sign test: no assumption but independence, no random
 * numbers, known coverage (n = 10: from the 2nd to the 9th value, 97.9 %). Below 6 values 95 % cannot be had: the whole line.
 * For bands of many seeds.
 * @throws RangeError for an empty sample, a NaN, or a level outside (0, 1).
 */
export function medianInterval(values: ArrayLike<number>, level = 0.95): OrderInterval {
  const sorted = sample(values, "values").sort();
  return orderInterval(sorted, quantileOfSorted(sorted, 0.5), level, (k) => coinCdf(k, sorted.length));
}
