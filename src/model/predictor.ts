import type { Encoding } from "./dataset.js";
import type { Model } from "./model.js";

/**
 * A map from d standardised inputs to k standardised outputs that is no network: a linearised one, random features, kernel
 * regression. `predict`, `predictTable` and `evaluate` take it like a trained model.
 */
export interface Predictor {
  /** What it is, for tables and messages. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Absent where it was made from bare arrays. */
  readonly encoding?: Encoding;
  /** Outputs (rows x k) at x (rows x d), both row-major. A row's outputs depend on that row alone, up to rounding. */
  evaluate(x: Float64Array): Float64Array | Promise<Float64Array>;
}

/** Whether it is a network with parameters. */
export const isModel = (model: Model | Predictor): model is Model => "network" in model;
