import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/model/dataset.js";
import { buildProblem, type ProblemSpec } from "../../src/problems/index.js";

const rowsOf = ({ rows, inputs, outputs, x, y }: Dataset) =>
  Array.from({ length: rows }, (_, i) => ({
    x: [...x.slice(i * inputs, (i + 1) * inputs)],
    y: [...y.slice(i * outputs, (i + 1) * outputs)],
  }));

const data = (spec: ProblemSpec, seed = 1) => buildProblem(spec).data(seed);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The host's own sine and the project's may part in the last place, at arguments up to 20 that are themselves rounded. */
const TRIGONOMETRIC = 1e-14;

describe("sine, HRTA's function", () => {
  test("by default is sin(2 pi x) on 100 grid points of [0, 1], both ends among them", () => {
    const { train } = data({ name: "sine" });
    expect([train.rows, train.inputs, train.x[0], train.x[99]]).toEqual([100, 1, 0, 1]);
    for (const { x, y } of rowsOf(train))
      expect(Math.abs(y[0] - Math.sin(2 * Math.PI * x[0]))).toBeLessThan(TRIGONOMETRIC);
  });

  test("in 3 dimensions is sin(2 pi (x1 + x2 + x3)) on the 5^3 grid, at random on 400 points", () => {
    const grid = data({ name: "sine", inputs: 3 }).train;
    const drawn = data({ name: "sine", inputs: 3, points: "uniform" }).train;
    expect([grid.rows, drawn.rows]).toEqual([125, 400]);
    expect(new Set(grid.x)).toEqual(new Set([0, 0.25, 0.5, 0.75, 1]));
    for (const { x, y } of [...rowsOf(grid), ...rowsOf(drawn)])
      expect(Math.abs(y[0] - Math.sin(2 * Math.PI * sum(x)))).toBeLessThan(TRIGONOMETRIC);
  });

  test("is judged on a fine grid of 1000 points in one dimension, none a training point, and on 1000 fresh ones beyond", () => {
    const { train, test: held } = data({ name: "sine" });
    expect([held.rows, held.x[0], held.x[999]]).toEqual([1000, 0.0005, 0.9995]);
    expect(held.x.some((value) => train.x.includes(value))).toBe(false);
    const cube = data({ name: "sine", inputs: 3 });
    expect(cube.test.rows).toBe(1000);
    expect(data({ name: "sine", inputs: 3 }, 2).test.x).not.toEqual(cube.test.x);
  });

  test("a grid is the same for every seed, random points are not", () => {
    expect(data({ name: "sine" }, 2).train.x).toEqual(data({ name: "sine" }, 1).train.x);
    const spec = { name: "sine", points: "uniform" } as const;
    expect(data(spec, 2).train.x).not.toEqual(data(spec, 1).train.x);
  });

  test("without ends, the grid is that of cell middles", () => {
    expect([...data({ name: "sine", train: 4, ends: false }).train.x]).toEqual([0.125, 0.375, 0.625, 0.875]);
  });
});

test("one neuron is relu(x1) on 50 points of the unit sphere of R^20", () => {
  const { train } = data({ name: "singleNeuron" });
  expect([train.rows, train.inputs]).toEqual([50, 20]);
  for (const { x, y } of rowsOf(train)) {
    expect(y[0]).toBe(Math.max(x[0], 0));
    // 20 squares, a root and 20 quotients, half a unit in the last place each.
    expect(Math.abs(sum(x.map((v) => v * v)) - 1)).toBeLessThan(20 * 2 ** -52);
  }
});

describe("parity", () => {
  test("is the product of the signs that count", () => {
    for (const active of [1, 3, 6])
      for (const { x, y } of rowsOf(data({ name: "parity", inputs: 6, active, train: 100 }).train))
        expect(y[0]).toBe(x.slice(0, active).reduce((product, sign) => product * sign, 1));
  });

  test("on all points has each of the 2^d once, half of either label", () => {
    const rows = rowsOf(data({ name: "parity", inputs: 7, points: "all" }).train);
    expect(new Set(rows.map(({ x }) => x.join(","))).size).toBe(128);
    expect(sum(rows.map(({ y }) => y[0]))).toBe(0);
  });
});

