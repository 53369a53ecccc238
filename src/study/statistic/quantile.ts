import { sample } from "./sample.js";

/** The values in ascending order, in an array of their own. */
export const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/**
 * a + w (b - a) for a <= b, w in [0, 1], with infinities: half way between -Infinity and Infinity is 0, elsewhere the nearer end;
 * between a number and an infinity it is the infinity.
 */
export function between(a: number, b: number, w: number): number {
  if (a === b || w === 0) return a;
  if (w === 1) return b;
  if (Number.isFinite(a) && Number.isFinite(b)) return a + w * (b - a);
  if (Number.isFinite(a)) return b;
  if (Number.isFinite(b) || w < 0.5) return a;
  return w > 0.5 ? b : 0;
}

/** The quantile of values already in ascending order; see `quantile`. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  return between(sorted[below], sorted[Math.min(below + 1, sorted.length - 1)], place - below);
}

/**
 * The p-quantile, linear between order statistics: at place p (n - 1) of the values in ascending order, counted from 0
 * (Hyndman and Fan's seventh definition). Infinite values are allowed.
 * @throws RangeError for an empty sample, a NaN, or p outside [0, 1].
 * @example quantile([3, 1, 2], 0.25) // 1.5
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p: ${p}, expected a number in [0, 1]`);
  return quantileOfSorted(sample(values, "values").sort(), p);
}

/** The median: the middle value, or half way between the middle two. @throws RangeError for an empty sample or a NaN. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** The arithmetic mean. @throws RangeError for an empty sample or a value that is not finite. */
export function mean(values: ArrayLike<number>): number {
  const x = sample(values, "values", { finite: true });
  let sum = 0;
  for (const v of x) sum += v;
  const first = sum / x.length;
  // A second pass takes off the rounding of the first.
  let rest = 0;
  for (const v of x) rest += v - first;
  return first + rest / x.length;
}
