import type { Problem, ProblemData } from "../../problems/index.js";
import { withDefaults } from "../../training/defaults.js";
import type { RelaxationSpec, RunSpec } from "../../training/spec.js";
import type { Tuning } from "../experiment/tuned.js";
import type { TrainedMethod, UntrainedMethod } from "../method.js";

/** Plain training at s = 1, training along a path of s, or no training at all. */
export type Side = "baseline" | "relaxation" | "untrained";

interface Named {
  /** What tables and figures call it; unique. */
  readonly label: string;
}

export interface TrainedArm extends Named {
  readonly side: "baseline" | "relaxation";
  /** Without the option that is tuned. */
  readonly method: TrainedMethod;
  readonly tune: Tuning;
}

export interface UntrainedArm extends Named {
  readonly side: "untrained";
  readonly method: UntrainedMethod;
}

/** A way to fit the data that takes part in a comparison. */
export type Arm = TrainedArm | UntrainedArm;

/** Rates of the adaptive methods; those of the others are ten times as large. */
const RATES = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const times = (factor: number): number[] => RATES.map((rate) => Number((factor * rate).toPrecision(1)));

/** Trials of every method that is trained: values of one option, of which successive halving chooses one. */
export const TRIALS = RATES.length;

const decades = (least: number): number[] => Array.from({ length: TRIALS }, (_, k) => Number(`1e${least + k}`));

/** Share of the steps before the paper's change of s (3000 of 16000). */
const SWITCH = 3 / 16;

type Path = Exclude<RelaxationSpec, { name: "constant" }>;

/** The paths of s, each of which takes a hard and a lossless switch. */
const paths: readonly (readonly [label: string, path: Path])[] = [
  ["s = 0.5, then 1", { name: "stages", stages: [{ s: 0.5, until: SWITCH }, { s: 1 }] }],
  ["s = 1, then 1.5", { name: "stages", stages: [{ s: 1, until: SWITCH }, { s: 1.5 }] }],
  ["ramp 1 to 1.5", { name: "ramp", from: 1, to: 1.5, over: 0.7 }],
  ["1 to 1.5 on a plateau", { name: "onPlateau", values: [1, 1.5] }],
  ["Algorithm 1, s = 0.5, 1", { name: "algorithm1", s1: 0.5, increment: 0.5, stages: 2 }],
  ["Corollary 1 from s = 1", { name: "corollary1", s1: 1, lossRatio: 2, at: 0.5 }],
];

/** Entries of J J^T or J^T J that Gauss-Newton decomposes at every step, at most: its side squared. */
const MOST_SIDE = 3000;
/** Rows whose kernel is decomposed once for a seed. */
const MOST_KERNEL_ROWS = 4000;

export interface ArmsOptions {
  readonly data: ProblemData;
  readonly task: Problem["task"];
  readonly hidden: readonly number[];
}

/** Who takes part on some data, and who cannot, and why. */
export interface Field {
  readonly arms: readonly Arm[];
  /** One sentence each. */
  readonly left: readonly string[];
}

/**
 * Every method of a comparison: the baselines at s = 1 (Adam, AdamW, gradient descent, heavy ball, Nesterov, L-BFGS, Gauss-Newton, Adam with a
 * linear skip, Adam with a trained s), Adam along every path of s with a hard and a lossless switch, random features and the infinite-width
 * kernels. All first-order rates decay by a cosine. Scaling and mini-batches are those of `hrta train` for data of this size.
 */
export function field({ data: { train }, task, hidden }: ArmsOptions): Field {
  const classes = task === "classification";
  const network = { hidden: [...hidden] };
  const made = (spec: RunSpec) => {
    const { loss, ...rest } = withDefaults({ network, ...spec }, { train, classes }).spec;
    return { ...rest, loss } as TrainedMethod;
  };
  // The standard scaling, taken for many inputs, asks for smaller steps.
  const smaller = made({}).network?.scaling === "standard" ? 0.1 : 1;
  const adaptive = times(smaller);
  const plain = times(10 * smaller);
  const fixed = { name: "constant", s: 1 } as const;
  const adam = { name: "adam", decay: "cosine" } as const;
  const baseline = (
    label: string,
    spec: RunSpec,
    values: readonly number[],
    option: Tuning["option"] = "rate",
  ): Arm => {
    const { optimizer, ...method } = made({ relaxation: fixed, ...spec });
    return {
      label,
      side: "baseline",
      method: { ...method, optimizer: spec.optimizer ?? optimizer },
      tune: { option, values: [...values] },
    };
  };
  const relaxation = (label: string, path: RelaxationSpec): Arm => {
    const { optimizer: _, ...method } = made({ relaxation: path });
    return {
      label,
      side: "relaxation",
      method: { ...method, optimizer: adam },
      tune: { option: "rate", values: adaptive },
    };
  };
  const arms: Arm[] = [
    baseline("Adam", { optimizer: adam }, adaptive),
    baseline("AdamW", { optimizer: { name: "adamW", decay: "cosine" } }, adaptive),
    baseline("gradient descent", { optimizer: { name: "gd", decay: "cosine" } }, plain),
    baseline("heavy ball", { optimizer: { name: "heavyBall", momentum: 0.9, decay: "cosine" } }, plain),
    baseline("Nesterov", { optimizer: { name: "nesterov", momentum: 0.9, decay: "cosine" } }, plain),
    baseline("L-BFGS", { optimizer: { name: "lbfgs" } }, plain),
    baseline("Adam, linear skip", { optimizer: adam, network: { ...network, skip: true } }, adaptive),
    baseline("Adam, trained s", { optimizer: adam, network: { ...network, trainSlope: true } }, adaptive),
  ];
  const left: string[] = [];
  const side = train.rows * train.outputs;
  // Squares are what it needs; for classes they are fitted to the labels.
  if (side <= MOST_SIDE)
    arms.push(baseline("Gauss-Newton", { optimizer: { name: "gaussNewton" }, loss: "mse" }, decades(-10), "damping"));
  else
    left.push(`Gauss-Newton is left out: its matrices of side ${side} are too large; it takes at most ${MOST_SIDE}.`);
  arms.push(relaxation("s = 1.5", { name: "constant", s: 1.5 }));
  for (const [label, path] of paths) {
    arms.push(relaxation(label, path));
    arms.push(relaxation(`${label}, lossless`, { ...path, switch: "lossless" }));
  }
  arms.push({ label: "random features", side: "untrained", method: { kind: "randomFeatures", network, s: 1 } });
  if (train.rows <= MOST_KERNEL_ROWS)
    for (const kind of ["ntk", "nngp"] as const)
      arms.push({
        label: `infinite-width ${kind.toUpperCase()}`,
        side: "untrained",
        method: { kind, network: { hidden: hidden.map(() => 1) }, s: 1 },
      });
  else
    left.push(
      `The infinite-width kernels are left out: ${train.rows} training rows; they take at most ${MOST_KERNEL_ROWS}.`,
    );
  return { arms, left };
}

/** A plateau is as long a part of a long run as of a short one. */
const PLATEAU = 1 / 20;

/** The method for a run of that length. */
export function methodFor({ relaxation, ...method }: TrainedMethod, steps: number): TrainedMethod {
  if (relaxation?.name !== "onPlateau") return { ...method, ...(relaxation ? { relaxation } : {}) };
  const patience = Math.max(1, Math.round(PLATEAU * steps));
  return { ...method, relaxation: { ...relaxation, patience, cooldown: patience } };
}

export const isTrainedArm = (arm: Arm): arm is TrainedArm => arm.side !== "untrained";
