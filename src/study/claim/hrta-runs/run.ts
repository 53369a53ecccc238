import type { ProblemSpec } from "../../../problems/index.js";
import type { OptimizerSpec } from "../../../training/spec.js";
import { type Cell, toJson } from "../../cell.js";
import type { TrainedMethod } from "../../method.js";

/** Steps of a run in Appendix B, and the share of them that Example 1 gives to its first stage: 3000 + 13000. */
export const STEPS = 16_000;
export const SWITCH = 3 / 16;

/** Seeds 0, 1, ... */
export const firstSeeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** How a run is trained where the paper is silent. */
export interface Rate {
  readonly name: string;
  readonly optimizer: OptimizerSpec;
}

/** The learning rates of the claims, ours: the paper names none and says that it is lowered along the run. */
export const rates = {
  cosine: { name: "rate 0.01, cosine decay", optimizer: { name: "adam", rate: 1e-2, decay: "cosine" } },
  constant: { name: "constant rate 0.001", optimizer: { name: "adam", rate: 1e-3, decay: "none" } },
} as const satisfies Record<string, Rate>;

/** A path of s over a run. */
export interface Path {
  readonly label: string;
  readonly relaxation: NonNullable<TrainedMethod["relaxation"]>;
}

const twoStages = (from: number, to: number, more: { readonly switch?: "lossless" } = {}): Path["relaxation"] => ({
  name: "stages",
  stages: [{ s: from, until: SWITCH }, { s: to }],
  ...more,
});

/** Plain training, the paper's two paths with its hard switch, and three that it does not have. */
export const paths = {
  adam: { label: "Adam, s = 1", relaxation: { name: "constant", s: 1 } },
  homotopy: { label: "s = 0.5, then 1", relaxation: twoStages(0.5, 1) },
  relaxation: { label: "s = 1, then 1.5", relaxation: twoStages(1, 1.5) },
  ramp: { label: "ramp of s from 1 to 1.5", relaxation: { name: "ramp", from: 1, to: 1.5, over: 0.7 } },
  homotopyLossless: {
    label: "s = 0.5, then 1, lossless",
    relaxation: twoStages(0.5, 1, { switch: "lossless" }),
  },
  relaxationLossless: {
    label: "s = 1, then 1.5, lossless",
    relaxation: twoStages(1, 1.5, { switch: "lossless" }),
  },
} as const satisfies Record<string, Path>;

/** What is fitted, by which network, for how long. */
export interface Task {
  readonly problem: ProblemSpec;
  readonly hidden: readonly number[];
  /** Default 16000. */
  readonly steps?: number;
  /** Steps between looks at the validation data, where they would cost as much as the steps. */
  readonly validateEvery?: number;
  /** Where float32's rounding of the outputs is as large as what is left of the loss. Left out: float32. */
  readonly dtype?: "f64";
}

/** The cells of one path on a task, one a seed. */
export function runs(
  { problem, hidden, steps = STEPS, validateEvery, dtype }: Task,
  { optimizer }: Rate,
  { relaxation }: Path,
  seeds: readonly number[],
): Cell[] {
  const method: TrainedMethod = { network: { hidden: [...hidden] }, optimizer, relaxation, validateEvery, dtype };
  const params = toJson({ problem, method, steps });
  return seeds.map((seed) => ({ experiment: "train", params, seed }));
}
