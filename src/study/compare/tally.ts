import { reduction } from "../statistic/paired-effect.js";
import { compareAll, limits, type PairedCase } from "../verdict/index.js";
import type { Side } from "./arm.js";
import type { Comparison, Middle } from "./comparison.js";

/** One problem of a suite, as one side has it against the other. */
export interface Match {
  readonly problem: string;
  readonly result: "win" | "tie" | "loss" | "missing";
  /** By which share the test error lies below the other's; negative where it is higher. */
  readonly gain: Middle;
}

/** How one method, or the chosen relaxation, does on all problems. */
export interface Tally {
  readonly label: string;
  readonly side: Side;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  readonly matches: readonly Match[];
}

/** A problem of a suite, and what its comparison found. */
export interface SuiteEntry {
  readonly name: string;
  readonly comparison: Comparison;
}

/** Who meets on every problem of a suite. */
export interface SuiteTally {
  /** The relaxation that the validation data chose for each seed, against the baseline that they chose. */
  readonly relaxation: Tally;
  /** Every method against plain Adam. */
  readonly methods: readonly Tally[];
}

/** What every method is set against. */
const REFERENCE = "Adam";

interface Samples {
  readonly problem: string;
  readonly candidate: readonly (number | null)[];
  readonly baseline: readonly (number | null)[];
}

/**
 * Wins, ties and losses over the problems of a suite, at equal time: a win is a test error that is lower by a two-sided signed-rank test over
 * the seeds, at 5 % after Holm's correction over the problems; a loss one that is higher; a tie is what the seeds cannot tell apart.
 * A problem on which a method does not take part is missing.
 */
export function suiteTally(contests: readonly SuiteEntry[]): SuiteTally {
  const chosen = contests.map(
    ({
      name,
      comparison: {
        budgets: [{ pairs }],
      },
    }) => ({
      problem: name,
      candidate: pairs.map(([relaxation]) => relaxation),
      baseline: pairs.map(([, baseline]) => baseline),
    }),
  );
  const arms = new Map<string, Side>();
  for (const {
    comparison: { budgets },
  } of contests)
    for (const { label, side } of budgets[0].standings) arms.set(label, side);
  const methods = [...arms]
    .filter(([label]) => label !== REFERENCE)
    .map(([label, side]) => {
      const samples = contests.map(
        ({
          name,
          comparison: {
            budgets: [{ standings }],
          },
        }) => {
          const of = (method: string) => standings.find((standing) => standing.label === method)?.tests ?? [];
          return { problem: name, candidate: of(label), baseline: of(REFERENCE) };
        },
      );
      return tallyOf(label, side, samples);
    });
  return { relaxation: tallyOf("the chosen relaxation", "relaxation", chosen), methods };
}

function tallyOf(label: string, side: Side, samples: readonly Samples[]): Tally {
  const there = samples.filter(
    ({ candidate, baseline }) => candidate.length > 0 && candidate.length === baseline.length,
  );
  const cases = there.map(({ problem, candidate, baseline }): PairedCase => ({ name: problem, candidate, baseline }));
  const evidence = cases.length === 0 ? [] : compareAll(cases, { alpha: limits.alpha });
  const matches = samples.map(({ problem }): Match => {
    const found = evidence[there.findIndex((one) => one.problem === problem)];
    if (!found) return { problem, result: "missing", gain: null };
    const { estimate, lower, upper } = found.effect.centre;
    const shown = found.adjusted <= found.alpha;
    const gain = Number.isFinite(estimate)
      ? { estimate: reduction(estimate), lower: reduction(lower), upper: reduction(upper) }
      : null;
    return { problem, result: !shown || estimate === 0 ? "tie" : estimate > 0 ? "win" : "loss", gain };
  });
  const count = (result: Match["result"]) => matches.filter((match) => match.result === result).length;
  return { label, side, wins: count("win"), ties: count("tie"), losses: count("loss"), matches };
}
