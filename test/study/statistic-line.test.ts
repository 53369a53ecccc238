import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../src/numerics/random.js";
import { leastSquaresLine, powerLaw, theilSen } from "../../src/study/statistic/index.js";

/** NIST's reference data set "Norris": ozone monitors, y against x. */
const norris = [
  0.1, 0.2, 338.8, 337.4, 118.1, 118.2, 888.0, 884.6, 9.2, 10.1, 228.1, 226.5, 668.5, 666.3, 998.5, 996.3, 449.1, 448.6,
  778.9, 777.0, 559.2, 558.2, 0.3, 0.4, 0.1, 0.6, 778.1, 775.5, 668.8, 666.9, 339.3, 338.0, 448.9, 447.5, 10.8, 11.6,
  557.7, 556.0, 228.3, 228.1, 998.0, 995.8, 888.8, 887.6, 119.6, 120.2, 0.3, 0.3, 0.6, 0.3, 557.6, 556.8, 339.3, 339.1,
  888.0, 887.2, 998.5, 999.0, 778.9, 779.0, 10.2, 11.1, 117.6, 118.3, 228.9, 229.2, 668.4, 669.1, 449.2, 448.9, 0.2,
  0.5,
];

describe("the least-squares line", () => {
  test("NIST's Norris data give the certified slope, intercept and deviations", () => {
    const y = norris.filter((_, i) => i % 2 === 0);
    const x = norris.filter((_, i) => i % 2 === 1);
    const { slope, intercept, deviation } = leastSquaresLine(x, y);
    const t = 2.0322445093177186; // 97.5 %, 34 degrees of freedom
    // Certified to 15 digits; the intercept is a small difference of numbers of 400, so a few eps of those.
    expect(Math.abs(slope.estimate - 1.00211681802045)).toBeLessThan(1e-13);
    expect(Math.abs(intercept.estimate - -0.262323073774029)).toBeLessThan(1e-11);
    expect(Math.abs(deviation - 0.884796396144373)).toBeLessThan(1e-12);
    expect(Math.abs((slope.upper - slope.lower) / 2 / t - 0.429796848199937e-3)).toBeLessThan(1e-14);
    expect(Math.abs((intercept.upper - intercept.lower) / 2 / t - 0.232818234301152)).toBeLessThan(1e-12);
  });

  test("the interval of the slope covers 95 % when its assumptions hold", () => {
    let covered = 0;
    const x = [1, 2, 3, 4, 5, 6];
    for (let seed = 0; seed < 2000; seed++) {
      const draw = random(seed, "line");
      const { slope } = leastSquaresLine(
        x,
        x.map((v) => 1 - 0.5 * v + draw.normal()),
      );
      if (slope.lower <= -0.5 && -0.5 <= slope.upper) covered++;
    }
    // Exact in theory; four standard errors of 2000 trials, sqrt(.95 .05 / 2000) = 0.0049.
    expect(Math.abs(covered / 2000 - 0.95)).toBeLessThan(0.02);
  });

  test("a power law has its exponent as slope", () => {
    const { slope, intercept } = powerLaw([10, 100, 1000, 10_000], [6 / Math.sqrt(10), 0.6, 6 / Math.sqrt(1000), 0.06]);
    // Logarithms to an ulp.
    expect(Math.abs(slope.estimate + 0.5)).toBeLessThan(1e-14);
    expect(Math.abs(intercept.estimate - Math.log10(6))).toBeLessThan(1e-14);
    expect(slope.upper - slope.lower).toBeLessThan(1e-13);
  });

  test("two points leave no degree of freedom for an interval", () => {
    expect(leastSquaresLine([0, 1], [1, 3]).slope).toEqual({
      estimate: 2,
      lower: -Infinity,
      upper: Infinity,
      level: 0.95,
    });
  });

  test("data without a line are named", () => {
    expect(() => leastSquaresLine([2, 2], [1, 3])).toThrow(
      "x: all 2 values are 2, expected at least two different ones",
    );
    expect(() => leastSquaresLine([1], [1])).toThrow("x: 1 values, expected at least 2");
    expect(() => powerLaw([1, 2], [1, 0])).toThrow("y[1]: 0, expected a positive number");
  });
});

describe("Theil and Sen's slope", () => {
  test("it is the line's own slope, however wild one point of five", () => {
    // 6 of the 10 pairs do not touch the wild point.
    expect(theilSen([1, 2, 3, 4, 5], [1, 3, 5, 7, 1000]).estimate).toBe(2);
    expect(theilSen([1, 2, 3, 4, 5], [1, 3, -1000, 7, 9]).estimate).toBe(2);
  });

  test("SciPy finds the same slope and nearly the same interval at n = 60", () => {
    const x = Array.from({ length: 60 }, (_, i) => i + 1);
    const { estimate, lower, upper } = theilSen(
      x,
      x.map((v) => 2 * v + ((v * 31) % 17)),
    );
    // SciPy 1.17, theilslopes; it rounds the places of the ends a little differently.
    expect(estimate).toBe(2);
    expect(Math.abs(lower - 1.8936170212765957)).toBeLessThan(0.005);
    expect(Math.abs(upper - 2.090909090909091)).toBeLessThan(0.005);
  });

  test("SciPy finds the same slope where x repeats", () => {
    const x = Array.from({ length: 20 }, (_, i) => [1, 2, 4, 8, 16][Math.floor(i / 4)]);
    const { estimate, lower, upper } = theilSen(
      x,
      x.map((v, i) => Math.sqrt(v) + ((i * 7) % 5) * 0.1),
    );
    expect(Math.abs(estimate - 0.2133018965819133)).toBeLessThan(1e-12);
    // Neighbouring pairwise slopes lie within 0.003 of each other there.
    expect(Math.abs(lower - 0.18570226039551585)).toBeLessThan(0.003);
    expect(Math.abs(upper - 0.2612038749637415)).toBeLessThan(0.003);
  });

  test("its coverage is that of all permutations of the residuals, counted", () => {
    const x = [1, 2, 3, 5, 8, 13];
    const values = [0.1, -0.7, 1.3, 2.9, -1.1, 0.4];
    const permutations = (list: number[]): number[][] =>
      list.length < 2 ? [list] : list.flatMap((v, i) => permutations(list.toSpliced(i, 1)).map((rest) => [v, ...rest]));
    const all = permutations(values);
    let covered = 0;
    let coverage = 0;
    for (const y of all) {
      const interval = theilSen(x, y, 0.9);
      coverage = interval.coverage;
      if (interval.lower <= 0 && 0 <= interval.upper) covered++;
    }
    expect(all.length).toBe(720);
    // Sums of exact shares of 720.
    expect(Math.abs(covered / 720 - coverage)).toBeLessThan(1e-12);
    expect(coverage).toBeGreaterThanOrEqual(0.9);
  });

  test("adding a line to the data adds its slope", () => {
    const points = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 5, maxLength: 20 });
    fc.assert(
      fc.property(points, fc.integer({ min: -5, max: 5 }), (y, slope) => {
        const x = y.map((_, i) => i);
        const before = theilSen(x, y);
        const after = theilSen(
          x,
          y.map((v, i) => v + slope * i),
        );
        // Quotients of small integers: a few eps of 200.
        expect(Math.abs(after.estimate - before.estimate - slope)).toBeLessThan(1e-12);
        expect(Math.abs(after.lower - before.lower - slope) || 0).toBeLessThan(1e-12);
      }),
    );
  });

  test("equal x throughout are named", () => {
    expect(() => theilSen([1, 1], [1, 2])).toThrow("x: all 2 values are 1");
  });
});
