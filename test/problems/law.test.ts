import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../src/numerics/random.js";
import { perAxisOf, power } from "../../src/problems/grid.js";
import { corners, cube, everyCorner, gaussian, grid, type Law, listed, unitSphere } from "../../src/problems/index.js";

const ROWS = 20_000;
const D = 3;

function points(law: Law, rows = ROWS): Float64Array[] {
  const draws = random(1, "law");
  return Array.from({ length: rows }, (_, row) => {
    const x = new Float64Array(law.inputs);
    law.draw(draws, x, row);
    return x;
  });
}

/** Within 5 standard errors of a mean of independent draws: one in two million tests fails by chance, and the seed is fixed. */
function near(values: readonly number[], mean: number, variance: number): void {
  const got = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(got - mean)).toBeLessThan(5 * Math.sqrt(variance / values.length));
}

// Var x^2 = E x^4 - (E x^2)^2; on the sphere E x_j^4 = 3 / (d (d + 2)).
const laws = [
  { title: "uniform in [0, 1]^3", law: cube(D), mean: 1 / 2, square: 1 / 3, fourth: 1 / 5 },
  { title: "uniform in [-1, 1]^3", law: cube(D, -1, 1), mean: 0, square: 1 / 3, fourth: 1 / 5 },
  { title: "uniform on the unit sphere", law: unitSphere(D), mean: 0, square: 1 / 3, fourth: 3 / 15 },
  { title: "N(0, I)", law: gaussian(D), mean: 0, square: 1, fourth: 3 },
];

describe.each(laws)("$title", ({ law, mean, square, fourth }) => {
  const sample = points(law);

  test("has the first two moments of its law in every coordinate", () => {
    for (let j = 0; j < D; j++) {
      const column = sample.map((x) => x[j]);
      near(column, mean, square - mean * mean);
      near(
        column.map((v) => v * v),
        square,
        fourth - square * square,
      );
    }
  });

  test("has uncorrelated coordinates", () => {
    const variance = square - mean * mean;
    // Var (x_i x_j) <= E x^4 by Cauchy and Schwarz, of the centred coordinates and so of these up to a factor below 2.
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ])
      near(
        sample.map((x) => (x[i] - mean) * (x[j] - mean)),
        0,
        Math.max(2 * fourth, variance),
      );
  });
});

test("points of the cube lie in [low, high), points of the sphere have length 1 to rounding", () => {
  for (const x of points(cube(D, -1, 1), 1000)) for (const v of x) expect(v >= -1 && v < 1).toBe(true);
  for (const x of points(unitSphere(D), 1000)) {
    // Three squares and a quotient, each off by half a unit in the last place at most.
    expect(Math.abs(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - 1)).toBeLessThan(4 * 2 ** -52);
  }
});

test("corners are fair independent signs", () => {
  const sample = points(corners(D));
  expect(sample.every((x) => x.every((v) => v === 1 || v === -1))).toBe(true);
  near(
    sample.map((x) => x[0]),
    0,
    1,
  );
  near(
    sample.map((x) => x[0] * x[1] * x[2]),
    0,
    1,
  );
});

test("every corner comes once", () => {
  const seen = new Set(points(everyCorner(6), 64).map((x) => x.join(",")));
  expect(seen.size).toBe(64);
});

test("listed points come in their order", () => {
  const given = Float64Array.of(1, 2, 3, 4, 5, 6);
  expect(points(listed(given, 2), 3).flatMap((x) => [...x])).toEqual([...given]);
});

describe("a grid", () => {
  test("contains its ends exactly, and its axis is uniform", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 3 }), (k, d) => {
        const all = grid(k, d, { low: -1, high: 1 });
        expect(all.length).toBe(power(k, d) * d);
        expect([...all.slice(0, d)]).toEqual(new Array(d).fill(-1));
        expect([...all.slice(-d)]).toEqual(new Array(d).fill(1));
        const rows = new Set(Array.from({ length: power(k, d) }, (_, i) => all.slice(i * d, (i + 1) * d).join(",")));
        expect(rows.size).toBe(power(k, d));
        const axis = [...new Set(all)].sort((a, b) => a - b);
        expect(axis.length).toBe(k);
        // Neighbours differ by 2/(k-1), to the rounding of numbers of size 1.
        for (let i = 1; i < k; i++) expect(Math.abs(axis[i] - axis[i - 1] - 2 / (k - 1))).toBeLessThan(4 * 2 ** -53);
      }),
      { numRuns: 40 },
    );
  });

  test("has its last coordinate vary fastest", () => {
    expect([...grid(2, 2)]).toEqual([0, 0, 0, 1, 1, 0, 1, 1]);
  });

  test("without its ends goes through the middles of equal cells", () => {
    expect([...grid(4, 1, { ends: false })]).toEqual([0.125, 0.375, 0.625, 0.875]);
  });

  test("knows its k from the number of points, and says which numbers would do", () => {
    expect(perAxisOf(125, 3, "p")).toBe(5);
    expect(perAxisOf(1_000_000, 1, "p")).toBe(1_000_000);
    expect(() => perAxisOf(120, 3, "p")).toThrow(
      /^problem "p": train: 120 points are no grid in 3 dimensions; expected k\^3, such as 64 or 125$/,
    );
    expect(() => perAxisOf(3, 3, "p")).toThrow(/such as 8$/);
    expect(() => grid(1, 2)).toThrow(/^perAxis: expected a whole number of at least 2, got 1$/);
  });
});
