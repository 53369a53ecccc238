import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../src/numerics/random.js";
import { hodgesLehmann, medianInterval, signedRank, signTest } from "../../src/study/statistic/index.js";
import { signedRankCdf } from "../../src/study/statistic/signed-rank.js";

/** Darwin's maize, crossed against self-fertilised, eighths of an inch (Fisher, Design of Experiments, 1935). */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
/** Depression scale, before minus after (Hollander and Wolfe, example 3.1). */
const depression = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];

/** Both tails of the sum of positive ranks over all sign patterns, by enumeration. */
function enumerate(differences: readonly number[], zeros: "pratt" | "wilcoxon") {
  const kept = zeros === "pratt" ? differences : differences.filter((d) => d !== 0);
  const size = kept.map(Math.abs);
  const rank = size.map((v) => size.filter((u) => u < v).length + (size.filter((u) => u === v).length + 1) / 2);
  const ranks = rank.filter((_, i) => kept[i] !== 0);
  const signs = kept.filter((d) => d !== 0);
  const observed = ranks.reduce((sum, r, i) => sum + (signs[i] > 0 ? r : 0), 0);
  let below = 0;
  let above = 0;
  for (let pattern = 0; pattern < 1 << ranks.length; pattern++) {
    const sum = ranks.reduce((total, r, i) => total + ((pattern >> i) & 1 ? r : 0), 0);
    if (sum <= observed) below++;
    if (sum >= observed) above++;
  }
  const all = 1 << ranks.length;
  return { observed, less: below / all, greater: above / all, both: Math.min(1, (2 * Math.min(below, above)) / all) };
}

const tied = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 11 });

