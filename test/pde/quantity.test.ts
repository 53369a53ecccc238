import { describe, expect, test } from "vitest";
import { planesOf } from "../../src/engine/index.js";
import { conditionTerm } from "../../src/pde/condition.js";
import { box, pdeProblems, pdeTerms } from "../../src/pde/index.js";
import { differentiate, type Place, type Quantity, quantity } from "../../src/pde/quantity.js";
import { largest, normals, viewOf } from "./jets.js";

const jet = { order: 2, directions: 2 } as const;
const planes = planesOf(jet);
const place: Place = { x: [0.3, 0.7], normal: [0.6, -0.8], scalars: { viscosity: 0.05 } };

function derivatives(of: Quantity, entries: ArrayLike<number>, at: Place = place): Float64Array {
  const out = new Float64Array(of.components * planes).fill(Number.NaN);
  differentiate(of, viewOf(entries, jet), at, out);
  return out;
}

describe("five-point differences", () => {
  test("are the derivatives of polynomials of degree 4, to a relative 1e-12", () => {
    // Every monomial in value, slope and Laplacian (two planes) of degree 4 at most, with its derivatives.
    for (let a = 0; a <= 4; a++)
      for (let b = 0; a + b <= 4; b++)
        for (let c = 0; a + b + c <= 4; c++) {
          const power = (x: number, n: number) => (n < 0 ? 0 : x ** n);
          const monomial = quantity(2, (u) => power(u.value, a) * power(u.gradient[1], b) * power(u.laplacian, c));
          const entries = normals(planes, 1 + a + 5 * b + 25 * c).map((entry) => 3 * entry);
          const [u, slope, laplacian] = [entries[0], entries[2], entries[3] + entries[5]];
          const byLaplacian = power(u, a) * power(slope, b) * c * power(laplacian, c - 1);
          const expected = [
            a * power(u, a - 1) * power(slope, b) * power(laplacian, c),
            0,
            power(u, a) * b * power(slope, b - 1) * power(laplacian, c),
            byLaplacian,
            0,
            byLaplacian,
          ];
          // Rounding: the terms' eps over a step of 1e-3 of the entry, or of 1, whichever is more.
          const scale =
            Math.max(1, Math.abs(u)) ** a * Math.max(1, Math.abs(slope)) ** b * Math.max(1, 2 * largest(entries)) ** c;
          const got = derivatives(monomial, entries);
          for (const [plane, value] of expected.entries())
            expect(Math.abs(got[plane] - value), `${a}, ${b}, ${c}, plane ${plane}`).toBeLessThan(1e-12 * scale);
        }
  });

  test("are near for a sine: to h^4 / 30 = 3e-14 and the rounding", () => {
    const sine = quantity(1, (u) => Math.sin(u.value) * Math.cos(u.gradient[0]));
    for (let seed = 1; seed <= 20; seed++) {
      const entries = normals(planes, seed).map((entry) => Math.max(-1, Math.min(1, entry)));
      const got = derivatives(sine, entries);
      const [u, p] = entries;
      expect(Math.abs(got[0] - Math.cos(u) * Math.cos(p))).toBeLessThan(1e-12);
      expect(Math.abs(got[1] + Math.sin(u) * Math.sin(p))).toBeLessThan(1e-12);
    }
  });

  test("leave u as it was, and 0 where a derivative is of a higher order than the quantity's", () => {
    const entries = normals(planes, 3);
    const view = viewOf(entries, jet);
    const out = new Float64Array(planes).fill(Number.NaN);
    differentiate(
      quantity(1, (u) => u.value * u.gradient[0]),
      view,
      place,
      out,
    );
    expect(Array.from(entries, (_, plane) => view.get(plane))).toEqual(Array.from(entries));
    expect(out.every(Number.isFinite)).toBe(true);
    expect(Array.from(out.subarray(3))).toEqual([0, 0, 0]);
  });
});

test("the derivatives that Sobolev training states are those of its differences", () => {
  const [{ quantity: sobolev }] = pdeTerms(pdeProblems["poisson-square"](), { loss: "sobolev" });
  const { differentiate: stated, ...plain } = sobolev;
  expect(stated).toBeDefined();
  for (let seed = 1; seed <= 5; seed++) {
    const entries = normals(planes, seed);
    const [own, differences] = [derivatives(sobolev, entries), derivatives(plain, entries)];
    for (const [i, value] of differences.entries()) expect(Math.abs(own[i] - value)).toBeLessThan(1e-11);
  }
});

