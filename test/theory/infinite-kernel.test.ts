import { expect, test } from "vitest";
import { activations, erf, gelu, homotopy, relu, softplus, tanh } from "../../src/model/activation.js";
import type { Points } from "../../src/model/dataset.js";
import { forward } from "../../src/model/forward.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, type MlpOptions, mlp, type NetworkSpec } from "../../src/model/network.js";
import { smallestEigenvalue } from "../../src/numerics/linear/interval.js";
import { random } from "../../src/numerics/random.js";
import { gram } from "../../src/tangent/gram.js";
import { infiniteKernel, nngpKernel } from "../../src/theory/kernel/infinite-kernel.js";
import type { KernelMatrix } from "../../src/theory/kernel/kernel-matrix.js";
import { shallowKernels } from "../../src/theory/kernel/shallow-kernels.js";
import { tangentKernel } from "../../src/theory/kernel/tangent-kernel.js";
import { estimate } from "./expectation.js";

function normalPoints(rows: number, inputs: number, seed = 1): Points {
  const x = new Float64Array(rows * inputs);
  random(seed, "points").fillNormal(x, 0.7);
  return { rows, inputs, x };
}

const furthest = (a: KernelMatrix, b: { readonly data: Float64Array }) =>
  a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - b.data[at])), 0);

function model(spec: NetworkSpec, inputs: number, seed: number, s: readonly number[]): Model {
  const network = buildNetwork(spec, inputs, 1);
  return { network, parameters: initialise(network, seed), s };
}

test.each(Object.values(activations))(
  "one hidden layer of $name gives the shallow kernels, for every initialisation",
  (sigma) => {
    const [data, other] = [normalPoints(4, 2), normalPoints(3, 2, 2)];
    for (const bias of ["input", false] as const)
      for (const inputInit of ["normal", "sphere"] as const)
        for (const outputInit of ["normal", "uniform"] as const)
          for (const s of [0.5, 1]) {
            const spec = mlp({ hidden: [3], activation: homotopy(sigma), bias, inputInit, outputInit });
            const { nngp, ntk, blocks } = infiniteKernel(spec, data, { s, other });
            const { a, omega, sum } = shallowKernels(data, { sigma, bias, inputInit, outputInit }, other).at(s);
            expect(blocks.map(({ name }) => name)).toEqual(["hidden1.weight", "output.weight"]);
            expect(furthest(blocks[0].kernel, omega)).toBeLessThanOrEqual(blocks[0].kernel.error + omega.error);
            expect(furthest(blocks[1].kernel, a)).toBeLessThanOrEqual(blocks[1].kernel.error + a.error);
            expect(furthest(ntk, sum)).toBeLessThanOrEqual(ntk.error + sum.error);
            const moment = outputInit === "normal" ? 1 : 1 / 3;
            expect(furthest(nngp, { data: a.data.map((v) => moment * v) })).toBeLessThanOrEqual(nngp.error + a.error);
          }
  },
);

const shapes: Readonly<Record<string, MlpOptions>> = {
  "two layers": { hidden: [5] },
  "biases in layers": { hidden: [5, 4], bias: "layers" },
  "no bias": { hidden: [5, 4, 3], bias: false },
  "frozen output": { hidden: [5, 4], freeze: ["output"] },
  "frozen hidden layers": { hidden: [5, 4], freeze: ["hidden1", "hidden2"], bias: "layers" },
  skip: { hidden: [5, 4], skip: true },
};

test.each(Object.keys(shapes))(
  "%s: blocks are the network's trained blocks in order, and sum to the tangent kernel",
  (name) => {
    const spec = mlp(shapes[name]);
    const { ntk, blocks } = infiniteKernel(spec, normalPoints(4, 2), { s: 1.5 });
    const expected = buildNetwork(spec, 2, 1).blocks.filter((b) => b.trainable);
    expect(blocks.map((b) => [b.name, b.layer])).toEqual(expected.map((b) => [b.name, b.layer]));
    const sum = ntk.data.map((_, at) => blocks.reduce((total, { kernel }) => total + kernel.data[at], 0));
    expect(furthest(ntk, { data: sum })).toBeLessThanOrEqual(ntk.error);
    const lean = infiniteKernel(spec, normalPoints(4, 2), { s: 1.5, blocks: false });
    expect(lean.blocks).toEqual([]);
    expect(lean.ntk.data).toEqual(ntk.data);
  },
);

