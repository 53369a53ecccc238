import { availableParallelism } from "node:os";
import { type Cell, canonicalJson } from "../../study/cell.js";
import { type Experiments, experiments, findExperiment, identify } from "../../study/experiment/index.js";
import { version } from "../../version.js";
import type { Journal, JournalEntry } from "./journal.js";
import { type CellPool, openPool, type PoolOptions } from "./pool.js";
import type { TaskOutcome } from "./task.js";
import { type Standing, tracker } from "./tracker.js";

export interface RunCellsOptions extends Pick<PoolOptions, "base" | "memory" | "worker"> {
  /** Worker threads. Default: one a core. Results do not depend on it. */
  readonly workers?: number;
  /** Ends the run: what is finished is in the journal, cells at work are abandoned. */
  readonly signal?: AbortSignal;
  /** Seconds that a cell takes, roughly. Default: what its experiment says. */
  readonly cost?: (cell: Cell) => number;
  /** Told whenever a cell begins, comes further or ends. */
  readonly onChange?: (standing: () => Standing) => void;
  /** Told of every cell that has ended. */
  readonly onEnd?: (entry: JournalEntry) => void;
  /** The experiments that the workers know. Default: this package's. */
  readonly among?: Experiments;
}

export interface CellsOutcome {
  /** What the journal holds of the cells asked for, by their ids; failed ones have an error and no result. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
  readonly failed: readonly JournalEntry[];
  /** Whether the signal ended the run before its end. */
  readonly stopped: boolean;
  /** Cells that had a result before. */
  readonly reused: number;
  readonly workers: number;
  readonly seconds: number;
}

/** Cells that have no result in the journal, each once, the longest first, so that the last ones to run are short. */
export function pendingCells(
  cells: readonly Cell[],
  entries: ReadonlyMap<string, JournalEntry>,
  { cost, among = experiments }: Pick<RunCellsOptions, "cost" | "among"> = {},
): {
  readonly pending: ReadonlyMap<string, Cell>;
  readonly found: ReadonlyMap<string, Cell>;
  readonly cost: (cell: Cell) => number;
} {
  const all = new Map(cells.map((cell) => [identify(cell, among), cell]));
  const seconds = cost ?? remembered(({ experiment, params }) => findExperiment(experiment, among).cost?.(params) ?? 1);
  const isFound = (id: string) => entries.get(id)?.result !== undefined;
  const costs = new Map([...all].filter(([id]) => !isFound(id)).map(([id, cell]) => [id, seconds(cell)]));
  const order = [...costs.keys()].sort((a, b) => (costs.get(b) ?? 0) - (costs.get(a) ?? 0));
  return {
    pending: new Map(order.map((id) => [id, all.get(id) as Cell])),
    found: new Map([...all].filter(([id]) => isFound(id))),
    cost: seconds,
  };
}

/** Asks once for all seeds: an experiment may have to look at the data. */
function remembered(cost: (cell: Cell) => number): (cell: Cell) => number {
  const known = new Map<string, number>();
  return (cell) => {
    const key = canonicalJson([cell.experiment, cell.params]);
    const seconds = known.get(key) ?? cost(cell);
    known.set(key, seconds);
    return seconds;
  };
}

/** Worker threads that are started where nobody says how many. */
export const defaultWorkers = (): number => availableParallelism();

/**
 * Runs every cell that has no result in the journal, and records each as it ends. Cells that failed before are tried once more. A cell
 * that fails, even one that takes its worker with it, leaves the others alone.
 * @throws InputError if the journal cannot be written (a full disk), after ending the workers.
 */
export async function runCells(
  journal: Journal,
  cells: readonly Cell[],
  options: RunCellsOptions = {},
): Promise<CellsOutcome> {
  const { signal, among = experiments, onChange = () => {}, onEnd = () => {} } = options;
  const start = performance.now();
  const { pending, found, cost } = pendingCells(cells, journal.entries, { cost: options.cost, among });
  const workers = Math.max(1, Math.min(options.workers ?? defaultWorkers(), pending.size));
  const track = tracker([...pending.values()], {
    workers,
    cost,
    found: [...found].map(([id, cell]) => ({ cell, seconds: journal.entries.get(id)?.seconds ?? 0 })),
  });
  let ended = 0;
  const changed = () => onChange(track.standing);
  if (found.size + pending.size > 0) changed();
  if (pending.size > 0 && !signal?.aborted) {
    const pool = openPool({
      workers,
      base: options.base,
      memory: options.memory,
      worker: options.worker,
      onStart(id) {
        const cell = pending.get(id);
        if (cell) track.started(id, cell);
        changed();
      },
      onProgress(id, share) {
        track.progress(id, share);
        changed();
      },
    });
    const stop = () => void pool.close();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await drain(pool, [...pending], workers, (id, cell, outcome) => {
        const entry = entryOf(id, cell, outcome);
        journal.append(entry);
        ended++;
        track.ended(id, cell, { seconds: outcome.seconds, failed: entry.result === undefined });
        // The next cell has begun already, and is told by itself.
        onEnd(entry);
      });
      changed();
    } finally {
      signal?.removeEventListener("abort", stop);
      await pool.close();
    }
  }
  const entries = new Map(
    [...found.keys(), ...pending.keys()].flatMap((id) => {
      const entry = journal.entries.get(id);
      return entry ? [[id, entry] as const] : [];
    }),
  );
  return {
    entries,
    failed: [...entries.values()].filter(({ result }) => result === undefined),
    stopped: signal?.aborted === true && ended < pending.size,
    reused: found.size,
    workers,
    seconds: (performance.now() - start) / 1000,
  };
}

/** Keeps every worker at work until all cells have ended, the pool is closed, or an end cannot be told. */
async function drain(
  pool: CellPool,
  cells: readonly (readonly [string, Cell])[],
  workers: number,
  onEnd: (id: string, cell: Cell, outcome: TaskOutcome) => void,
): Promise<void> {
  let next = 0;
  let over = false;
  const lane = async () => {
    while (!over && next < cells.length) {
      const [id, cell] = cells[next++];
      try {
        const outcome = await pool.run(id, cell);
        if (outcome === undefined) over = true;
        else if (!over) onEnd(id, cell, outcome);
      } catch (error) {
        over = true;
        // The other lanes wait for cells that nobody wants any more.
        await pool.close();
        throw error;
      }
    }
  };
  // One cell more than there are workers waits for its turn, so that none is idle while an end goes to the disk.
  const ends = await Promise.allSettled(Array.from({ length: workers + 1 }, lane));
  const failure = ends.find((end) => end.status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
}

function entryOf(id: string, { experiment, params, seed }: Cell, outcome: TaskOutcome): JournalEntry {
  return {
    id,
    experiment,
    params,
    seed,
    seconds: outcome.seconds,
    ...("error" in outcome ? { error: outcome.error } : { result: JSON.parse(outcome.result) }),
    versions: { hrta: version, node: process.versions.node },
    at: new Date().toISOString(),
  };
}
