import { InputError } from "../../model/errors.js";
import type { Json } from "../../study/cell.js";
import { type Combination, calibrationCell, cellsOf, type StudyCell } from "../../study/expand.js";
import { identify } from "../../study/experiment/index.js";
import { describeStudy } from "../../study/spec.js";
import { version } from "../../version.js";
import { machine } from "../machine.js";
import { openStudyFolder, type StudyFolder, studyIn } from "./folder.js";
import type { JournalEntry } from "./journal.js";
import type { PlannedStudy } from "./plan-study.js";
import { budgetText, type ResultRow, resultRows, resultsParquet, type SummaryRow, summaryRows } from "./results.js";
import { type CellsOutcome, type RunCellsOptions, runCells } from "./run-cells.js";
import type { Standing } from "./tracker.js";

export interface RunStudyOptions extends Pick<RunCellsOptions, "workers" | "signal" | "memory" | "worker"> {
  /** Where the journal and the results go. */
  readonly folder: string;
  /** Told what begins, and how many cells it has. */
  readonly onPhase?: (phase: "calibrate" | "run", cells: number) => void;
  /** Told whenever a cell begins, comes further or ends; `name` says what a cell is. */
  readonly onChange?: (standing: () => Standing, name: (id: string) => string) => void;
  /** Told of every cell that has failed, and what it is. */
  readonly onFailure?: (what: string, entry: JournalEntry) => void;
  /** Told what the journal says of itself. */
  readonly onNote?: (note: string) => void;
}

/** How many steps a budget of time is, measured once and kept in the journal. */
export interface Frozen extends Pick<Combination, "problem" | "network" | "method"> {
  readonly seconds: number;
  readonly steps: number;
}

export interface StudyOutcome extends Omit<CellsOutcome, "entries"> {
  readonly folder: string;
  /** When it was started, ISO. */
  readonly created: string;
  readonly hash: string;
  readonly frozen: readonly Frozen[];
  readonly rows: readonly ResultRow[];
  readonly summary: readonly SummaryRow[];
  /** Every cell of the study, calibrations that failed in place of theirs. */
  readonly total: number;
}

/**
 * Runs a study in its folder to its end, or goes on with it: cells that have a result are not repeated, those that failed are tried
 * once more. Budgets of time are measured first, one after the other with nothing beside them, and kept. The results are written at the
 * end, after a stop too.
 * @throws InputError if the folder belongs to another study or another process, or cannot be written.
 */
export async function runStudy(planned: PlannedStudy, options: RunStudyOptions): Promise<StudyOutcome> {
  const { study } = planned;
  const owner = studyIn(options.folder);
  if (owner !== undefined && owner !== study.name)
    throw new InputError(
      `${options.folder}: holds the study "${owner}", not "${study.name}"; name another folder with --out`,
    );
  const folder = openStudyFolder(options.folder);
  try {
    for (const note of folder.journal.notes) options.onNote?.(note);
    await folder.write("study", `${JSON.stringify(describeStudy(study), null, 2)}\n`);
    return await run(planned, folder, options);
  } finally {
    folder.close();
  }
}

