import { describe, expect, test } from "vitest";
import { type Collocation, type CollocationOptions, collocate, type Part } from "../../src/pde/collocation.js";
import { conditionTerm } from "../../src/pde/condition.js";
import { box, type Condition, type Domain, polygon, type Term } from "../../src/pde/index.js";
import { quantity } from "../../src/pde/quantity.js";

const square = box([0, 0], [1, 1]);
const options: CollocationOptions = { points: 100, boundary: 40, sampling: "halton", seed: 2 };
const value = quantity(0, (u) => u.value);
const inside: Term = { name: "inside", where: { kind: "interior" }, kind: "squares", weight: 1, quantity: value };
const at = (x: readonly (readonly number[])[]): Term => ({ ...inside, name: "data", where: { kind: "given", x } });
const on = (condition: Condition, domain: Domain = square) =>
  conditionTerm(
    condition,
    domain.faces.map(({ name }) => name),
    1,
  );
const dirichlet = (...names: string[]) => on({ kind: "dirichlet", on: names, value: 0 });
const neumann = (...names: string[]) => on({ kind: "neumann", on: names, value: 0 });

const pointsOf = ({ x, dimensions: d }: Collocation, first: number, rows: number) =>
  Array.from({ length: rows }, (_, i) => Array.from(x.subarray((first + i) * d, (first + i + 1) * d)));
const own = (all: Collocation, { first, rows }: Part) => pointsOf(all, first, rows);

test("terms at the same place share its points, and others have their own", () => {
  const terms = [inside, { ...inside, name: "again" }, dirichlet("x1 = 0"), neumann("x1 = 0"), neumann("x1 = 1")];
  const all = collocate(square, terms, options);
  const [one, again, low, same, high] = all.parts;
  expect(again.first).toBe(one.first);
  expect(same.first).toBe(low.first);
  expect(high.first).not.toBe(low.first);
  expect(all.rows).toBe(100 + 10 + 10);
  expect(all.x).toHaveLength(2 * all.rows);
  expect(own(all, low).every(([x]) => x === 0)).toBe(true);
  expect(own(all, high).every(([x]) => x === 1)).toBe(true);
});

test("normals are 0 inside and the faces' own on the boundary", () => {
  const all = collocate(square, [inside, neumann("x2 = 0")], options);
  const [one, low] = all.parts;
  expect(all.normal.subarray(0, 2 * one.rows).every((entry) => entry === 0)).toBe(true);
  for (let i = 0; i < low.rows; i++)
    expect(Array.from(all.normal.subarray(2 * (low.first + i), 2 * (low.first + i) + 2))).toEqual([0, -1]);
});

test("conditions on some faces have their share of the boundary's points, and their measure", () => {
  const oblong = box([0, 0], [3, 1]);
  const term = on({ kind: "dirichlet", on: ["x2 = 0", "x1 = 1"], value: 0 }, square);
  const [part] = collocate(square, [term], options).parts;
  expect([part.rows, part.measure]).toEqual([20, 2]);
  const long = on({ kind: "dirichlet", on: ["x2 = 1"], value: 0 }, oblong);
  const [share] = collocate(oblong, [long], options).parts;
  expect([share.rows, share.measure]).toEqual([15, 3]);
});

describe("a periodic condition", () => {
  const wall = polygon([
    [0, 0],
    [2, 0],
    [2, 1],
    [0, 1],
  ]);
  test.each([
    { domain: square, faces: ["x1 = 0", "x1 = 1"] as const, shift: [1, 0] },
    { domain: square, faces: ["x2 = 1", "x2 = 0"] as const, shift: [0, -1] },
    { domain: box([-1], [2]), faces: ["x = -1", "x = 2"] as const, shift: [3] },
    // Its edges run round it, so opposite ones in opposite directions.
    { domain: wall, faces: ["edge 1", "edge 3"] as const, shift: [0, 1] },
  ])("pairs points straight across: $faces", ({ domain, faces, shift }) => {
    for (const sampling of ["grid", "uniform", "halton"] as const) {
      const all = collocate(domain, [on({ kind: "periodic", on: faces }, domain)], { ...options, sampling });
      const [part] = all.parts;
      const near = own(all, part);
      const far = pointsOf(all, part.other ?? Number.NaN, part.rows);
      for (const [i, x] of far.entries()) {
        expect(domain.contains(x)).toBe(true);
        for (const [j, entry] of x.entries()) expect(entry - near[i][j]).toBeCloseTo(shift[j], 14);
      }
    }
  });

  test("refuses faces that are not across from one another", () => {
    const pair = (domain: Domain, ...names: [string, string]) =>
      collocate(domain, [on({ kind: "periodic", on: names }, domain)], options);
    expect(() => pair(square, "x1 = 0", "x2 = 1")).toThrow(
      'periodic: the faces "x1 = 0" and "x2 = 1" do not lie opposite each other and cannot be paired',
    );
    expect(() => pair(box([0, 0], [3, 1]), "x1 = 0", "x2 = 1")).toThrow(
      'periodic: the faces "x1 = 0" and "x2 = 1" differ in size and cannot be paired',
    );
    expect(() => pair(square, "x1 = 0", "x1 = 2")).toThrow('condition: the domain has no face "x1 = 2"; did you mean');
  });
});

describe("given points", () => {
  test("are taken as they are, in their order", () => {
    const places = [
      [0.5, 0.25],
      [0, 1],
      [0.5, 0.5],
    ];
    const all = collocate(square, [inside, at(places)], options);
    expect(own(all, all.parts[1])).toEqual(places);
  });

  test("are refused outside the domain, with the wrong number of coordinates, or if there are none", () => {
    const give = (...x: number[][]) => collocate(square, [at(x)], options);
    expect(() => give([0.5, 0.5], [0.5, 1.5])).toThrow("data: point 2 (x1 = 0.5, x2 = 1.5) lies outside the domain");
    expect(() => give([0.5])).toThrow("data: point 1 has 1 coordinates, expected 2");
    expect(() => give()).toThrow("data: expected at least one point");
  });
});

test("draws differ in their points and not in their number", () => {
  const terms = [inside, dirichlet("x1 = 0", "x2 = 1"), on({ kind: "periodic", on: ["x2 = 0", "x2 = 1"] })];
  for (const sampling of ["uniform", "halton"] as const) {
    const [one, other] = [0, 1].map((draw) => collocate(square, terms, { ...options, sampling, draw }));
    expect(other.rows).toBe(one.rows);
    expect(other.parts.map(({ first, rows }) => [first, rows])).toEqual(
      one.parts.map(({ first, rows }) => [first, rows]),
    );
    expect(other.x).not.toEqual(one.x);
  }
});
