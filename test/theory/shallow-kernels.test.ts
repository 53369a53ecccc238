import fc from "fast-check";
import { expect, test } from "vitest";
import { activations, halfSquaredRelu, relu, tanh } from "../../src/model/activation.js";
import type { Points } from "../../src/model/dataset.js";
import type { InputInit, OutputInit } from "../../src/model/network.js";
import { asin } from "../../src/numerics/elementary.js";
import { smallestEigenvalue } from "../../src/numerics/linear/interval.js";
import { gaussLegendre } from "../../src/numerics/quadrature.js";
import { random } from "../../src/numerics/random.js";
import { assumptionMatrices } from "../../src/theory/kernel/assumption-matrices.js";
import type { KernelMatrix } from "../../src/theory/kernel/kernel-matrix.js";
import { shallowKernels } from "../../src/theory/kernel/shallow-kernels.js";
import { estimate, relaxed } from "./expectation.js";

const EPS = 2 ** -52;

const points = (x: readonly (readonly number[])[]): Points => ({
  rows: x.length,
  inputs: x[0].length,
  x: Float64Array.from(x.flat()),
});

function normalPoints(rows: number, inputs: number, seed = 1): Points {
  const x = new Float64Array(rows * inputs);
  random(seed, "points").fillNormal(x);
  return { rows, inputs, x };
}

/** Rows with the constant 1. */
const rowsOf = ({ rows, inputs, x }: Points, bias = true) =>
  Array.from({ length: rows }, (_, i) => [...x.subarray(i * inputs, (i + 1) * inputs), ...(bias ? [1] : [])]);

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);

function expectClose(actual: KernelMatrix, expected: (i: number, j: number) => number, tolerance: number) {
  let most = 0;
  for (let i = 0; i < actual.rows; i++)
    for (let j = 0; j < actual.columns; j++)
      most = Math.max(most, Math.abs(actual.data[i * actual.columns + j] - expected(i, j)));
  expect(most).toBeLessThanOrEqual(tolerance);
}

const entry =
  ({ data, columns }: KernelMatrix) =>
  (i: number, j: number) =>
    data[i * columns + j];

test("s = 0 gives the linear kernel X X^T, of rank D, for both layers", () => {
  const data = normalPoints(6, 2);
  const x = rowsOf(data);
  const { a, omega } = shallowKernels(data).at(0);
  for (const kernel of [a, omega]) expectClose(kernel, (i, j) => dot(x[i], x[j]), kernel.error);
  // Six rows in D = 3 dimensions: the smallest eigenvalue is 0 up to 6 entries' errors.
  expect(smallestEigenvalue(a, { entryError: a.error }).lower).toBeLessThanOrEqual(0);
});

test("s = 2 gives the kernels of |z|: 2/pi (sqrt(pq - c^2) + c asin(c / sqrt(pq))) and 2/pi c asin(c / sqrt(pq))", () => {
  const data = normalPoints(7, 3);
  const x = rowsOf(data);
  const { a, omega } = shallowKernels(data).at(2);
  const angle = (i: number, j: number) =>
    i === j ? Math.PI / 2 : asin(dot(x[i], x[j]) / Math.sqrt(dot(x[i], x[i]) * dot(x[j], x[j])));
  const sine = (i: number, j: number) =>
    i === j ? 0 : Math.sqrt(dot(x[i], x[i]) * dot(x[j], x[j]) - dot(x[i], x[j]) * dot(x[i], x[j]));
  // Random points are not nearly parallel: the formulas here lose two digits at most.
  expectClose(a, (i, j) => (2 / Math.PI) * (sine(i, j) + dot(x[i], x[j]) * angle(i, j)), 100 * EPS * 20);
  expectClose(omega, (i, j) => (2 / Math.PI) * dot(x[i], x[j]) * angle(i, j), 100 * EPS * 20);
});