async function run(planned: PlannedStudy, folder: StudyFolder, options: RunStudyOptions): Promise<StudyOutcome> {
  const { study } = planned;
  const { signal, memory, worker, onPhase } = options;
  const created = new Date().toISOString();

  const timed = planned.combinations.flatMap((combination) => {
    const cell = calibrationCell(combination);
    return cell ? [{ combination, cell, id: identify(cell) }] : [];
  });
  const names = new Map(
    timed.map(({ id, combination }) => [id, `${nameOf(combination)}, ${budgetText(combination.budget)}`]),
  );
  const name = (id: string) => names.get(id) ?? id;
  const onChange = (standing: () => Standing) => options.onChange?.(standing, name);
  const common = { signal, memory, worker, base: planned.base, onChange };
  const onEnd = (entry: JournalEntry) => {
    if (entry.result === undefined) options.onFailure?.(name(entry.id), entry);
  };
  if (timed.some(({ id }) => folder.journal.entries.get(id)?.result === undefined))
    onPhase?.("calibrate", timed.length);
  // Alone: what two cores share would be measured twice.
  const calibrations = timed.map(({ cell }) => cell);
  const measured = await runCells(folder.journal, calibrations, { ...common, workers: 1, onEnd });
  const stepsBy = new Map<Combination, number>();
  for (const { combination, id } of timed) {
    const steps = stepsIn(measured.entries.get(id)?.result);
    if (steps !== undefined) stepsBy.set(combination, steps);
  }
  const cells: Placed[] = [];
  /** Cells of budgets that could not be measured: each stands for its seed, and has the word of what went wrong. */
  const unmeasured: Placed[] = [];
  for (const combination of planned.combinations) {
    const calibration = timed.find((one) => one.combination === combination);
    const there = cellsOf(study, combination, stepsBy.get(combination));
    if (calibration && !stepsBy.has(combination))
      unmeasured.push(...there.map((cell) => ({ id: calibration.id, cell })));
    else cells.push(...there.map((cell) => ({ id: identify(cell.cell), cell })));
  }
  for (const { id, cell } of cells) names.set(id, `${nameOf(cell.combination)}, seed ${cell.cell.seed}`);

  if (!measured.stopped) onPhase?.("run", cells.length);
  const outcome = await runCells(
    folder.journal,
    cells.map(({ cell }) => cell.cell),
    { ...common, workers: options.workers, cost: planned.cost, onEnd },
  );
  const entries = new Map([...measured.entries, ...outcome.entries]);
  const rows = inOrder(planned, resultRows([...cells, ...unmeasured], entries));
  const summary = summaryRows(rows);
  const frozen = [...stepsBy].flatMap(([{ problem, network, method, budget }, steps]) =>
    budget && "seconds" in budget ? [{ problem, network, method, seconds: budget.seconds, steps }] : [],
  );
  const result: StudyOutcome = {
    folder: folder.path,
    created,
    hash: planned.hash,
    frozen,
    rows,
    summary,
    total: planned.combinations.length * study.seeds.length,
    failed: [...measured.failed, ...outcome.failed],
    stopped: measured.stopped || outcome.stopped,
    reused: outcome.reused,
    workers: outcome.workers,
    seconds: measured.seconds + outcome.seconds,
  };
  await folder.write("results", resultsParquet(rows));
  await folder.write("summary", `${JSON.stringify(summaryObject(planned, result), null, 2)}\n`);
  return result;
}

interface Placed {
  readonly id: string;
  readonly cell: StudyCell;
}

/** Rows by the study's own order of problems, networks, methods and budgets. */
function inOrder({ combinations }: PlannedStudy, rows: readonly ResultRow[]): ResultRow[] {
  const key = (row: Pick<ResultRow, "problem" | "network" | "method" | "budget">) =>
    JSON.stringify([row.problem, row.network, row.method, row.budget]);
  const place = new Map(combinations.map((one, i) => [key({ ...one, budget: budgetText(one.budget) }), i]));
  return [...rows].sort((a, b) => (place.get(key(a)) ?? 0) - (place.get(key(b)) ?? 0));
}

const nameOf = ({ problem, network, method }: Combination): string =>
  [problem, network, method].filter(Boolean).join(" / ");

/** The steps that a calibration measured. */
export function stepsIn(result: Json | undefined): number | undefined {
  const steps = typeof result === "object" && result !== null && "steps" in result ? result.steps : undefined;
  return typeof steps === "number" ? steps : undefined;
}

/** What a study came to, small enough to be kept and read: no cell by itself. */
export function summaryObject(
  { study, titles }: PlannedStudy,
  { hash, frozen, rows, summary, total, failed, stopped, reused, workers, seconds, created }: StudyOutcome,
): Record<string, unknown> {
  return {
    study: study.name,
    hash,
    created,
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
    workers,
    seconds,
    stopped,
    cells: {
      total,
      finished: rows.filter(isDone).length,
      failed: rows.filter(({ outcome }) => outcome === "failed").length,
      reused,
    },
    seeds: study.seeds,
    problems: titles,
    frozen,
    medians: summary,
    failures: failed.map(({ id, params, seed, error }) => ({ id, seed, error, params })),
  };
}

const isDone = ({ outcome }: ResultRow): boolean => outcome !== "failed" && outcome !== "missing";
