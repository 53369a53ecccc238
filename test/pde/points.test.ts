import { describe, expect, test } from "vitest";
import { boundaryPoints, interiorPoints, type PointSet, samplings } from "../../src/pde/domain/points.js";
import { box, type Domain, haltonPoint, polygon } from "../../src/pde/index.js";
import { dot } from "./jets.js";

const square = box([0, 0], [1, 1]);
const ell = polygon([
  [-1, -1],
  [0, -1],
  [0, 0],
  [1, 0],
  [1, 1],
  [-1, 1],
]);
const triangle = polygon([
  [0, 0],
  [1, 0],
  [0, 1],
]);
const domains = { square, ell, triangle, interval: box([-1], [2]), cube: box([0, 0, 0], [1, 2, 1]) };
const grid = { sampling: "grid", seed: 0 } as const;

const pointsOf = ({ x, dimensions: d, rows }: PointSet) =>
  Array.from({ length: rows }, (_, i) => Array.from(x.subarray(i * d, (i + 1) * d)));

/** measure / n times the sum of f over the points. */
const integral = (set: PointSet, f: (x: readonly number[]) => number) =>
  (set.measure / set.rows) * pointsOf(set).reduce((sum, x) => sum + f(x), 0);

/** Not harmonic, so that the midpoint rule's first error term is not 0. */
const wave = ([x, y]: readonly number[]) => Math.exp(x) * Math.cos(2 * y);
/** The integral of `wave` over [a, b] x [c, d]. */
const waveOver = (a: number, b: number, c: number, d: number) =>
  (Math.exp(b) - Math.exp(a)) * 0.5 * (Math.sin(2 * d) - Math.sin(2 * c));

/** log2 of the factors by which halving the spacing lowers an error. */
const orders = (errors: readonly number[]) => errors.slice(1).map((error, i) => Math.log2(errors[i] / error));

describe("a grid", () => {
  test("of 400 points of the unit square is 20 x 20, at the centres of the cells", () => {
    const set = interiorPoints(square, 400, grid);
    expect(set.rows).toBe(400);
    const expected = Array.from({ length: 400 }, (_, i) => [(Math.floor(i / 20) + 0.5) / 20, ((i % 20) + 0.5) / 20]);
    expect(pointsOf(set)).toEqual(expected);
  });

  test("of k x k points is k x k for every k, whatever the rounding of a side and a root", () => {
    for (let k = 1; k <= 12; k++)
      for (const side of [1, 0.1, 0.7, Math.PI, 1e4 / 3]) {
        expect(interiorPoints(box([0, 0], [side, side]), k * k, grid).rows).toBe(k * k);
        expect(interiorPoints(box([0, 0, 0], [side, side, side]), k * k * k, grid).rows).toBe(k * k * k);
      }
  });

  test("has the same spacing in all directions, and at least as many points as were asked for", () => {
    expect(interiorPoints(box([0, 0], [4, 1]), 100, grid).rows).toBe(20 * 5);
    const set = interiorPoints(box([0, 0], [3, 1]), 100, grid);
    const distinct = (j: number) => new Set(pointsOf(set).map((x) => x[j])).size;
    // The spacing sqrt(3 / 100) = 0.173 goes 17.3 times into 3 and 5.8 times into 1.
    expect([distinct(0), distinct(1)]).toEqual([18, 6]);
    expect(interiorPoints(box([-1], [2]), 7, grid).rows).toBe(7);
  });

  test("integrates to second order on the square, and on a polygon along its cells", () => {
    const [over, under] = [waveOver(-1, 1, 0, 1), waveOver(-1, 0, -1, 0)];
    const sizes = [8, 16, 32, 64];
    const onSquare = sizes.map((n) =>
      Math.abs(integral(interiorPoints(square, n * n, grid), wave) - waveOver(0, 1, 0, 1)),
    );
    const onEll = sizes.map((n) => Math.abs(integral(interiorPoints(ell, 3 * n * n, grid), wave) - over - under));
    // The next term of the error is h^2 times the first one: under 1 % from h = 1/8 on.
    for (const order of [...orders(onSquare), ...orders(onEll)]) expect(order).toBeCloseTo(2, 1);
  });

  test("integrates to first order on a polygon across its cells, and about as many points are inside as were asked for", () => {
    // 1/2 for the area, (1, 1)/3 for its centre.
    const errors = [200, 800, 3200, 12_800].map((count) => {
      const set = interiorPoints(triangle, count, grid);
      expect(Math.abs(set.rows / count - 1)).toBeLessThan(2 / Math.sqrt(count));
      return Math.abs(integral(set, ([x]) => x) - 1 / 6);
    });
    for (const order of orders(errors)) expect(order).toBeGreaterThan(0.9);
  });

  test("is the same for every seed and draw", () => {
    for (const domain of [square, ell])
      expect(interiorPoints(domain, 50, { sampling: "grid", seed: 7, draw: 3 })).toEqual(
        interiorPoints(domain, 50, grid),
      );
  });

  test("on the boundary has the midpoint rule's exact integral of linear fluxes", () => {
    for (const domain of Object.values(domains)) {
      const set = boundaryPoints(domain, domain.faces, 60, grid);
      const d = domain.dimensions;
      // One face at a time, as their points differ in weight by rounding.
      const flux = domain.faces.reduce((sum, face) => {
        const own = boundaryPoints(domain, [face], 9, grid);
        return sum + (own.measure / own.rows) * dot(own.x, own.normal ?? []);
      }, 0);
      expect(flux).toBeCloseTo(d * domain.volume, 12);
      expect(set.measure).toBeCloseTo(
        domain.faces.reduce((sum, { measure }) => sum + measure, 0),
        12,
      );
    }
  });
});

