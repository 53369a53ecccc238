import { describe, expect, test } from "vitest";
import { checkProblem } from "../../src/pde/check.js";
import { facesOf } from "../../src/pde/collocation.js";
import { conditionTerm } from "../../src/pde/condition.js";
import { boundaryPoints, interiorPoints } from "../../src/pde/domain/points.js";
import { type KnownFunction, type PdeProblem, pdeProblems } from "../../src/pde/index.js";
import { bubble } from "../../src/pde/problems/bubble.js";
import { known } from "../../src/pde/problems/known.js";
import { dot, entriesOf, largest, moved, viewOf } from "./jets.js";

const named = Object.entries(pdeProblems).map(([name, of]) => ({ name, problem: of() as PdeProblem }));
const solved = named.flatMap(({ name, problem }) => (problem.exact ? [{ name, problem, exact: problem.exact }] : []));

/** Quantities at a function's jets. */
const jetOf = (of: KnownFunction, x: ArrayLike<number>, d: number) => {
  const jet = { order: 2, directions: d } as const;
  return viewOf(entriesOf(of(x), jet), jet);
};

test("every problem goes by its name, is in order, and has an exact or a reference solution", () => {
  for (const { name, problem } of named) {
    expect(problem.name).toBe(name);
    expect(() => checkProblem(problem)).not.toThrow();
    expect([problem.exact, problem.reference].filter(Boolean)).toHaveLength(1);
  }
  expect(solved.map(({ name }) => name)).toEqual([
    "poisson-neumann",
    "poisson-square",
    "helmholtz",
    "reaction-diffusion",
    "heat",
  ]);
});

describe.each(solved)("the solution of $name", ({ problem, exact }) => {
  const { domain, residual, conditions, scalars = {} } = problem;
  const { dimensions: d } = domain;
  const inside = interiorPoints(domain, 50, { sampling: "uniform", seed: 8 });
  const points = Array.from({ length: inside.rows }, (_, i) => inside.x.subarray(i * d, (i + 1) * d));

  test("has a residual of rounding at random points", () => {
    if (!residual) throw new Error("no strong form");
    const jet = { order: 2, directions: d } as const;
    let wrong = 0;
    for (const x of points) {
      const u = jetOf(exact, x, d);
      const at = { x, normal: new Float64Array(d), scalars };
      // A few roundings of the second derivatives.
      const scale = 1 + largest(Array.from(u.hessian, (row) => largest(row)));
      expect(Math.abs(residual.of(u, at))).toBeLessThan(1e-14 * scale);
      u.load(entriesOf(exact(x), jet).map((entry, plane) => (plane > d ? 0.5 * entry : entry)));
      wrong = Math.max(wrong, Math.abs(residual.of(u, at)));
    }
    // Half the second derivatives do not do.
    expect(wrong).toBeGreaterThan(0.1);
  });

  test("meets its conditions on every face that has some", () => {
    const faces = domain.faces.map(({ name }) => name);
    expect(conditions.length).toBeGreaterThan(0);
    for (const condition of conditions) {
      const { quantity } = conditionTerm(condition, faces, 1);
      const on = condition.on === "all" ? domain.faces : facesOf(domain, condition.on);
      const {
        x,
        normal = new Float64Array(0),
        rows,
      } = boundaryPoints(domain, on, 40, { sampling: "uniform", seed: 9 });
      const out = new Float64Array(quantity.components);
      for (let i = 0; i < rows; i++) {
        const at = x.subarray(i * d, (i + 1) * d);
        quantity.evaluate(jetOf(exact, at, d), { x: at, normal: normal.subarray(i * d, (i + 1) * d), scalars }, out);
        // sin(4 pi) is 5e-16 in double, and slopes are multiples of pi.
        expect(Math.abs(out[0])).toBeLessThan(2e-15);
      }
    }
  });

  test("has the gradient and the Hessian of its differences", () => {
    // h^2 times third derivatives, which are those of waves and layers of the width of sqrt(|u| / |second|).
    const h = 1e-5;
    for (const x of points) {
      const { value, gradient, hessian, laplacian } = exact(x);
      const most = 1 + Math.abs(value) + largest(gradient) + largest(Array.from(hessian, (row) => largest(row)));
      let sum = 0;
      for (let j = 0; j < d; j++) {
        const [up, down] = [exact(moved(x, j, h)), exact(moved(x, j, -h))];
        expect(Math.abs(gradient[j] - (up.value - down.value) / (2 * h))).toBeLessThan(1e-7 * most);
        for (let l = 0; l < d; l++)
          expect(Math.abs(hessian[l][j] - (up.gradient[l] - down.gradient[l]) / (2 * h))).toBeLessThan(1e-6 * most);
        sum += hessian[j][j];
      }
      expect(laplacian).toBe(sum);
    }
  });
});

