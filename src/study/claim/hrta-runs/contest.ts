import { bootstrapMedian, median } from "../../statistic/index.js";
import { type ComparisonEvidence, type ComparisonPlan, comparisonRules, type Decision } from "../../verdict/index.js";
import type { NumberRow } from "../claim.js";

/** A value per seed: undefined where the run is missing, null where it diverged. */
export type Sample = readonly (number | null | undefined)[];

/** Two methods on the same seeds. */
export interface Match {
  readonly name: string;
  readonly candidate: Sample;
  readonly baseline: Sample;
}

export interface Judged {
  readonly name: string;
  readonly decision: Decision;
  readonly evidence?: ComparisonEvidence;
}

/** Judges all comparisons of a claim as one family; a match of which no pair of runs is there leaves all of them undecided. */
export function judgeMatches(matches: readonly Match[], plan: ComparisonPlan): Judged[] {
  const cases = matches.map((match) => ({ name: match.name, ...paired(match) }));
  const empty = cases.filter(({ candidate }) => candidate.length === 0);
  if (empty.length === 0)
    return comparisonRules(cases, plan).map(({ evidence, decision }) => ({ name: evidence.name, decision, evidence }));
  const because = `No seed has run in ${empty.length} of ${cases.length} settings, ${empty[0].name} among them; run its cells.`;
  return cases.map(({ name }) => ({ name, decision: { verdict: "undecided", because } }));
}

function paired({ candidate, baseline }: Match): { candidate: (number | null)[]; baseline: (number | null)[] } {
  const both = candidate.flatMap((c, i) => {
    const b = baseline[i];
    return c === undefined || b === undefined ? [] : [[c, b] as const];
  });
  return { candidate: both.map(([c]) => c), baseline: both.map(([, b]) => b) };
}

/** The median of a sample with its bootstrap interval; null where runs that diverged reach it. */
export function medianRow(name: string, values: Sample, more: Pick<NumberRow, "paper" | "note"> = {}): NumberRow {
  const present = values.flatMap((v) => (v === undefined ? [] : [v ?? Number.POSITIVE_INFINITY]));
  if (present.length === 0) return { name, measured: null, ...more };
  const middle = median(present);
  if (!Number.isFinite(middle)) return { name, measured: null, ...more };
  if (present.length < 3 || !present.every(Number.isFinite)) return { name, measured: middle, ...more };
  const { lower, upper } = bootstrapMedian(present, { stream: name });
  return { name, measured: middle, interval: [lower, upper], ...more };
}

/** The centre of the decades that a candidate gains on its baseline, with its interval. */
export function effectRow({ name, evidence }: Judged, note?: string): NumberRow {
  const row = { name: `decades gained: ${name}`, ...(note === undefined ? {} : { note }) };
  if (!evidence) return { ...row, measured: null };
  const { estimate, lower, upper } = evidence.effect.centre;
  const measured = Number.isFinite(estimate) ? estimate : null;
  return Number.isFinite(lower) && Number.isFinite(upper)
    ? { ...row, measured, interval: [lower, upper] }
    : { ...row, measured };
}
