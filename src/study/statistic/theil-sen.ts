import { normalCdf } from "./distribution.js";
import { type OrderInterval, orderInterval } from "./interval.js";
import { quantileOfSorted } from "./quantile.js";
import { checkPairs, sample } from "./sample.js";
import { EXACT_LIMIT } from "./signed-rank.js";

/** 3000 points have 4.5 million pairwise slopes, 36 MB. */
const MOST = 3000;

/**
 * Theil and Sen's slope, the median of (y_j - y_i)/(x_j - x_i) over all pairs with different x, with the interval that belongs to
 * Kendall's test: exact up to 50 points of distinct x, otherwise by the normal approximation corrected for equal x. A quarter of the
 * points may be anywhere without harm. Fewer than 5 points cannot have a 95 % interval: it is the whole line.
 * @throws RangeError if the lengths differ, fewer than two points or more than 3000, a value is not finite, or all x are equal.
 * @example theilSen([1, 2, 3, 4], [1, 2, 3, 100]).estimate
 */
export function theilSen(x: ArrayLike<number>, y: ArrayLike<number>, level = 0.95): OrderInterval {
  checkPairs(x, y, ["x", "y"]);
  const xs = sample(x, "x", { least: 2, finite: true });
  const ys = sample(y, "y", { least: 2, finite: true });
  const n = xs.length;
  if (n > MOST) throw new RangeError(`x: ${n} points, expected at most ${MOST}; use leastSquaresLine`);
  const slopes: number[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) if (xs[i] !== xs[j]) slopes.push((ys[j] - ys[i]) / (xs[j] - xs[i]));
  if (slopes.length === 0)
    throw new RangeError(`x: all ${n} values are ${xs[0]}, expected at least two different ones`);
  const sorted = Float64Array.from(slopes).sort();
  const distinct = slopes.length === (n * (n - 1)) / 2;
  const cdf = distinct && n <= EXACT_LIMIT ? inversionCdf(n) : inversionNormal(xs, slopes.length);
  return orderInterval(sorted, quantileOfSorted(sorted, 0.5), level, cdf);
}

/** P(D <= k) for the inversions D of a random permutation of n: D is a sum of independent uniforms on {0, ..., i - 1}, i = 1, ..., n. */
function inversionCdf(n: number): (k: number) => number {
  let law = Float64Array.of(1);
  for (let i = 2; i <= n; i++) {
    const next = new Float64Array(law.length + i - 1);
    for (let j = 0; j < law.length; j++) for (let step = 0; step < i; step++) next[j + step] += law[j] / i;
    law = next;
  }
  return (k) => {
    let sum = 0;
    for (let j = 0; j <= k && j < law.length; j++) sum += law[j];
    return sum;
  };
}

/** The same by the normal law, for pairs that share x left out: variance (n(n-1)(2n+5) - sum over groups t(t-1)(2t+5)) / 72. */
function inversionNormal(xs: Float64Array, pairs: number): (k: number) => number {
  const sizes = new Map<number, number>();
  for (const v of xs) sizes.set(v, (sizes.get(v) ?? 0) + 1);
  const term = (t: number) => t * (t - 1) * (2 * t + 5);
  let variance = term(xs.length);
  for (const size of sizes.values()) variance -= term(size);
  const deviation = Math.sqrt(variance / 72);
  return (k) => normalCdf((k + 0.5 - 0.5 * pairs) / deviation);
}
