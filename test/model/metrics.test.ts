import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classMetrics, targetMetrics } from "../../src/model/metrics.js";

const numbers = (length: number) =>
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: length, maxLength: length });

describe("targetMetrics", () => {
  it("gives the root mean square, the mean absolute error and R^2 of a worked example", () => {
    const { rmse, mae, r2, baseline } = targetMetrics("y", [1, 2, 3, 4], [1, 2, 3, 8], 2);
    expect({ rmse, mae }).toEqual({ rmse: 2, mae: 1 });
    // 1 - 16 / (2.25 + 0.25 + 0.25 + 2.25)
    expect(r2).toBe(1 - 16 / 5);
    // Distances from the training mean 2: 1, 0, 1, 2.
    expect(baseline).toBe(Math.sqrt(6 / 4));
  });

  it("is perfect on perfect predictions, and R^2 = 0 for the mean of y", () => {
    expect(targetMetrics("y", [1, 2, 6], [1, 2, 6], 0)).toMatchObject({ rmse: 0, mae: 0, r2: 1 });
    expect(targetMetrics("y", [1, 2, 6], [3, 3, 3], 3).r2).toBe(0);
  });

  it("has no R^2 where y does not vary, also where the mean of equal numbers is rounded", () => {
    expect(targetMetrics("y", [5, 5, 5], [4, 5, 6], 5).r2).toBeNaN();
    // (0.1 + 0.1 + 0.1) / 3 is not 0.1.
    expect(targetMetrics("y", [0.1, 0.1, 0.1], [0, 0, 0], 0).r2).toBeNaN();
  });

  it("has mae <= rmse <= max |f - y|, and rmse does not change when f and y swap", () => {
    fc.assert(
      fc.property(numbers(6), numbers(6), (y, f) => {
        const { rmse, mae } = targetMetrics("y", y, f, 0);
        const most = Math.max(...y.map((v, i) => Math.abs(v - f[i])));
        // Six squares and a root: a few roundings.
        expect(mae).toBeLessThanOrEqual(rmse * (1 + 8 * Number.EPSILON) + Number.MIN_VALUE ** 0.5);
        expect(rmse).toBeLessThanOrEqual(most * (1 + 8 * Number.EPSILON));
        expect(targetMetrics("y", f, y, 0).rmse).toBe(rmse);
      }),
    );
  });
});

describe("classMetrics", () => {
  it("counts truth by row and prediction by column, and the share on the diagonal", () => {
    const outputs = [3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3];
    const metrics = classMetrics(["a", "b", "c"], [0, 1, 2, 2], [0, 1, 1, 2], outputs);
    expect(metrics.confusion).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 1],
    ]);
    expect(metrics.accuracy).toBe(0.75);
    // Three rows at log(1 + 2 e^-3), one at 3 more.
    const sure = Math.log(1 + 2 * Math.exp(-3));
    expect(Math.abs(metrics.crossEntropy - (sure + 0.75))).toBeLessThan(4 * Number.EPSILON);
  });

  it("has cross-entropy log k for outputs that say nothing", () => {
    expect(classMetrics(["n", "y"], [0, 1], [1, 1], [0, 0]).crossEntropy).toBeCloseTo(Math.LN2, 15);
    const four = classMetrics(["a", "b", "c", "d"], [0, 3], [0, 0], new Float64Array(8));
    expect(four.crossEntropy).toBeCloseTo(Math.log(4), 15);
  });

  it("stays finite for outputs of 1e4, and the confusion counts every row once", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.double({ min: -1e4, max: 1e4, noNaN: true }))), (rows) => {
        fc.pre(rows.length > 0);
        const truth = rows.map(([label]) => Number(label));
        const predicted = rows.map(([, output]) => Number(output > 0));
        const metrics = classMetrics(
          ["no", "yes"],
          truth,
          predicted,
          rows.map(([, output]) => output),
        );
        expect(Number.isFinite(metrics.crossEntropy)).toBe(true);
        expect(metrics.crossEntropy).toBeGreaterThanOrEqual(0);
        expect(metrics.confusion.flat().reduce((a, b) => a + b)).toBe(rows.length);
        expect(metrics.accuracy * rows.length).toBeCloseTo(metrics.confusion[0][0] + metrics.confusion[1][1], 9);
      }),
    );
  });
});
