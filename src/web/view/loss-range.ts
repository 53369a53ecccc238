import type { SeedView } from "./context.js";

/** Positive losses of the steps made so far. */
export interface LossRange {
  readonly low: number;
  readonly high: number;
  readonly first: number;
}

interface Known {
  upTo: number;
  last: number;
  low: number;
  high: number;
}

const known = new WeakMap<Float64Array, Known>();

/** The range of a run's losses; what was looked at before is not looked at again, as losses are only added. */
export function lossRange({ losses, step }: SeedView): LossRange {
  let state = known.get(losses);
  // A run that began afresh in the same array.
  if (!state || state.upTo > step || (state.upTo > 0 && !Object.is(losses[state.upTo - 1], state.last))) {
    state = { upTo: 0, last: Number.NaN, low: Number.POSITIVE_INFINITY, high: 0 };
    known.set(losses, state);
  }
  for (let i = state.upTo; i < step; i++) {
    const loss = losses[i];
    if (!(loss > 0) || loss === Number.POSITIVE_INFINITY) continue;
    if (loss < state.low) state.low = loss;
    if (loss > state.high) state.high = loss;
  }
  state.upTo = step;
  state.last = step > 0 ? losses[step - 1] : Number.NaN;
  return { low: state.low, high: state.high, first: step > 0 ? losses[0] : Number.NaN };
}
