// The rules of every verdict, fixed before the runs (DESIGN.md, "Decisions"). Numbers come in, a verdict and its reason go out.
import { log } from "../../numerics/elementary.js";
import { hodgesLehmann } from "../statistic/hodges-lehmann.js";
import { proportion } from "../statistic/proportion.js";
import type { Decision, Mode, Part, Verdict } from "./decision.js";
import {
  type ComparisonEvidence,
  type CountEvidence,
  compareAll,
  type ExistenceEvidence,
  type Margins,
  type PairedCase,
  type PremiseEvidence,
  type SlopeEvidence,
  smallestMargin,
} from "./evidence.js";
import { type ComparisonWords, comparisonSentence } from "./sentence.js";
import { count, digits, percent } from "./words.js";

/** What the rules are made of. */
export const limits = {
  /** The probability of error a claim's tests share. */
  alpha: 0.05,
  /** Seeds below which nothing but a proven counterexample or example decides. */
  seeds: 10,
  /** The same where several tests make a family. */
  familySeeds: 20,
  /** The effect of interest: decades of loss, ... */
  lossDecades: 0.1,
  /** ... or a share of the test error. */
  errorShare: 0.05,
  /** How far a fitted exponent may lie from the claimed one. */
  exponent: 0.1,
  /** Different x below which no exponent is fitted. */
  fitPoints: 4,
} as const;

/** A width or another whole number in full, any other in three digits. */
const whole = (value: number): string => (Number.isInteger(value) ? String(value) : digits(value));

/** The one place where quick and full runs differ. */
function settle(mode: Mode, decision: Decision): Decision {
  if (mode === "full" || decision.verdict === "undecided" || decision.counterexample) return decision;
  return undecided(
    `A quick run decides nothing but by counterexamples; this one points to "${decision.verdict}". ${decision.because}`,
  );
}

const undecided = (because: string): Decision => ({ verdict: "undecided", because });

const tooFew = (what: string, has: number, needs: number): Decision =>
  undecided(
    `${what}: ${count(has, "seed")}, the rule asks for ${needs}; ${needs - has} more ${needs - has === 1 ? "is" : "are"} missing.`,
  );

const leftOpen = (what: string, open: number, of: string): Decision =>
  undecided(`${what}: numerical error leaves ${open} of ${of} open; compute them more precisely.`);

export interface ComparisonPlan extends ComparisonWords {
  readonly mode: Mode;
  /** What is said of the candidate's values against the baseline's. Default "lower". */
  readonly claim?: "lower" | "same" | "not higher";
  /** Another effect of interest, in decades, where the claim names one. */
  readonly effect?: number;
}

/**
 * One method against another, paired by seed. With d the centre of the decades gained, [l, u] its interval, "shown" a two-sided
 * signed-rank p (after Holm over the family) of at most alpha, and e the effect of interest:
 *
 * | claim | holds | fails |
 * | --- | --- | --- |
 * | lower | shown, d >= e | shown, d < 0; or u < e |
 * | same | -e < l, u < e | shown, d <= -e or d >= e |
 * | not higher | -e < l | shown, d <= -e |
 *
 * Otherwise undecided; also below 10 seeds, or 20 in a family.
 */
export function comparisonRule(evidence: ComparisonEvidence, plan: ComparisonPlan): Decision {
  const { effect, adjusted, family, alpha } = evidence;
  const { claim = "lower", quantity } = plan;
  const { estimate, lower, upper } = effect.centre;
  const e = plan.effect ?? (quantity === "loss" ? limits.lossDecades : -log(1 - limits.errorShare) / Math.LN10);
  const needed = family > 1 ? limits.familySeeds : limits.seeds;
  if (effect.pairs < needed) return tooFew(evidence.name || "The comparison", effect.pairs, needed);
  const shown = adjusted <= alpha;
  const table = {
    lower: { holds: shown && estimate >= e, fails: (shown && estimate < 0) || upper < e },
    same: { holds: -e < lower && upper < e, fails: shown && Math.abs(estimate) >= e },
    "not higher": { holds: -e < lower, fails: shown && estimate <= -e },
  }[claim];
  const because = comparisonSentence(evidence, plan, e);
  if (table.holds) return settle(plan.mode, { verdict: "holds", because });
  if (table.fails) {
    const small = claim === "lower" && !(shown && estimate < 0);
    const why = small ? `${because} The whole interval falls short of what is of interest.` : because;
    return settle(plan.mode, { verdict: "fails", because: why });
  }
  // What the interval must shrink to: away from 0 for a difference, inside the effect of interest for none.
  const size = claim === "lower" ? estimate : claim === "same" ? Math.abs(estimate) : -estimate;
  const gap = size >= e ? size : e - size;
  const seeds = effect.pairs * ((upper - lower) / (2 * gap)) * ((upper - lower) / (2 * gap));
  const enough =
    Number.isFinite(seeds) && seeds <= 1000 ? `about ${Math.max(Math.ceil(seeds), effect.pairs + 1)}` : "over 1000";
  return undecided(`${because} That shows neither; at this spread ${enough} seeds would.`);
}