test("a single point of unit length has k^[a] = 1 - s + s^2/2: 1, 1/2, 1 at s = 0, 1, 2, so lambda_min does not grow with s", () => {
  const kernels = shallowKernels(points([[0.6, 0.8]]), { bias: false });
  // |x|^2 and two products.
  for (const s of [0, 0.25, 1, 1.5, 2])
    for (const name of ["a", "omega"] as const)
      expect(Math.abs(kernels.at(s)[name].data[0] - (1 - s + (s * s) / 2))).toBeLessThanOrEqual(4 * EPS);
  expect(kernels.at(1).a.data[0]).toBeLessThan(kernels.at(0).a.data[0]);
});

test("K_s = (1-s) X X^T + s^2 K_1 = (1 - s/2)^2 K_0 + (s/2)^2 K_2 for relu, every s, both kernels, square and rectangular", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 3, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      fc.boolean(),
      (s, seed, square) => {
        const kernels = shallowKernels(normalPoints(4, 2, seed), {}, square ? undefined : normalPoints(5, 2, seed + 1));
        for (const name of ["a", "omega", "sum"] as const) {
          const [k, k0, k1, k2] = [s, 0, 1, 2].map((at) => kernels.at(at)[name]);
          // Each side is right to its own errors; coefficients are below 9.
          const tolerance = 9 * (k.error + k0.error + k1.error + k2.error);
          expectClose(k, (i, j) => (1 - s) * entry(k0)(i, j) + s * s * entry(k1)(i, j), tolerance);
          expectClose(k, (i, j) => (1 - s / 2) ** 2 * entry(k0)(i, j) + (s / 2) ** 2 * entry(k2)(i, j), tolerance);
        }
      },
    ),
    { numRuns: 30 },
  );
});

const laws = (["normal", "sphere"] as const).flatMap((inputInit) =>
  Object.values(activations).map((sigma) => ({ name: sigma.name, sigma, inputInit })),
);

test.each(laws)(
  "kernels of $name with $inputInit weights are within 5 standard errors of Monte Carlo, for every s",
  ({ sigma, inputInit }) => {
    const data = points([
      [0.3, -1.2],
      [1.1, 0.4],
    ]);
    const x = rowsOf(data);
    const outputInit: OutputInit = "uniform";
    const kernels = shallowKernels(data, { sigma, inputInit, outputInit });
    const draw = random(4, `${sigma.name} ${inputInit}`);
    const samples = Array.from({ length: 20_000 }, () => ({
      w: inputInit === "sphere" ? [...draw.pointOnSphere(3)] : [draw.normal(), draw.normal(), draw.normal()],
      a: 2 * draw.uniform() - 1,
    }));
    const z = samples.map(({ w }) => x.map((row) => dot(w, row)));
    for (const s of [0.5, 1, 1.7]) {
      const { value, derivative } = relaxed(sigma, s);
      const { a, omega, sum } = kernels.at(s);
      for (const [i, j] of [
        [0, 0],
        [0, 1],
      ]) {
        const first = estimate(samples.length, (k) => value(z[k][i]) * value(z[k][j]));
        const second = estimate(
          samples.length,
          (k) => samples[k].a ** 2 * derivative(z[k][i]) * derivative(z[k][j]) * dot(x[i], x[j]),
        );
        expect(Math.abs(entry(a)(i, j) - first.mean)).toBeLessThan(5 * first.error);
        expect(Math.abs(entry(omega)(i, j) - second.mean)).toBeLessThan(5 * second.error);
        // One rounding of the sum.
        expect(Math.abs(entry(sum)(i, j) - entry(a)(i, j) - entry(omega)(i, j))).toBeLessThan(
          4 * EPS * entry(sum)(i, i),
        );
      }
    }
  },
);

