import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cell, Json } from "../../study/cell.js";
import type { Claim, ClaimFiles } from "../../study/claim/claim.js";
import { findExperiment, identify } from "../../study/experiment/index.js";
import type { Mode } from "../../study/verdict/index.js";
import { version } from "../../version.js";
import { fileError } from "../file-error.js";
import { machine } from "../machine.js";
import { openStudyFolder } from "../study/folder.js";
import type { JournalEntry } from "../study/journal.js";
import { defaultWorkers, runCells } from "../study/run-cells.js";
import type { Standing } from "../study/tracker.js";
import { type ClaimRecord, writeRecord } from "./record.js";

export interface ReproduceOptions {
  readonly mode: Mode;
  /** Holds the journal of cells, and a record a claim. */
  readonly folder: string;
  readonly files: ClaimFiles;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onChange?: (standing: () => Standing) => void;
  readonly onEnd?: (entry: JournalEntry) => void;
}

export interface Reproduced {
  readonly records: readonly ClaimRecord[];
  /** Cells that ended with an error, each once. */
  readonly failed: readonly JournalEntry[];
  /** The signal ended the run; no claim was judged. */
  readonly stopped: boolean;
}

/** Where the records and the cells of a results folder lie; a quick run never touches what a full one found. */
export const recordsIn = (folder: string, mode: Mode): string =>
  join(folder, mode === "full" ? "claims" : "claims-quick");
const cellsIn = (folder: string, mode: Mode): string => join(folder, "cells", mode);

/** Seconds of one core that the claims' cells take, roughly, each cell once. */
export function costOf(claims: readonly Claim[], mode: Mode, files: ClaimFiles): number {
  const cells = new Map(claims.flatMap((claim) => claim.cells(mode, files)).map((cell) => [identify(cell), cell]));
  let seconds = 0;
  for (const { experiment, params } of cells.values()) seconds += findExperiment(experiment).cost?.(params) ?? 1;
  return seconds;
}

/**
 * Runs the cells of claims that have no result yet, over all cores, judges each claim, and writes a record of it. Started again after
 * being killed, it repeats no cell that had finished.
 * @throws InputError if the folder cannot be written or is in use.
 */
export async function reproduce(claims: readonly Claim[], options: ReproduceOptions): Promise<Reproduced> {
  const { mode, folder, files, workers = defaultWorkers() } = options;
  const path = cellsIn(folder, mode);
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw fileError("write", dirname(path), error);
  }
  const study = openStudyFolder(path);
  try {
    const cells = claims.flatMap((claim) => claim.cells(mode, files));
    const { entries, failed, stopped } = await runCells(study.journal, cells, {
      workers,
      signal: options.signal,
      onChange: options.onChange,
      onEnd: options.onEnd,
    });
    if (stopped) return { records: [], failed, stopped };
    const records = claims.map((claim) => judged(claim, entries, options));
    for (const record of records) await writeRecord(recordsIn(folder, mode), record);
    return { records, failed, stopped };
  } finally {
    study.close();
  }
}

function judged(
  claim: Claim,
  entries: ReadonlyMap<string, JournalEntry>,
  { mode, files }: Pick<ReproduceOptions, "mode" | "files">,
): ClaimRecord {
  const own = new Map(claim.cells(mode, files).map((cell) => [identify(cell), cell]));
  const found = [...own.keys()].flatMap((id) => entries.get(id) ?? []);
  const judgement = claim.judge(
    { of: (cell: Cell): Json | undefined => entries.get(identify(cell))?.result },
    mode,
    files,
  );
  return {
    id: claim.id,
    mode,
    judgement,
    date: new Date().toISOString(),
    seconds: found.reduce((sum, { seconds }) => sum + seconds, 0),
    cells: own.size,
    failed: own.size - found.filter(({ result }) => result !== undefined).length,
    seeds: new Set([...own.values()].map(({ seed }) => seed)).size,
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
  };
}
