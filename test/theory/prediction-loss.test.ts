import { describe, expect, test } from "vitest";
import {
  gradientDescent,
  gradientFlow,
  heavyBallDescent,
  nesterovFlow,
  newtonFlow,
} from "../../src/theory/dynamics/index.js";
import { modeEnergy, predictLoss, predictOverTime } from "../../src/theory/prediction/index.js";
import { normal, orthogonal } from "./modes.js";

const n = 12;
const values = Float64Array.from({ length: n }, (_, i) => (i < 2 ? 0 : 10 ** (i - 8)));
const vectors = orthogonal(n);
const error = normal(n * 2, 4);
const squares = (v: Float64Array) => v.reduce((sum, value) => sum + value * value, 0);

describe("predictLoss", () => {
  test("at time 0 is 1/(2n) |Delta|^2, and 1/2 |Delta|^2 with curvature 1", () => {
    const at = { values, vectors, error, dynamics: gradientFlow(), times: [0] };
    // Parseval, to rounding.
    expect(Math.abs(predictLoss(at)[0] / (squares(error) / (2 * n)) - 1)).toBeLessThan(1e-14);
    expect(Math.abs(predictLoss({ ...at, curvature: 1 })[0] / (squares(error) / 2) - 1)).toBeLessThan(1e-14);
  });

  test("at infinity is the energy of the null modes: the loss floor", () => {
    const energy = modeEnergy({ values, vectors, error });
    for (const dynamics of [
      gradientFlow(),
      nesterovFlow(),
      newtonFlow(),
      heavyBallDescent({ rate: 0.01, momentum: 0.5 }),
    ]) {
      const [loss] = predictLoss({ values, vectors, error, dynamics, times: [Number.POSITIVE_INFINITY] });
      expect(Math.abs(loss / ((energy[0] + energy[1]) / (2 * n)) - 1)).toBeLessThan(1e-13);
    }
  });

  test("is the loss of the predicted outputs", () => {
    const y = normal(n * 2, 8);
    const initial = error.map((value, i) => value + y[i]);
    for (const dynamics of [gradientDescent({ rate: 0.002 }), heavyBallDescent({ rate: 0.02, momentum: 0.9 })]) {
      const times = [0, 1, 10, 1000];
      const loss = predictLoss({ values, vectors, error, dynamics, times });
      const outputs = predictOverTime({ values, vectors, y, initial, dynamics, times });
      for (const [i, f] of outputs.entries())
        expect(Math.abs(squares(f.map((value, at) => value - y[at])) / (2 * n) / loss[i] - 1)).toBeLessThan(1e-12);
    }
  });

  test("eigenvalues that rounding put below the threshold stay where they are, and a threshold of one's own moves it", () => {
    const noisy = values.slice();
    noisy[0] = -1e-16;
    noisy[1] = 1e-16;
    const at = { vectors, error, dynamics: gradientFlow(), times: [1e20] };
    expect(predictLoss({ ...at, values: noisy })).toEqual(predictLoss({ ...at, values }));
    expect(predictLoss({ ...at, values: noisy, threshold: 0 })[0]).toBeLessThan(predictLoss({ ...at, values })[0]);
    const all = predictLoss({ ...at, values, threshold: 1e9 })[0];
    expect(Math.abs(all / (squares(error) / (2 * n)) - 1)).toBeLessThan(1e-14);
  });

  test("above the stable rate it is Infinity in the end, never NaN", () => {
    const rate = (2.1 * n) / values[n - 1];
    const steps = Float64Array.from({ length: 100 }, (_, k) => 300 * k);
    const loss = predictLoss({ values, vectors, error, dynamics: gradientDescent({ rate }), times: steps });
    for (const value of loss) expect(value).not.toBeNaN();
    expect(loss[99]).toBe(Number.POSITIVE_INFINITY);
  });

  test("a kernel of n k rows is told its curvature", () => {
    // K x I: each eigenvalue twice, with the eigenvectors on one output each.
    const doubled = Float64Array.from({ length: 2 * n }, (_, i) => values[i >> 1]);
    const data = new Float64Array(4 * n * n);
    for (let i = 0; i < n; i++)
      for (let p = 0; p < 2; p++)
        for (let j = 0; j < n; j++) data[(2 * i + p) * 2 * n + 2 * j + p] = vectors.data[i * n + j];
    const whole = { rows: 2 * n, columns: 2 * n, data };
    const shared = { error, dynamics: gradientFlow(), times: [0, 0.3, 20] };
    const a = predictLoss({ ...shared, values, vectors });
    const b = predictLoss({ ...shared, values: doubled, vectors: whole, curvature: 1 / n });
    for (const i of [0, 1, 2]) expect(Math.abs(a[i] / b[i] - 1)).toBeLessThan(1e-13);
  });
});

test("the energies of the modes add up to |Delta|^2", () => {
  const sum = modeEnergy({ values, vectors, error }).reduce((total, value) => total + value, 0);
  expect(Math.abs(sum / squares(error) - 1)).toBeLessThan(1e-14);
});

describe("shapes that do not fit are named", () => {
  const good = { values, vectors, error, dynamics: gradientFlow(), times: [0] };
  test.each([
    ["error: expected 12 rows of numbers, one an eigenvalue, got 13 numbers", { error: new Float64Array(13) }],
    ["vectors: expected 11 x 11 numbers for 11 eigenvalues, got 12 x 12", { values: values.subarray(1) }],
    ["values: expected at least one eigenvalue", { values: new Float64Array(0) }],
    ["curvature: expected a positive number, 1/n for the mean squared error, got 0", { curvature: 0 }],
    ["threshold: expected a number of at least 0, got -1", { threshold: -1 }],
    ["times: expected ascending times", { times: [1, 0] }],
  ])("%s", (message, change) => {
    expect(() => predictLoss({ ...good, ...change })).toThrow(message);
  });
});
