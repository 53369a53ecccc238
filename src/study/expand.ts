import type { ProblemSpec } from "../problems/index.js";
import { type Cell, toJson } from "./cell.js";
import { isTrained, type Method, type MethodSpec } from "./method.js";
import type { Budget, Labelled, Study } from "./spec.js";

/** One problem, network, method and budget of a study; its seeds make its cells. */
export interface Combination {
  readonly problem: string;
  /** "" where the study names no networks. */
  readonly network: string;
  readonly method: string;
  /** Absent for a method that takes no steps. */
  readonly budget?: Budget;
  /** The problem, the fingerprint of its file, and the method with the network laid over its own. */
  readonly params: { readonly problem: ProblemSpec; readonly source?: string; readonly method: Method };
}

/** A cell of a study and where it stands in it. */
export interface StudyCell {
  readonly combination: Combination;
  readonly steps?: number;
  readonly cell: Cell;
}

export interface ExpandOptions {
  /** The fingerprint of a problem's file, for problems that live in one. */
  readonly source?: (problem: ProblemSpec) => string | undefined;
}

/** Every combination of a study, problem by problem; a method that takes no steps has no budgets. */
export function combinations(study: Study, { source = () => undefined }: ExpandOptions = {}): Combination[] {
  return study.problems.flatMap((problem) => {
    const file = source(problem.spec);
    return study.networks.flatMap((network) =>
      study.methods.flatMap((named) => {
        const method = methodOn(named, network);
        const budgets: readonly (Budget | undefined)[] = isTrained(method) ? study.budgets : [undefined];
        return budgets.map((budget) => ({
          problem: problem.label,
          network: network.label,
          method: named.label,
          budget,
          params: { problem: problem.spec, ...(file === undefined ? {} : { source: file }), method },
        }));
      }),
    );
  });
}

function methodOn({ label: _label, comment: _comment, ...method }: MethodSpec, network: Labelled<object>): Method {
  const merged = { ...method.network, ...network.spec };
  // Infinitely wide networks differ in depth alone: equal ones are to be one cell.
  if ((method.kind === "ntk" || method.kind === "nngp") && merged.hidden)
    return { ...method, network: { ...merged, hidden: merged.hidden.map(() => 1) } };
  return Object.keys(merged).length === 0 ? method : { ...method, network: merged };
}

/** The cell that measures how many steps a combination's time budget is; undefined where its budget is none of time. */
export function calibrationCell({ budget, params }: Combination): Cell | undefined {
  if (budget === undefined || !("seconds" in budget)) return undefined;
  return { experiment: "calibrate", params: toJson({ ...params, seconds: budget.seconds }), seed: 0 };
}

/**
 * The cells of a combination, one a seed.
 * @param steps what its time budget was measured to be; a budget in steps is its own.
 */
export function cellsOf(study: Study, combination: Combination, steps?: number): StudyCell[] {
  const { budget, params } = combination;
  const length = budget && ("steps" in budget ? budget.steps : steps);
  const json = toJson({ ...params, steps: length });
  return study.seeds.map((seed) => ({ combination, steps: length, cell: { experiment: "train", params: json, seed } }));
}