/** The rule in every setting of a claim; the settings are one family of tests, with intervals that hold together. */
export const comparisonRules = (
  cases: readonly PairedCase[],
  plan: ComparisonPlan,
): { readonly evidence: ComparisonEvidence; readonly decision: Decision }[] =>
  compareAll(cases, { alpha: limits.alpha }).map((evidence) => ({
    evidence,
    decision: comparisonRule(evidence, plan),
  }));

/**
 * A property that is to hold in every case: one violation beyond its numerical error fails it, at any number of seeds; a case left open
 * makes it undecided; else it holds if the cases are all there are, or 10 seeds stand behind them.
 */
export function countRule(evidence: CountEvidence, { mode }: { readonly mode: Mode }): Decision {
  const { what, cases, seeds, exhaustive = false, violations, unresolved = 0 } = evidence;
  const proven = violations.filter(({ by, error }) => by > error).sort((a, b) => b.by - a.by);
  if (proven.length > 0) {
    const [{ where, by, error }] = proven;
    const because = `${what}: broken in ${proven.length} of ${count(cases, "case")}, most at ${where}, by ${digits(by)} (numerical error at most ${digits(error)}).`;
    return settle(mode, { verdict: "fails", because, counterexample: true });
  }
  const open = unresolved + violations.length;
  if (open > 0) return leftOpen(what, open, count(cases, "case"));
  if (cases === 0) return undecided(`${what}: no case was measured.`);
  if (exhaustive)
    return settle(mode, {
      verdict: "holds",
      because: `${what}: true in all ${count(cases, "case")}, which are all there are.`,
    });
  if (seeds < limits.seeds) return tooFew(what, seeds, limits.seeds);
  const rest = percent(proportion(0, seeds, 1 - limits.alpha).upper);
  const because = `${what}: true in all ${count(cases, "case")} of ${seeds} seeds, so with ${percent(1 - limits.alpha)} confidence at most ${rest} of seeds break it.`;
  return settle(mode, { verdict: "holds", because });
}

export interface BoundPlan {
  readonly mode: Mode;
  /** The inequality is strict: a margin within the numerical error of 0 leaves the case open. */
  readonly strict?: boolean;
  /** The claim speaks of at least this share of seeds ("with probability 1 - delta"), not of all. */
  readonly share?: number;
}

/**
 * An inequality along runs: a margin below minus its numerical error is a violation, at any seed and time. Decided by `countRule` with
 * the seeds as cases, or by `proportionRule` where the claim is about a share of them.
 */
export function boundRule(
  evidence: { readonly what: string; readonly runs: readonly Margins[] },
  plan: BoundPlan,
): Decision {
  const { what, runs } = evidence;
  const { mode, strict = false, share } = plan;
  const worst = runs.map(smallestMargin);
  const violations = worst
    .filter(({ margin, error }) => margin < -error)
    .map(({ where, margin, error }) => ({ where, by: -margin, error }));
  const unresolved = worst.filter(
    ({ margin, error }) => Number.isNaN(margin) || (strict && Math.abs(margin) <= error),
  ).length;
  if (share !== undefined && unresolved === 0)
    return proportionRule(
      { what, successes: runs.length - violations.length, trials: runs.length },
      { mode, atLeast: share },
    );
  // Where a share may break it, no single violation is a counterexample.
  if (share !== undefined) return leftOpen(what, unresolved, count(runs.length, "seed"));
  const decision = countRule({ what, cases: runs.length, seeds: runs.length, violations, unresolved }, { mode });
  if (decision.verdict !== "holds") return decision;
  return {
    ...decision,
    because: `${decision.because} The smallest margin is ${digits(Math.min(...worst.map(({ margin }) => margin)))}.`,
  };
}

