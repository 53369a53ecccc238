import type { JournalEntry } from "../node/study/journal.js";
import type { PlannedStudy } from "../node/study/plan-study.js";
import { budgetText } from "../node/study/results.js";
import { stepsIn } from "../node/study/run-study.js";
import { tracker } from "../node/study/tracker.js";
import type { Cell } from "../study/cell.js";
import { type Combination, calibrationCell, cellsOf } from "../study/expand.js";
import { experiments, identify } from "../study/experiment/index.js";
import { duration } from "./figure.js";
import { shape, table } from "./study-summary.js";

/** How long a study will take, before it is run. */
export interface Estimate {
  readonly cells: number;
  /** Cells that have a result already. */
  readonly found: number;
  /** Until the end. */
  readonly seconds: number;
  readonly combinations: readonly {
    readonly combination: Combination;
    readonly steps?: number;
    readonly found: number;
    readonly each: number;
  }[];
}

/** Sizes are counted, and corrected by what cells in the journal took; a budget of time is what it says. */
export function estimate(planned: PlannedStudy, entries: ReadonlyMap<string, JournalEntry>, workers: number): Estimate {
  const all = new Map<string, { readonly cell: Cell; readonly cost: number }>();
  const resultOf = (cell: Cell) => entries.get(identify(cell))?.result;
  let calibrations = 0;
  const combinations = planned.combinations.map((combination) => {
    const { budget } = combination;
    const calibration = calibrationCell(combination);
    const measured = calibration && stepsIn(resultOf(calibration));
    if (calibration && measured === undefined) calibrations += experiments.calibrate.cost?.(calibration.params) ?? 0;
    const steps = budget && "steps" in budget ? budget.steps : measured;
    const cells = cellsOf(planned.study, combination, steps).map(({ cell }) => cell);
    const cost = budget && "seconds" in budget ? budget.seconds : planned.cost(cells[0]);
    for (const cell of cells) all.set(identify(cell), { cell, cost });
    return { combination, steps, found: cells.filter((cell) => resultOf(cell) !== undefined).length, each: cost };
  });
  const pending = [...all].filter(([id]) => entries.get(id)?.result === undefined).map(([, { cell }]) => cell);
  const found = [...all].flatMap(([id, { cell }]) => {
    const entry = entries.get(id);
    return entry?.result === undefined ? [] : [{ cell, seconds: entry.seconds }];
  });
  const { left } = tracker(pending, {
    workers: Math.max(1, Math.min(workers, pending.length)),
    cost: (cell) => all.get(identify(cell))?.cost ?? 1,
    found,
  }).standing();
  return {
    cells: planned.combinations.length * planned.study.seeds.length,
    found: combinations.reduce((sum, { found: there }) => sum + there, 0),
    seconds: calibrations + left,
    combinations,
  };
}

/** What --dry-run prints. */
export function dryRun(
  planned: PlannedStudy,
  { cells, found, seconds, combinations }: Estimate,
  { folder, workers }: { readonly folder: string; readonly workers: number },
): { readonly text: string; readonly object: Record<string, unknown> } {
  const { study, hash, titles } = planned;
  const rows = combinations.map(({ combination, steps, found: there, each }) => [
    combination.problem,
    combination.network,
    combination.method,
    budgetText(combination.budget),
    steps === undefined ? "-" : String(steps),
    `${there}/${study.seeds.length}`,
    duration(each),
  ]);
  const text = [
    `${study.name} (${hash}): ${shape(planned)} = ${cells} cells, ${found} of them with a result in ${folder}`,
    ...Object.entries(titles).map(([label, { title }]) => `  ${label}: ${title}`),
    "",
    ...table(["problem", "network", "method", "budget", "steps", "found", "a cell"], rows, 4),
    "",
    `About ${duration(seconds)} on ${workers} worker${workers === 1 ? "" : "s"}.`,
  ];
  const object = {
    study: study.name,
    hash,
    folder,
    workers,
    seconds,
    seeds: study.seeds,
    problems: titles,
    warnings: planned.warnings,
    cells: combinations.flatMap(({ combination, steps, each }) =>
      cellsOf(study, combination, steps).map(({ cell }) => ({
        id: identify(cell),
        problem: combination.problem,
        network: combination.network,
        method: combination.method,
        budget: budgetText(combination.budget),
        steps,
        seed: cell.seed,
        seconds: each,
      })),
    ),
  };
  return { text: `${text.join("\n")}\n`, object };
}
