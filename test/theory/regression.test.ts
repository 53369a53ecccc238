import fc from "fast-check";
import { expect, test } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Dataset, Points } from "../../src/model/dataset.js";
import { InputError } from "../../src/model/errors.js";
import { mlp } from "../../src/model/network.js";
import { predict } from "../../src/model/predict.js";
import { zeros } from "../../src/numerics/linear/matrix.js";
import { random } from "../../src/numerics/random.js";
import { type KernelFunction, kernelRegression } from "../../src/theory/regression/kernel-regression.js";

/** exp(-|x - x'|): positive definite for distinct points, well conditioned, and no network's. */
const laplace: KernelFunction = (a, b = a) => {
  const result = zeros(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      let square = 0;
      for (let l = 0; l < a.inputs; l++) square += (a.x[i * a.inputs + l] - b.x[j * a.inputs + l]) ** 2;
      result.data[i * b.rows + j] = Math.exp(-Math.sqrt(square));
    }
  return result;
};
const times =
  (kernel: KernelFunction, c: number): KernelFunction =>
  (a, b) => {
    const { rows, columns, data } = kernel(a, b);
    return { rows, columns, data: data.map((value) => c * value) };
  };
const constant: KernelFunction = (a, b = a) => ({
  rows: a.rows,
  columns: b.rows,
  data: new Float64Array(a.rows * b.rows).fill(1),
});

function sample(n: number, inputs: number, outputs: number, seed: number): Dataset {
  const x = new Float64Array(n * inputs);
  const y = new Float64Array(n * outputs);
  random(seed, "x").fillNormal(x);
  random(seed, "y").fillNormal(y);
  return { rows: n, inputs, x, outputs, y };
}
const rowsOf = (data: Dataset, rows: readonly number[]): Dataset => ({
  ...data,
  rows: rows.length,
  x: Float64Array.from(rows.flatMap((row) => Array.from(data.x.subarray(row * data.inputs, (row + 1) * data.inputs)))),
  y: Float64Array.from(
    rows.flatMap((row) => Array.from(data.y.subarray(row * data.outputs, (row + 1) * data.outputs))),
  ),
  weights: data.weights && Float64Array.from(rows, (row) => data.weights?.[row] ?? 1),
});
const apart = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** Condition numbers of these kernels are below 1e5: what two ways of solving may differ by. */
const SOLVED = 1e5 * 1e-15;

test("with the kernel 1 and ridge r the prediction is the shrunk mean sum(y) / (n + r), the variance r / (n + r)", () => {
  const data: Dataset = { rows: 3, inputs: 1, x: Float64Array.of(1, 2, 3), outputs: 1, y: Float64Array.of(1, 2, 6) };
  const model = kernelRegression({ data, kernel: constant, ridge: 0.5 });
  const { mean, variance } = model.posterior(Float64Array.of(7, 8));
  for (const value of mean) expect(value).toBeCloseTo(9 / 3.5, 13);
  for (const value of variance) expect(value).toBeCloseTo(0.5 / 3.5, 13);
  expect(Array.from(model.evaluate(Float64Array.of(7, 8)))).toEqual(Array.from(mean));
});

test("with ridge 0 the training targets are met, and the variance is 0 there and k(x, x) far away", () => {
  const data = sample(20, 2, 2, 1);
  const model = kernelRegression({ data, kernel: laplace, ridge: 0 });
  expect(apart(model.evaluate(data.x), data.y)).toBeLessThan(SOLVED);
  expect(Math.max(...model.posterior(data.x).variance)).toBeLessThan(SOLVED);
  expect(model.posterior(Float64Array.of(50, 50)).variance[0]).toBeCloseTo(1, 12);
  expect(model.leaveOneOut).toBeUndefined();
});