/**
 * A property that is to hold with at least some probability: holds if Clopper and Pearson's interval lies at or above it, fails if it lies
 * below, else undecided; also below 10 seeds.
 */
export function proportionRule(
  { what, successes, trials }: { readonly what: string; readonly successes: number; readonly trials: number },
  { mode, atLeast }: { readonly mode: Mode; readonly atLeast: number },
): Decision {
  if (trials < limits.seeds) return tooFew(what, trials, limits.seeds);
  const { lower, upper } = proportion(successes, trials, 1 - limits.alpha);
  const because = `${what}: true for ${successes} of ${trials} seeds, a probability in [${digits(lower)}, ${digits(upper)}] (${percent(1 - limits.alpha)} interval) where ${digits(atLeast)} is claimed.`;
  if (lower >= atLeast) return settle(mode, { verdict: "holds", because });
  if (upper < atLeast) return settle(mode, { verdict: "fails", because });
  const clean = Math.ceil(log(limits.alpha / 2) / log(atLeast));
  return undecided(`${because}${atLeast < 1 ? ` It takes ${clean} seeds without an exception to show it.` : ""}`);
}

export interface SlopePlan {
  readonly mode: Mode;
  readonly claimed: number;
  readonly relation: "equal" | "at most" | "at least";
  /** Default 0.1. */
  readonly tolerance?: number;
}

/**
 * A fitted exponent against the claimed one, c with tolerance e; [l, u] is the interval of the centre of the slopes over seeds:
 * "equal" holds if c - e <= l and u <= c + e, "at most" if u <= c + e, "at least" if l >= c - e; each fails if [l, u] lies wholly outside,
 * else undecided; also below 10 seeds or 4 points.
 */
export function slopeRule({ what, slopes, points, from, to }: SlopeEvidence, plan: SlopePlan): Decision {
  const { mode, claimed, relation, tolerance = limits.exponent } = plan;
  if (slopes.length < limits.seeds) return tooFew(what, slopes.length, limits.seeds);
  if (points < limits.fitPoints)
    return undecided(`${what}: fitted through ${count(points, "point")}, the rule asks for ${limits.fitPoints}.`);
  const { estimate, lower, upper } = hodgesLehmann(slopes, 1 - limits.alpha);
  const low = relation === "at most" ? Number.NEGATIVE_INFINITY : claimed - tolerance;
  const high = relation === "at least" ? Number.POSITIVE_INFINITY : claimed + tolerance;
  const because = `${what}: exponent ${digits(estimate)} [${digits(lower)}, ${digits(upper)}] (${percent(1 - limits.alpha)} interval, ${slopes.length} seeds, ${points} points from ${whole(from)} to ${whole(to)}); claimed is ${relation === "equal" ? "" : `${relation} `}${digits(claimed)}, give or take ${digits(tolerance)}.`;
  if (low <= lower && upper <= high) return settle(mode, { verdict: "holds", because });
  if (upper < low || high < lower) return settle(mode, { verdict: "fails", because });
  return undecided(`${because} The interval reaches across the limit: more seeds, or more points.`);
}

/**
 * Whether a theorem has anything to say: it speaks for a seed where its premise is met, and where the loss falls by at least the effect of
 * interest (0.1 decades) while it does. For none: vacuous; for some: holds under that condition; for all: holds. Undecided below 10 seeds
 * without a proof.
 */
