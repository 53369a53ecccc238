import { describe, expect, test } from "vitest";
import { boundaryPoints, interiorPoints } from "../../src/pde/domain/points.js";
import { pdeProblems } from "../../src/pde/index.js";
import { coleHopf } from "../../src/pde/problems/cole-hopf.js";
import { poissonOnL } from "../../src/pde/problems/l-shape.js";

describe("finite differences on the L", () => {
  const { domain, reference } = pdeProblems["poisson-l"]();
  const [coarse, middle, fine] = [16, 32, 64].map((n) => poissonOnL(n));
  // The problem's own has n = 128.
  const finest = reference?.({}) ?? poissonOnL();
  // Multiples of 1/16, so that no interpolation comes in.
  const places = [
    [-0.5, -0.5],
    [-0.5, 0.5],
    [0.5, 0.5],
    [-0.25, -0.75],
    [0.75, 0.25],
    [-0.75, 0.875],
  ];

  test("are 0 on the boundary and positive inside", () => {
    const boundary = boundaryPoints(domain, domain.faces, 200, { sampling: "uniform", seed: 1 });
    for (let i = 0; i < boundary.rows; i++)
      expect(Math.abs(coarse(boundary.x.subarray(2 * i, 2 * i + 2)))).toBeLessThan(1e-15);
    const inside = interiorPoints(domain, 200, { sampling: "uniform", seed: 1 });
    for (let i = 0; i < inside.rows; i++) expect(coarse(inside.x.subarray(2 * i, 2 * i + 2))).toBeGreaterThan(0);
  });

  test("are symmetric about the line through the corner", () => {
    // Conjugate gradients end at a residual of 1e-12 of the first one.
    for (const [x, y] of places) expect(Math.abs(finest([x, y]) - finest([-y, -x]))).toBeLessThan(1e-10);
  });

  test("converge at the corner's order 4/3 or better", () => {
    for (const x of places) {
      const [a, b, c, d] = [coarse, middle, fine, finest].map((u) => u(x));
      // The differences of neighbours fall by 2^order; 0.1 for terms of order 2 beside those of order 4/3.
      expect(Math.log2(Math.abs((a - b) / (b - c))), x.join()).toBeGreaterThan(4 / 3 - 0.1);
      expect(Math.log2(Math.abs((b - c) / (c - d))), x.join()).toBeGreaterThan(4 / 3 - 0.1);
      expect(Math.abs(c - d)).toBeLessThan(1e-3);
    }
  });

  test("satisfy -Delta u = 1 away from the corner by other differences than their own", () => {
    // The five-point formula turned by 45 degrees, with a step of 4 grid lines: error (H^2/12) times fourth derivatives, H = 1/32.
    const H = 4 / 128;
    for (const [x, y] of places) {
      const around = [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ].reduce((sum, [a, b]) => sum + finest([x + a * H, y + b * H]), 0);
      expect((4 * finest([x, y]) - around) / (2 * H * H), `${x}, ${y}`).toBeCloseTo(1, 2);
    }
  });

  test("are linear between grid points along a grid line", () => {
    const [left, right] = [coarse([-0.5, 0.5]), coarse([-0.4375, 0.5])];
    expect(coarse([-0.484375, 0.5])).toBeCloseTo(0.75 * left + 0.25 * right, 15);
  });
});

describe("Cole's and Hopf's solution of Burgers' equation", () => {
  const sharp = 0.01 / Math.PI;
  const cases = [0.3, 0.05, sharp].map((viscosity) => ({ viscosity, u: coleHopf(viscosity) }));

  test.each(cases)("starts at -sin(pi x): nu = $viscosity", ({ u }) => {
    for (const x of [-1, -0.6, -0.1, 0, 0.35, 1]) expect(u([x, 0])).toBeCloseTo(-Math.sin(Math.PI * x), 14);
  });

  test.each(cases)("is odd in x, and 0 at the ends: nu = $viscosity", ({ u }) => {
    for (const t of [0, 0.2, 0.7, 1])
      for (const x of [0, 0.01, 0.4, 0.9, 1]) {
        expect(u([-x, t])).toBeCloseTo(-u([x, t]), 12);
        if (x === 0 || x === 1) expect(Math.abs(u([x, t]))).toBeLessThan(1e-12);
      }
  });

  test.each(cases)("satisfies the equation: nu = $viscosity", ({ viscosity, u }) => {
    const h = 1e-3;
    const first = (f: (step: number) => number) => (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h);
    const second = (f: (step: number) => number) =>
      (-f(-2 * h) + 16 * f(-h) - 30 * f(0) + 16 * f(h) - f(2 * h)) / (12 * h * h);
    // Off the front: for the sharp one, it is 1/150 wide and forms at x = 0.
    for (const x of [-0.8, -0.5, 0.2, 0.6])
      for (const t of [0.1, 0.4, 0.9]) {
        const along = (step: number) => u([x + step, t]);
        const slope = u([x, t]) * first(along);
        const miss = first((step) => u([x, t + step])) + slope - viscosity * second(along);
        // h^4 / 30 times fifth derivatives near 1e4, and eps / h^2 = 2e-10.
        expect(Math.abs(miss), `${x}, ${t}`).toBeLessThan(1e-7 * Math.max(1, Math.abs(slope)));
      }
  });

  test("has the slope at x = 0 that Basdevant et al. (1986) report: -152.00516 at t = 1.6037 / pi", () => {
    const u = coleHopf(sharp);
    const h = 1e-4;
    const at = (step: number) => u([step, 1.6037 / Math.PI]);
    const slope = (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h);
    expect(slope).toBeCloseTo(-152.005, 3);
  });
});
