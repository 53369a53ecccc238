import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pow } from "../../src/numerics/elementary.js";
import {
  incompleteBeta,
  normalCdf,
  normalQuantile,
  proportion,
  studentCdf,
  studentQuantile,
} from "../../src/study/statistic/index.js";

/** P(X >= k) for X ~ Bin(n, p), by its definition. */
function binomialTail(k: number, n: number, p: number): number {
  let sum = 0;
  for (let j = k; j <= n; j++) {
    let term = pow(p, j) * pow(1 - p, n - j);
    for (let i = 0; i < j; i++) term *= (n - i) / (j - i);
    sum += term;
  }
  return sum;
}

describe("the incomplete beta function", () => {
  // Exact fractions, and SciPy 1.17 (Boost) to 15 digits.
  test.each([
    [0.4, 2, 3, 0.5248],
    [0.9, 10, 1, 0.3486784401],
    [0.3, 0.5, 0.5, 0.36901011956554536],
    [0.42, 200, 300, 0.8196010664172663],
    [0.001, 0.1, 50, 0.7749071836095219],
    [0.5, 50, 0.1, 5.060105777610523e-18],
  ])("I_%f(%f, %f) is %f", (x, a, b, value) => {
    // The power before the fraction carries the error of lgamma, 1e-14 of about 1000 at most.
    expect(Math.abs(incompleteBeta(x, a, b) / value - 1)).toBeLessThan(1e-11);
  });

  test("it is the binomial tail: P(X >= k) = I_p(k, n - k + 1)", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 29 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, j, p) => {
          const k = 1 + (j % n);
          // About 30 terms, each to some 30 eps.
          expect(Math.abs(incompleteBeta(p, k, n - k + 1) - binomialTail(k, n, p))).toBeLessThan(1e-12);
        },
      ),
    );
  });

  test("arguments outside its domain are named", () => {
    expect(() => incompleteBeta(1.5, 1, 1)).toThrow("x: 1.5");
    expect(() => incompleteBeta(0.5, 0, 1)).toThrow("a, b: 0, 1");
  });
});

describe("quantiles", () => {
  // Every table of Student's t, two-sided 5 % (and the last line two-sided 0.1 %).
  test.each([
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 5, 2.571],
    [0.975, 9, 2.262],
    [0.975, 19, 2.093],
    [0.975, 30, 2.042],
    [0.975, 120, 1.98],
    [0.9995, 4, 8.61],
  ])("Student's t at %f with %i degrees of freedom is the table's %f", (p, nu, value) => {
    // Tables print three decimals.
    expect(Math.abs(studentQuantile(p, nu) - value)).toBeLessThanOrEqual(0.0005 + 1e-9);
  });

  // SciPy 1.17.
  test.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404056],
    [0.3, -0.5244005127080409],
    [0.975, 1.959963984540054],
  ])("the normal quantile at %f is %f", (p, value) => {
    // To 15 digits as printed.
    expect(Math.abs(normalQuantile(p) - value)).toBeLessThan(1e-13 * Math.max(1, Math.abs(value)));
  });

  test("they invert their distribution functions, far tails included", () => {
    expect(Math.abs(studentQuantile(1e-10, 3) / -2225.769284683093 - 1)).toBeLessThan(1e-12); // SciPy
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }),
        fc.double({ min: 0.5, max: 200, noNaN: true }),
        (p, nu) => {
          // A bisected root is right to the last bits of the function, a few eps of 1 or of p.
          expect(Math.abs(studentCdf(studentQuantile(p, nu), nu) - p)).toBeLessThan(1e-12);
          expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-14);
        },
      ),
      { numRuns: 50 },
    );
    expect([normalQuantile(0), normalQuantile(1), studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([
      -Infinity,
      Infinity,
      -Infinity,
      Infinity,
    ]);
  });

  test("with many degrees of freedom Student's t is normal", () => {
    // The difference is about (z^3 + z) / (4 nu).
    expect(Math.abs(studentQuantile(0.975, 1e6) - normalQuantile(0.975))).toBeLessThan(3e-6);
  });

  test("what is no probability is named", () => {
    expect(() => normalQuantile(1.2)).toThrow("p: 1.2, expected a probability");
    expect(() => studentCdf(1, 0)).toThrow("nu: 0");
  });
});

describe("Clopper and Pearson's interval", () => {
  // Published tables, and R's binom.test.
  test.each([
    [0, 10, 0, 0.3085],
    [10, 10, 0.6915, 1],
    [5, 10, 0.1871, 0.8129],
    [1, 20, 0.0013, 0.2487],
    [263, 1000, 0.2359, 0.2915],
  ])("%i of %i has the table's interval [%f, %f]", (successes, trials, lower, upper) => {
    const interval = proportion(successes, trials);
    // Four decimals, as printed.
    expect(Math.abs(interval.lower - lower)).toBeLessThanOrEqual(0.00005 + 1e-9);
    expect(Math.abs(interval.upper - upper)).toBeLessThanOrEqual(0.00005 + 1e-9);
  });

  test("none of n gives the closed form 1 - (alpha/2)^(1/n)", () => {
    for (const n of [1, 7, 59, 1000])
      expect(Math.abs(proportion(0, n).upper - (1 - pow(0.025, 1 / n)))).toBeLessThan(1e-12);
  });

  test("a rare event among a million keeps its relative accuracy", () => {
    const { lower, upper } = proportion(1, 1_000_000);
    // lgamma(1e6) is about 1e7, so the tail is known to about 1e-8 of itself.
    expect(Math.abs(lower / 2.5317805139113815e-8 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(upper / 5.571630655512304e-6 - 1)).toBeLessThan(1e-7);
  });

  test("it covers every probability with at least its level", () => {
    for (const p of [0.01, 0.1, 0.37, 0.5, 0.93]) {
      let covered = 0;
      for (let k = 0; k <= 20; k++) {
        const { lower, upper } = proportion(k, 20, 0.9);
        if (lower <= p && p <= upper) covered += binomialTail(k, 20, p) - binomialTail(k + 1, 20, p);
      }
      expect(covered).toBeGreaterThanOrEqual(0.9);
    }
  });

  test("counts that make no sense are named", () => {
    expect(() => proportion(3, 2)).toThrow("successes: 3, expected an integer from 0 to the 2 trials");
    expect(() => proportion(0, 0)).toThrow("trials: 0");
    expect(() => proportion(1, 2, 95)).toThrow("level: 95, expected a number between 0 and 1");
  });
});
