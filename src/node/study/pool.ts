import { Piscina } from "piscina";
import type { Cell } from "../../study/cell.js";
import type { Task, TaskOutcome, TaskProgress } from "./task.js";

export interface PoolOptions {
  /** Worker threads; as many cells run at a time. */
  readonly workers: number;
  /** Where files of problems are looked up from. Default: the working directory. */
  readonly base?: string;
  /** MiB of JavaScript objects that a worker may hold; what arrays of numbers take comes beside it. Default: Node's own. */
  readonly memory?: number;
  /** The module of the workers, which exports `runTask`. */
  readonly worker?: URL;
  /** Told when a worker begins a cell. */
  readonly onStart?: (id: string) => void;
  /** Told which share of a running cell is done. */
  readonly onProgress?: (id: string, share: number) => void;
}

/** Runs cells in worker threads, one at a time in each; more than there are workers wait for their turn. */
export interface CellPool {
  /** What became of the cell; undefined if the pool was closed before it ended. A worker that dies is an outcome with an error. */
  run(id: string, cell: Cell): Promise<TaskOutcome | undefined>;
  /** Ends all workers at once; cells that run are abandoned. */
  close(): Promise<void>;
}

/** Opens a pool of workers that start with the first cells. */
export function openPool({ workers, base = ".", memory, worker, onStart, onProgress }: PoolOptions): CellPool {
  let closed = false;
  /** Cells that no worker has begun, and what fails them. */
  const waiting = new Map<string, (error: unknown) => void>();
  const pool = new Piscina<Task, TaskOutcome>({
    filename: (worker ?? new URL("./worker.js", import.meta.url)).href,
    name: "runTask",
    minThreads: workers,
    maxThreads: workers,
    // Cells take far longer than what shared memory saves on messages.
    atomics: "disabled",
    recordTiming: false,
    resourceLimits: memory === undefined ? undefined : { maxOldGenerationSizeMb: memory },
  });
  pool.on("message", ({ id, share }: TaskProgress) => {
    if (closed) return;
    if (waiting.delete(id)) onStart?.(id);
    else onProgress?.(id, share);
  });
  // A worker that ends without a cell could not even start: nor could its successors, so the cells that wait would wait for ever.
  pool.on("error", (error) => {
    for (const fail of [...waiting.values()]) fail(error);
  });
  return {
    async run(id, cell) {
      const start = performance.now();
      const stuck = new Promise<never>((_, reject) => waiting.set(id, reject));
      try {
        return await Promise.race([pool.run({ id, cell, base }), stuck]);
      } catch (error) {
        if (closed) return undefined;
        return { seconds: (performance.now() - start) / 1000, error: death(error, memory) };
      } finally {
        waiting.delete(id);
      }
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}

/** What ended a worker, in words. */
function death(error: unknown, memory: number | undefined): string {
  const { message, code } = error as { readonly message?: string; readonly code?: string };
  if (code === "ERR_WORKER_OUT_OF_MEMORY")
    return `the worker ran out of memory${memory === undefined ? "" : ` (${memory} MiB)`}; run fewer workers, or make the cell smaller`;
  const exit = /worker exited with code: (\d+)/.exec(message ?? "")?.[1];
  if (exit !== undefined) return `the worker died (exit code ${exit})`;
  return `the worker failed: ${(message ?? String(error)).split("\n")[0]}`;
}