test("solutions that are free up to a constant have mean 0", () => {
  const free = solved.filter(({ problem }) => problem.meanFree);
  expect(free.map(({ name }) => name)).toEqual(["poisson-neumann"]);
  for (const { problem, exact } of free) {
    const { x, rows, dimensions: d } = interiorPoints(problem.domain, 400, { sampling: "grid", seed: 0 });
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += exact(x.subarray(i * d, (i + 1) * d)).value;
    // A wave of half a period, odd about the middle.
    expect(Math.abs(sum / rows)).toBeLessThan(1e-15);
  }
});

describe("energies", () => {
  const energyOf = (problem: PdeProblem, of: KnownFunction, cells: number) => {
    const { energy, domain, scalars = {}, meanFree } = problem;
    if (!energy) throw new Error("no energy");
    const { dimensions: d } = domain;
    const { x, rows, measure } = interiorPoints(domain, cells, { sampling: "grid", seed: 0 });
    let [sum, mean] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const at = x.subarray(i * d, (i + 1) * d);
      const u = jetOf(of, at, d);
      sum += energy.of(u, { x: at, normal: new Float64Array(d), scalars });
      mean += u.value;
    }
    const share = measure / rows;
    return share * sum + (meanFree ? 0.5 * (share * mean) ** 2 : 0);
  };
  /** u + t v. */
  const plus =
    (u: KnownFunction, t: number, v: KnownFunction): KnownFunction =>
    (x) => {
      const [a, b] = [u(x), v(x)];
      return known(
        a.value + t * b.value,
        Array.from(a.gradient, (entry, j) => entry + t * b.gradient[j]),
      );
    };

  test.each(["poisson-neumann", "poisson-square"] as const)(
    "of %s is least at the solution, by its formula",
    (name) => {
      const problem: PdeProblem = pdeProblems[name]();
      if (!problem.exact) throw new Error("no solution");
      // The density is a sum of waves of whole periods, which the midpoint rule integrates exactly.
      expect(energyOf(problem, problem.exact, 400)).toBeCloseTo(problem.energy?.least ?? Number.NaN, 12);
    },
  );

  const layer: PdeProblem = pdeProblems["reaction-diffusion"]({ epsilon: 0.1 });
  const conditioned = [
    { problem: pdeProblems["poisson-square"]() as PdeProblem, cells: [400, 1600] },
    { problem: layer, cells: [400, 800] },
  ].map((one) => ({ ...one, name: one.problem.name, direction: bubble(one.problem.domain) }));
  // Without conditions, any function is a direction: this one has a mean and a slope at the boundary.
  const free: KnownFunction = (x) => known(x[0] * x[0] + x[1], [2 * x[0], 1]);
  const natural = { problem: pdeProblems["poisson-neumann"]() as PdeProblem, cells: [400, 1600], direction: free };
  test.each([...conditioned, { ...natural, name: natural.problem.name }])(
    "of $name is least at the solution, and flat there, along functions that keep its conditions",
    ({ problem, cells, direction }) => {
      const { exact } = problem;
      if (!exact) throw new Error("no solution");
      // The energy is quadratic in t: E(t) - E(-t) = 2 t E'(0).
      const slopes = cells.map((count) => {
        const [least, up, down] = [0, 0.1, -0.1].map((t) => energyOf(problem, plus(exact, t, direction), count));
        expect(up).toBeGreaterThan(least);
        expect(down).toBeGreaterThan(least);
        return Math.abs(up - down) / 0.2;
      });
      // E'(0) = 0 but for the midpoint rule's error, which halving the spacing quarters.
      expect(slopes[0]).toBeLessThan(1e-2);
      expect(slopes[1]).toBeLessThan(0.3 * slopes[0]);
    },
  );

  test("of the L is that of -Delta u = 1, at a function whose integrals are known", () => {
    // Any function with zero boundary values: here that of the square, 0 on both axes as well.
    const L: PdeProblem = pdeProblems["poisson-l"]();
    const wave: KnownFunction = ({ 0: x, 1: y }) => {
      const [s, t] = [Math.sin(Math.PI * x), Math.sin(Math.PI * y)];
      return known(s * t, [Math.PI * Math.cos(Math.PI * x) * t, Math.PI * s * Math.cos(Math.PI * y)]);
    };
    // int |grad|^2 = 3 pi^2 / 2 over three squares; int u = 4/pi^2 (1 + 1 - 1), u negative in one of them.
    const [zero, one] = [0, 1].map((t) =>
      energyOf(
        L,
        plus(() => known(0, [0, 0]), t, wave),
        3 * 40 * 40,
      ),
    );
    expect(zero).toBe(0);
    expect(one).toBeCloseTo((3 * Math.PI * Math.PI) / 4 - 4 / (Math.PI * Math.PI), 2);
  });
});

