import type { Cell, Json } from "../../study/cell.js";
import { identify } from "../../study/experiment/index.js";
import { type PdeEntry, type PdeOutcome, pdeCalibration, pdeCells } from "../../study/pde/suite.js";
import type { StudyFolder } from "../study/folder.js";
import type { JournalEntry } from "../study/journal.js";
import { type CellsOutcome, runCells } from "../study/run-cells.js";
import type { Standing } from "../study/tracker.js";

export interface RunPdeSuiteOptions {
  /** Seconds that a run of every method has. */
  readonly seconds: number;
  readonly seeds: readonly number[];
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onPhase?: (phase: "calibrate" | "run", cells: number) => void;
  readonly onChange?: (standing: () => Standing, name: (id: string) => string) => void;
  readonly onFailure?: (what: string, entry: JournalEntry) => void;
}

export interface PdeSuiteOutcome extends Pick<CellsOutcome, "failed" | "stopped"> {
  readonly outcomes: readonly PdeOutcome[];
  /** Seconds of all runs together, those of earlier calls included. */
  readonly work: number;
}

/**
 * Measures the steps that every method takes in the time it has, one after the other with nothing beside, and keeps them; then runs every
 * method on every problem under every seed, over all cores. What the folder's journal holds is not repeated.
 */
export async function runPdeSuite(
  entries: readonly PdeEntry[],
  { journal }: Pick<StudyFolder, "journal">,
  { seconds, seeds, workers, signal, onPhase, onChange, onFailure }: RunPdeSuiteOptions,
): Promise<PdeSuiteOutcome> {
  const names = new Map<string, string>();
  const name = (id: string) => names.get(id) ?? id;
  const common = {
    ...{ signal, base: "." },
    onChange: (standing: () => Standing) => onChange?.(standing, name),
    onEnd: (entry: JournalEntry) => {
      if (entry.result === undefined) onFailure?.(name(entry.id), entry);
    },
  };
  const called = ({ problem, method }: PdeEntry) => `${problem.name}, ${method.label}`;
  const calibrations = entries.map((entry) => pdeCalibration(entry, seconds));
  for (const [i, cell] of calibrations.entries()) names.set(identify(cell), `${called(entries[i])}, time of a step`);
  if (calibrations.some((cell) => journal.entries.get(identify(cell))?.result === undefined))
    onPhase?.("calibrate", calibrations.length);
  const first = await runCells(journal, calibrations, { ...common, workers: 1 });
  const steps = calibrations.map((cell) => stepsIn(first.entries.get(identify(cell))?.result));
  const cells = entries.map((entry, i): Cell[] => {
    const count = steps[i];
    const own = count === undefined ? [] : pdeCells(entry, count, seeds);
    for (const cell of own) names.set(identify(cell), `${called(entry)}, seed ${cell.seed}`);
    return own;
  });
  if (!first.stopped) onPhase?.("run", cells.flat().length);
  const run = await runCells(journal, cells.flat(), { ...common, workers, cost: () => seconds });
  const found = new Map([...first.entries, ...run.entries]);
  return {
    outcomes: entries.map((entry, i) => ({
      ...entry,
      steps: steps[i],
      results: cells[i].map((cell) => found.get(identify(cell))?.result),
    })),
    failed: [...first.failed, ...run.failed],
    stopped: first.stopped || run.stopped,
    work: [...found.values()].reduce((sum, entry) => sum + entry.seconds, 0),
  };
}

function stepsIn(result: Json | undefined): number | undefined {
  const steps = (result as { readonly steps?: unknown } | undefined)?.steps;
  return typeof steps === "number" ? steps : undefined;
}
