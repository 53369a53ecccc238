import { openSession, type Session } from "../../../engine/index.js";
import type { Model } from "../../../model/model.js";
import { program } from "../../../model/network.js";

export interface DescendOptions {
  /** Where it starts. */
  readonly model: Model;
  /** Inputs (rows x d): those that are trained on first, then others whose outputs a look may want. */
  readonly x: Float64Array;
  /** How many of the rows are trained on. */
  readonly rows: number;
  /** Writes dR/df of the trained rows. */
  readonly slope: (output: ArrayLike<number>, cotangent: Float64Array) => void;
  /** Adds to the gradient, for a penalty. */
  readonly penalise?: (parameters: Float64Array, gradient: Float64Array) => void;
  readonly rate: number;
  readonly steps: number;
  /** Ascending steps, 0 for the start, after which it looks. */
  readonly looks: readonly number[];
  readonly look: (view: DescendView) => void;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

export interface DescendView {
  readonly step: number;
  /** Outputs at all rows of x. */
  readonly output: Float64Array;
  /** The live parameters: copy what is to stay. */
  readonly parameters: Float64Array;
}

const BREATHE = 64;

/**
 * Plain gradient descent theta <- theta - rate grad R on all trained rows, in float64, with looks at the outputs on further rows: Euler's
 * method for the gradient flow that the lecture speaks of.
 */
export async function descend(options: DescendOptions): Promise<void> {
  const { model, x, rows, slope, penalise, rate, steps, looks, look, signal, onProgress } = options;
  const { network } = model;
  const all = x.length / network.inputs;
  const session = await openSession(program(network, { rows: all, dtype: "f64" }), "auto");
  try {
    fill(session, model, x);
    const parameters = doubles(session.parameters);
    const gradient = doubles(session.gradient);
    const cotangent = doubles(session.cotangent);
    let next = 0;
    for (let step = 0; ; step++) {
      if (step === looks[next]) {
        session.forward(all, model.s);
        look({ step, output: Float64Array.from(session.output), parameters });
        next++;
      }
      if (step === steps) break;
      if (step % BREATHE === 0) {
        signal?.throwIfAborted();
        onProgress?.(step / steps);
      }
      session.forward(rows, model.s);
      slope(session.output, cotangent);
      session.clear();
      session.pull(rows);
      penalise?.(parameters, gradient);
      session.update({ kind: "descent", rate });
    }
  } finally {
    session.close();
  }
}

function fill(session: Session, { network, parameters }: Model, x: Float64Array): void {
  session.parameters.set(parameters);
  const { inputs } = network;
  const width = network.widths[0];
  for (let row = 0; row * inputs < x.length; row++) {
    for (let j = 0; j < inputs; j++) session.input[row * width + j] = x[row * inputs + j];
    if (width > inputs) session.input[row * width + inputs] = 1;
  }
}

/** The session was opened in float64. */
function doubles(values: Float32Array | Float64Array): Float64Array {
  if (values instanceof Float64Array) return values;
  throw new RangeError("dtype: expected a session in float64");
}

/** dR/df of R = 1/(2n) sum |f - y|^2. */
export const squaresSlope =
  (y: Float64Array) =>
  (output: ArrayLike<number>, cotangent: Float64Array): void => {
    for (let i = 0; i < y.length; i++) cotangent[i] = (output[i] - y[i]) / y.length;
  };
