import type { Dtype, EngineChoice } from "../engine/index.js";
import type { NetworkSpec } from "../model/network.js";
import type { Optimizer, Relaxation } from "../training/index.js";
import type { Sampling } from "./domain/points.js";
import type { Path } from "./path.js";
import type { PdeLoss, PdeProblem } from "./problem.js";
import type { PdeSolution } from "./solution.js";

export interface SolveOptions {
  readonly problem: PdeProblem;
  /** Default "residual". */
  readonly loss?: PdeLoss;
  /** Default one hidden layer of 200 tanh neurons. A strong form of second order needs a smooth activation. */
  readonly network?: NetworkSpec;
  /** Default `adam()`. */
  readonly optimizer?: Optimizer;
  /** The path of s. Default: the activation's own s throughout. */
  readonly relaxation?: Relaxation;
  /** Paths of the problem's scalars; the others stay at their values. */
  readonly scalars?: Readonly<Record<string, Path>>;
  /** Points inside, about. Default 400. */
  readonly points?: number;
  /** Points on the whole boundary. Default 80. */
  readonly boundary?: number;
  /** Default "grid". */
  readonly sampling?: Sampling;
  /** Draws other points every so many steps. Default: never. */
  readonly resample?: number;
  /** Factor of the conditions' terms. Default 1. */
  readonly boundaryWeight?: number;
  /** Whether the problem's ansatz keeps the Dirichlet conditions. Default false. */
  readonly hard?: boolean;
  /** Default 2000. */
  readonly steps?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Default "f64": second derivatives and solves are short of digits in float32. */
  readonly dtype?: Dtype;
  readonly threads?: number;
  readonly engine?: EngineChoice;
  /** Told the solution so far, about `looks` times over the run and at its end; its time is not the run's. */
  readonly onLook?: (look: SolveLook) => void | Promise<void>;
  /** Default 30. */
  readonly looks?: number;
  /** Ends the run after the step that it is at, with outcome "stopped". */
  readonly signal?: AbortSignal;
}

/** Where a run stands when it is looked at. */
export interface SolveLook {
  readonly step: number;
  readonly seconds: number;
  readonly loss: number;
  readonly solution: PdeSolution;
}
