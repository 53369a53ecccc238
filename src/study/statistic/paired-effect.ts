import { expm1, log } from "../../numerics/elementary.js";
import { type BootstrapOptions, bootstrapMedian } from "./bootstrap.js";
import { hodgesLehmann } from "./hodges-lehmann.js";
import type { Interval, OrderInterval } from "./interval.js";
import { checkPairs, sample } from "./sample.js";
import { type SignedRank, signedRank } from "./signed-rank.js";

/**
 * By how many decades the candidate lies below the baseline in each pair, log10(baseline_i / candidate_i): positive where the
 * candidate is better (a lower loss or error). A pair of equal values, also of two zeros or two infinities, makes 0; one zero or one
 * infinity makes an infinite difference.
 * @throws RangeError if the lengths differ, or a value is negative or NaN.
 * @example decades([1e-3, 0], [1e-2, 1]) // [1, Infinity]
 */
export function decades(candidate: ArrayLike<number>, baseline: ArrayLike<number>): Float64Array {
  checkPairs(candidate, baseline, ["candidate", "baseline"]);
  const c = positive(candidate, "candidate");
  const b = positive(baseline, "baseline");
  // A difference of logarithms is antisymmetric to the bit, and a quotient could overflow.
  return c.map((v, i) => (v === b[i] ? 0 : (log(b[i]) - log(v)) / Math.LN10));
}

function positive(values: ArrayLike<number>, name: string): Float64Array {
  const x = sample(values, name);
  const i = x.findIndex((v) => v < 0);
  if (i >= 0)
    throw new RangeError(`${name}[${i}]: ${x[i]}, expected 0 or more; only such numbers have ratios in decades`);
  return x;
}

/** The share by which a value falls when it falls by that many decades: 1 - 10^-decades; negative where it rises. */
export const reduction = (fall: number): number => -expm1(-fall * Math.LN10);

/** What paired differences say, of which positive ones are in favour. */
export interface PairedEffect {
  readonly pairs: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** The median with its BCa bootstrap interval. */
  readonly median: Interval;
  /** Hodges and Lehmann's centre, with the interval that belongs to the test. */
  readonly centre: OrderInterval;
  /** The two-sided signed-rank test. */
  readonly test: SignedRank;
}

/**
 * Counts, median, centre and test of paired differences.
 * @throws RangeError as `bootstrap`, `hodgesLehmann` and `signedRank` do.
 * @example pairedEffect(decades(hrta, adam), { seed: 1 })
 */
export function pairedEffect(differences: ArrayLike<number>, options: BootstrapOptions = {}): PairedEffect {
  const d = sample(differences, "differences");
  const wins = d.filter((v) => v > 0).length;
  const losses = d.filter((v) => v < 0).length;
  return {
    pairs: d.length,
    wins,
    ties: d.length - wins - losses,
    losses,
    median: bootstrapMedian(d, options),
    centre: hodgesLehmann(d, options.level),
    test: signedRank(d),
  };
}
