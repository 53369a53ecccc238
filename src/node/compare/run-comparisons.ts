import type { Cell, Json } from "../../study/cell.js";
import {
  type Budget,
  type Comparison,
  calibrationCell,
  cellsOf,
  isTrainedArm,
  judge,
  type Measured,
  stepsOf,
} from "../../study/compare/index.js";
import { identify } from "../../study/experiment/index.js";
import type { StudyFolder } from "../study/folder.js";
import type { JournalEntry } from "../study/journal.js";
import { type CellsOutcome, type RunCellsOptions, runCells } from "../study/run-cells.js";
import { stepsIn } from "../study/run-study.js";
import type { Standing } from "../study/tracker.js";
import { type PlannedComparison, ROUNDS } from "./plan-comparison.js";

export interface RunComparisonOptions extends Pick<RunCellsOptions, "workers" | "signal" | "memory" | "worker"> {
  /** Told what begins, and how many cells it has. */
  readonly onPhase?: (phase: "calibrate" | "run", cells: number) => void;
  /** Told whenever a cell begins, comes further or ends; `name` says what a cell is. */
  readonly onChange?: (standing: () => Standing, name: (id: string) => string) => void;
  /** Told of every cell that has failed, and what it is. */
  readonly onFailure?: (what: string, entry: JournalEntry) => void;
}

/** What became of one comparison. */
export interface ComparisonOutcome {
  readonly comparison: Comparison;
  readonly measured: Measured;
  /** What the journal holds of its cells. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
}

export interface ComparisonsOutcome
  extends Pick<CellsOutcome, "failed" | "stopped" | "reused" | "workers" | "seconds"> {
  /** In the order of the comparisons asked for. */
  readonly outcomes: readonly ComparisonOutcome[];
  /** Seconds of all runs together, those of earlier calls included: what one core would take. */
  readonly work: number;
}

/**
 * Measures the steps that every method takes in the time it has, one after the other with nothing beside, and keeps them; then runs every
 * method of all comparisons under every seed, over all cores. What the folder's journal holds is not repeated.
 * @throws InputError if the journal cannot be written.
 */
export async function runComparisons(
  planned: readonly PlannedComparison[],
  { journal }: Pick<StudyFolder, "journal">,
  options: RunComparisonOptions = {},
): Promise<ComparisonsOutcome> {
  const { signal, memory, worker, onPhase } = options;
  const names = new Map<string, string>();
  const name = (id: string) => names.get(id) ?? id;
  const common = {
    ...{ signal, memory, worker, base: planned[0]?.base },
    onChange: (standing: () => Standing) => options.onChange?.(standing, name),
    onEnd: (entry: JournalEntry) => {
      if (entry.result === undefined) options.onFailure?.(name(entry.id), entry);
    },
  };
  const called = (one: PlannedComparison, label: string) =>
    planned.length > 1 ? `${one.problem.title}: ${label}` : label;
  const timed = planned.map((one) =>
    one.contest.arms.filter(isTrainedArm).map((arm) => {
      const cell = calibrationCell(one.contest, arm);
      const id = identify(cell);
      names.set(id, `${called(one, arm.label)}, time of a step`);
      return { arm, cell, id };
    }),
  );
  if (timed.flat().some(({ id }) => journal.entries.get(id)?.result === undefined))
    onPhase?.("calibrate", timed.flat().length);
  // Alone: what two cores share would be measured twice.
  const calibrations = timed.flat().map(({ cell }) => cell);
  const first = await runCells(journal, calibrations, { ...common, workers: 1 });
  const measured = timed.map(
    (own) =>
      new Map(
        own.flatMap(({ arm, id }) => {
          const steps = stepsIn(first.entries.get(id)?.result);
          return steps === undefined ? [] : [[arm.label, steps] as const];
        }),
      ),
  );
  const costs = new Map<string, number>();
  const cells = planned.map((one, i) =>
    each(one, (arm, budget) => {
      const own = cellsOf(one.contest, measured[i], arm, budget);
      for (const cell of own) {
        const id = identify(cell);
        names.set(id, `${called(one, arm.label)}, seed ${cell.seed}`);
        costs.set(id, costOf(one, measured[i], arm, budget));
      }
      return own;
    }),
  );
  if (!first.stopped) onPhase?.("run", costs.size);
  const cost = (cell: Cell) => costs.get(identify(cell)) ?? 1;
  const run = await runCells(journal, cells.flat(), { ...common, workers: options.workers, cost });
  const entries = new Map([...first.entries, ...run.entries]);
  const result = (cell: Cell): Json | undefined => entries.get(identify(cell))?.result;
  return {
    outcomes: planned.map((one, i) => ({
      comparison: judge(one.contest, { ...one, measured: measured[i], result }),
      measured: measured[i],
      entries,
    })),
    failed: [...first.failed, ...run.failed],
    stopped: first.stopped || run.stopped,
    reused: run.reused,
    workers: run.workers,
    seconds: first.seconds + run.seconds,
    work: [...entries.values()].reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

type Arm = PlannedComparison["contest"]["arms"][number];

const each = <T>({ contest }: PlannedComparison, of: (arm: Arm, budget: Budget) => readonly T[]): T[] =>
  contest.arms.flatMap((arm) => contest.budgets.flatMap((budget) => of(arm, budget)));

/** Seconds that a cell takes: what was measured, as often as it is run. */
function costOf({ contest }: PlannedComparison, measured: Measured, arm: Arm, budget: Budget): number {
  if (!isTrainedArm(arm)) return contest.seconds;
  const own = measured.get(arm.label) ?? 1;
  return (ROUNDS * contest.seconds * (stepsOf(contest, measured, arm, budget) ?? own)) / own;
}
