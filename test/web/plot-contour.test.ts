import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traceLevel } from "../../src/web/plot/contour.js";

type Piece = readonly [number, number, number, number];

function pieces(columns: number, rows: number, of: (x: number, y: number) => number, level: number): readonly Piece[] {
  const values = Array.from({ length: columns * rows }, (_, k) =>
    of((k % columns) + 0.5, Math.floor(k / columns) + 0.5),
  );
  const found: Piece[] = [];
  traceLevel({ columns, rows, values }, level, (...piece) => found.push(piece));
  return found;
}

const ends = (found: readonly Piece[]) => found.flatMap(([x1, y1, x2, y2]) => [[x1, y1] as const, [x2, y2] as const]);

describe("the level line", () => {
  test("of a linear function is straight, from border to border", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.7, noNaN: true }),
        fc.double({ min: 4, max: 6, noNaN: true }),
        (slope, at) => {
          const found = pieces(10, 10, (x, y) => x + slope * (y - 5), at);
          // Outside the middles of the border's cells a function is continued as a constant.
          for (const [x, y] of ends(found))
            if (Math.min(x, y) >= 0.5 && Math.max(x, y) <= 9.5) expect(x + slope * (y - 5)).toBeCloseTo(at, 9);
          const all = ends(found).map(([, y]) => y);
          expect(Math.min(...all)).toBe(0);
          expect(Math.max(...all)).toBe(10);
        },
      ),
    );
  });

  test("of a bump is closed: every end is the end of two pieces", () => {
    const found = pieces(21, 17, (x, y) => Math.exp(-((x - 9.7) ** 2) / 9 - (y - 8.1) ** 2 / 5), 0.5);
    const count = new Map<string, number>();
    for (const [x, y] of ends(found)) {
      const key = `${x.toFixed(9)} ${y.toFixed(9)}`;
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(count.values())).toEqual(new Set([2]));
  });

  test("leaves out what is next to a NaN, and does not follow its border", () => {
    const hole = (x: number, y: number) => Math.hypot(x - 5, y - 5) < 2;
    expect(pieces(10, 10, (x, y) => (hole(x, y) ? Number.NaN : 1), 0.5)).toEqual([]);
    const cut = pieces(10, 10, (x, y) => (hole(x, y) ? Number.NaN : x), 5);
    expect(cut.length).toBeGreaterThan(0);
    for (const [x, y] of ends(cut)) {
      expect(x).toBeCloseTo(5, 12);
      expect(hole(x, y)).toBe(false);
    }
  });

  test("of a saddle joins the corners that the mean of all four joins", () => {
    const saddle = (mean: number) => (x: number, y: number) => (x < 1 === y < 1 ? 1 : -1) + mean;
    // Seen from the middle, the pieces cut off the corners that are not joined.
    const cutOff = (found: readonly Piece[]) =>
      found
        .filter(([x1, y1, x2, y2]) => [x1, y1, x2, y2].every((at) => at > 0.4 && at < 1.6))
        .map(([x1, y1, x2, y2]) => [Math.sign(x1 + x2 - 2), Math.sign(y1 + y2 - 2)]);
    for (const [i, j] of cutOff(pieces(2, 2, saddle(0.3), 0))) expect(i * j).toBe(-1);
    for (const [i, j] of cutOff(pieces(2, 2, saddle(-0.3), 0))) expect(i * j).toBe(1);
  });

  test.each([
    [1, 1],
    [1, 5],
    [0, 0],
  ])("of a grid of %i x %i cells is no error", (columns, rows) => {
    expect(pieces(columns, rows, () => 1, 1)).toEqual([]);
  });
});
