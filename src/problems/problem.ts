import type { Dataset, Encoding } from "../model/dataset.js";
import type { Random } from "../numerics/random.js";

/** The three parts of a problem's data; nothing is trained on `validation` or `test`. */
export interface ProblemData {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
  /** How a table's columns became inputs and targets; absent where both are as they were drawn. */
  readonly encoding?: Encoding;
}

/** Fresh samples at every step of a run, in the form that `train` takes as its data. */
export interface SampleStream {
  readonly inputs: number;
  readonly outputs: number;
  /** Rows of one batch. */
  readonly batch: number;
  /** Fills x (batch x inputs) and y (batch x outputs), row-major. */
  sample(random: Random, x: Float64Array, y: Float64Array): void;
}

export interface StreamOptions {
  /** Rows of one batch. */
  readonly batch: number;
  /** Seed of what the problem itself draws (a teacher, a direction), as for `data`. Default 0. */
  readonly seed?: number;
}

/** A question with known answers: samples to learn from, and samples to judge by. */
export interface Problem {
  /** The name in its specification; the random streams are named by it. */
  readonly name: string;
  /** What a reader sees, for instance "sin(2 pi x), 100 grid points of [0, 1]". */
  readonly title: string;
  /** Labels are -1 or 1 in one output for two classes, one-hot for more. */
  readonly task: "regression" | "classification";
  /** d, of the raw inputs without a constant. */
  readonly inputs: number;
  readonly outputs: number;
  /**
   * The same bits for the same seed on every host. The parts come from streams of their own, so that the size of one leaves the
   * others alone, and a larger part begins with the points of a smaller one.
   * @param seed any safe integer.
   */
  data(seed: number): ProblemData;
  /** The law that the parts are drawn from, without end (online learning); absent where there is none. */
  readonly stream?: (options: StreamOptions) => SampleStream;
  /**
   * What no predictor can beat in expectation on fresh samples: the root mean squared error (regression) or the share of errors
   * (classification) of the best one. Absent where it is not known.
   */
  readonly floor?: number;
}
