import { assert, constantFrom, property, uniqueArray } from "fast-check";
import { describe, expect, test } from "vitest";
import { box, type Domain, type Face, polygon } from "../../src/pde/index.js";
import { dot, norm } from "./jets.js";

type Vertices = readonly (readonly [number, number])[];

const ell: Vertices = [
  [-1, -1],
  [0, -1],
  [0, 0],
  [1, 0],
  [1, 1],
  [-1, 1],
];
/** A U, whose two tips lie on one line. */
const notched: Vertices = [
  [0, 0],
  [3, 0],
  [3, 2],
  [2, 2],
  [2, 1],
  [1, 1],
  [1, 2],
  [0, 2],
];
const slanted: Vertices = [
  [0.3, -2],
  [1.7, 0.4],
  [-0.9, 1.1],
];

const domains: readonly { readonly title: string; readonly domain: Domain; readonly volume: number }[] = [
  { title: "an interval", domain: box([-1], [2]), volume: 3 },
  { title: "a rectangle", domain: box([0, -1], [4, 1]), volume: 8 },
  { title: "a box in three dimensions", domain: box([0, 0, 1], [1, 2, 4]), volume: 6 },
  { title: "the L", domain: polygon(ell), volume: 3 },
  { title: "the L, the other way round", domain: polygon([...ell].reverse()), volume: 3 },
  { title: "a U", domain: polygon(notched), volume: 5 },
  // Half of 1.4 * 3.1 + 2.4 * 1.2, the determinant of two of its sides.
  { title: "a triangle", domain: polygon(slanted), volume: 3.61 },
];

/** Points of a face away from its own edges. */
function inner({ point }: Face, d: number): number[][] {
  return [0.1, 0.35, 0.8].map((at) => {
    const x = new Float64Array(d);
    point(new Array<number>(d - 1).fill(at), x);
    return Array.from(x);
  });
}

describe.each(domains)("$title", ({ domain, volume }) => {
  const { dimensions: d, faces } = domain;

  test("has the volume of its shape", () => {
    expect(domain.volume).toBeCloseTo(volume, 13);
  });

  test("has faces on its boundary, and normals that point out of it and have length 1", () => {
    for (const face of faces) {
      expect(norm(face.normal)).toBeCloseTo(1, 14);
      for (const x of inner(face, d)) {
        const at = (step: number) => x.map((value, j) => value + step * face.normal[j]);
        expect(domain.contains(x), face.name).toBe(true);
        expect(domain.contains(at(1e-6)), face.name).toBe(false);
        expect(domain.contains(at(-1e-6)), face.name).toBe(true);
      }
    }
  });

  test("is closed by its faces: the divergence theorem holds for constant fields and for F(x) = x", () => {
    for (let j = 0; j < d; j++)
      expect(faces.reduce((sum, { measure, normal }) => sum + measure * normal[j], 0)).toBeCloseTo(0, 13);
    // x . nu is constant on a flat face, and div x = d.
    const flux = faces.reduce((sum, face) => sum + face.measure * dot(inner(face, d)[0], face.normal), 0);
    expect(flux).toBeCloseTo(d * domain.volume, 12);
  });

  test("lies in its bounding box, and touches all sides of it", () => {
    const corners = faces.flatMap(({ point }) =>
      [0, 1].map((at) => {
        const x = new Float64Array(d);
        point(new Array<number>(d - 1).fill(at), x);
        return x;
      }),
    );
    for (let j = 0; j < d; j++) {
      expect(Math.min(...corners.map((x) => x[j]))).toBeCloseTo(domain.lower[j], 14);
      expect(Math.max(...corners.map((x) => x[j]))).toBeCloseTo(domain.upper[j], 14);
    }
  });
});

test("a box names its faces by its variables, with the values that they have there", () => {
  expect(box([0], [1]).faces.map(({ name }) => name)).toEqual(["x = 0", "x = 1"]);
  expect(box([0, -1], [1, 2]).faces.map(({ name }) => name)).toEqual(["x1 = 0", "x1 = 1", "x2 = -1", "x2 = 2"]);
  const { faces } = box([-1, 0], [1, 1], { variables: ["x", "t"] });
  expect(faces.map(({ name }) => name)).toEqual(["x = -1", "x = 1", "t = 0", "t = 1"]);
  for (const { name, normal } of faces) expect(normal[name.startsWith("x") ? 1 : 0]).toBe(0);
});

test("a polygon is the same domain in both senses", () => {
  for (const vertices of [ell, notched, slanted]) {
    const [one, other] = [polygon(vertices), polygon([...vertices].reverse())];
    expect(other.volume).toBe(one.volume);
    const sides = ({ faces }: Domain) =>
      faces
        .map(({ measure, normal, point }) => {
          const middle = new Float64Array(2);
          point([0.5], middle);
          return [...middle, ...normal, measure].map((value) =>
            value.toFixed(12).replace("-0.000000000000", "0.000000000000"),
          );
        })
        .sort((a, b) => a.join().localeCompare(b.join()));
    expect(sides(other)).toEqual(sides(one));
    for (let i = 0; i < 400; i++) {
      const x = [0, 1].map((j) => one.lower[j] - 0.1 + ((j ? i % 20 : Math.floor(i / 20)) / 19) * 3.4);
      expect(other.contains(x)).toBe(one.contains(x));
    }
  }
});

