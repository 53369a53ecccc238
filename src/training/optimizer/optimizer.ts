import type { Real, UpdateRule } from "../../engine/program.js";
import type { Network } from "../../model/network.js";
import type { Schedule } from "../schedule.js";
import type { LeastSquares } from "./least-squares.js";

/**
 * Gradient descent with J momenta, beyond what engines know: p_k = g + sum_j beta_j p_{k-j}; theta -= rate p_k. The J moment vectors
 * are a ring: p_k is written over p_{k-J}, in place k mod J.
 */
export interface MomentaRule {
  readonly kind: "momenta";
  readonly rate: number;
  readonly betas: readonly number[];
  /** k. */
  readonly step: number;
}

/** An elementary update, as data. */
export type Rule = UpdateRule | MomentaRule;

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
  /** A step of a first-order optimiser, with the present gradient, on the trained parameters below the output layer only. */
  descend(optimizer: Optimizer, rate: number): void;
  /** R as a sum of squares, for optimisers with `squares`. */
  squares(): LeastSquares;
}

/**
 * A training method. First-order ones give the elementary update of a step as data (`rule`), which every engine runs;
 * others (line searches, solves) are a pair `start`, `step` on a `Problem`.
 */
export interface Optimizer {
  readonly name: string;
  readonly schedule: Schedule;
  /** Options as given or defaulted, for the record. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The engine's moment vectors that `rule` uses. */
  readonly moments: readonly Moment[];
  /** Whether the step is linear in the gradient, so that mean-field scaling multiplies its rate by the width. */
  readonly linear: boolean;
  /** The first-order optimiser that `step` has move the rest of the network, whose schedule and moments these are. */
  readonly inner?: Optimizer;
  /** Whether `step` uses `Problem.squares`: the loss must be a sum of squares without penalties. Default false. */
  readonly squares?: boolean;
  /** Why the optimiser cannot train this network on so many rows, or undefined if it can. */
  unsupported?(network: Network, rows: number): string | undefined;
  /** The update of step k = 1, 2, ... at rate eta. */
  rule?(step: number, rate: number): Rule;
  start?(problem: Problem): OptimizerState;
  /** One step from the state of the last; `loss` is R at the live parameters, whose gradient is in `problem.gradient`. */
  step?(problem: Problem, state: OptimizerState, loss: number, rate: number): void;
}
