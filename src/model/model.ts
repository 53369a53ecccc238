import type { Real } from "../engine/program.js";
import type { Encoding } from "./dataset.js";
import type { Network } from "./network.js";

/** A network with its parameters and the s it ended at, one a hidden layer, and how its inputs and outputs are read. */
export interface Model {
  readonly network: Network;
  /** theta, length `network.parameters`. */
  readonly parameters: Real;
  readonly s: readonly number[];
  /** Absent for models trained on bare arrays. */
  readonly encoding?: Encoding;
}
