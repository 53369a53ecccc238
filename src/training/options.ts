import type { EngineChoice } from "../engine/index.js";
import type { Dtype, Real } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import type { Loss } from "../model/loss.js";
import type { NetworkSpec } from "../model/network.js";
import type { Penalty } from "../model/penalty.js";
import type { Random } from "../numerics/random.js";
import type { Checkpoint } from "./checkpoint.js";
import type { Observer } from "./observer.js";
import type { Optimizer } from "./optimizer/index.js";
import type { Relaxation } from "./relaxation/index.js";

/** Fresh samples at every step in place of a data set (online learning). */
export interface Stream {
  readonly inputs: number;
  readonly outputs: number;
  /** Rows of one batch. */
  readonly batch: number;
  /** Fills x (batch x inputs) and y (batch x outputs), row-major, from a generator that depends on seed and step alone. */
  sample(random: Random, x: Float64Array, y: Float64Array, step: number): void;
}

export interface EarlyStop {
  /** Looks at the validation loss without a new minimum that are tolerated. Default 20. */
  readonly patience?: number;
}

export interface TrainOptions {
  /** Default `mlp()`: one hidden layer of 1000 neurons, homotopy(relu). */
  readonly network?: NetworkSpec;
  /** Training samples, or a generator of them. */
  readonly data: Dataset | Stream;
  /** Samples for early stopping and plots; never trained on. */
  readonly validation?: Dataset;
  /** Default `mse`. */
  readonly loss?: Loss;
  readonly penalties?: readonly Penalty[];
  /** Default `adam()`: rate 1e-2, cosine decay. */
  readonly optimizer?: Optimizer;
  /** Default: `ramp()` (1 to 1.5) where sigma is relu-like; `constant(s)` where the activation names another s or s is trained. */
  readonly relaxation?: Relaxation;
  /** Updates in the whole run. Default 8000. */
  readonly steps?: number;
  /** A time budget in seconds in place of `steps`: measured once, turned into a number of steps, and recorded. */
  readonly seconds?: number;
  /** Rows of a mini-batch, or "full" (default). */
  readonly batch?: number | "full";
  /** Any safe integer. Default 0. */
  readonly seed?: number;
  /** Default "f32". */
  readonly dtype?: Dtype;
  /** Threads inside the run. Default 1; the results do not depend on it. */
  readonly threads?: number;
  /** Default "auto". */
  readonly engine?: EngineChoice;
  /** Stop when the training loss (of the batch) is at or under this. */
  readonly target?: number;
  /** Stop when the validation loss no longer falls, and give the parameters of its minimum. */
  readonly earlyStop?: EarlyStop;
  /** Steps between looks at the validation loss. Default steps / 200. */
  readonly validateEvery?: number;
  /** Steps between `Progress` events. Default steps / 500. Slow runs also report every quarter of a second. */
  readonly every?: number;
  /** What looks at the run now and then and measures; the run is the same bit for bit without. */
  readonly observers?: readonly Observer[];
  /** Start from these parameters in place of a random draw. */
  readonly initial?: Real;
  /** Go on from a checkpoint, bit for bit as if never stopped. All other options must be the same. */
  readonly resume?: Checkpoint;
}
