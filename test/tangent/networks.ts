import { activations, homotopy } from "../../src/model/activation.js";
import type { Points } from "../../src/model/dataset.js";
import type { Model } from "../../src/model/model.js";
import type { MlpOptions } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { example, inputs } from "../model/example.js";

/** Networks that between them have every kind of block, depth, activation, frozen part and precision. */
export const networks: Readonly<Record<string, () => Model>> = {
  "two layers": () => example({ options: { hidden: [7] }, s: [1.5] }),
  "two layers, no bias, two outputs": () => example({ options: { hidden: [6], bias: false }, s: [0.5], outputs: 2 }),
  "BXC: output frozen": () =>
    example({ options: { hidden: [8], freeze: ["output"], outputInit: "sign" }, s: [1], outputs: 2 }),
  "random features: hidden frozen": () => example({ options: { hidden: [5], freeze: ["hidden1"] }, s: [1] }),
  "biases in layers": () => example({ options: { hidden: [5, 4], bias: "layers" }, s: [1.5, 0.5], outputs: 3 }),
  "trained skip, two layers": () => example({ options: { hidden: [5], skip: true }, s: [2], outputs: 2 }),
  "links of a lossless switch": () =>
    example({ options: { hidden: [5, 4], bias: "layers" }, s: [1.5, 1.5], outputs: 2, links: true }),
  "three hidden layers, skip and links": () =>
    example({ options: { hidden: [4, 5, 3], skip: true }, s: [1.5, 1, 0.5], links: true }),
  "middle layer frozen": () => example({ options: { hidden: [4, 5, 3], freeze: ["hidden2"] }, s: [1, 1, 1] }),
  "trained slopes": () => example({ options: { hidden: [5, 4], trainSlope: true }, s: [0.5, 1.75], outputs: 2 }),
  "trained slope, two layers": () => example({ options: { hidden: [5], trainSlope: true, bias: "layers" }, s: [0.5] }),
  "standard scaling, float32": () =>
    example({ options: { hidden: [6, 5], scaling: "standard" }, s: [1, 1], dtype: "f32" }),
  "mean-field scaling, float32": () =>
    example({ options: { hidden: [6], scaling: "mean-field" }, s: [1.5], outputs: 2, dtype: "f32" }),
  ...Object.fromEntries(
    Object.values(activations).map((sigma) => [
      `deep ${sigma.name}`,
      () =>
        example({
          options: { hidden: [5, 4], activation: homotopy(sigma), bias: "layers" } as MlpOptions,
          s: [0.75, 1.5],
        }),
    ]),
  ),
};

/** Standard normal points. */
export const points = (model: Model, rows: number, seed = 7): Points => ({
  rows,
  inputs: model.network.inputs,
  x: inputs(model, rows, seed),
});

/** Standard normal numbers. */
export function normals(length: number, seed = 3): Float64Array {
  const values = new Float64Array(length);
  random(seed, "test vector").fillNormal(values);
  return values;
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

export const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

export const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  largest(Array.from(a, (value, i) => value - b[i]));
