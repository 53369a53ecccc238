import type { ProblemSpec } from "../../../problems/index.js";
import { type Cell, toJson } from "../../cell.js";
import type { Mode } from "../../verdict/index.js";
import { firstSeeds, type Path, paths, rates, runs, STEPS, type Task } from "./run.js";

/** M, the most stages, and the increment of s between them: s = 1, 1.2, ..., 2. */
export const MOST = 6;
const INCREMENT = 0.2;

/** M = 1, ..., 6, and the stages p of the last. */
export const counts = Array.from({ length: MOST }, (_, i) => i + 1);

/** s of stage p = 1, 2, ... */
export const stageValue = (p: number): number => Number((1 + (p - 1) * INCREMENT).toFixed(1));

/** Steps of one of M equally long stages; the last one takes what is left. */
export const stageSteps = (stages: number): number => Math.floor(STEPS / stages);

const seeds = (mode: Mode): number[] => firstSeeds(mode === "full" ? 20 : 2);

const task: Task = { problem: { name: "sine" }, hidden: [1000] };

/** Algorithm 1 with M stages; one stage is plain training. */
const path = (stages: number): Path =>
  stages === 1
    ? paths.adam
    : {
        label: `${stages} stages`,
        relaxation: { name: "algorithm1", s1: 1, increment: INCREMENT, stages, period: stageSteps(stages) },
      };

export interface ExitSetting {
  readonly name: string;
  readonly problem: ProblemSpec;
}

/** Where stages end as the theory has it: the paper's data, and data on which the loss moves within a stage. */
export const exitSettings: readonly ExitSetting[] = [
  { name: "sin(2 pi x), 100 points", problem: { name: "sine" } },
  { name: "10 points on the sphere, d = 10", problem: { name: "sphere" } },
];

/** A stage that has not ended by then is taken to last so long, which is a lower bound. */
export const LONGEST = 100;

/** Six stages of gradient flow, one cell a seed. */
export function exitCells({ problem }: ExitSetting, mode: Mode): Cell[] {
  const s = counts.map(stageValue);
  const params = toJson({ problem, width: 1000, s, time: LONGEST });
  return seeds(mode).map((seed) => ({ experiment: "hrta.exits", params, seed }));
}

/** M stages of Adam, one cell a seed. */
export function trainCells(stages: number, mode: Mode): Cell[] {
  return runs(task, rates.cosine, path(stages), seeds(mode));
}