/** Two layers: E G = K at every width. */
const shallow: Readonly<Record<string, MlpOptions>> = {
  relu: { hidden: [64] },
  "relu on the sphere, signs": { hidden: [64], inputInit: "sphere", outputInit: "sign" },
  "biases in layers, uniform": { hidden: [64], bias: "layers", outputInit: "uniform" },
  "tanh, deviation 0.5": { hidden: [64], activation: homotopy(tanh), deviation: 0.5 },
  "gelu on the sphere, skip": { hidden: [64], activation: homotopy(gelu), inputInit: "sphere", skip: true },
  "start at zero": { hidden: [64], outputInit: "zero" },
};

test.each(Object.keys(shallow))(
  "two layers, %s: the mean of G over 200 starts is the kernel within 5 standard errors, block by block",
  (name) => {
    const spec = mlp(shallow[name]);
    const data = normalPoints(3, 2);
    const s = 1.25;
    const { ntk, blocks } = infiniteKernel(spec, data, { s });
    const grams = Array.from({ length: 200 }, (_, seed) => gram(model(spec, 2, seed, [s]), data));
    for (let at = 0; at < 9; at++) {
      const { mean, error } = estimate(grams.length, (k) => grams[k].total.data[at]);
      expect(Math.abs(mean - ntk.data[at])).toBeLessThanOrEqual(5 * error + ntk.error);
      for (const [b, { kernel }] of blocks.entries()) {
        const part = estimate(grams.length, (k) => grams[k].blocks[b].gram.data[at]);
        // A block without randomness (a bias of the output) differs by rounding.
        expect(Math.abs(part.mean - kernel.data[at])).toBeLessThanOrEqual(5 * part.error + kernel.error);
      }
    }
  },
);

test.each([1, 2])("%i hidden layers: |G - K| over starts falls like the width to the power -1/2", (depth) => {
  const data = normalPoints(4, 2);
  const widths = [32, 128, 512];
  const starts = depth === 1 ? 300 : 60;
  const slopes = [1.5, 0.75].slice(0, depth);
  const norms = widths.map((width) => {
    const spec = mlp({ hidden: Array.from({ length: depth }, () => width), bias: "layers" });
    const { ntk } = infiniteKernel(spec, data, { s: slopes });
    let sum = 0;
    for (let seed = 0; seed < starts; seed++) {
      const { total } = gram(model(spec, 2, seed, slopes), data, undefined, { blocks: false });
      for (let at = 0; at < 16; at++) sum += (total.data[at] - ntk.data[at]) ** 2;
    }
    return Math.sqrt(sum / starts);
  });
  const slope = Math.log(norms[2] / norms[0]) / Math.log(widths[2] / widths[0]);
  // 1 / sqrt(2 starts) is the relative error of either norm (times 2 for heavy tails); their quotient spans log 16 = 2.8.
  expect(Math.abs(slope + 0.5)).toBeLessThan(((2 / Math.sqrt(2 * starts)) * Math.SQRT2 * 2) / 2.8);
});

const deep: Readonly<Record<string, { readonly options: MlpOptions; readonly s: readonly number[] }>> = {
  "relu, one s a layer": { options: {}, s: [1.5, 0.5] },
  "biases in layers, uniform output, frozen first layer": {
    options: { bias: "layers", outputInit: "uniform", freeze: ["hidden1"] },
    s: [2, 1],
  },
  "softplus on the sphere": { options: { activation: homotopy(softplus), inputInit: "sphere" }, s: [1, 1] },
  "tanh, deviation 1.5, skip": { options: { activation: homotopy(tanh), deviation: 1.5, skip: true }, s: [1, 0.8] },
};

test.each(Object.keys(deep))(
  "two hidden layers, %s: the mean of G at width 256 is the kernel, block by block",
  (name) => {
    const { options, s } = deep[name];
    const spec = mlp({ hidden: [256, 256], ...options });
    const data = normalPoints(2, 2);
    const { ntk, blocks } = infiniteKernel(spec, data, { s });
    const starts = 40;
    const grams = Array.from({ length: starts }, (_, seed) => gram(model(spec, 2, seed, s), data));
    const size = Math.max(...ntk.data);
    expect(grams[0].blocks.map((b) => b.name)).toEqual(blocks.map((b) => b.name));
    for (let at = 0; at < 4; at++)
      for (const [b, { kernel }] of blocks.entries()) {
        const { mean, error } = estimate(starts, (k) => grams[k].blocks[b].gram.data[at]);
        // Beyond two layers E G differs from K by O(1/width): a few percent of the kernel at 256.
        expect(Math.abs(mean - kernel.data[at])).toBeLessThanOrEqual(5 * error + (4 * size) / 256);
      }
  },
);