test.each(Object.values(activations))(
  "on the circle, the kernels of $name are integrals over the angle of w",
  (sigma) => {
    const data = points([
      [0.3, -1.2],
      [1.1, 0.4],
      [-2, 1],
    ]);
    const x = rowsOf(data, false);
    const panel = gaussLegendre(64);
    /** E f(w) over the circle, in panels that end where w . x = 0 for one of two rows. */
    const mean = (f: (w: number[]) => number, i: number, j: number) => {
      const kinks = [i, j].flatMap((k) => [
        Math.atan2(x[k][1], x[k][0]) + Math.PI / 2,
        Math.atan2(x[k][1], x[k][0]) - Math.PI / 2,
      ]);
      const ends = kinks.map((t) => (t + 2 * Math.PI) % (2 * Math.PI)).sort((p, q) => p - q);
      let sum = 0;
      for (const [e, from] of ends.entries()) {
        const to = e + 1 < ends.length ? ends[e + 1] : ends[0] + 2 * Math.PI;
        for (let n = 0; n < 64; n++) {
          const t = 0.5 * (from + to + (to - from) * panel.nodes[n]);
          sum += 0.5 * (to - from) * panel.weights[n] * f([Math.cos(t), Math.sin(t)]);
        }
      }
      return sum / (2 * Math.PI);
    };
    for (const s of [1, 0.6]) {
      const { value, derivative } = relaxed(sigma, s);
      const { a, omega } = shallowKernels(data, { sigma, bias: false, inputInit: "sphere" }).at(s);
      // 1e-13: integrals over analytic pieces with 256 points; entries are below 5.
      expectClose(a, (i, j) => mean((w) => value(dot(w, x[i])) * value(dot(w, x[j])), i, j), 1e-13);
      expectClose(
        omega,
        (i, j) => mean((w) => derivative(dot(w, x[i])) * derivative(dot(w, x[j])), i, j) * dot(x[i], x[j]),
        1e-13 * 5,
      );
      expect(Math.max(a.error, omega.error)).toBeLessThan(1e-12);
    }
  },
);

test("on spheres of any dimension the series, which knows nothing of 1/2 relu^2, agrees with its closed form", () => {
  for (const inputs of [2, 3, 10, 200]) {
    const data = normalPoints(5, inputs, inputs);
    const given = { bias: false, inputInit: "sphere" } as const;
    const closed = shallowKernels(data, { ...given, sigma: halfSquaredRelu }).at(0.6);
    const series = shallowKernels(data, { ...given, sigma: { ...halfSquaredRelu, name: "the user's own" } }).at(0.6);
    for (const name of ["a", "omega"] as const) {
      expectClose(series[name], entry(closed[name]), closed[name].error + series[name].error);
      // Inputs are not nearly parallel: the kink of sigma' is resolved to a ten thousandth of |x|^2.
      expect(series[name].error).toBeLessThan(1e-4 * inputs);
    }
  }
});

test("for relu the sphere divides the a-kernel by D and leaves the omega-kernel (Wu's lecture: per neuron, times m)", () => {
  const data = normalPoints(5, 3);
  const normal = shallowKernels(data).at(1);
  const sphere = shallowKernels(data, { inputInit: "sphere", outputInit: "zero" }).at(1);
  expectClose(sphere.a, (i, j) => entry(normal.a)(i, j) / 4, normal.a.error);
  expectClose(sphere.omega, () => 0, 0);
  const both = shallowKernels(data, { inputInit: "sphere" }).at(1);
  expectClose(both.omega, entry(normal.omega), normal.omega.error);
});

test("omega at s = 1 for unit rows is BXC's H_infinity = x . x' (1/2 - arccos(x . x') / 2 pi)", () => {
  const draw = random(2, "sphere");
  const x = Array.from({ length: 6 }, () => [...draw.pointOnSphere(4)]);
  const { omega } = shallowKernels(points(x), { bias: false, outputInit: "sign" }).at(1);
  const h = (i: number, j: number) => {
    const c = Math.max(-1, Math.min(1, dot(x[i], x[j])));
    return c * (0.5 - (i === j ? 0 : Math.acos(c)) / (2 * Math.PI));
  };
  // |x| = 1 to rounding, random angles.
  expectClose(omega, h, 20 * EPS);
  expect(smallestEigenvalue(omega, { entryError: omega.error }).lower).toBeGreaterThan(0);
});

