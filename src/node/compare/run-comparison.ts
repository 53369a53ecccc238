import type { Json } from "../../study/cell.js";
import {
  allCells,
  type Comparison,
  calibrationCell,
  cellsOf,
  isTrainedArm,
  judge,
  type Measured,
  stepsOf,
} from "../../study/compare/index.js";
import { identify } from "../../study/experiment/index.js";
import type { JournalEntry } from "../study/journal.js";
import { type CellsOutcome, type RunCellsOptions, runCells } from "../study/run-cells.js";
import type { StudyFolder } from "../study/folder.js";
import { stepsIn } from "../study/run-study.js";
import type { Standing } from "../study/tracker.js";
import type { PlannedComparison } from "./plan-comparison.js";

export interface RunComparisonOptions extends Pick<RunCellsOptions, "workers" | "signal" | "memory" | "worker"> {
  /** Told what begins, and how many cells it has. */
  readonly onPhase?: (phase: "calibrate" | "run", cells: number) => void;
  /** Told whenever a cell begins, comes further or ends; `name` says what a cell is. */
  readonly onChange?: (standing: () => Standing, name: (id: string) => string) => void;
  /** Told of every cell that has failed, and what it is. */
  readonly onFailure?: (what: string, entry: JournalEntry) => void;
}

export interface ComparisonOutcome extends Pick<CellsOutcome, "failed" | "stopped" | "reused" | "workers" | "seconds"> {
  readonly comparison: Comparison;
  readonly measured: Measured;
  /** What the journal holds of all cells. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
}

/**
 * Measures the steps that every method takes in the time it has, one after the other with nothing beside, and keeps them; then runs every
 * method under every seed, over all cores. What the folder's journal holds is not repeated.
 * @throws InputError if the journal cannot be written.
 */
export async function runComparison(
  planned: PlannedComparison,
  { journal }: Pick<StudyFolder, "journal">,
  options: RunComparisonOptions = {},
): Promise<ComparisonOutcome> {
  const { contest, base, problem, data, hidden, left } = planned;
  const { signal, memory, worker, onPhase } = options;
  const names = new Map<string, string>();
  const name = (id: string) => names.get(id) ?? id;
  const common = {
    ...{ signal, memory, worker, base },
    onChange: (standing: () => Standing) => options.onChange?.(standing, name),
    onEnd: (entry: JournalEntry) => {
      if (entry.result === undefined) options.onFailure?.(name(entry.id), entry);
    },
  };
  const timed = contest.arms.filter(isTrainedArm).map((arm) => {
    const cell = calibrationCell(contest, arm);
    return { arm, cell, id: identify(cell) };
  });
  for (const { arm, id } of timed) names.set(id, `${arm.label}, time of a step`);
  if (timed.some(({ id }) => journal.entries.get(id)?.result === undefined)) onPhase?.("calibrate", timed.length);
  const calibrations = timed.map(({ cell }) => cell);
  // Alone: what two cores share would be measured twice.
  const first = await runCells(journal, calibrations, { ...common, workers: 1 });
  const measured = new Map<string, number>();
  for (const { arm, id } of timed) {
    const steps = stepsIn(first.entries.get(id)?.result);
    if (steps !== undefined) measured.set(arm.label, steps);
  }
  const costs = new Map<string, number>();
  for (const arm of contest.arms)
    for (const budget of ["time", "steps"] as const)
      for (const cell of cellsOf(contest, measured, arm, budget)) {
        const id = identify(cell);
        names.set(id, `${arm.label}, seed ${cell.seed}`);
        costs.set(id, costOf(planned, measured, arm, budget));
      }
  const cells = allCells(contest, measured);
  if (!first.stopped) onPhase?.("run", costs.size);
  const cost = (cell: (typeof cells)[number]) => costs.get(identify(cell)) ?? contest.seconds;
  const run = await runCells(journal, cells, { ...common, workers: options.workers, cost });
  const entries = new Map([...first.entries, ...run.entries]);
  const result = (cell: (typeof cells)[number]): Json | undefined => entries.get(identify(cell))?.result;
  return {
    comparison: judge(contest, { measured, result, problem, data, hidden, left }),
    measured,
    entries,
    failed: [...first.failed, ...run.failed],
    stopped: first.stopped || run.stopped,
    reused: run.reused,
    workers: run.workers,
    seconds: first.seconds + run.seconds,
  };
}

/** Rounds of a tuned run that are as long as the last one, with it. */
const ROUNDS = 3;

type ArmOf = PlannedComparison["contest"]["arms"][number];

/** Seconds that a cell takes: what was measured, as often as it is run. */
function costOf(
  { contest }: PlannedComparison,
  measured: Measured,
  arm: ArmOf,
  budget: "time" | "steps",
): number {
  if (!isTrainedArm(arm)) return contest.seconds;
  const own = measured.get(arm.label) ?? 1;
  return (ROUNDS * contest.seconds * (stepsOf(contest, measured, arm, budget) ?? own)) / own;
}

/** Seconds of one core that a comparison takes, before anything is measured. */
export function foretold({ contest: { arms, seconds, seeds } }: PlannedComparison): number {
  const trained = arms.filter(isTrainedArm).length;
  // About a third of the methods are run in both budgets with different lengths.
  return seeds.length * (trained * (4 / 3) * ROUNDS + (arms.length - trained)) * seconds;
}