test("leave-one-out in closed form is what n fits without one row give", () => {
  const data = sample(12, 2, 2, 2);
  const model = kernelRegression({ data, kernel: laplace });
  let sum = 0;
  for (let left = 0; left < data.rows; left++) {
    const rest = rowsOf(
      data,
      Array.from({ length: data.rows }, (_, i) => i).filter((i) => i !== left),
    );
    const without = kernelRegression({ data: rest, kernel: laplace, ridge: model.ridge });
    const one = rowsOf(data, [left]);
    without.evaluate(one.x).forEach((value, p) => {
      sum += (value - one.y[p]) ** 2;
    });
  }
  expect(model.leaveOneOut).toBeCloseTo(sum / (2 * data.rows), 10);
});

test("leave-one-out chooses next to no ridge for a smooth target and a large one for noise", () => {
  const data = sample(60, 1, 1, 3);
  const smooth = { ...data, y: data.x.map((x) => Math.abs(x)) };
  const [little, much] = [smooth, data].map((set) => kernelRegression({ data: set, kernel: laplace }).ridge);
  expect(little).toBeLessThan(0.01);
  expect(much).toBeGreaterThan(1);
});

test("a row of weight 2 counts as two rows, a row of weight 0 as none", () => {
  const data = sample(6, 2, 1, 4);
  const x = sample(5, 2, 1, 5).x;
  const weighted = { ...data, weights: Float64Array.of(1, 2, 1, 0, 1, 1) };
  const repeated = rowsOf(data, [0, 1, 1, 2, 4, 5]);
  const [a, b] = [weighted, repeated].map((set) =>
    kernelRegression({ data: set, kernel: laplace, ridge: 0.3 }).posterior(x),
  );
  expect(apart(a.mean, b.mean)).toBeLessThan(SOLVED);
  expect(apart(a.variance, b.variance)).toBeLessThan(SOLVED);
  // Without a ridge a weight is 0 or any.
  const [c, d] = [{ ...data, weights: Float64Array.of(1, 2, 1, 0, 1, 1) }, rowsOf(data, [0, 1, 2, 4, 5])].map((set) =>
    kernelRegression({ data: set, kernel: laplace, ridge: 0 }).posterior(x),
  );
  expect(apart(c.mean, d.mean)).toBeLessThan(SOLVED);
  expect(apart(c.variance, d.variance)).toBeLessThan(SOLVED);
});

test("the order of the rows does not matter, and c K with ridge c r predicts as K with r, with c times the variance", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (seed, c) => {
      const data = sample(8, 2, 2, seed);
      const x = sample(3, 2, 1, seed + 1).x;
      const mixed = rowsOf(data, Array.from(random(seed, "order").permutation(8)));
      const plain = kernelRegression({ data, kernel: laplace, ridge: 0.1 }).posterior(x);
      const other = kernelRegression({ data: mixed, kernel: laplace, ridge: 0.1 }).posterior(x);
      const scaled = kernelRegression({ data, kernel: times(laplace, c), ridge: 0.1 * c }).posterior(x);
      for (const { mean } of [other, scaled]) expect(apart(mean, plain.mean)).toBeLessThan(SOLVED);
      expect(
        apart(
          scaled.variance,
          plain.variance.map((v) => c * v),
        ),
      ).toBeLessThan(c * SOLVED);
    }),
    { numRuns: 30 },
  );
});

test("several targets are predicted as each alone", () => {
  const data = sample(10, 2, 3, 6);
  const x = sample(4, 2, 1, 7).x;
  const together = kernelRegression({ data, kernel: laplace, ridge: 0.1 }).evaluate(x);
  for (let p = 0; p < 3; p++) {
    const y = data.y.filter((_, at) => at % 3 === p);
    const alone = kernelRegression({ data: { ...data, outputs: 1, y }, kernel: laplace, ridge: 0.1 }).evaluate(x);
    expect(
      apart(
        alone,
        together.filter((_, at) => at % 3 === p),
      ),
    ).toBeLessThan(SOLVED);
  }
});

