import type { ProblemSpec } from "../../problems/index.js";
import { type Cell, toJson } from "../cell.js";
import { type Arm, isTrainedArm, methodFor, type TrainedArm } from "./arm.js";

/** A comparison on one problem, ready to be run: plain data. */
export interface Contest {
  readonly problem: ProblemSpec;
  /** Fingerprint of the problem's file, where it lives in one. */
  readonly source?: string;
  /** The time that a run of every method has. */
  readonly seconds: number;
  /** Each draws its own split or sample and its own start. */
  readonly seeds: readonly number[];
  readonly arms: readonly Arm[];
  /** The first one decides. */
  readonly budgets: readonly Budget[];
}

/** Steps that the contest's time is for each trained method, by label: measured once, then frozen. */
export type Measured = ReadonlyMap<string, number>;

/** Equal time for all, or equally many steps. */
export type Budget = "time" | "steps";

/** Methods whose step takes Adam's time to this share, the error of the measurement, get Adam's steps. */
const NEAR = 0.05;
/** A step this many times as long as Adam's is another thing: as many of them are not run. */
const HEAVY = 10;
/** Points of a run's course that are kept. */
const COURSE = 60;

const isNear = (a: number, b: number) => Math.abs(a / b - 1) <= NEAR;

/** The method that sets the number of steps. */
export const reference = ({ arms }: Contest): TrainedArm | undefined => arms.find(isTrainedArm);

/** The cell that measures how many steps a method takes in the contest's time. To be run alone. */
export function calibrationCell({ problem, source, seconds }: Contest, { method, tune }: TrainedArm): Cell {
  const { optimizer = { name: "adam" } } = method;
  // The time of a step does not depend on its rate, as long as it does not diverge; but a line search is long from a short first step.
  const timed = optimizer.name === "lbfgs" ? optimizer : { ...optimizer, [tune.option]: tune.values[0] };
  const params = toJson({ problem, source, method: { ...method, optimizer: timed }, seconds });
  return { experiment: "calibrate", params, seed: 0 };
}

/** Steps of a method in a budget; undefined where its time was not measured, or its steps are too heavy for a budget of steps. */
export function stepsOf(contest: Contest, measured: Measured, arm: TrainedArm, budget: Budget): number | undefined {
  const first = reference(contest);
  const own = measured.get(arm.label);
  const adam = first && measured.get(first.label);
  if (own === undefined || adam === undefined) return undefined;
  if (isNear(own, adam)) return adam;
  return budget === "time" ? own : own * HEAVY >= adam ? adam : undefined;
}

/** The cells of a method in a budget, one a seed; none where it has no steps there. Methods that take none are the same in both. */
export function cellsOf(contest: Contest, measured: Measured, arm: Arm, budget: Budget): Cell[] {
  const { problem, source, seeds } = contest;
  if (!isTrainedArm(arm)) {
    const params = toJson({ problem, source, method: arm.method });
    return seeds.map((seed) => ({ experiment: "train", params, seed }));
  }
  const steps = stepsOf(contest, measured, arm, budget);
  if (steps === undefined) return [];
  const { method, tune } = arm;
  const params = toJson({ problem, source, method: methodFor(method, steps), tune, steps, course: COURSE });
  return seeds.map((seed) => ({ experiment: "tuned", params, seed }));
}

/** Every cell of a contest; those of two budgets may be the same. */
export const allCells = (contest: Contest, measured: Measured): Cell[] =>
  contest.arms.flatMap((arm) => contest.budgets.flatMap((budget) => cellsOf(contest, measured, arm, budget)));
