import { normalCdf } from "./distribution.js";
import { doubledRanks } from "./rank.js";
import { sample } from "./sample.js";

/** What the test is to show of the differences: that they differ from 0, lie above it, or lie below. */
export type Alternative = "two-sided" | "greater" | "less";

export interface SignedRankOptions {
  /** Default "two-sided". */
  readonly alternative?: Alternative;
  /**
   * Differences of exactly 0: "pratt" (default) ranks them with the others and then leaves their ranks out, so that a tie turned into a
   * win never weakens the evidence; "wilcoxon" leaves them out before ranking, where it can.
   */
  readonly zeros?: "pratt" | "wilcoxon";
}

export interface SignedRank {
  /** The sum of the ranks of the positive differences. */
  readonly positive: number;
  /** The sum of the ranks of the negative differences; the smaller of the two sums is what the tables call W or T. */
  readonly negative: number;
  /** Differences that are not 0. */
  readonly n: number;
  readonly zeros: number;
  readonly p: number;
  /** "exact" up to 50 differences that are not 0; above it the normal approximation with continuity correction. */
  readonly method: "exact" | "normal";
}

/** 2^50 sign patterns are still counted exactly by doubles. */
export const EXACT_LIMIT = 50;

/**
 * Wilcoxon's signed-rank test of paired differences. Under the hypothesis the two methods are exchangeable: given the sizes |d_i|
 * every sign pattern has probability 2^-n. The exact p-value counts patterns with a rank sum as extreme, ties and zeros included
 * (they share ranks; the count runs over doubled ranks). Two-sided: twice the smaller tail, at most 1.
 * Infinite differences (one of the pair diverged) rank highest.
 *
 * Wilcoxon 1945; Pratt 1959 for the zeros.
 * @throws RangeError for an empty sample or a NaN.
 * @example signedRank(decades(hrta, adam)).p
 */
export function signedRank(
  differences: ArrayLike<number>,
  { alternative = "two-sided", zeros: rule = "pratt" }: SignedRankOptions = {},
): SignedRank {
  const all = sample(differences, "differences");
  const zeros = all.filter((d) => d === 0).length;
  const ranked = rule === "pratt" ? all : all.filter((d) => d !== 0);
  const allRanks = doubledRanks(ranked.map((d) => Math.abs(d)));
  const ranks = allRanks.filter((_, i) => ranked[i] !== 0);
  const signs = ranked.filter((d) => d !== 0);
  let total = 0;
  let positive = 0;
  for (let i = 0; i < ranks.length; i++) {
    total += ranks[i];
    if (signs[i] > 0) positive += ranks[i];
  }
  const exact = ranks.length <= EXACT_LIMIT;
  const tail = exact ? exactTail(ranks) : normalTail(ranks);
  // By symmetry P(sum >= v) = P(sum <= total - v).
  const below = tail(positive);
  const above = tail(total - positive);
  return {
    positive: positive / 2,
    negative: (total - positive) / 2,
    n: ranks.length,
    zeros,
    p: alternative === "less" ? below : alternative === "greater" ? above : Math.min(1, 2 * Math.min(below, above)),
    method: exact ? "exact" : "normal",
  };
}

/** P(sum <= v) where every rank enters the sum with probability one half. */
function exactTail(ranks: ArrayLike<number>): (v: number) => number {
  const { counts, patterns } = subsetSums(ranks);
  return (v) => {
    let count = 0;
    for (let j = 0; j <= v && j < counts.length; j++) count += counts[j];
    return count / patterns;
  };
}

/** The same by the normal law of equal mean and variance, half a rank (1 in doubled ranks) of continuity. */
function normalTail(ranks: ArrayLike<number>): (v: number) => number {
  let total = 0;
  let squares = 0;
  for (let i = 0; i < ranks.length; i++) {
    total += ranks[i];
    squares += ranks[i] * ranks[i];
  }
  return (v) => normalCdf((v + 1 - 0.5 * total) / (0.5 * Math.sqrt(squares)));
}

/** How many of the 2^n subsets of the positive integers given have each sum: the coefficients of prod (1 + q^r). */
function subsetSums(parts: ArrayLike<number>): { counts: Float64Array; patterns: number } {
  let total = 0;
  for (let i = 0; i < parts.length; i++) total += parts[i];
  const counts = new Float64Array(total + 1);
  counts[0] = 1;
  let patterns = 1;
  let reached = 0;
  for (let i = 0; i < parts.length; i++) {
    reached += parts[i];
    for (let j = reached; j >= parts[i]; j--) counts[j] += counts[j - parts[i]];
    patterns *= 2;
  }
  return { counts, patterns };
}

/** P(V <= v) for the signed-rank statistic V of n untied differences: exact up to n = 50, normal above. */
export function signedRankCdf(n: number): (v: number) => number {
  const ranks = Array.from({ length: n }, (_, i) => 2 * (i + 1));
  const tail = n <= EXACT_LIMIT ? exactTail(ranks) : normalTail(ranks);
  return (v) => tail(2 * v);
}