describe("sources and scalars", () => {
  test("reaction and diffusion keeps its solution for any width, and stays finite in the thinnest layers", () => {
    for (const epsilon of [1, 0.1, 0.02, 1e-4]) {
      const { exact } = pdeProblems["reaction-diffusion"]({ epsilon });
      const cosh = Math.cosh;
      for (const x of [0, 0.01, 0.3, 0.5, 1]) {
        const { value } = exact?.([x]) ?? known(Number.NaN, []);
        const expected = 1 - cosh((x - 0.5) / epsilon) / cosh(0.5 / epsilon);
        expect(Number.isFinite(value)).toBe(true);
        if (epsilon > 1e-3) expect(value).toBeCloseTo(expected, 14);
      }
    }
  });

  test("the viscosity of Burgers' equation is read from the scalars", () => {
    const { residual, scalars } = pdeProblems.burgers({ viscosity: 0.25 });
    expect(scalars).toEqual({ viscosity: 0.25 });
    const u = jetOf(
      () =>
        known(
          2,
          [3, 5],
          [
            [7, 0],
            [0, 0],
          ],
        ),
      [0, 0],
      2,
    );
    // u_t + u u_x - nu u_xx.
    expect(residual?.of(u, { x: [0, 0], normal: [0, 0], scalars: { viscosity: 0.5 } })).toBe(5 + 2 * 3 - 0.5 * 7);
  });

  test("normals of faces and gradients of solutions agree with Gauss's theorem: the Laplacian's integral is the flux", () => {
    for (const { problem, exact } of solved.filter(({ problem }) => problem.domain.dimensions === 2)) {
      const { domain } = problem;
      const { x, rows, measure } = interiorPoints(domain, 40_000, { sampling: "grid", seed: 0 });
      let inside = 0;
      for (let i = 0; i < rows; i++) inside += (measure / rows) * exact(x.subarray(2 * i, 2 * i + 2)).laplacian;
      let flux = 0;
      for (const face of domain.faces) {
        const set = boundaryPoints(domain, [face], 400, { sampling: "grid", seed: 0 });
        for (let i = 0; i < set.rows; i++)
          flux += (set.measure / set.rows) * dot(exact(set.x.subarray(2 * i, 2 * i + 2)).gradient, face.normal);
      }
      // Midpoint rules: (pi h)^2 / 24 = 1e-5 of integrals up to 30.
      expect(Math.abs(flux - inside), problem.name).toBeLessThan(1e-3);
    }
  });
});
