import { InputError } from "../../model/errors.js";
import { type Problem, type ProblemData, type ProblemSpec, problemFile } from "../../problems/index.js";
import { contentHash, toJson } from "../../study/cell.js";
import { type Budget, type Contest, field, isTrainedArm } from "../../study/compare/index.js";
import { openProblem, tableHash } from "../../study/experiment/problem.js";
import { readProblemTable } from "../study/problem-table.js";

export interface ComparisonSpec {
  readonly problem: ProblemSpec;
  /** The folder that the problem's file is looked up from. */
  readonly base: string;
  readonly hidden: readonly number[];
  readonly seconds: number;
  /** 0, 1, ..., this many less one. */
  readonly seeds: number;
  /** Default: equal time, and as many steps beside it. */
  readonly budgets?: readonly Budget[];
}

/** A comparison that is ready: its data are read once, and who takes part is known. */
export interface PlannedComparison {
  readonly contest: Contest;
  readonly base: string;
  readonly problem: Problem;
  /** Of the first seed. */
  readonly data: ProblemData;
  readonly hidden: readonly number[];
  /** Methods that take no part, and why. */
  readonly left: readonly string[];
  /** Fingerprint of the comparison and its data. */
  readonly hash: string;
}

/** Rows that each of the three parts needs for a comparison to mean anything. */
const LEAST_ROWS = 5;

/**
 * Reads the data of a comparison, and finds who can take part.
 * @throws InputError for a problem that cannot be built, a file that cannot be read, or too few rows.
 */
export async function planComparison(spec: ComparisonSpec): Promise<PlannedComparison> {
  const { base, hidden, seconds, seeds, budgets = ["time", "steps"] } = spec;
  const file = problemFile(spec.problem);
  const source = file && tableHash(await readProblemTable(base, file));
  const problem = await openProblem(spec.problem, { readTable: (asked) => readProblemTable(base, asked) });
  const data = problem.data(0);
  for (const part of ["train", "validation", "test"] as const)
    if (data[part].rows < LEAST_ROWS)
      throw new InputError(
        `${problem.title}: ${data[part].rows} ${part} rows, expected at least ${LEAST_ROWS}; a comparison needs more data, or larger --validation and --test`,
      );
  const { arms, left } = field({ data, task: problem.task, hidden });
  const contest: Contest = {
    problem: spec.problem,
    ...(source === undefined ? {} : { source }),
    seconds,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    arms,
    budgets,
  };
  return { contest, base, problem, data, hidden, left, hash: contentHash(toJson(contest)) };
}

/** Rounds of a tuned run that are as long as the last one, with it. */
export const ROUNDS = 3;

/** Seconds of one core that a comparison takes, before anything is measured. */
export function foretold({ contest: { arms, seconds, seeds, budgets } }: PlannedComparison): number {
  const trained = arms.filter(isTrainedArm).length;
  // About a third of the methods are run with other lengths in a second budget.
  const lengths = budgets.length > 1 ? 4 / 3 : 1;
  return seeds.length * (trained * lengths * ROUNDS + (arms.length - trained)) * seconds;
}