test("omega keeps all digits between nearly parallel and nearly opposite rows", () => {
  for (const t of [1e-3, 1e-8, 1e-12]) {
    const { omega } = shallowKernels(
      points([
        [1, 0],
        [1, t],
        [-1, t],
      ]),
      { bias: false },
    ).at(1);
    const angle = Math.atan(t);
    // A dozen roundings of numbers of the order of 1; from the cosine, t = 1e-8 would be off by 1e-9.
    expect(Math.abs(entry(omega)(0, 1) - (Math.PI - angle) / (2 * Math.PI))).toBeLessThan(8 * EPS);
    expect(Math.abs(entry(omega)(0, 2) + angle / (2 * Math.PI))).toBeLessThan(8 * EPS * (angle + EPS));
  }
});

test("the stated error covers what another order of the inputs changes, nearly parallel rows among them", () => {
  const draw = random(9, "near");
  const base = Array.from({ length: 5 }, () => draw.normal());
  const x = [
    base,
    ...[1e-2, 1e-5, 1e-9, 1e-13].flatMap((e) => [1, -1].map((sign) => base.map((v) => sign * v + e * draw.normal()))),
  ];
  x.push(base.map((v) => 3 * v));
  for (const sigma of [relu, tanh]) {
    const kernels = shallowKernels(points(x), { sigma });
    const turned = shallowKernels(points(x.map((row) => [...row].reverse())), { sigma });
    for (const s of [0.5, 1, 2])
      for (const name of ["a", "omega"] as const) {
        const [k, other] = [kernels.at(s)[name], turned.at(s)[name]];
        expectClose(k, entry(other), k.error + other.error);
        // Some hundred roundings of the largest entries, and no half digits. (tanh's series is cut off at the variance of the last row.)
        if (sigma === relu) expect(k.error).toBeLessThan(4e-12);
      }
  }
});

test("equal rows have equal kernels to the bit, and a zero row without bias has none", () => {
  const x = [
    [0.3, 0.7],
    [-1, 2],
    [0.3, 0.7],
    [0, 0],
  ];
  for (const sigma of Object.values(activations)) {
    const { a, omega } = shallowKernels(points(x), { sigma, bias: false }).at(1.25);
    for (const k of [a, omega]) {
      for (let j = 0; j < 4; j++) expect(entry(k)(0, j)).toBe(entry(k)(2, j));
      expect(k.data.every(Number.isFinite)).toBe(true);
    }
    for (let j = 0; j < 4; j++) {
      expect(Math.abs(entry(omega)(3, j))).toBe(0);
      // sigma(0) = 0 but for softplus.
      if (sigma.name !== "softplus") expect(Math.abs(entry(a)(3, j))).toBeLessThanOrEqual(a.error);
    }
  }
});

const options = (["normal", "sphere"] as const).flatMap((inputInit) =>
  Object.values(activations).flatMap((sigma) =>
    ([0, 1, 1.5] as const).map((s) => ({ name: sigma.name, sigma, inputInit, s })),
  ),
);

test.each(options)(
  "kernels of $name ($inputInit, s = $s) are symmetric to the bit, positive semidefinite, and part of any larger one",
  (given) => {
    const { sigma, s, inputInit } = given as typeof given & { inputInit: InputInit };
    const all = normalPoints(9, 2, 3);
    const [few, rest] = [points(rowsOf(all, false).slice(0, 4)), points(rowsOf(all, false).slice(4))];
    const whole = shallowKernels(all, { sigma, inputInit }).at(s);
    const across = shallowKernels(few, { sigma, inputInit }, rest).at(s);
    for (const name of ["a", "omega", "sum"] as const) {
      const k = whole[name];
      for (let i = 0; i < 9; i++) for (let j = 0; j < 9; j++) expect(entry(k)(i, j)).toBe(entry(k)(j, i));
      expect(across[name]).toMatchObject({ rows: 4, columns: 5 });
      expectClose(across[name], (i, j) => entry(k)(i, 4 + j), k.error + across[name].error);
      // A symmetric perturbation by `error` moves an eigenvalue by n error at most.
      expect(smallestEigenvalue(k, { entryError: k.error }).upper).toBeGreaterThanOrEqual(0);
    }
  },
);

