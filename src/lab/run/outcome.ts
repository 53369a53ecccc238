import { log, log1p } from "../../numerics/elementary.js";
import { median } from "../../study/statistic/quantile.js";
import { signTest } from "../../study/statistic/sign-test.js";

/** How the ends of two runs compare, seed by seed. */
export interface SeedComparison {
  readonly seeds: number;
  /** Seeds in which the other ended with the lower loss, and with the higher. */
  readonly lower: number;
  readonly higher: number;
  /** Two-sided p of the sign test: how often coins would part so far or further. */
  readonly p: number;
  /** Medians of the final losses. */
  readonly median: number;
  readonly otherMedian: number;
}

/** Compares final losses at the same seeds. A run that diverged ends at infinity. */
export function compareSeeds(ends: readonly number[], others: readonly number[]): SeedComparison {
  const signs = ends.map((end, k) => Math.sign(others[k] === end ? 0 : others[k] - end));
  const { positive, negative, p } = signTest(signs);
  return {
    seeds: ends.length,
    lower: negative,
    higher: positive,
    p,
    median: median(ends),
    otherMedian: median(others),
  };
}

/**
 * 1/(2n) sum (f - y)^2 of the straight line f that fits best: with one input, no network at s = 0 goes under it.
 * @param rows one input x and one target y each.
 */
export function bestLineLoss({ rows, x, y }: { rows: number; x: Float64Array; y: Float64Array }): number {
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < rows; i++) {
    meanX += x[i] / rows;
    meanY += y[i] / rows;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return Math.max(0, yy - (xx > 0 ? (xy * xy) / xx : 0)) / (2 * rows);
}

/** Below this share of the first loss single precision has no digits left to show a speed with. */
const ROUNDING = 1e-10;

/** Steps in which the loss falls to a tenth, from an eighth of the run on: to its end, or until only rounding is left. */
export function stepsATenth(losses: ArrayLike<number>, step: number): number {
  const from = Math.floor(step / 8);
  let to = from;
  while (to + 1 < step && losses[to + 1] > ROUNDING * losses[0]) to++;
  return ((to - from) * Math.LN10) / log(losses[from] / losses[to]);
}

/**
 * The same under a kernel that stays as it is, once only the slowest pattern is left: each step of gradient descent takes its part of the
 * error by the factor 1 - eta lambda_min / n, and the loss is its square.
 * @paper HRTA Proposition 2; BXC (2.4)
 */
export const promisedSteps = (rate: number, lambda: number, rows: number): number =>
  Math.LN10 / (-2 * log1p((-rate * lambda) / rows));
