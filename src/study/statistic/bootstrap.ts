import { type Random, random } from "../../numerics/random.js";
import { normalCdf, normalQuantile } from "./distribution.js";
import type { Interval } from "./interval.js";
import { between, mean, quantileOfSorted } from "./quantile.js";
import { checkLevel, checkPairs, sample } from "./sample.js";

export interface BootstrapOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Default 9999. */
  readonly resamples?: number;
  /** "bca" (default): Efron's interval, corrected for bias and for a spread that changes with the parameter; or "percentile". */
  readonly method?: "bca" | "percentile";
  /** Default 0. */
  readonly seed?: number;
  /** The random stream's name. Default "bootstrap". */
  readonly stream?: string;
}

/**
 * A bootstrap interval of a statistic of independent values. `statistic` gets an array that it may reorder but not keep.
 *
 * Percentile: the (1 -+ level)/2 quantiles of the resampled statistics. BCa moves them to Phi(z0 + (z0 + z)/(1 - a (z0 + z))), z0 the
 * normal quantile of the share of resamples below the estimate (half of those equal to it), a the skewness of the values left out one
 * by one, sum (t - t_i)^3 / (6 (sum (t - t_i)^2)^(3/2)), and 0 where that has no meaning (a constant, infinite values).
 * Same seed and stream, same bits.
 *
 * Efron 1987, "Better bootstrap confidence intervals".
 * @throws RangeError for an empty sample, a NaN among the values or statistics, a level outside (0, 1), fewer than 100 resamples.
 * @example bootstrap(losses, median, { seed: 1 })
 */
export function bootstrap(
  values: ArrayLike<number>,
  statistic: (resample: Float64Array) => number,
  { level = 0.95, resamples = 9999, method = "bca", seed = 0, stream = "bootstrap" }: BootstrapOptions = {},
): Interval {
  checkLevel(level);
  if (!Number.isInteger(resamples) || resamples < 100)
    throw new RangeError(`resamples: ${resamples}, expected an integer of at least 100`);
  const x = sample(values, "values");
  const estimate = statistic(x.slice());
  const drawn = resampled(x, statistic, resamples, random(seed, stream)).sort();
  if (Number.isNaN(estimate) || Number.isNaN(drawn[resamples - 1]))
    throw new RangeError(
      "statistic: NaN for a resample, expected a number; use one that is defined for every resample",
    );
  const move = method === "bca" ? correction(x, statistic, estimate, drawn) : (p: number) => p;
  const tail = 0.5 * (1 - level);
  return { estimate, lower: quantileAt(drawn, move(tail)), upper: quantileAt(drawn, move(1 - tail)), level };
}

/** The statistic of samples drawn from x with replacement. */
function resampled(x: Float64Array, statistic: (resample: Float64Array) => number, count: number, from: Random) {
  const drawn = new Float64Array(count);
  const one = new Float64Array(x.length);
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < one.length; i++) one[i] = x[from.integer(x.length)];
    drawn[r] = statistic(one);
  }
  return drawn;
}

/** The probabilities at which BCa reads the resampled statistics, in place of p. */
function correction(
  x: Float64Array,
  statistic: (resample: Float64Array) => number,
  estimate: number,
  drawn: Float64Array,
): (p: number) => number {
  let below = 0;
  for (const t of drawn) below += t < estimate ? 1 : t === estimate ? 0.5 : 0;
  // Never 0 or 1, where the normal quantile is infinite.
  const share = Math.min(Math.max(below, 0.5), drawn.length - 0.5) / drawn.length;
  const bias = normalQuantile(share);
  const a = acceleration(x, statistic);
  return (p) => {
    const z = bias + normalQuantile(p);
    // Past its pole the formula has nothing to say; the end of the resamples is what it tends to.
    if (a * z >= 1) return z > 0 ? 1 : 0;
    return normalCdf(bias + z / (1 - a * z));
  };
}

function acceleration(x: Float64Array, statistic: (resample: Float64Array) => number): number {
  if (x.length < 2) return 0;
  const left = Float64Array.from(x, (_, i) => statistic(x.filter((_, j) => j !== i)));
  if (!left.every(Number.isFinite)) return 0;
  const centre = mean(left);
  let squares = 0;
  let cubes = 0;
  for (const t of left) {
    squares += (centre - t) * (centre - t);
    cubes += (centre - t) * (centre - t) * (centre - t);
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
}

/** The p-quantile of a simulated law: at place p (B + 1) of the B values, counted from 1. */
function quantileAt(sorted: Float64Array, p: number): number {
  const place = Math.min(Math.max(p * (sorted.length + 1), 1), sorted.length) - 1;
  const below = Math.floor(place);
  return between(sorted[below], sorted[Math.min(below + 1, sorted.length - 1)], place - below);
}

/** The median of an array that may be reordered; for resamples, which are checked already. */
const medianInPlace = (x: Float64Array): number => quantileOfSorted(x.sort(), 0.5);

/** The median with its bootstrap interval. Infinite values are allowed. See `bootstrap`. */
export const bootstrapMedian = (values: ArrayLike<number>, options?: BootstrapOptions): Interval =>
  bootstrap(values, medianInPlace, options);

/** The mean with its bootstrap interval. @throws RangeError for values that are not finite. See `bootstrap`. */
export const bootstrapMean = (values: ArrayLike<number>, options?: BootstrapOptions): Interval =>
  bootstrap(sample(values, "values", { finite: true }), sumOverLength, options);

function sumOverLength(x: Float64Array): number {
  let sum = 0;
  for (const v of x) sum += v;
  return sum / x.length;
}

/** The differences a_i - b_i of paired samples. @throws RangeError if the lengths differ or a value is not finite. */
export function pairedDifferences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  checkPairs(a, b, ["a", "b"]);
  const second = sample(b, "b", { finite: true });
  return sample(a, "a", { finite: true }).map((v, i) => v - second[i]);
}