test("at(s) evaluates sigma no more than the first pass did, and forms a matrix when it is looked at, once", () => {
  let calls = 0;
  const counted = {
    name: "counted",
    value: (z: number) => {
      calls++;
      return Math.max(z, 0);
    },
    derivative: (z: number) => (z > 0 ? 1 : 0),
  };
  const kernels = shallowKernels(normalPoints(3, 1), { sigma: counted });
  const before = calls;
  const pair = kernels.at(0.5);
  expect(pair.a).toBe(pair.a);
  expect(pair.sum).toBe(pair.sum);
  expect(calls).toBe(before);
});

test("lambda_min of the a-kernel falls with s at the points of PAPERS.md HRTA 3: Theorem 1's conclusion is false", () => {
  const four = points([
    [0, 0.97],
    [0.7, 0.01],
    [0.41, 0.53],
    [0.3, 0.43],
  ]);
  const lambda = (data: Points, s: number, bias: "input" | false) => {
    const { a } = shallowKernels(data, { bias }).at(s);
    return smallestEigenvalue(a, { entryError: a.error });
  };
  // The figures of PAPERS.md HRTA 3 and 4, to their last digit.
  expect(Math.abs(lambda(four, 0.75, "input").estimate - 4.322e-3)).toBeLessThan(6e-7);
  expect(Math.abs(lambda(four, 1, "input").estimate - 4.023e-3)).toBeLessThan(6e-7);
  expect(lambda(four, 1, "input").upper).toBeLessThan(lambda(four, 0.75, "input").lower);
  const cube = points([
    [0.8034, 0.4538, 0.0544],
    [0.9239, 0.7306, 0.5098],
    [0.0843, 0.0589, 0.0539],
    [0.1499, 0.4188, 0.7277],
  ]);
  expect(Math.abs(lambda(cube, 0.2, false).estimate - 6.8e-5)).toBeLessThan(6e-8);
  expect(Math.abs(lambda(cube, 1, false).estimate - 4.21e-5)).toBeLessThan(6e-8);
});

test("HRTA's Example 1 with a bias has lambda_min of 4.05e-9 (a-kernel) and 8.0e-4 (sum), proven to three digits", () => {
  const line = { rows: 100, inputs: 1, x: Float64Array.from({ length: 100 }, (_, i) => i / 99) };
  const { a, sum } = shallowKernels(line).at(1);
  for (const [kernel, expected, digit] of [
    [a, 4.05e-9, 1e-11],
    [sum, 8.04e-4, 1e-6],
  ] as const) {
    const { estimate: value, lower, upper } = smallestEigenvalue(kernel, { entryError: kernel.error });
    expect(Math.abs(value - expected)).toBeLessThan(digit);
    expect(upper - lower).toBeLessThan(digit);
  }
});