test.each([
  ["ntk", mlp({ hidden: [100, 100], bias: "layers", activation: homotopy(relu, 1.5) })],
  ["standard", mlp({ hidden: [100, 100], scaling: "standard" })],
  ["standard, one layer", mlp({ hidden: [200], scaling: "standard", activation: homotopy(tanh), inputInit: "sphere" })],
] as const)("%s: the covariance of the outputs over starts is the NNGP kernel", (_, spec) => {
  const data = normalPoints(2, 2);
  const nngp = nngpKernel(spec, data);
  const s = spec.hidden.map(() => spec.activation.s);
  const starts = 300;
  const outputs = Array.from({ length: starts }, (_, seed) => forward(model(spec, 2, seed, s), data.x));
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 2; j++) {
      const { mean, error } = estimate(starts, (k) => outputs[k][i] * outputs[k][j]);
      // Unbiased where the last hidden layer's covariance is, up to O(1/width).
      expect(Math.abs(mean - nngp.data[2 * i + j])).toBeLessThanOrEqual(5 * error + (4 * nngp.data[0]) / 100);
    }
});

test("the covariances of infiniteKernel and nngpKernel are the same", () => {
  const spec = mlp({ hidden: [1, 1, 1], bias: "layers", activation: homotopy(erf, 0.7) });
  const data = normalPoints(4, 3);
  expect(infiniteKernel(spec, data).nngp).toEqual(nngpKernel(spec, data));
});

test("without bias |h|^2 is multiplied by 1 - s + s^2/2 a layer, and the tangent kernel's diagonal is (depth + 1) times that", () => {
  const data: Points = { rows: 1, inputs: 2, x: Float64Array.of(0.6, 0.8) };
  for (const s of [0, 0.5, 1, 2])
    for (const depth of [1, 2, 5]) {
      const spec = mlp({ hidden: Array.from({ length: depth }, () => 1), bias: false });
      const { nngp, ntk } = infiniteKernel(spec, data, { s });
      const share = (1 - s + (s * s) / 2) ** depth;
      expect(Math.abs(nngp.data[0] - share)).toBeLessThanOrEqual(nngp.error);
      expect(Math.abs(ntk.data[0] - (depth + 1) * share)).toBeLessThanOrEqual(ntk.error);
    }
});

test("at s = 0 a deep network is linear: NNGP and every weight block are X X^T", () => {
  const data = normalPoints(4, 2);
  const { nngp, blocks } = infiniteKernel(mlp({ hidden: [1, 1, 1] }), data, { s: 0 });
  const linear = shallowKernels(data).at(0).a;
  for (const k of [nngp, ...blocks.map((b) => b.kernel)])
    expect(furthest(k, linear)).toBeLessThanOrEqual(k.error + linear.error);
});

test("nearly parallel rows keep their angle through the layers: the kernel's entries differ by the first order of the distance", () => {
  for (const bias of ["input", "layers", false] as const)
    for (const sign of [1, -1]) {
      const [u, v] = [
        [0.6, 0.8],
        [-0.8, 0.6],
      ];
      const at = (t: number) => {
        const x = Float64Array.of(...u, sign * (u[0] + t * v[0]), sign * (u[1] + t * v[1]));
        // s = 0 in the first layer keeps opposite rows opposite.
        const { ntk } = infiniteKernel(mlp({ hidden: [1, 1], bias }), { rows: 2, inputs: 2, x }, { s: [0, 1] });
        return { value: ntk.data[1], error: ntk.error };
      };
      // K(t) = K(0) + K' t + O(t^2) for t > 0 with |K'|, |K''| < 4: its difference quotients agree, which half the digits would not do.
      const [zero, tiny, small] = [at(0), at(1e-9), at(1e-5)];
      const slope = (small.value - zero.value) / 1e-5;
      expect(Math.abs(tiny.value - zero.value - slope * 1e-9)).toBeLessThan(4 * 1e-5 * 1e-9 + tiny.error + zero.error);
      expect(tiny.error).toBeLessThan(1e-13);
    }
});

