import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bins } from "../../src/report/figure/residual.js";
import { thinCloud, thinCurve, thinLogarithmic } from "../../src/report/thin.js";

const curve = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), {
  minLength: 1,
  maxLength: 400,
});

describe("a thinned curve", () => {
  test("keeps both ends and the smallest and largest value, in order, within the limit", () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 8, max: 100 }), (values, limit) => {
        const kept = Array.from(thinCurve([values], limit));
        const finite = values.filter((value) => Number.isFinite(value));
        const shown = kept.map((i) => values[i]);
        expect(kept.length).toBeLessThanOrEqual(limit);
        expect([kept[0], kept[kept.length - 1]]).toEqual([0, values.length - 1]);
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
        if (finite.length > 0) {
          expect(shown).toContain(Math.min(...finite));
          expect(shown).toContain(Math.max(...finite));
        }
      }),
    );
  });

  test("of no more points than the limit is itself", () => {
    expect(Array.from(thinCurve([[3, 1, 2]], 8))).toEqual([0, 1, 2]);
    expect(thinCurve([[]], 8).length).toBe(0);
  });

  test("shows a single spike among 10^5 points", () => {
    const values = new Float64Array(100_000);
    values[54_321] = 1;
    expect(Array.from(thinCurve([values], 100))).toContain(54_321);
  });
});

describe("a curve thinned for a logarithmic axis", () => {
  test("keeps its ends and its extremes, in order, and at most four points in each piece", () => {
    fc.assert(
      fc.property(curve, (values) => {
        const x = values.map((_, i) => i + 1);
        const kept = Array.from(thinLogarithmic(x, values, 1.1));
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
        expect([kept[0], kept[kept.length - 1]]).toEqual([0, values.length - 1]);
        const shown = kept.map((i) => values[i]);
        const finite = values.filter((value) => Number.isFinite(value));
        for (const extreme of finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [])
          expect(shown).toContain(extreme);
        for (const start of x) {
          const piece = kept.filter((i) => x[i] >= start && x[i] <= 1.1 * start);
          expect(piece.length).toBeLessThanOrEqual(8); // it overlaps two pieces at most
        }
      }),
      { numRuns: 50 },
    );
  });

  test("of 10^5 points keeps the first hundred, which fill half of the axis, nearly all", () => {
    const x = Array.from({ length: 100_000 }, (_, i) => i + 1);
    const kept = Array.from(thinLogarithmic(x, x, 1.015));
    expect(kept.filter((i) => i < 66).length).toBe(66);
    expect(kept.length).toBeLessThan(1200);
  });
});

test("a thinned cloud keeps within the limit and keeps the points it must", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 10, max: 500 }), (n, limit) => {
      const must = n > 3 ? [n - 1, 2] : [];
      const kept = Array.from(thinCloud(n, limit, must));
      expect(kept.length).toBeLessThanOrEqual(Math.min(n, limit));
      for (const i of must) expect(kept).toContain(i);
      for (const i of kept) expect(i).toBeLessThan(n);
    }),
  );
});

describe("every value falls into one bin of the histogram", () => {
  const holds = (values: readonly number[]) => {
    const bars = bins(values);
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(values.length);
    for (const [i, bar] of bars.entries()) if (i > 0) expect(bar.from).toBe(bars[i - 1].to);
  };

  test("of any values", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { maxLength: 300 }), holds));
  });

  test("of values that differ in their last digits only", () => {
    const near = fc
      .tuple(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 300 }),
      )
      .chain(([at, shifts]) =>
        fc
          .integer({ min: -16, max: -1 })
          .map((power) => shifts.map((shift) => at * (1 + shift * Number(`1e${power}`)))),
      );
    fc.assert(fc.property(near, holds));
  });
});
