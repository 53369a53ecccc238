import { log } from "../../numerics/elementary.js";
import { studentQuantile } from "./distribution.js";
import type { Interval } from "./interval.js";
import { mean } from "./quantile.js";
import { checkLevel, checkPairs, sample } from "./sample.js";

export interface Line {
  readonly slope: Interval;
  readonly intercept: Interval;
  /** Standard deviation of the residuals, with n - 2 in the denominator; NaN for two points. */
  readonly deviation: number;
}

/**
 * The least-squares line y = intercept + slope x with Student intervals, estimate -+ t_{(1+level)/2, n-2} times its standard error:
 * right for independent residuals of equal spread. Points of one seed are not independent: fit a line a seed, and take the interval over
 * the slopes. Two points leave no degree of freedom: their intervals are the whole line.
 * @throws RangeError if the lengths differ, fewer than two points, a value is not finite, or all x are equal.
 * @example leastSquaresLine([1, 2, 3], [2.1, 3.9, 6.0]).slope
 */
export function leastSquaresLine(x: ArrayLike<number>, y: ArrayLike<number>, level = 0.95): Line {
  checkLevel(level);
  checkPairs(x, y, ["x", "y"]);
  const xs = sample(x, "x", { least: 2, finite: true });
  const ys = sample(y, "y", { least: 2, finite: true });
  const n = xs.length;
  const xMean = mean(xs);
  const yMean = mean(ys);
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (xs[i] - xMean) * (xs[i] - xMean);
    sxy += (xs[i] - xMean) * (ys[i] - yMean);
  }
  if (!(sxx > 0)) throw new RangeError(`x: all ${n} values are ${xs[0]}, expected at least two different ones`);
  const slope = sxy / sxx;
  const intercept = yMean - slope * xMean;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const residual = ys[i] - yMean - slope * (xs[i] - xMean);
    squares += residual * residual;
  }
  const deviation = n > 2 ? Math.sqrt(squares / (n - 2)) : Number.NaN;
  const t = n > 2 ? studentQuantile(0.5 * (1 + level), n - 2) : Number.NaN;
  const around = (estimate: number, error: number): Interval =>
    n > 2
      ? { estimate, lower: estimate - t * error, upper: estimate + t * error, level }
      : { estimate, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, level };
  return {
    slope: around(slope, deviation / Math.sqrt(sxx)),
    intercept: around(intercept, deviation * Math.sqrt(1 / n + (xMean * xMean) / sxx)),
    deviation,
  };
}

/**
 * The least-squares line through (log10 x, log10 y): y = 10^intercept x^slope, so that `slope` is the exponent of a power law.
 * @throws RangeError as `leastSquaresLine`, and for values that are not positive.
 * @example powerLaw([10, 100, 1000], [1, 0.32, 0.1]).slope.estimate // about -1/2
 */
export const powerLaw = (x: ArrayLike<number>, y: ArrayLike<number>, level = 0.95): Line =>
  leastSquaresLine(log10(x, "x"), log10(y, "y"), level);

function log10(values: ArrayLike<number>, name: string): Float64Array {
  const x = sample(values, name, { finite: true });
  const i = x.findIndex((v) => !(v > 0));
  if (i >= 0) throw new RangeError(`${name}[${i}]: ${x[i]}, expected a positive number; others have no logarithm`);
  return x.map((v) => log(v) / Math.LN10);
}