describe("Wilcoxon's signed-rank test", () => {
  // The published table of two-sided 5 % (Wilcoxon and Wilcox 1964; Hollander and Wolfe, A.4): the largest W that is significant.
  test.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
    [11, 10],
    [12, 13],
    [13, 17],
    [14, 21],
    [15, 25],
    [16, 29],
    [17, 34],
    [18, 40],
    [19, 46],
    [20, 52],
    [21, 58],
    [22, 65],
    [23, 73],
    [24, 81],
    [25, 89],
    [30, 137],
    [40, 264],
    [50, 434],
  ])("for n = %i the smaller rank sum is significant at 5 %% up to %i", (n, critical) => {
    const cdf = signedRankCdf(n);
    expect(2 * cdf(critical)).toBeLessThanOrEqual(0.05);
    expect(2 * cdf(critical + 1)).toBeGreaterThan(0.05);
  });

  // The same table at two-sided 1 %.
  test.each([
    [8, 0],
    [10, 3],
    [15, 15],
    [20, 37],
    [25, 68],
  ])("for n = %i it is significant at 1 %% up to %i", (n, critical) => {
    const cdf = signedRankCdf(n);
    expect(2 * cdf(critical)).toBeLessThanOrEqual(0.01);
    expect(2 * cdf(critical + 1)).toBeGreaterThan(0.01);
  });

  test("Darwin's maize has rank sums 96 and 24 and p = 0.0413", () => {
    // 0.041259765625 = 1352 / 2^15, exact in binary.
    expect(signedRank(maize)).toEqual({
      positive: 96,
      negative: 24,
      n: 15,
      zeros: 0,
      p: 0.041259765625,
      method: "exact",
    });
  });

  test("the depression scale has rank sum 40 and one-sided p = 0.0195", () => {
    const { positive, p } = signedRank(depression, { alternative: "greater" });
    expect(positive).toBe(40);
    expect(p).toBe(10 / 512);
  });

  test.each(["pratt", "wilcoxon"] as const)(
    "with ties and zeros (%s) the p-values are those of the enumeration of all sign patterns, to the bit",
    (zeros) => {
      fc.assert(
        fc.property(tied, (d) => {
          const { observed, less, greater, both } = enumerate(d, zeros);
          const result = signedRank(d, { zeros });
          expect(result.positive).toBe(observed);
          expect(result.p).toBe(both);
          expect(signedRank(d, { zeros, alternative: "less" }).p).toBe(less);
          expect(signedRank(d, { zeros, alternative: "greater" }).p).toBe(greater);
        }),
      );
    },
  );

  test("exchanging the methods exchanges the rank sums and keeps the two-sided p", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -10, max: 10 }), { minLength: 1, maxLength: 70 }), (d) => {
        const one = signedRank(d);
        const other = signedRank(d.map((v) => -v));
        expect([other.positive, other.negative, other.p]).toEqual([one.negative, one.positive, one.p]);
      }),
    );
  });

  test("by Pratt's rule a tie turned into a win never weakens the evidence; by Wilcoxon's it can", () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(sizes, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), fc.nat(3), (all, won, ties) => {
        const rest = all.slice(1).map((size, i) => (won[i] ? size : -size));
        const zeros = new Array<number>(ties).fill(0);
        const before = signedRank([...rest, ...zeros, 0], { alternative: "greater" }).p;
        expect(signedRank([...rest, ...zeros, all[0]], { alternative: "greater" }).p).toBeLessThanOrEqual(before);
      }),
    );
    const rest = [-3, 6, -2, -1, -4, 5];
    const p = (last: number) => signedRank([...rest, last], { alternative: "greater", zeros: "wilcoxon" }).p;
    expect(p(0)).toBe(0.5);
    expect(p(0.1)).toBeGreaterThan(0.5);
  });

  test("Wilcoxon's zeros are as if not measured", () => {
    const d = [1, 2, 3, 4, 5, 6, -1.5];
    expect(signedRank([...d, 0, 0, 0], { zeros: "wilcoxon" }).p).toBe(signedRank(d).p);
  });

  test("only zeros give p = 1", () => {
    expect(signedRank([0, 0, 0])).toMatchObject({ n: 0, zeros: 3, p: 1 });
  });

  test("a run that diverged counts as the largest difference", () => {
    expect(signedRank([1, 2, -Infinity]).negative).toBe(3);
  });

  test("10 seeds reach 5 % in a family of 25 and not in one of 26", () => {
    const { p } = signedRank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(p).toBe(2 / 1024);
    expect(25 * p).toBeLessThanOrEqual(0.05);
    expect(26 * p).toBeGreaterThan(0.05);
  });

  test("above 50 differences it is the normal approximation with continuity, as SciPy has it", () => {
    const d = Array.from({ length: 80 }, (_, i) => ((37 * (i + 1)) % 101) - 30);
    // SciPy 1.17: wilcoxon(d, zero_method, correction=True, method="asymptotic"); many ties, one zero. Printed to 16 digits.
    for (const [zeros, p] of [
      ["pratt", 5.796554658047506e-7],
      ["wilcoxon", 5.391637106086117e-7],
    ] as const) {
      const result = signedRank(d, { zeros });
      expect(result.method).toBe("normal");
      expect(Math.abs(result.p / p - 1)).toBeLessThan(1e-12);
    }
  });

  test("at 50 the approximation is within 0.002 of the exact tail", () => {
    const cdf = signedRankCdf(50);
    const deviation = Math.sqrt((50 * 51 * 101) / 24);
    for (const z of [-2.5, -1.96, -1, 0]) {
      const v = Math.round((50 * 51) / 4 + z * deviation);
      // Edgeworth's next term: kurtosis 3.6 / n = 0.072, over 24, times a derivative of the density of at most 0.55, makes 0.0017.
      expect(Math.abs(cdf(v) - normalTail(v, 50))).toBeLessThan(0.002);
    }
  });

  test("a NaN and an empty sample are named", () => {
    expect(() => signedRank([1, NaN])).toThrow(
      "differences[1]: NaN, expected a number; give a run that diverged as Infinity",
    );
    expect(() => signedRank([])).toThrow("differences: 0 values, expected at least 1; run more seeds");
  });
});

