import type { Session } from "../engine/program.js";
import { random } from "../numerics/random.js";
import { batches } from "./batches.js";
import { type Samples, samples } from "./objective.js";
import { isStream, type Plan } from "./plan.js";

/** Where a run's training samples come from: a data set, its mini-batches, or a stream of fresh ones. */
export interface Source {
  /** All rows, or the batch of the present step of a stream. */
  readonly samples: Samples;
  /** The rows of a step's mini-batch; undefined means all of them. */
  rows(step: number): ArrayLike<number> | undefined;
  /** Brings the samples of a step; returns whether they changed. */
  draw(step: number): boolean;
}

/** Opens the plan's training data in the session's precision. Everything is a function of seed and step alone. */
export function openSource({ options: { data }, network, batch, seed }: Plan, session: Session): Source {
  if (!isStream(data)) {
    const rows = batch === "full" ? () => undefined : batches(data.rows, batch, seed);
    return { samples: samples(session, network, data), rows, draw: () => false };
  }
  const { batch: size, inputs, outputs } = data;
  const empty = () => ({
    rows: size,
    inputs,
    outputs,
    x: new Float64Array(size * inputs),
    y: new Float64Array(size * outputs),
  });
  const current = samples(session, network, empty());
  return {
    samples: current,
    rows: () => undefined,
    draw(step) {
      const fresh = empty();
      data.sample(random(seed, `stream ${step}`), fresh.x, fresh.y, step);
      const { x, y } = samples(session, network, fresh);
      current.x.set(x);
      current.y.set(y);
      return true;
    },
  };
}