describe("a condition's quantity", () => {
  const entries = normals(planes, 8);
  const across = 0.6 * entries[1] - 0.8 * entries[2];
  const evaluate = (condition: Parameters<typeof conditionTerm>[0], at: Place = place) => {
    const { quantity: of } = conditionTerm(condition, ["x1 = 0"], 1);
    const out = new Float64Array(of.components);
    of.evaluate(viewOf(entries, jet), at, out);
    return Array.from(out);
  };

  test("is what the condition misses by", () => {
    const value = ({ x, scalars }: Place) => x[0] + scalars.viscosity;
    expect(evaluate({ kind: "dirichlet", on: "all", value: 0.25 })).toEqual([entries[0] - 0.25]);
    expect(evaluate({ kind: "dirichlet", on: "all", value })).toEqual([entries[0] - 0.35]);
    expect(evaluate({ kind: "neumann", on: "all", value })[0]).toBeCloseTo(across - 0.35, 14);
    const robin = evaluate({ kind: "robin", on: "all", coefficient: ({ x }) => x[1], value: 2 });
    expect(robin[0]).toBeCloseTo(across + 0.7 * entries[0] - 2, 14);
  });

  test("of a periodic condition compares both values, and both slopes along one normal", () => {
    const other = normals(planes, 9);
    const condition = { kind: "periodic", on: ["x1 = 0", "x1 = 1"] } as const;
    const at = { ...place, other: viewOf(other, jet) };
    const [value, slope] = evaluate(condition, at);
    expect(value).toBe(entries[0] - other[0]);
    expect(slope).toBeCloseTo(across - (0.6 * other[1] - 0.8 * other[2]), 14);
    const out = new Float64Array(2 * planes);
    const { quantity: of } = conditionTerm(condition, [], 1);
    differentiate(of, viewOf(entries, jet), at, out, at.other);
    for (const [i, expected] of [-1, 0, 0, 0, 0, 0, 0, -0.6, 0.8, 0, 0, 0].entries())
      expect(out[i]).toBeCloseTo(expected, 11);
  });
});

describe("the terms of a loss", () => {
  const names = (problem: Parameters<typeof pdeTerms>[0], options: Parameters<typeof pdeTerms>[1]) =>
    pdeTerms(problem, options).map(({ name, kind, weight }) => [name, kind, weight]);
  const neumann = pdeProblems["poisson-neumann"]();
  const square = pdeProblems["poisson-square"]();

  test("of the strong form are the residual, the mean and the weighted conditions", () => {
    expect(names(neumann, { loss: "residual", boundaryWeight: 3 })).toEqual([
      ["residual", "squares", 1],
      ["mean", "squared integral", 1],
      ["neumann on all of the boundary", "squares", 3],
    ]);
  });

  test("of an energy are its integral, and of the conditions those that are not natural", () => {
    expect(names(neumann, { loss: "energy" })).toEqual([
      ["energy", "integral", 1],
      ["mean", "squared integral", 1],
    ]);
    expect(names(square, { loss: "energy", boundaryWeight: 7 })).toEqual([
      ["energy", "integral", 1],
      ["dirichlet on all of the boundary", "squares", 7],
    ]);
  });

  test("leave the Dirichlet conditions out where an ansatz keeps them, and nothing else", () => {
    expect(names(square, { loss: "energy", hard: true })).toEqual([["energy", "integral", 1]]);
    const mixed = {
      ...square,
      conditions: [...square.conditions, { kind: "neumann", on: ["x1 = 0"], value: 1 } as const],
      data: [{ x: [0.5, 0.5], value: 1 }],
    };
    expect(names(mixed, { loss: "residual", hard: true })).toEqual([
      ["residual", "squares", 1],
      ["neumann on x1 = 0", "squares", 1],
      ["data", "squares", 1],
    ]);
  });

  test("of Sobolev training are one, of 1 + d numbers", () => {
    expect(names(neumann, { loss: "sobolev" })).toEqual([["u - u* and its gradient", "squares", 1]]);
    expect(pdeTerms(neumann, { loss: "sobolev" })[0].quantity.components).toBe(3);
  });

  test("are refused where the problem lacks what they need", () => {
    const { residual: _, ...weak } = square;
    expect(() => pdeTerms(weak, { loss: "residual" })).toThrow("poisson-square: has no strong form; use loss energy");
    expect(() => pdeTerms(pdeProblems.heat(), { loss: "energy" })).toThrow("heat: has no energy; use loss residual");
    expect(() => pdeTerms(pdeProblems.burgers(), { loss: "sobolev" })).toThrow(
      "burgers: Sobolev training needs the exact solution; use loss residual",
    );
    expect(() => pdeTerms(neumann, { loss: "residual", hard: true })).toThrow(
      'poisson-neumann: no ansatz that keeps the conditions is given; leave "hard" out',
    );
    for (const boundaryWeight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => pdeTerms(square, { loss: "residual", boundaryWeight })).toThrow(
        `boundary weight: expected a positive number, got ${boundaryWeight}`,
      );
  });
});

test("all of a box's faces may be named at once", () => {
  const faces = box([0], [1]).faces.map(({ name }) => name);
  expect(conditionTerm({ kind: "dirichlet", on: "all", value: 0 }, faces, 1).where).toEqual({
    kind: "boundary",
    faces: ["x = 0", "x = 1"],
  });
});