describe("half-spaces", () => {
  test.each([
    { points: "corners", faces: 1 },
    { points: "corners", faces: 3 },
    { points: "normal", faces: 1 },
    { points: "normal", faces: 3 },
  ] as const)("of $points, $faces faces: between a quarter and three quarters lie inside", ({ points, faces }) => {
    const spec: ProblemSpec = { name: "halfSpaces", points, faces, inputs: 10, train: 2000 };
    const shares = Array.from({ length: 20 }, (_, seed) => {
      const { y } = data(spec, seed).train;
      return y.filter((label) => label === 1).length / y.length;
    });
    // Faces that lean on each other and whole thresholds move the share, their mean over 20 draws little.
    expect(Math.min(...shares)).toBeGreaterThan(0.2);
    expect(Math.max(...shares)).toBeLessThan(0.8);
    expect(Math.abs(sum(shares) / 20 - 0.5)).toBeLessThan(0.1);
  });

  test("differ from seed to seed, and are the same for all parts of one", () => {
    // One face, so many points that the training labels fix it: w is the sign of the mean of y x where it counts.
    const spec: ProblemSpec = { name: "halfSpaces", faces: 1, inputs: 5, train: 4000, test: 4000 };
    const direction = ({ rows, inputs, x, y }: Dataset) =>
      Array.from({ length: inputs }, (_, j) => {
        let mean = 0;
        for (let i = 0; i < rows; i++) mean += (y[i] * x[i * inputs + j]) / rows;
        // The least weight of a sign that counts is C(4, 2) / 2^4 = 3/8 of a balanced face; noise is 1 / sqrt(4000) = 0.016.
        return Math.abs(mean) < 0.1 ? 0 : Math.sign(mean);
      }).join();
    const found = [1, 2, 3, 4].map((seed) => {
      const { train, test: held } = data(spec, seed);
      expect(direction(held)).toBe(direction(train));
      return direction(train);
    });
    expect(new Set(found).size).toBeGreaterThan(1);
  });
});

describe("the cosine neuron", () => {
  test("on the torus is cos(w.x) with natural numbers w of the sum asked for", () => {
    for (let seed = 0; seed < 5; seed++) {
      const { train } = data({ name: "cosineNeuron", inputs: 2, frequency: 3 }, seed);
      const fits = [0, 1, 2, 3].filter((w) =>
        rowsOf(train).every(({ x, y }) => Math.abs(y[0] - Math.cos(w * x[0] + (3 - w) * x[1])) < TRIGONOMETRIC),
      );
      expect(fits.length).toBe(1);
      expect(train.x.every((value) => value >= 0 && value < 2 * Math.PI)).toBe(true);
    }
  });

  test("with normal x is sin(w.x), |w| = L: in one dimension sin(+-L x)", () => {
    const { train } = data({ name: "cosineNeuron", inputs: 1, wave: "sin", points: "normal", frequency: 5 });
    const [first] = rowsOf(train);
    const w = 5 * Math.sign(Math.sin(5 * first.x[0]) * first.y[0]);
    for (const { x, y } of rowsOf(train)) expect(Math.abs(y[0] - Math.sin(w * x[0]))).toBeLessThan(TRIGONOMETRIC);
  });

  test("has E cos^2 = (1 + exp(-2 L^2)) / 2 over N(0, I) in any dimension", () => {
    const L = 0.6;
    const { y } = data({ name: "cosineNeuron", inputs: 4, points: "normal", frequency: L, train: 20_000 }).train;
    const wanted = (1 + Math.exp(-2 * L * L)) / 2;
    // A number in [0, 1] has deviation 1/2 at most; five standard errors.
    expect(Math.abs(sum([...y].map((v) => v * v)) / y.length - wanted)).toBeLessThan(2.5 / Math.sqrt(y.length));
  });
});