describe.each(["uniform", "halton"] as const)("%s points", (sampling) => {
  test.each(Object.entries(domains))("lie in the domain, as many as were asked for: %s", (_, domain: Domain) => {
    const set = interiorPoints(domain, 333, { sampling, seed: 1 });
    expect(set.rows).toBe(333);
    expect(set.measure).toBe(domain.volume);
    for (const x of pointsOf(set)) expect(domain.contains(x)).toBe(true);
    const boundary = boundaryPoints(domain, domain.faces, 90, { sampling, seed: 1 });
    for (const x of pointsOf(boundary)) expect(domain.contains(x)).toBe(true);
  });

  test("come from the seed and the draw: the same twice, others otherwise", () => {
    const of = (seed: number, draw?: number) =>
      interiorPoints(ell, 20, { sampling, seed, ...(draw ? { draw } : {}) }).x;
    const on = (seed: number, draw?: number) =>
      boundaryPoints(ell, ell.faces, 20, { sampling, seed, ...(draw ? { draw } : {}) }).x;
    for (const each of [of, on]) {
      expect(each(1)).toEqual(each(1));
      expect(each(2, 5)).toEqual(each(2, 5));
      const all = [each(1), each(2), each(1, 1), each(1, 2)].map((x) => x.join());
      expect(new Set(all).size).toBe(4);
    }
  });

  test("fill the domain evenly: every cell of 4 x 4 has its share within 5 standard deviations", () => {
    const rows = 1600;
    const counts = new Array<number>(16).fill(0);
    for (const [x, y] of pointsOf(interiorPoints(square, rows, { sampling, seed: 3 })))
      counts[4 * Math.floor(4 * x) + Math.floor(4 * y)]++;
    // 100 expected, binomial: sqrt(1600 (1/16) (15/16)) = 9.7.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(49);
  });
});