test("a polygon has the points between its edges, also level with a vertex", () => {
  const domain = polygon(ell);
  for (const x of [
    [-0.5, 0],
    [-1, -1],
    [0, 0],
    [0.5, 0.5],
    [0, -0.5],
    [-1e-9, -0.5],
  ])
    expect(domain.contains(x), x.join()).toBe(true);
  for (const x of [
    [0.5, -0.5],
    [1.5, 0],
    [-1.5, 0],
    [1e-9, -0.5],
    [-2, 1],
    [0, 1.1],
  ])
    expect(domain.contains(x), x.join()).toBe(false);
});

test("a triangle has the points whose barycentric coordinates are all positive", () => {
  // Whole numbers of a coarse grid for corners and tenths for points: the coordinates are exact but for a rounding or two.
  const whole = [-3, -2, -1, 0, 1, 2, 3];
  const corner = uniqueArray(constantFrom(...whole.flatMap((x) => whole.map((y) => [x, y] as const))), {
    minLength: 3,
    maxLength: 3,
  });
  const area = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  assert(
    property(corner, ([a, b, c]) => {
      const twice = area(a, b, c);
      if (twice === 0) return;
      const domain = polygon([a, b, c]);
      expect(domain.volume).toBeCloseTo(0.5 * Math.abs(twice), 14);
      for (let i = 0; i < 100; i++) {
        const x = [-3.03 + 0.61 * (i % 10), -3.07 + 0.63 * Math.floor(i / 10)];
        const shares = [area(x, b, c), area(a, x, c), area(a, b, x)].map((part) => part / twice);
        if (shares.some((share) => Math.abs(share) < 1e-9)) continue;
        expect(domain.contains(x)).toBe(shares.every((share) => share > 0));
      }
    }),
  );
});

describe("refuses", () => {
  test("boxes without length, or without names", () => {
    expect(() => box([0, 1], [1, 1])).toThrow("domain: x2 goes from 1 to 1, which has no length; give lower < upper");
    expect(() => box([0], [-1])).toThrow("domain: x goes from 0 to -1, which has no length; give lower < upper");
    expect(() => box([0], [Number.POSITIVE_INFINITY])).toThrow(/^domain: x goes from 0 to Infinity/);
    expect(() => box([0, 0], [1])).toThrow("domain: expected two corners of as many coordinates, got 2 and 1");
    expect(() => box([], [])).toThrow("domain: expected two corners of as many coordinates, got 0 and 0");
    const variables = ["x", "x"];
    expect(() => box([0, 0], [1, 1], { variables })).toThrow(
      "domain: expected 2 different names of variables, got x, x",
    );
    expect(() => box([0], [1], { variables })).toThrow("domain: expected 1 different names of variables, got x, x");
  });

  test.each<{ title: string; vertices: Vertices; message: string }>([
    {
      title: "with two vertices",
      vertices: ell.slice(0, 2),
      message: "domain: a polygon has at least 3 vertices, got 2",
    },
    {
      title: "on a line",
      vertices: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      message: "domain: the polygon has no area; give vertices that go round it",
    },
    {
      title: "with a vertex twice",
      vertices: [
        [0, 0],
        [1, 0],
        [1, 0],
        [1, 1],
      ],
      message: "domain: edge 2 of the polygon has no length; leave one of its vertices out",
    },
    {
      title: "closed by its first vertex once more",
      vertices: [...ell, ell[0]],
      message: "domain: edge 7 of the polygon has no length; leave one of its vertices out",
    },
    {
      title: "like an 8 of unequal halves",
      vertices: [
        [0, 0],
        [2, 2],
        [2, 0],
        [0, 1],
      ],
      message: "domain: edges 1 and 3 of the polygon cross; give vertices that go round it",
    },
    {
      title: "that touches itself",
      vertices: [
        [0, 0],
        [4, 0],
        [4, 2],
        [2, 0],
        [0, 2],
      ],
      message: "domain: edges 1 and 3 of the polygon cross; give vertices that go round it",
    },
    {
      title: "that goes back along an edge",
      vertices: [
        [0, 0],
        [2, 0],
        [1, 0],
        [1, 1],
      ],
      message: "domain: edges 1 and 2 of the polygon cross; give vertices that go round it",
    },
    {
      title: "whose last edge does so along the first",
      vertices: [
        [2, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
      message: "domain: edges 1 and 4 of the polygon cross; give vertices that go round it",
    },
    {
      title: "with a vertex at infinity",
      vertices: [
        [0, 0],
        [Number.POSITIVE_INFINITY, 0],
        [0, 1],
      ],
      message: "domain: a vertex is not a pair of finite numbers",
    },
  ])("a polygon $title", ({ vertices, message }) => {
    expect(() => polygon(vertices)).toThrow(message);
  });

  test("a polygon whose variables have one name", () => {
    expect(() => polygon(ell, { variables: ["y", "y"] })).toThrow(
      "domain: expected 2 different names of variables, got y, y",
    );
  });
});