describe("the sphere, BXC's setting", () => {
  test("has unit inputs and bounded targets: signs, or uniform in [-1, 1]", () => {
    for (const targets of ["sign", "uniform"] as const) {
      const { train } = data({ name: "sphere", targets, train: 1000 });
      for (const { x } of rowsOf(train)) expect(Math.abs(sum(x.map((v) => v * v)) - 1)).toBeLessThan(10 * 2 ** -52);
      const square = targets === "sign" ? 1 : 1 / 3;
      // Var y <= 1 and Var y^2 <= 4/45 (0 for signs): five standard errors.
      expect(Math.abs(sum([...train.y])) / 1000).toBeLessThan(5 * Math.sqrt(square / 1000));
      expect(Math.abs(sum([...train.y].map((v) => v * v)) / 1000 - square)).toBeLessThan(5 * Math.sqrt(4 / 45 / 1000));
    }
  });

  test("a teacher of one neuron is relu times one sign, the same in all parts", () => {
    const { train, test: held } = data({ name: "sphere", targets: "teacher", teacher: 1 });
    const signs = new Set([...train.y, ...held.y].filter((v) => v !== 0).map(Math.sign));
    expect(signs.size).toBe(1);
  });
});

describe("ridges", () => {
  test("of one sine term take values in [-1, 1] and reach near both; of one step, two values; of one relu, one sign", () => {
    const values = (profile: "sine" | "step" | "relu") => [
      ...data({ name: "ridges", terms: 1, profile, train: 2000 }).train.y,
    ];
    const sine = values("sine");
    expect([Math.min(...sine) < -0.9, Math.max(...sine) > 0.9, sine.every((v) => Math.abs(v) <= 1)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(new Set(values("step"))).toEqual(new Set([-1, 1]));
    expect(new Set(values("relu").map(Math.sign)).size).toBe(2);
  });
});

describe("classes in the plane", () => {
  test("moons without spread lie on two half circles of radius 1, about (0, 0) and (1, 1/2)", () => {
    const rows = rowsOf(data({ name: "moons", spread: 0, train: 500 }).train);
    for (const { x, y } of rows) {
      const [u, v] = y[0] === 1 ? x : [x[0] - 1, x[1] - 0.5];
      expect(Math.abs(u * u + v * v - 1)).toBeLessThan(TRIGONOMETRIC);
      expect(y[0] * v).toBeGreaterThanOrEqual(0);
    }
    // Fair labels: five standard errors.
    expect(Math.abs(sum(rows.map(({ y }) => y[0])))).toBeLessThan(5 * Math.sqrt(500));
  });

  test("spirals without spread lie on r = angle / (2 pi turns) of their arm", () => {
    for (const arms of [2, 3]) {
      for (const { x, y } of rowsOf(data({ name: "spirals", arms, turns: 1.5, spread: 0 }).train)) {
        const arm = arms === 2 ? (y[0] + 1) / 2 : y.indexOf(1);
        const r = Math.sqrt(x[0] * x[0] + x[1] * x[1]);
        const t = 2 * Math.PI * (1.5 * r + arm / arms);
        expect(Math.abs(x[0] - r * Math.cos(t)) + Math.abs(x[1] - r * Math.sin(t))).toBeLessThan(TRIGONOMETRIC);
        expect(r).toBeLessThanOrEqual(1 + 2 ** -52);
      }
    }
  });
});

test("a function that the seed draws is one function for all parts: a fine training grid interpolates the validation data", () => {
  const spec: ProblemSpec = { name: "function", target: "oscillatory", inputs: 1, points: "grid", train: 200 };
  const { train, validation } = data(spec);
  const step = 1 / 199;
  for (const { x, y } of rowsOf(validation)) {
    const i = Math.min(198, Math.floor(x[0] / step));
    const share = (x[0] - i * step) / step;
    const between = (1 - share) * train.y[i] + share * train.y[i + 1];
    // Linear interpolation of cos(9 x + b) is off by 81 h^2 / 8.
    expect(Math.abs(between - y[0])).toBeLessThan((81 * step * step) / 8 + 1e-12);
  }
});