describe("Halton's sequence", () => {
  test("has the radical inverses of 1, 2, 3, ... in the bases 2, 3 and 5", () => {
    const first = Array.from({ length: 5 }, (_, i) => haltonPoint(3, i));
    const expected = [
      [1 / 2, 1 / 3, 1 / 5],
      [1 / 4, 2 / 3, 2 / 5],
      [3 / 4, 1 / 9, 3 / 5],
      [1 / 8, 4 / 9, 4 / 5],
      [5 / 8, 7 / 9, 1 / 25],
    ];
    for (const [i, point] of first.entries())
      for (const [j, value] of point.entries()) expect(value).toBeCloseTo(expected[i][j], 15);
  });

  test("has one of any 2^a 3^b points in a row in every cell of 2^a x 3^b", () => {
    for (const start of [0, 17, 1000]) {
      const cells = Array.from({ length: 72 }, (_, i) => {
        const [x, y] = haltonPoint(2, start + i);
        // Points lie on the cells' lower edges, where thirds are not exact.
        return 9 * Math.floor(8 * x) + Math.floor(9 * y + 1e-9);
      });
      expect(new Set(cells).size).toBe(72);
    }
  });

  test("integrates better than uniform points: under a third of the error at 512 points, over 20 seeds", () => {
    const error = (sampling: "uniform" | "halton") => {
      let sum = 0;
      for (let seed = 0; seed < 20; seed++)
        sum += (integral(interiorPoints(square, 512, { sampling, seed }), wave) - waveOver(0, 1, 0, 1)) ** 2;
      return Math.sqrt(sum / 20);
    };
    // sigma / sqrt(n), known to 16 % from 20 seeds, against order log(n)^2 / n.
    const deviation = Math.sqrt(varianceOfWave() / 512);
    expect(error("uniform") / deviation).toBeGreaterThan(0.5);
    expect(error("uniform") / deviation).toBeLessThan(1.5);
    expect(error("halton")).toBeLessThan(error("uniform") / 3);
  });

  test("ends at ten dimensions", () => {
    expect(haltonPoint(10, 0)).toHaveLength(10);
    expect(() => haltonPoint(11, 0)).toThrow("Halton points: at most 10 dimensions, got 11; draw them uniformly");
  });
});

/** E f^2 - (E f)^2 for a uniform point of the unit square. */
function varianceOfWave(): number {
  const squares = 0.5 * (Math.exp(2) - 1) * (0.5 + 0.125 * Math.sin(4));
  return squares - waveOver(0, 1, 0, 1) ** 2;
}

describe("points of the boundary", () => {
  const oblong = box([0, 0], [3, 1]);

  test.each(samplings)("are shared out by the faces' measures, with the faces' normals: %s", (sampling) => {
    const set = boundaryPoints(oblong, oblong.faces, 80, { sampling, seed: 0 });
    expect(set.rows).toBe(80);
    const on = (name: string) => {
      const [variable, value] = name.split(" = ");
      const j = variable === "x1" ? 0 : 1;
      return pointsOf(set).flatMap((x, i) => (x[j] === Number(value) ? [i] : []));
    };
    for (const { name, measure, normal } of oblong.faces) {
      const own = on(name);
      expect(own, name).toHaveLength(10 * measure);
      for (const i of own) expect(Array.from(set.normal?.subarray(2 * i, 2 * i + 2) ?? [])).toEqual(normal);
    }
  });

  test("leave no face without one", () => {
    const thin = box([0, 0], [1, 1e-3]);
    const set = boundaryPoints(thin, thin.faces, 10, grid);
    const ends = pointsOf(set).filter(([x]) => x === 0 || x === 1);
    expect(ends).toEqual([
      [0, 5e-4],
      [1, 5e-4],
    ]);
  });

  test("of an interval are its ends, whatever their number", () => {
    for (const sampling of samplings) {
      const { faces } = domains.interval;
      expect(Array.from(boundaryPoints(domains.interval, faces, 50, { sampling, seed: 4 }).x)).toEqual([-1, 2]);
    }
  });
});

test("a number of points is a positive integer", () => {
  for (const count of [0, -1, 2.5, Number.NaN]) {
    expect(() => interiorPoints(square, count, grid)).toThrow(`points: expected a positive integer, got ${count}`);
    expect(() => boundaryPoints(square, square.faces, count, grid)).toThrow(
      `boundary points: expected a positive integer, got ${count}`,
    );
  }
});