test.each(["ntk", "nngp"] as const)(
  "%s regression is a predictor like a trained model: 600 rows through `predict`, in blocks",
  async (kernel) => {
    const data = sample(30, 2, 2, 8);
    const model = kernelRegression({ data, kernel, spec: mlp({ activation: homotopy(relu, 1.5) }) });
    const points: Points = sample(600, 2, 1, 9);
    const all = await predict(model, points);
    expect(all).toHaveLength(1200);
    // A row's outputs depend on that row alone.
    const last = model.evaluate(points.x.subarray(599 * 2));
    expect(apart(last, all.subarray(1198))).toBeLessThan(1e-12);
    expect(model.name).toBe(`${kernel.toUpperCase()} regression`);
  },
);

test("with the a-kernel of 100 grid points sin(2 pi x) is learnt to 1e-3 without training", () => {
  const x = Float64Array.from({ length: 100 }, (_, i) => i / 99);
  const sine = (values: Float64Array) => values.map((v) => Math.sin(2 * Math.PI * v));
  const model = kernelRegression({ data: { rows: 100, inputs: 1, x, outputs: 1, y: sine(x) }, kernel: "nngp" });
  const between = x.subarray(0, 99).map((v) => v + 0.5 / 99);
  // The kernel's functions are splines: the error of a cubic spline at spacing 0.01 is far below.
  expect(apart(model.evaluate(between), sine(between))).toBeLessThan(1e-3);
});

test("s enters the kernel: s = 0 is linear regression", () => {
  const data = sample(40, 1, 1, 10);
  const linear = { ...data, y: data.x.map((v) => 3 * v - 1) };
  const model = kernelRegression({ data: linear, s: 0, ridge: 1e-9 });
  expect(model.evaluate(Float64Array.of(10))[0]).toBeCloseTo(29, 5);
});

test("what cannot be fitted is refused with the reason", () => {
  const data = sample(5, 2, 1, 11);
  const twins = rowsOf(data, [0, 0, 1]);
  expect(() => kernelRegression({ data: twins, kernel: laplace, ridge: 0 })).toThrow(InputError);
  expect(() => kernelRegression({ data: twins, kernel: laplace, ridge: 0 })).toThrow("is singular to rounding");
  expect(() => kernelRegression({ data: rowsOf(data, [0]), kernel: laplace })).toThrow("at least 2 rows, got 1");
  expect(() => kernelRegression({ data, kernel: laplace, ridge: -1 })).toThrow("ridge: expected a finite number");
  expect(() => kernelRegression({ data: { ...data, y: data.y.map(() => Number.NaN) }, kernel: laplace })).toThrow(
    "the target of row 0 is NaN",
  );
  expect(() => kernelRegression({ data: { ...data, weights: new Float64Array(5).fill(-1) }, kernel: laplace })).toThrow(
    "the weight of row 0 is -1",
  );
  expect(() => kernelRegression({ data: { ...data, rows: 20_000 }, kernel: laplace })).toThrow("20000 rows take 16 GB");
  const model = kernelRegression({ data, kernel: laplace });
  expect(() => model.evaluate(new Float64Array(3))).toThrow("x: expected rows of 2 inputs, got 3 numbers");
});

test("one row with a given ridge is fitted, and duplicates are no problem for leave-one-out", () => {
  const data = sample(5, 2, 1, 12);
  const model = kernelRegression({ data: rowsOf(data, [0]), kernel: laplace, ridge: 1 });
  expect(model.evaluate(data.x.subarray(0, 2))[0]).toBeCloseTo(data.y[0] / 2, 14);
  expect(() => kernelRegression({ data: rowsOf(data, [0, 0, 1, 2, 3, 4]), kernel: laplace })).not.toThrow();
});

test("a kernel of zeros predicts 0, and leave-one-out finds a ridge for it", () => {
  const data = sample(5, 2, 1, 13);
  const nothing = (a: Points, b: Points = a) => zeros(a.rows, b.rows);
  const model = kernelRegression({ data, kernel: nothing });
  expect(Number.isFinite(model.ridge)).toBe(true);
  expect([...model.evaluate(data.x)]).toEqual([0, 0, 0, 0, 0]);
  const half = data.y.reduce((sum, y) => sum + y * y, 0) / 10;
  // Five squares, added in another order at most.
  expect(Math.abs((model.leaveOneOut ?? 0) - half)).toBeLessThan(1e-15 * half);
});
