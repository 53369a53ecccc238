import { parentPort } from "node:worker_threads";
import { InputError } from "../../model/errors.js";
import type { Experiment } from "../../study/cell.js";
import type { Task, TaskOutcome, TaskProgress } from "./task.js";

/** Messages of progress are this far apart at least, in milliseconds. */
const INTERVAL = 200;

/**
 * Runs one cell to its end in a worker thread. An error of the experiment is an outcome.
 * @param find the experiment of a name; throws where there is none.
 */
export async function runTask({ id, cell, base }: Task, find: (name: string) => Experiment): Promise<TaskOutcome> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let told = start;
  const tell = (share: number) => parentPort?.postMessage({ id, share } satisfies TaskProgress);
  tell(0);
  try {
    const result = await find(cell.experiment).run(cell.params, cell.seed, {
      // Loaded only now: the readers of files take long to start, and few problems need them.
      readTable: async (file) => (await import("./problem-table.js")).readProblemTable(base, file),
      onProgress(share) {
        if (performance.now() - told < INTERVAL) return;
        told = performance.now();
        tell(share);
      },
    });
    return { seconds: seconds(), result: JSON.stringify(result) };
  } catch (error) {
    return { seconds: seconds(), error: wordOf(error) };
  }
}

function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (/allocation failed|could not allocate|out of memory|invalid (typed )?array (buffer )?length/i.test(error.message))
    return `out of memory (${error.message}); run fewer workers, or make the cell smaller`;
  if (error instanceof InputError || error instanceof RangeError) return error.message;
  // A fault of ours: where it happened is worth a line.
  const [, where = ""] = (error.stack ?? "").split("\n");
  return `${error.name}: ${error.message} ${where.trim()}`.trim();
}
