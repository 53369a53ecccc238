import { describe, expect, test } from "vitest";
import { random } from "../../src/numerics/random.js";
import {
  bootstrap,
  bootstrapMean,
  bootstrapMedian,
  mean,
  pairedDifferences,
  studentCdf,
} from "../../src/study/statistic/index.js";

/** Skewed and with ties. */
const skewed = Array.from({ length: 20 }, (_, i) => {
  const v = ((i + 1) * (i + 1) * 17) % 23;
  return v * Math.sqrt(v);
});

describe("bootstrap intervals", () => {
  // SciPy 1.17 with 400,000 resamples.
  test.each([
    ["percentile", 43.1509, 69.5031],
    ["bca", 43.1641, 69.5178],
  ] as const)("the mean's %s interval is SciPy's", (method, lower, upper) => {
    const interval = bootstrapMean(skewed, { method, resamples: 40_000 });
    // An end is a 2.5 % quantile of resampled means (deviation 6.7): its standard error is sqrt(.025 .975 / 40,000) / density, and the
    // density there is 0.058 / 6.7, so 0.09; four of them.
    expect(Math.abs(interval.lower - lower)).toBeLessThan(0.36);
    expect(Math.abs(interval.upper - upper)).toBeLessThan(0.36);
  });

  test("the median's interval is SciPy's: both methods end at values of the sample or half way between two", () => {
    for (const method of ["percentile", "bca"] as const) {
      const interval = bootstrapMedian(skewed, { method, resamples: 40_000 });
      // The law of the median is discrete; its 2.5 % quantiles are single atoms.
      expect(Math.abs(interval.lower - 34.0528246477966)).toBeLessThan(1e-9);
      expect(Math.abs(interval.upper - 82.8190799272728)).toBeLessThan(1e-9);
    }
  });

  test("the percentile interval of a normal mean covers as its theory says, not 95 %", () => {
    const n = 20;
    const repeats = 1000;
    let covered = 0;
    for (let seed = 0; seed < repeats; seed++) {
      const draw = random(seed, "normal sample");
      const values = Float64Array.from({ length: n }, () => draw.normal());
      const { lower, upper } = bootstrapMean(values, { method: "percentile", resamples: 499, seed });
      if (lower <= 0 && 0 <= upper) covered++;
    }
    // The resampled mean has deviation s sqrt((n-1)/n) / sqrt(n) and is nearly normal: |T| <= 1.96 sqrt(19/20) with 19 degrees of freedom.
    const predicted = 1 - 2 * studentCdf(-1.96 * Math.sqrt((n - 1) / n), n - 1);
    expect(Math.abs(predicted - 0.929)).toBeLessThan(0.001);
    // Four standard errors of 1000 trials, sqrt(.93 .07 / 1000) = 0.008, and 0.005 for 499 resamples and the heavier tails.
    expect(Math.abs(covered / repeats - predicted)).toBeLessThan(0.037);
  });

  test("BCa covers the mean of a skewed law better than the percentiles do", () => {
    const repeats = 1000;
    const covered = { bca: 0, percentile: 0 };
    for (let seed = 0; seed < repeats; seed++) {
      const draw = random(seed, "exponential sample");
      const values = Float64Array.from({ length: 20 }, () => -Math.log(draw.uniformOpen()));
      for (const method of ["bca", "percentile"] as const) {
        const { lower, upper } = bootstrapMean(values, { method, resamples: 499, seed });
        if (lower <= 1 && 1 <= upper) covered[method]++;
      }
    }
    // The same samples for both, so differences are small numbers of discordant cases; the literature has about 0.92 and 0.90 at n = 20.
    expect(covered.bca).toBeGreaterThan(covered.percentile);
    // 0.92 give or take four standard errors of 0.0086.
    expect(Math.abs(covered.bca / repeats - 0.92)).toBeLessThan(0.035);
  });

  test("the median's interval covers the median of any continuous law with about its level", () => {
    const repeats = 1000;
    let covered = 0;
    for (let seed = 0; seed < repeats; seed++) {
      const draw = random(seed, "cauchy sample");
      const values = Float64Array.from({ length: 21 }, () => draw.normal() / draw.normal());
      const { lower, upper } = bootstrapMedian(values, { method: "percentile", resamples: 499, seed });
      if (lower <= 0 && 0 <= upper) covered++;
    }
    // For n = 21 the ends are the 6th and 16th values up to the noise of 499 resamples (or the 7th and 15th): coverage
    // 1 - 2 P(Bin(21, 1/2) <= 5) = 0.973 (or 0.922), give or take four standard errors of 0.008.
    expect(covered / repeats).toBeGreaterThan(0.922 - 0.032);
    expect(covered / repeats).toBeLessThan(0.973 + 0.032);
  });

  test("the same seed and stream give the same bits, another seed others", () => {
    expect(bootstrapMean(skewed, { seed: 3 })).toEqual(bootstrapMean(skewed, { seed: 3 }));
    expect(bootstrapMean(skewed, { seed: 4 })).not.toEqual(bootstrapMean(skewed, { seed: 3 }));
    expect(bootstrapMean(skewed, { seed: 3, stream: "b" })).not.toEqual(bootstrapMean(skewed, { seed: 3 }));
  });

  test("a constant sample has an interval of no width, one value too", () => {
    for (const values of [[2, 2, 2, 2], [2]])
      expect(bootstrapMedian(values)).toEqual({ estimate: 2, lower: 2, upper: 2, level: 0.95 });
  });

  test("runs that diverged leave the median's interval meaningful", () => {
    const { lower, upper } = bootstrapMedian([1, 2, 3, 4, 5, 6, 7, 8, 9, Infinity]);
    expect(lower).toBeGreaterThanOrEqual(1);
    expect(upper).toBeLessThanOrEqual(9);
    expect(bootstrapMedian([1, Infinity, Infinity]).upper).toBe(Infinity);
  });

  test("paired differences are resampled as pairs", () => {
    const differences = pairedDifferences([1, 12, 103], [0, 10, 100]);
    expect([...differences]).toEqual([1, 2, 3]);
    expect(bootstrapMean(differences).lower).toBeGreaterThanOrEqual(1);
    expect(() => pairedDifferences([1], [1, 2])).toThrow("a and b: 1 and 2 values, expected pairs");
  });

  test("any statistic may be given, and one that is not defined is refused", () => {
    const spread = bootstrap(skewed, (x) => Math.max(...x) - Math.min(...x), { method: "percentile" });
    expect(spread.upper).toBeLessThanOrEqual(spread.estimate);
    expect(() => bootstrap([1, Infinity], mean)).toThrow("expected a finite number");
    expect(() => bootstrap([0, 1, 2], (x) => x[0] / x[0])).toThrow("statistic: NaN for a resample");
    expect(() => bootstrapMean([1, 2], { resamples: 10 })).toThrow(
      "resamples: 10, expected an integer of at least 100",
    );
  });
});
