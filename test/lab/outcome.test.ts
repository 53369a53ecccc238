import { expect, test } from "vitest";
import { bestLineLoss, compareSeeds, promisedSteps, stepsATenth } from "../../src/lab/run/outcome.js";

test("the best straight line is that of least squares: none near it has a lower loss", () => {
  const x = Float64Array.of(-1, 0, 0.5, 2);
  const y = Float64Array.of(1, -1, 0.25, 3);
  const least = bestLineLoss({ rows: 4, x, y });
  const lossOf = (a: number, b: number) => x.reduce((sum, v, i) => sum + (a * v + b - y[i]) ** 2, 0) / 8;
  // The normal equations by hand: mean x 0.375, mean y 0.8125, slope 3.90625 / 4.6875.
  const slope = 3.90625 / 4.6875;
  const offset = 0.8125 - slope * 0.375;
  expect(least).toBeCloseTo(lossOf(slope, offset), 14);
  for (const [da, db] of [
    [1e-3, 0],
    [0, 1e-3],
    [-1e-3, 1e-3],
  ])
    expect(lossOf(slope + da, offset + db)).toBeGreaterThan(least);
});

test("on a line nothing is left, and without a second x only the spread of y", () => {
  expect(bestLineLoss({ rows: 3, x: Float64Array.of(0, 1, 2), y: Float64Array.of(1, 3, 5) })).toBeCloseTo(0, 15);
  expect(bestLineLoss({ rows: 2, x: Float64Array.of(1, 1), y: Float64Array.of(0, 2) })).toBe(0.5);
});

test("the steps of a tenth are those of an exponential, and rounding at its foot does not count", () => {
  const losses = Float64Array.from({ length: 400 }, (_, i) => Math.max(10 ** (-i / 25), 1e-12));
  expect(stepsATenth(losses, 400)).toBeCloseTo(25, 9);
});

test("the slowest pattern alone falls as fast as is promised", () => {
  const [rate, lambda, rows] = [0.5, 0.158, 4];
  const steps = promisedSteps(rate, lambda, rows);
  expect((1 - (rate * lambda) / rows) ** (2 * steps)).toBeCloseTo(0.1, 12);
});

test("seeds are compared in pairs: a run that diverged loses, a tie decides nothing", () => {
  const infinity = Number.POSITIVE_INFINITY;
  const { lower, higher, p, median, otherMedian } = compareSeeds([1, 1, 1, 1, 2], [0.5, 0.5, infinity, 1, 1]);
  expect([lower, higher]).toEqual([3, 1]);
  // Of four coins three or more alike: 2 (4 + 1) / 16.
  expect(p).toBeCloseTo(0.625, 12);
  expect([median, otherMedian]).toEqual([1, 1]);
  expect(compareSeeds([infinity], [infinity])).toMatchObject({ lower: 0, higher: 0, p: 1 });
});