export function premiseRule({ premise, seeds, proof }: PremiseEvidence, { mode }: { readonly mode: Mode }): Decision {
  const speaks = seeds.filter((s) => (typeof s === "number" ? s >= limits.lossDecades : s)).length;
  const proven = proof !== undefined && speaks === 0;
  if (seeds.length < limits.seeds && !proven) return tooFew(premise, seeds.length, limits.seeds);
  const reach = seeds.filter((s) => typeof s === "number");
  const because = [
    `${premise}: ${seeds.length === 0 ? "never met" : `met in ${speaks} of ${count(seeds.length, "seed")}`}.`,
    ...(reach.length > 0
      ? [
          `While it is met the loss falls by at most ${digits(Math.max(...reach))} decades; less than ${limits.lossDecades} says nothing.`,
        ]
      : []),
    ...(proof === undefined ? [] : [proof]),
  ].join(" ");
  if (speaks === 0) return settle(mode, { verdict: "vacuous", because });
  if (speaks === seeds.length) return settle(mode, { verdict: "holds", because });
  return settle(mode, { verdict: "holds under conditions", because, conditions: `only where ${premise}` });
}

/** Something is to exist: holds with one example beyond its numerical error, fails if there is none among all cases, else undecided. */
export function existenceRule(evidence: ExistenceEvidence, { mode }: { readonly mode: Mode }): Decision {
  const { what, cases, exhaustive = false, examples } = evidence;
  const proven = examples.filter(({ by, error }) => by > error).sort((a, b) => b.by - a.by);
  if (proven.length > 0) {
    const [{ where, by, error }] = proven;
    const because = `${what}: found in ${proven.length} of ${count(cases, "case")}, clearest at ${where}, by ${digits(by)} (numerical error at most ${digits(error)}).`;
    return settle(mode, { verdict: "holds", because });
  }
  if (examples.length > 0) return leftOpen(what, examples.length, count(cases, "case"));
  if (exhaustive && cases > 0)
    return settle(mode, {
      verdict: "fails",
      because: `${what}: in none of ${count(cases, "case")}, which are all there are.`,
    });
  return undecided(`${what}: not found in ${count(cases, "case")}, which are not all there are.`);
}

/** The verdict on all parts together is the first of these that a part has. */
const gravest: readonly Verdict[] = ["fails", "vacuous", "undecided", "holds under conditions", "holds"];

/** A claim that asserts every one of its parts: fails > vacuous > undecided > holds under conditions > holds. */
export function combine(parts: readonly Part[]): Decision {
  if (parts.length === 0) throw new RangeError("parts: none, expected at least one part of the claim");
  if (parts.length === 1) return parts[0].decision;
  const verdict = gravest.find((v) => parts.some(({ decision }) => decision.verdict === v)) ?? "undecided";
  const decisive = parts.filter(({ decision }) => decision.verdict === verdict);
  const conditions = decisive.flatMap(({ name, decision }) =>
    decision.conditions === undefined ? [] : [`${name}: ${decision.conditions}`],
  );
  return {
    verdict,
    because: reasons(parts, decisive),
    ...(conditions.length > 0 ? { conditions: conditions.join("; ") } : {}),
    ...(decisive.some(({ decision }) => decision.counterexample) ? { counterexample: true as const } : {}),
  };
}

/**
 * A claim made in general and tested in several settings: holds under conditions, which are the settings' names, if it holds in some and not
 * in others; else as `combine` says.
 */
export function across(settings: readonly Part[]): Decision {
  const good = settings.filter(({ decision }) => decision.verdict.startsWith("holds"));
  if (good.length === 0 || good.length === settings.length) return combine(settings);
  return {
    verdict: "holds under conditions",
    because: reasons(settings, settings),
    conditions: good
      .map(({ name, decision }) => (decision.conditions === undefined ? name : `${name} (${decision.conditions})`))
      .join("; "),
  };
}

/** How many parts have which verdict, and why the decisive ones have theirs. */
function reasons(parts: readonly Part[], decisive: readonly Part[]): string {
  const counts = gravest
    .map((v) => [v, parts.filter(({ decision }) => decision.verdict === v).length] as const)
    .filter(([, n]) => n > 0)
    .map(([v, n]) => `${n} ${v}`);
  return [
    `Of ${parts.length} parts: ${counts.join(", ")}.`,
    ...decisive.map(({ name, decision }) => `(${name}) ${decision.because}`),
  ].join(" ");
}
