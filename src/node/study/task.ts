import type { Cell } from "../../study/cell.js";

/** What a worker thread is asked for. */
export interface Task {
  readonly id: string;
  readonly cell: Cell;
  /** The folder that files of problems are looked up from. */
  readonly base: string;
}

/** What it answers: the result as JSON text, so that it is the same bits now and read back from the journal. */
export type TaskOutcome =
  | { readonly seconds: number; readonly result: string }
  | { readonly seconds: number; readonly error: string };

/** What it says on the way; `share` in [0, 1]. */
export interface TaskProgress {
  readonly id: string;
  readonly share: number;
}