test.each(["input", "layers", false] as const)(
  "bias %s: symmetric to the bit, positive semidefinite, and part of any larger kernel",
  (bias) => {
    const all = normalPoints(7, 2, 5);
    const part = (from: number, to: number): Points => ({
      rows: to - from,
      inputs: 2,
      x: all.x.slice(2 * from, 2 * to),
    });
    for (const sigma of [relu, tanh, softplus]) {
      const spec = mlp({ hidden: [1, 1], bias, activation: homotopy(sigma, 1.2) });
      const whole = infiniteKernel(spec, all);
      const across = infiniteKernel(spec, part(0, 3), { other: part(3, 7) });
      for (const name of ["ntk", "nngp"] as const) {
        const k = whole[name];
        for (let i = 0; i < 7; i++)
          for (let j = 0; j < 7; j++) {
            expect(k.data[7 * i + j]).toBe(k.data[7 * j + i]);
            if (i < 3 && j >= 3)
              expect(Math.abs(across[name].data[4 * i + j - 3] - k.data[7 * i + j])).toBeLessThanOrEqual(
                k.error + across[name].error,
              );
          }
        expect(smallestEigenvalue(k, { entryError: k.error }).upper).toBeGreaterThan(0);
        expect(k.error).toBeLessThan(1e-11);
      }
    }
  },
);

test("tangentKernel of an activation is k^[a] + k^[omega] at its s, of a network its tangent kernel", () => {
  const data = normalPoints(5, 2);
  const { sum } = shallowKernels(data).at(1.5);
  const kernel = tangentKernel(homotopy(relu, 1.5), data);
  expect(furthest(kernel, sum)).toBeLessThanOrEqual(kernel.error + sum.error);
  const spec = mlp({ hidden: [1, 1], bias: "layers" });
  const other = normalPoints(2, 2, 9);
  expect(tangentKernel(spec, data, { other, s: 0.5 })).toEqual(infiniteKernel(spec, data, { other, s: 0.5 }).ntk);
});

const data = normalPoints(2, 2);
test.each([
  [
    "standard scaling",
    () => infiniteKernel(mlp({ scaling: "standard" }), data),
    /"standard" the tangent kernel grows with the width m \(nngpKernel .*\); use scaling "ntk"/,
  ],
  ["unit scaling", () => infiniteKernel(mlp({ scaling: "unit" }), data), /"unit" the tangent kernel grows/],
  [
    "mean-field scaling",
    () => infiniteKernel(mlp({ scaling: "mean-field" }), data),
    /"mean-field" the tangent kernel vanishes like 1\/m/,
  ],
  [
    "trained slopes",
    () => infiniteKernel(mlp({ trainSlope: true }), data),
    /trainSlope: .* use trainSlope false, or gram/,
  ],
  [
    "too many s",
    () => infiniteKernel(mlp({ hidden: [1, 1] }), data, { s: [1, 1, 1] }),
    /s: expected one finite number, or one for each of the 2/,
  ],
  ["an infinite s", () => infiniteKernel(mlp(), data, { s: 1 / 0 }), /s: expected one finite number/],
  [
    "a variance beyond all numbers",
    () => infiniteKernel(mlp({ hidden: [1, 1, 1] }), data, { s: 1e60 }),
    /s: .* makes the variance of layer 3/,
  ],
  [
    "a sphere with biases in layers",
    () => infiniteKernel(mlp({ inputInit: "sphere", bias: "layers" }), data),
    /inputInit: "sphere" with a bias in every layer/,
  ],
  [
    "other inputs",
    () => infiniteKernel(mlp(), data, { other: normalPoints(2, 3) }),
    /other: has 3 inputs, points have 2/,
  ],
  [
    "unit scaling, NNGP",
    () => nngpKernel(mlp({ scaling: "unit" }), data),
    /scaling: with "unit" the outputs grow with the width/,
  ],
  ["mean-field scaling, NNGP", () => nngpKernel(mlp({ scaling: "mean-field" }), data), /the outputs vanish/],
  [
    "standard scaling with signs, NNGP",
    () => nngpKernel(mlp({ scaling: "standard", outputInit: "sign" }), data),
    /outputInit: "sign" with scaling "standard"/,
  ],
  [
    "standard scaling with a deviation, NNGP",
    () => nngpKernel(mlp({ hidden: [1, 1], scaling: "standard", deviation: 1 }), data),
    /deviation: with scaling "standard"/,
  ],
] as const)("%s: refused with what to use instead", (_, call, message) => {
  expect(call).toThrow(message);
});