test("H and M of Assumption 1 have trace 0 to the bit, so it never holds; K and T are positive definite; H = K - X X^T / 2", () => {
  const data = normalPoints(6, 2, 8);
  const x = rowsOf(data);
  const draw = random(6, "reflections");
  const w = Array.from({ length: 40_000 }, () => [draw.normal(), draw.normal(), draw.normal()]);
  for (const inputInit of ["normal", "sphere"] as const) {
    const matrices = assumptionMatrices(data, { inputInit });
    const share = { a: inputInit === "sphere" ? 1 / 3 : 1, omega: 1 };
    for (const name of ["a", "omega"] as const) {
      const { K, H, M, T } = matrices[name];
      expect(T).toBe(K);
      expect(M).toBe(H);
      for (let i = 0; i < 6; i++) expect(Math.abs(entry(H)(i, i))).toBe(0);
      expectClose(H, (i, j) => entry(K)(i, j) - (share[name] * dot(x[i], x[j])) / 2, 2 * (K.error + H.error));
      expect(smallestEigenvalue(K, { entryError: K.error }).lower).toBeGreaterThan(0);
      expect(smallestEigenvalue(H, { entryError: H.error }).upper).toBeLessThan(0);
    }
  }
  // k(-x_0, x_1) itself.
  const { a, omega } = assumptionMatrices(data);
  const first = estimate(w.length, (k) => Math.max(-dot(w[k], x[0]), 0) * Math.max(dot(w[k], x[1]), 0));
  const second = estimate(w.length, (k) => (dot(w[k], x[0]) < 0 && dot(w[k], x[1]) > 0 ? -dot(x[0], x[1]) : 0));
  expect(Math.abs(entry(a.H)(0, 1) - first.mean)).toBeLessThan(5 * first.error);
  expect(Math.abs(entry(omega.H)(0, 1) - second.mean)).toBeLessThan(5 * second.error);
});

test("K of Assumption 1 is the kernel at s = 1, also between training and test points", () => {
  const [data, other] = [normalPoints(3, 2), normalPoints(4, 2, 5)];
  const kernels = shallowKernels(data, { outputInit: "uniform" }, other).at(1);
  const matrices = assumptionMatrices(data, { outputInit: "uniform" }, other);
  expectClose(matrices.a.K, entry(kernels.a), 0);
  expectClose(matrices.omega.K, entry(kernels.omega), EPS * 10);
  expect(matrices.a.H).toMatchObject({ rows: 3, columns: 4 });
});

test.each([
  [
    "no rows",
    () => shallowKernels({ rows: 0, inputs: 1, x: new Float64Array(0) }),
    /points: expected at least one row/,
  ],
  [
    "too few numbers",
    () => shallowKernels({ rows: 2, inputs: 2, x: new Float64Array(3) }),
    /points: expected x of 2 x 2 = 4/,
  ],
  [
    "a number that is not finite",
    () => shallowKernels(points([[1], [Number.NaN]])),
    /points: x of row 2, input 1 is NaN/,
  ],
  ["other inputs", () => shallowKernels(points([[1]]), {}, points([[1, 2]])), /other: has 2 inputs, points have 1/],
  [
    "matrices beyond memory",
    () => shallowKernels({ rows: 18_000, inputs: 1, x: new Float64Array(18_000) }),
    // 3 halves and a whole: 20 n^2 bytes.
    /takes 6\.5 GB with .* at most 14142 rows/,
  ],
  ["rows too long", () => shallowKernels(points([[1e80]])), /row 1 has \|x\|\^2 = 1e\+160; standardise/],
  [
    "a bias in every layer",
    () => shallowKernels(points([[1]]), { bias: "layers" as never }),
    /bias: expected "input" or false, got "layers"; infiniteKernel/,
  ],
  [
    "an unknown law of w",
    () => shallowKernels(points([[1]]), { inputInit: "cube" as never }),
    /inputInit: expected "normal" or "sphere"/,
  ],
  [
    "an unknown law of a",
    () => shallowKernels(points([[1]]), { outputInit: "one" as never }),
    /outputInit: expected "normal"/,
  ],
  ["an s that is not finite", () => shallowKernels(points([[1]])).at(Number.NaN), /s: expected a finite number/],
  [
    "tanh on the sphere of R^1",
    () => shallowKernels(points([[1]]), { sigma: tanh, bias: false, inputInit: "sphere" }),
    /inputInit: on the unit sphere of R\^1/,
  ],
] as const)("%s: refused with the reason", (_, call, message) => {
  expect(call).toThrow(message);
});