/** P(V <= v) by the normal law of the mean n(n+1)/4 and variance n(n+1)(2n+1)/24 of V. */
function normalTail(v: number, n: number): number {
  const z = (v + 0.5 - (n * (n + 1)) / 4) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  // Simpson's rule on the density from -9: error about 1e-10.
  const steps = 4000;
  const h = (z + 9) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = -9 + i * h;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * t * t);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

describe("Hodges and Lehmann's centre", () => {
  test("the depression scale has centre 0.46 and the 96.1 % interval of Hollander and Wolfe, (-0.01, 0.786)", () => {
    const { estimate, lower, upper, coverage } = hodgesLehmann(depression, 0.95);
    // Sums of decimals: a few eps.
    expect(Math.abs(estimate - 0.46)).toBeLessThan(1e-12);
    expect(Math.abs(lower - 0.01)).toBeLessThan(1e-12);
    expect(Math.abs(upper - 0.786)).toBeLessThan(1e-12);
    expect(coverage).toBe(1 - 20 / 512);
  });

  test("without ties its interval leaves out 0 exactly if the test rejects", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const draw = random(seed, "differences");
      const n = 3 + draw.integer(60);
      const d = Array.from({ length: n }, () => draw.normal() + 0.4);
      for (const level of [0.5, 0.9, 0.95, 0.99]) {
        const { lower, upper } = hodgesLehmann(d, level);
        const rejected = signedRank(d).p <= 1 - level;
        expect(lower > 0 || upper < 0).toBe(rejected);
      }
    }
  });

  test("it is the centre of a symmetric sample and moves with the sample", () => {
    expect(hodgesLehmann([-3, -1, 0, 1, 3]).estimate).toBe(0);
    expect(hodgesLehmann([1, 3, 4, 5, 7]).estimate).toBe(4);
  });

  test("below 6 differences a 95 % interval is the whole line", () => {
    expect(hodgesLehmann([1, 2, 3, 4, 5])).toMatchObject({ lower: -Infinity, upper: Infinity, coverage: 1 });
    expect(hodgesLehmann([1, 2, 3, 4, 5, 6])).toMatchObject({ lower: 1, upper: 6, coverage: 1 - 2 / 64 });
  });

  test("opposite infinities balance", () => {
    expect(hodgesLehmann([Infinity, -Infinity, 1, -1]).estimate).toBe(0);
  });

  test("too many differences are refused, with what to use", () => {
    expect(() => hodgesLehmann(new Float64Array(3001))).toThrow(
      "3001 values, expected at most 3000; use bootstrapMedian",
    );
  });
});

describe("the sign test", () => {
  test("5 of 6 positive has p = 14/64, and Darwin's maize 13 of 15 has 0.0074", () => {
    // The incomplete beta function is right to about 1e-14.
    expect(Math.abs(signTest([1, 2, 3, 4, 5, -1]).p - 14 / 64)).toBeLessThan(1e-13);
    expect(Math.abs(signTest(maize).p - (2 * (1 + 15 + 105)) / 32768)).toBeLessThan(1e-13);
  });

  test("one-sided p-values are tails of the fair coin, zeros left out", () => {
    expect(Math.abs(signTest([1, 1, 1, 0], "greater").p - 1 / 8)).toBeLessThan(1e-14);
    expect(signTest([1, 1, 1, 0], "less").p).toBe(1);
    expect(signTest([0, 0])).toEqual({ positive: 0, negative: 0, zeros: 2, p: 1 });
  });

  test("its interval for the median runs, for n = 10, from the 2nd to the 9th value and covers 97.9 %", () => {
    const { lower, upper, coverage, estimate } = medianInterval([5, 3, 8, 1, 9, 2, 7, 4, 10, 6]);
    expect([lower, upper, estimate]).toEqual([2, 9, 5.5]);
    expect(Math.abs(coverage - (1 - (2 * 11) / 1024))).toBeLessThan(1e-13);
  });
});
