import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decades, holm, mean, median, pairedEffect, quantile, reduction } from "../../src/study/statistic/index.js";

describe("quantiles of a sample", () => {
  test("the quantiles of 1, 2, 3, 4 are linear between its values", () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile([4, 2, 1, 3], p))).toEqual([1, 1.75, 2.5, 3.25, 4]);
  });

  test("they rise with p and stay inside the sample", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 20 });
    const share = fc.double({ noNaN: true, min: 0, max: 1 });
    fc.assert(
      fc.property(values, share, share, (x, p, q) => {
        const [low, high] = [quantile(x, Math.min(p, q)), quantile(x, Math.max(p, q))];
        // Interpolation rounds to one unit in the last place of the values.
        expect(low).toBeLessThanOrEqual(high + 4e-10);
        expect(low).toBeGreaterThanOrEqual(Math.min(...x));
        expect(high).toBeLessThanOrEqual(Math.max(...x) + 4e-10);
      }),
    );
  });

  test("runs that diverged do not spoil the median of the others", () => {
    expect(median([1, Infinity, 2])).toBe(2);
    expect(median([1, Infinity])).toBe(Infinity);
    expect(median([-Infinity, Infinity])).toBe(0);
  });

  test("the mean of equal numbers is that number", () => {
    // A plain sum of these is off in the 14th digit; the second pass takes that off.
    expect(mean(new Array<number>(1000).fill(0.1))).toBe(0.1);
    expect(() => mean([1, Infinity])).toThrow("values[1]: Infinity, expected a finite number; use the median");
  });

  test("a probability outside [0, 1] is named", () => {
    expect(() => quantile([1], 95)).toThrow("p: 95, expected a number in [0, 1]");
  });
});

describe("decades", () => {
  test("a tenth of the baseline is one decade gained, ten times it one lost", () => {
    const [gain, loss, none] = decades([1e-3, 10, 2], [1e-2, 1, 2]);
    // Logarithms are right to an ulp: a few eps.
    expect(Math.abs(gain - 1)).toBeLessThan(1e-14);
    expect(Math.abs(loss + 1)).toBeLessThan(1e-14);
    expect(none).toBe(0);
  });

  test("exchanging candidate and baseline changes the sign, to the bit", () => {
    const values = fc.array(fc.double({ noNaN: true, min: 1e-300, max: 1e300 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const back = decades(b, a);
        decades(a, b).forEach((d, i) => {
          expect(d + back[i]).toBe(0);
        });
      }),
    );
  });

  test("two zeros or two runs that diverged are a tie; one of them is an infinite difference", () => {
    expect([...decades([0, Infinity, 0, Infinity], [0, Infinity, 1, 1])]).toEqual([0, 0, Infinity, -Infinity]);
  });

  test("samples that do not pair up and negative values are named", () => {
    expect(() => decades([1], [1, 2])).toThrow("candidate and baseline: 1 and 2 values, expected pairs");
    expect(() => decades([1, -1], [1, 2])).toThrow("candidate[1]: -1, expected 0 or more");
  });

  test("1 decade is a reduction by 90 %, log10(1/0.95) decades by 5 %", () => {
    expect(Math.abs(reduction(1) - 0.9)).toBeLessThan(1e-15);
    expect(Math.abs(reduction(-Math.log10(0.95)) - 0.05)).toBeLessThan(1e-15);
    expect(reduction(-1)).toBeLessThan(-8.9);
  });

  test("a paired effect counts wins and ties, and its centre belongs to its test", () => {
    const effect = pairedEffect([0.3, 0.2, 0, 0.5, -0.1, 0.4, 0.6, 0.25, 0.35, 0.15], { seed: 1 });
    expect(effect).toMatchObject({ pairs: 10, wins: 8, ties: 1, losses: 1 });
    expect(effect.median.estimate).toBe(0.275);
    expect(effect.test.p).toBeLessThan(0.05);
    expect(effect.centre.lower).toBeGreaterThan(0);
  });
});

describe("Holm's correction", () => {
  test("p = .01, .04, .03, .005 become .03, .06, .06, .02", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      // One product each.
      expect(Math.abs(adjusted[i] - p)).toBeLessThan(1e-16);
    });
  });

  test("one test is left alone, and nothing exceeds 1", () => {
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test("rejecting adjusted values is Holm's step-down procedure", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), { minLength: 1, maxLength: 8 }), (p) => {
        const sorted = [...p].sort((a, b) => a - b);
        let rejected = 0;
        while (rejected < p.length && (p.length - rejected) * sorted[rejected] <= 0.05) rejected++;
        expect(holm(p).filter((v) => v <= 0.05).length).toBe(rejected);
      }),
    );
  });

  test("what is no probability is named", () => {
    expect(() => holm([0.1, 2])).toThrow("pValues[1]: 2, expected a probability");
  });
});
