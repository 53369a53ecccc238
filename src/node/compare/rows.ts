import { cellsOf, isTrainedArm, stepsOf } from "../../study/compare/index.js";
import { identify } from "../../study/experiment/index.js";
import { type ResultRow, resultRows, resultsParquet } from "../study/results.js";
import type { PlannedComparison } from "./plan-comparison.js";
import type { ComparisonOutcome } from "./run-comparisons.js";

/** A row for every run of a comparison: those of equal time first, then those of as many steps. */
export function comparisonRows(
  { contest, problem, hidden }: PlannedComparison,
  { measured, entries }: Pick<ComparisonOutcome, "measured" | "entries">,
): ResultRow[] {
  const placed = contest.budgets.flatMap((budget) =>
    contest.arms.flatMap((arm) =>
      cellsOf(contest, measured, arm, budget).map((cell) => {
        const steps = isTrainedArm(arm) ? stepsOf(contest, measured, arm, budget) : undefined;
        const length = budget === "time" ? { seconds: contest.seconds } : { steps: steps ?? 0 };
        const combination = {
          problem: problem.title,
          network: hidden.join("-"),
          method: arm.label,
          ...(steps === undefined ? {} : { budget: length }),
          params: { problem: contest.problem, method: arm.method },
        };
        return { id: identify(cell), cell: { combination, steps, cell } };
      }),
    ),
  );
  return resultRows(placed, entries);
}

/** The rows as a Parquet file, a column a field. */
export const comparisonParquet = (planned: PlannedComparison, outcome: ComparisonOutcome): Uint8Array =>
  resultsParquet(comparisonRows(planned, outcome));
