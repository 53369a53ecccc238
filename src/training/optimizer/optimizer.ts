import type { Real, UpdateRule } from "../../engine/program.js";
import type { Schedule } from "../schedule.js";

/** How a moment vector follows a change of parameters: like a gradient, or like the square of one. */
export type Moment = "gradient" | "square";

/** What an optimiser that needs more than a gradient keeps between steps; plain arrays, so that a checkpoint can hold it. */
export interface OptimizerState {
  readonly numbers: number[];
  readonly vectors: Float64Array[];
}

/** The objective as an optimiser sees it: the live parameters, and the loss with its gradient there. */
export interface Problem {
  /** theta, length P; write a trial point here before `evaluate`. Frozen entries must be left as they are. */
  readonly parameters: Real;
  /** dR/dtheta, length P, after `evaluate`; 0 at frozen entries. */
  readonly gradient: Real;
  /** The loss R at the live parameters; fills `gradient`. */
  evaluate(): number;
}

/**
 * A training method. First-order ones give the elementary update of a step as data (`rule`), which every engine runs;
 * others (line searches, solves) are a pair `start`, `step` on a `Problem`.
 */
export interface Optimizer {
  readonly name: string;
  readonly schedule: Schedule;
  /** Options as given or defaulted, for the record. */
  readonly options: Readonly<Record<string, number>>;
  /** The engine's moment vectors that `rule` uses. */
  readonly moments: readonly Moment[];
  /** Whether the step is linear in the gradient, so that mean-field scaling multiplies its rate by the width. */
  readonly linear: boolean;
  /** The update of step k = 1, 2, ... at rate eta. */
  rule?(step: number, rate: number): UpdateRule;
  start?(problem: Problem): OptimizerState;
  /** One step from the state of the last; `loss` is R at the live parameters, whose gradient is in `problem.gradient`. */
  step?(problem: Problem, state: OptimizerState, loss: number, rate: number): void;
}
