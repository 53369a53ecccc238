import { describe, expect, test } from "vitest";
import { clipped, fitting, rangeOf } from "../../src/report/claim/figure/range.js";
import { joined, sparse } from "../../src/report/claim/figure/summary.js";

describe("runs that were recorded at times of their own", () => {
  test("are told from runs that failed by how much is missing between their ends", () => {
    expect(sparse([[1, null, null, 4]])).toBe(true);
    expect(sparse([[1, 2, 3, null, 5, 6]])).toBe(false);
    // What is missing at an end is a run that began late or stopped.
    expect(sparse([[null, null, 1, 2, 3, null, null]])).toBe(false);
    expect(sparse([[null, null]])).toBe(false);
  });

  test("are straight lines between two values, and nothing beyond their ends", () => {
    expect(joined([null, 1, null, null, 7, null], [0, 1, 2, 3, 4, 5])).toEqual([null, 1, 3, 5, 7, null]);
    expect(joined([2, null, 4], [0, 3, 4])).toEqual([2, 3.5, 4]);
    expect(joined([null, null], [0, 1])).toEqual([null, null]);
  });
});

describe("a prediction's line", () => {
  const axis = (scale: "linear" | "log", values: readonly number[]) =>
    rangeOf({ label: "x", scale }, values, { tight: true });
  const inside = (points: ReturnType<typeof clipped>) => points.filter(({ x }) => x !== undefined);

  test("is cut where it leaves the axes, at their very edge", () => {
    const [x, y] = [axis("linear", [0, 10]), axis("linear", [0, 1])];
    const line = inside(
      clipped(
        [
          { x: 0, y: 0.5 },
          { x: 10, y: 2.5 },
        ],
        x,
        y,
      ),
    );
    expect(line[0]).toEqual({ x: 0, y: 0.5 });
    expect(line.at(-1)?.x).toBeCloseTo(2.5, 12);
    expect(line.at(-1)?.y).toBeCloseTo(1, 12);
  });

  test("is cut by ratios on a logarithmic axis, where a power law is straight", () => {
    const [x, y] = [axis("log", [1, 1e4]), axis("log", [1, 100])];
    const law = [1, 1e4].map((at) => ({ x: at, y: at }));
    const line = inside(clipped(law, x, y));
    expect(line.at(-1)?.x).toBeCloseTo(100, 9);
    expect(line.at(-1)?.y).toBeCloseTo(100, 9);
  });

  test("is not there where it has no value, or lies outside throughout", () => {
    const [x, y] = [axis("linear", [0, 10]), axis("linear", [0, 1])];
    const at = (a: number | null, b: number | null) =>
      inside(
        clipped(
          [
            { x: 0, y: a },
            { x: 10, y: b },
          ],
          x,
          y,
        ),
      );
    expect(at(null, 0.5)).toEqual([]);
    expect(at(2, 3)).toEqual([]);
  });
});

test("a panel has axes of its own where its values would lie in a corner of the shared ones", () => {
  const of = (low: number, high: number) => rangeOf({ label: "t", scale: "linear" }, [low, high], { tight: true });
  const shared = of(0, 100);
  expect(fitting(of(0, 10), shared)).not.toBe(shared);
  expect(fitting(of(0, 80), shared)).toBe(shared);
});

test("an axis of logarithms is written in powers of ten", () => {
  const axis = rangeOf({ label: "log10 R", scale: "linear" }, [-6, 0]);
  expect(axis.label).toBe("R (log scale)");
  expect(axis.ticks(8).map((tick) => axis.tickText?.(tick))).toContain("10⁻⁴");
  expect(rangeOf({ label: "R", scale: "linear" }, [-6, 0]).tickText).toBeUndefined();
});
