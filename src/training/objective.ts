import type { Real, Session } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import type { Loss } from "../model/loss.js";
import type { Network } from "../model/network.js";
import type { Penalty } from "../model/penalty.js";

/** A data set in the session's precision, with the constant column of bias "input" in place. */
export interface Samples {
  readonly rows: number;
  /** (n x n_0). */
  readonly x: Real;
  /** (n x k). */
  readonly y: Real;
  readonly weights?: Float64Array;
}

/** Copies a data set into the session's precision; inputs gain the constant column if the network has one. */
export function samples(session: Session, network: Network, data: Dataset): Samples {
  const width = network.widths[0];
  const { rows, inputs } = data;
  const x = session.program.dtype === "f32" ? new Float32Array(rows * width) : new Float64Array(rows * width);
  if (width === inputs) x.set(data.x);
  else
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < inputs; j++) x[i * width + j] = data.x[i * inputs + j];
      x[i * width + inputs] = 1;
    }
  const y = session.program.dtype === "f32" ? Float32Array.from(data.y) : data.y;
  return { rows, x, y, weights: data.weights };
}

export interface EvaluateOptions {
  /** Also fill the session's gradient. Default false. */
  readonly gradient?: boolean;
  /** The rows that count; all by default. */
  readonly rows?: ArrayLike<number>;
  /** Whether the penalties are added. Default true. */
  readonly penalised?: boolean;
}

/** The loss with its penalties as a function of the session's live parameters. */
export interface Objective {
  /** R_s over some rows of the samples (all by default); with `gradient`, fills the session's gradient. */
  evaluate(set: Samples, s: ArrayLike<number>, options?: EvaluateOptions): number;
  /** Says that samples, or the session's input, were changed from outside. */
  forget(): void;
}

/** Binds a session to a loss and penalties. Rows are taken in blocks of the session's size, always in the same order. */
export function objective(session: Session, network: Network, loss: Loss, penalties: readonly Penalty[]): Objective {
  const { input, output, cotangent, gradient } = session;
  const capacity = session.program.rows;
  const width = network.widths[0];
  const k = network.outputs;
  const blockTarget = session.program.dtype === "f32" ? new Float32Array(capacity * k) : new Float64Array(capacity * k);
  const blockWeights = new Float64Array(capacity);
  let loaded: Samples | undefined;

  return {
    forget() {
      loaded = undefined;
    },
    evaluate(set, s, { gradient: wanted = false, rows, penalised = true } = {}) {
      const total = rows ? rows.length : set.rows;
      if (wanted) session.clear();
      let value = 0;
      for (let first = 0; first < total; first += capacity) {
        const count = Math.min(capacity, total - first);
        if (rows) {
          gather(set, rows, first, count);
          loaded = undefined;
        } else if (loaded !== set || total > capacity) {
          input.set(set.x.subarray(first * width, (first + count) * width));
          loaded = total > capacity ? undefined : set;
        }
        session.forward(count, s);
        value += loss.evaluate({
          rows: count,
          outputs: k,
          output,
          target: rows ? blockTarget : set.y,
          first: rows ? 0 : first,
          weights: rows && set.weights ? blockWeights : set.weights,
          total,
          cotangent: wanted ? cotangent : undefined,
        });
        if (wanted) session.pull(count);
      }
      if (penalised)
        for (const penalty of penalties)
          value += penalty.evaluate(network, session.parameters, wanted ? gradient : undefined);
      return value;
    },
  };

  function gather(set: Samples, rows: ArrayLike<number>, first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = rows[first + i];
      input.set(set.x.subarray(row * width, (row + 1) * width), i * width);
      for (let j = 0; j < k; j++) blockTarget[i * k + j] = set.y[row * k + j];
      if (set.weights) blockWeights[i] = set.weights[row];
    }
  }
}
