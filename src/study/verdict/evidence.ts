import { holm } from "../statistic/holm.js";
import { decades, type PairedEffect, pairedEffect } from "../statistic/paired-effect.js";

/** A loss or error per seed; null, NaN or Infinity where the run diverged, which counts as worse than any number. */
export type Measured = ArrayLike<number | null>;

/** Two methods measured on the same seeds and data, in the same order. A pair of which one run is missing is left out of both. */
export interface PairedCase {
  /** The setting, such as "width 200"; empty where there is one only. */
  readonly name?: string;
  readonly candidate: Measured;
  readonly baseline: Measured;
}

/** One comparison as the rule needs it. */
export interface ComparisonEvidence {
  readonly name: string;
  /** Of the decades by which the candidate lies below the baseline; intervals at level 1 - alpha / family. */
  readonly effect: PairedEffect;
  /** The test's p-value after Holm's correction over the family. */
  readonly adjusted: number;
  /** How many tests the claim makes. */
  readonly family: number;
  readonly alpha: number;
}

/**
 * Compares two methods in every setting of a claim: the paired effect in decades, its signed-rank test corrected by Holm over the
 * family that the settings make, and intervals that hold together with probability 1 - alpha (Bonferroni).
 * @throws RangeError for no setting, samples that do not pair up, or negative values.
 * @example compareAll([{ candidate: lossOfHRTA, baseline: lossOfAdam }], { alpha: limits.alpha })
 */
export function compareAll(
  cases: readonly PairedCase[],
  { alpha, seed = 0 }: { readonly alpha: number; readonly seed?: number },
): ComparisonEvidence[] {
  if (cases.length === 0) throw new RangeError("cases: none, expected at least one setting to compare the methods in");
  const effects = cases.map(({ name = "", candidate, baseline }) => {
    const differences = decades(measured(candidate), measured(baseline));
    return pairedEffect(differences, { level: 1 - alpha / cases.length, seed, stream: `effect ${name}` });
  });
  const adjusted = holm(effects.map((effect) => effect.test.p));
  return effects.map((effect, i) => ({
    name: cases[i].name ?? "",
    effect,
    adjusted: adjusted[i],
    family: cases.length,
    alpha,
  }));
}

const measured = (values: Measured): Float64Array =>
  Float64Array.from(values, (v) => (v === null || Number.isNaN(v) ? Number.POSITIVE_INFINITY : v));

/** A place where an inequality is broken. */
export interface Violation {
  /** Where, so that it can be found again: "seed 3, t = 0.5". */
  readonly where: string;
  /** By how much, > 0. */
  readonly by: number;
  /** A bound on the numerical error of `by`; only a violation beyond it is proven. */
  readonly error: number;
}

/** What one run says of an inequality. */
export interface Margins {
  readonly seed: number;
  /** By how much the inequality is met (bound minus value, or the logarithm of their ratio); null or NaN where it is not known. */
  readonly margins: ArrayLike<number | null>;
  /** A bound on the numerical error of every margin. */
  readonly error: number;
  /** The times or steps of the margins. */
  readonly at?: ArrayLike<number>;
}

/** The smallest margin of a run, and where it is; NaN if one is not known and none of the others breaks the inequality. */
export function smallestMargin({ seed, margins, error, at }: Margins): {
  where: string;
  margin: number;
  error: number;
} {
  if (margins.length === 0) throw new RangeError(`margins of seed ${seed}: empty, expected at least one`);
  if (!(error >= 0)) throw new RangeError(`error of seed ${seed}: ${error}, expected a bound of at least 0`);
  let margin = Number.POSITIVE_INFINITY;
  let place = 0;
  let unknown = false;
  for (let i = 0; i < margins.length; i++) {
    const m = margins[i];
    if (m === null || Number.isNaN(m)) unknown = true;
    else if (m < margin) {
      margin = m;
      place = i;
    }
  }
  const where = at === undefined ? `seed ${seed}` : `seed ${seed}, at ${at[place]}`;
  return { where, margin: unknown && !(margin < -error) ? Number.NaN : margin, error };
}

export interface CountEvidence {
  /** The property, as the sentence names it. */
  readonly what: string;
  readonly cases: number;
  /** Independent seeds behind the cases. */
  readonly seeds: number;
  /** The cases are all there are. */
  readonly exhaustive?: boolean;
  readonly violations: readonly Violation[];
  /** Cases that numerical error leaves open. */
  readonly unresolved?: number;
}

export interface SlopeEvidence {
  /** The power law, as the sentence names it: "the movement against m". */
  readonly what: string;
  /** The fitted exponent of each seed (`powerLaw` over the x of that seed). */
  readonly slopes: readonly number[];
  /** Different x in each fit, and their range. */
  readonly points: number;
  readonly from: number;
  readonly to: number;
}

export interface PremiseEvidence {
  /** The premise, as the sentence names it. */
  readonly premise: string;
  /** Per seed: whether the premise is met, or the decades the loss falls while the theorem speaks (Infinity if it always does). */
  readonly seeds: readonly (boolean | number)[];
  /** Why no seed could differ, where that is proven. */
  readonly proof?: string;
}

export interface ExistenceEvidence {
  /** What is said to exist, as the sentence names it. */
  readonly what: string;
  readonly cases: number;
  /** The cases are all there are. */
  readonly exhaustive?: boolean;
  /** Where it was found: by how much the wanted inequality is met, and the numerical error of that. */
  readonly examples: readonly Violation[];
}
