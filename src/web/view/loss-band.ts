import type { SeedView } from "./context.js";

/** Losses of several seeds, step by step; entries up to `step` are there. */
export interface LossBand {
  readonly step: number;
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
  readonly diverged: number;
}

interface Known {
  readonly losses: readonly Float64Array[];
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
  upTo: number;
  /** The first seed's loss where it was last looked at. */
  last: number;
}

/** A diverged run's loss from then on: larger than all others, and still a number that a picture can place. */
const BEYOND = 1e300;

const known = new WeakMap<Float64Array, Known>();

/**
 * Least, middle and largest loss of the seeds at each step that all have reached; a run that diverged counts as lost from there on.
 * What was computed before is kept, as losses are only added.
 */
export function lossBand(seeds: readonly SeedView[]): LossBand {
  const diverged = seeds.filter(({ outcome }) => outcome === "diverged").length;
  const going = seeds.filter(({ outcome }) => outcome !== "diverged").map(({ step }) => step);
  const step = going.length > 0 ? Math.min(...going) : Math.max(...seeds.map((seed) => seed.step));
  const state = stateOf(seeds, step);
  const values = new Float64Array(seeds.length);
  const middle = seeds.length >> 1;
  for (let i = state.upTo; i < step; i++) {
    for (let j = 0; j < seeds.length; j++) {
      const loss = i < seeds[j].step ? seeds[j].losses[i] : BEYOND;
      // Sorted as they come: they are ten at most.
      const value = loss < BEYOND ? loss : BEYOND;
      let k = j;
      for (; k > 0 && values[k - 1] > value; k--) values[k] = values[k - 1];
      values[k] = value;
    }
    state.low[i] = values[0];
    state.median[i] = seeds.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    state.high[i] = values[seeds.length - 1];
  }
  state.upTo = step;
  state.last = step > 0 ? seeds[0].losses[step - 1] : Number.NaN;
  const { low, median, high } = state;
  return { step, low: low.subarray(0, step), median: median.subarray(0, step), high: high.subarray(0, step), diverged };
}

function stateOf(seeds: readonly SeedView[], step: number): Known {
  const key = seeds[0].losses;
  const found = known.get(key);
  const same =
    found &&
    found.losses.length === seeds.length &&
    found.upTo <= step &&
    seeds.every(({ losses }, j) => losses === found.losses[j]) &&
    (found.upTo === 0 || Object.is(key[found.upTo - 1], found.last));
  if (same) return found;
  const fresh = () => new Float64Array(key.length);
  const made: Known = {
    losses: seeds.map(({ losses }) => losses),
    low: fresh(),
    median: fresh(),
    high: fresh(),
    upTo: 0,
    last: Number.NaN,
  };
  known.set(key, made);
  return made;
}
