import { InputError } from "../../model/errors.js";
import { type Problem, type ProblemData, problemFile } from "../../problems/index.js";
import { type Cell, canonicalJson, contentHash, type Json } from "../../study/cell.js";
import { type Combination, combinations } from "../../study/expand.js";
import { fitCost } from "../../study/experiment/cost.js";
import { openProblem, tableHash } from "../../study/experiment/problem.js";
import { defaultLoss } from "../../study/experiment/train.js";
import { isTrained, type Method } from "../../study/method.js";
import type { Study } from "../../study/spec.js";
import { plan } from "../../training/plan.js";
import { trainOptions } from "../../training/spec.js";
import { readProblemTable } from "./problem-table.js";

/** Seconds until a cell that cannot run has said so. */
const FAILURE = 0.02;

/** A study that is ready: its files are read once, its combinations are known, and what each cell costs. */
export interface PlannedStudy {
  readonly study: Study;
  /** The folder that files of problems are looked up from. */
  readonly base: string;
  readonly combinations: readonly Combination[];
  /** Fingerprint of the study and of the files that it reads. */
  readonly hash: string;
  readonly titles: Readonly<Record<string, Pick<Problem, "title" | "task">>>;
  /** Combinations that cannot run, and why: their cells will fail. One sentence each. */
  readonly warnings: readonly string[];
  /** Seconds that a cell of the study takes, roughly. */
  cost(cell: Cell): number;
}

/**
 * Reads what a study needs and tries every combination without a step, so that what is wrong is told before the work.
 * @throws InputError for a problem that cannot be built or a file that cannot be read.
 */
export async function planStudy(study: Study, base: string): Promise<PlannedStudy> {
  const sources = new Map<string, string>();
  const data = new Map<string, { readonly problem: Problem; readonly data: ProblemData }>();
  for (const { label, spec } of study.problems) {
    const key = canonicalJson(spec);
    if (data.has(key)) continue;
    const file = problemFile(spec);
    if (file) sources.set(key, tableHash(await readProblemTable(base, file)));
    try {
      const problem = await openProblem(spec, { readTable: (asked) => readProblemTable(base, asked) });
      data.set(key, { problem, data: problem.data(study.seeds[0]) });
    } catch (error) {
      if (error instanceof InputError || error instanceof RangeError)
        throw new InputError(`${label}: ${error.message}`);
      throw error;
    }
  }
  const source = (spec: Combination["params"]["problem"]) => sources.get(canonicalJson(spec));
  const all = combinations(study, { source });
  const opened = (params: Combination["params"]) => data.get(canonicalJson(params.problem));
  const warnings = new Set<string>();
  const hopeless = new Set<string>();
  for (const { problem, network, method, params } of all) {
    const found = opened(params);
    const reason = found && reasonAgainst(params.method, found.problem, found.data);
    if (reason === undefined) continue;
    warnings.add(`${[problem, network, method].filter(Boolean).join(" / ")}: ${reason}`);
    hopeless.add(canonicalJson([params.problem, params.method]));
  }
  const costs = new Map<string, number>();
  return {
    study,
    base,
    combinations: all,
    hash: sources.size === 0 ? study.hash : contentHash([study.hash, [...sources.values()]]),
    titles: Object.fromEntries(
      study.problems.flatMap(({ label, spec }) => {
        const found = data.get(canonicalJson(spec));
        return found ? [[label, { title: found.problem.title, task: found.problem.task }]] : [];
      }),
    ),
    warnings: [...warnings],
    cost({ params }) {
      const { problem, method, steps = 0 } = params as unknown as Combination["params"] & { readonly steps?: number };
      const key = canonicalJson([problem as Json, method as Json, steps]);
      let cost = costs.get(key);
      if (cost === undefined) {
        const found = data.get(canonicalJson(problem));
        const fails = hopeless.has(canonicalJson([problem, method]));
        cost = found && !fails ? fitCost(found.data, method, steps) : FAILURE;
        costs.set(key, cost);
      }
      return cost;
    },
  };
}

/** Why a method cannot run on these data, as far as can be told without a step. */
function reasonAgainst(method: Method, { task }: Problem, { train, validation }: ProblemData): string | undefined {
  try {
    if (!isTrained(method)) return undefined;
    const { kind: _kind, polish: _polish, ...spec } = method;
    const options = trainOptions({ ...spec, loss: spec.loss ?? defaultLoss(task), steps: 1 }, train.rows);
    plan({ ...options, data: train, validation });
    return undefined;
  } catch (error) {
    if (error instanceof InputError || error instanceof RangeError) return error.message;
    throw error;
  }
}
