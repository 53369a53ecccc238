import { type OrderInterval, orderInterval } from "./interval.js";
import { quantileOfSorted } from "./quantile.js";
import { sample } from "./sample.js";
import { signedRankCdf } from "./signed-rank.js";

/** 3000 differences have 4.5 million pairwise means, 36 MB. */
const MOST = 3000;

/**
 * Hodges and Lehmann's estimate of the centre of paired differences, the median of the means (d_i + d_j)/2, i <= j, with the
 * interval that belongs to the signed-rank test: without ties it leaves out 0 exactly if the two-sided p-value is at most 1 - level.
 * Up to 50 differences its coverage is exact. Below 6 differences 95 % cannot be had: the interval is the whole line.
 * The mean of opposite infinities counts as 0, as their equal ranks do.
 * @throws RangeError for an empty sample, a NaN, more than 3000 values, or a level outside (0, 1).
 * @example hodgesLehmann(decades(hrta, adam), 0.95)
 */
export function hodgesLehmann(differences: ArrayLike<number>, level = 0.95): OrderInterval {
  const d = sample(differences, "differences");
  const n = d.length;
  if (n > MOST) throw new RangeError(`differences: ${n} values, expected at most ${MOST}; use bootstrapMedian`);
  const means = new Float64Array((n * (n + 1)) / 2);
  let k = 0;
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) means[k++] = d[i] === -d[j] ? 0 : 0.5 * d[i] + 0.5 * d[j];
  means.sort();
  return orderInterval(means, quantileOfSorted(means, 0.5), level, signedRankCdf(n));
}
