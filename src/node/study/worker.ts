import { findExperiment } from "../../study/experiment/index.js";
import { runTask as run } from "./run-task.js";
import type { Task, TaskOutcome } from "./task.js";

/** What a worker of the pool does: one cell of this package's experiments. */
export const runTask = (task: Task): Promise<TaskOutcome> => run(task, findExperiment);
