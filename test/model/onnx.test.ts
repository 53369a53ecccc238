import * as ort from "onnxruntime-web";
import { describe, expect, it } from "vitest";
import { type ActivationName, activationNames, type Dtype } from "../../src/engine/program.js";
import { activations, homotopy, tanh } from "../../src/model/activation.js";
import type { Encoding } from "../../src/model/dataset.js";
import { forward } from "../../src/model/forward.js";
import type { Model } from "../../src/model/model.js";
import { type OnnxOptions, toOnnx } from "../../src/model/onnx.js";
import { predict, predictTable } from "../../src/model/predict.js";
import type { Table } from "../../src/model/table.js";
import { EPS32, EPS64, example, inputs, rounding } from "../model/example.js";

ort.env.wasm.numThreads = 1;

/** y of onnxruntime, as numbers. */
async function run(file: Uint8Array, x: Float64Array, width: number, dtype: Dtype): Promise<Float64Array> {
  const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] });
  try {
    const dims = [x.length / width, width];
    const feed =
      dtype === "f32" ? new ort.Tensor("float32", Float32Array.from(x), dims) : new ort.Tensor("float64", x, dims);
    const { y } = await session.run({ x: feed });
    if (!(y.data instanceof Float32Array || y.data instanceof Float64Array)) throw new Error(`y is of type ${y.type}`);
    expect(y.dims[0]).toBe(dims[0]);
    return Float64Array.from(y.data);
  } finally {
    await session.release();
  }
}

async function expectSame(model: Model, dtype: Dtype, options: OnnxOptions = {}) {
  const x = inputs(model, 4).map(Math.fround);
  const y = await run(toOnnx(model, { ...options, dtype }), x, model.network.inputs, dtype);
  const expected = await predict(model, x, { engine: "reference" });
  expect(y.length).toBe(expected.length);
  // onnxruntime's float kernels of tanh and erf are good to a few eps, which the bound's factor covers.
  const tolerance = rounding(model, x, dtype === "f32" ? EPS32 : EPS64);
  for (let i = 0; i < y.length; i++) expect(Math.abs(y[i] - expected[i])).toBeLessThanOrEqual(tolerance);
}

const sigmas = activationNames.map((name): [ActivationName] => [name]);

describe("toOnnx", () => {
  it.each(sigmas)(
    "predicts as we do with %s, for s in {0, 1/2, 1, 3/2, 2} and one to three hidden layers",
    async (name) => {
      for (const s of [0, 0.5, 1, 1.5, 2])
        for (const hidden of [[6], [6, 5], [6, 5, 4]]) {
          const options = { hidden, activation: homotopy(activations[name], s) };
          await expectSame(example({ options, s: hidden.map(() => s), outputs: 2 }), "f32");
        }
    },
  );

  const inFloat64 = sigmas.filter(([name]) => name !== "erf" && name !== "gelu");

  it.each(inFloat64)("predicts as we do in float64 with %s", async (name) => {
    await expectSame(
      example({ options: { hidden: [6, 5], activation: homotopy(activations[name]) }, s: [0.5, 1.5] }),
      "f64",
    );
  });

  it.each(["input", "layers", false] as const)(
    "writes links, a skip and trained slopes, with bias %s",
    async (bias) => {
      const options = { hidden: [6, 5, 4], skip: true, trainSlope: true, bias };
      await expectSame(example({ options, s: [0.5, 1.25, 2], outputs: 3, links: true }), "f64");
      await expectSame(example({ options, s: [0.5, 1.25, 2], outputs: 3, links: true, dtype: "f32" }), "f32");
    },
  );

  it.each([true, "compact", "paper"] as const)("writes the pure relu network (pureRelu: %s)", async (pureRelu) => {
    const model = example({ options: { hidden: [6, 5], skip: true }, s: [0.5, 1.5], links: true, outputs: 2 });
    await expectSame(model, "f64", { pureRelu });
    const file = new TextDecoder("latin1").decode(toOnnx(model, { pureRelu }));
    expect(file).toContain("Relu");
    expect(file).not.toContain(".curved");
  });

  it("takes the precision of the model unless told otherwise", async () => {
    const model = example({ options: { hidden: [4] }, s: [1], dtype: "f32" });
    await expect(run(toOnnx(model), inputs(model, 2), 3, "f32")).resolves.toHaveLength(2);
    await expect(run(toOnnx(model, { dtype: "f64" }), inputs(model, 2), 3, "f64")).resolves.toHaveLength(2);
  });

  it.each(["erf", "gelu"] as const)(
    "writes float32 with %s by default, as onnxruntime has Erf in float32 only",
    async (name) => {
      const model = example({ options: { hidden: [4], activation: homotopy(activations[name]) }, s: [1] });
      await expect(run(toOnnx(model), inputs(model, 2), 3, "f32")).resolves.toHaveLength(2);
      await expect(run(toOnnx(model, { dtype: "f64" }), inputs(model, 2), 3, "f64")).rejects.toThrow("Erf");
    },
  );

  const numbers: Encoding = {
    features: [
      { name: "age", kind: "number", mean: 40, deviation: 10 },
      { name: "height", kind: "number", mean: 1.7, deviation: 0.2 },
    ],
    target: { kind: "regression", names: ["mass", "pace"], means: [70, 5], deviations: [15, 2] },
  };

  it("takes and gives numbers in their own units, a missing one being the mean", async () => {
    const bare = example({ options: { hidden: [7] }, s: [1.5], inputs: 2, outputs: 2 });
    const model: Model = { ...bare, encoding: numbers };
    const raw = Float64Array.from([25, 1.5, 60, 2.1, Number.NaN, 1.7]);
    const y = await run(toOnnx(model), raw, 2, "f64");
    const z = forward(model, Float64Array.from([-1.5, -1, 2, 2, 0, 0]));
    // (1.5 - 1.7) / 0.2 is -1 up to rounding, which the network multiplies as any input's.
    const tolerance = 70 * rounding(model, Float64Array.from([2, 2]), EPS64);
    const table: Table = {
      rows: 3,
      columns: numbers.features.map(({ name }, j) => ({
        name,
        kind: "number",
        values: raw.filter((_, i) => i % 2 === j),
      })),
      targets: [],
      notes: [],
    };
    const { prediction } = await predictTable(model, table);
    if (prediction.kind !== "regression") throw new Error("expected numbers");
    for (let row = 0; row < 3; row++) {
      expect(Math.abs(y[2 * row] - prediction.values[0][row])).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(y[2 * row] - (70 + 15 * z[2 * row]))).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(y[2 * row + 1] - (5 + 2 * z[2 * row + 1]))).toBeLessThanOrEqual(tolerance);
    }
    const standardised = await run(toOnnx(model, { units: "standardised" }), Float64Array.from([2, 2]), 2, "f64");
    expect(Math.abs(standardised[0] - z[2])).toBeLessThanOrEqual(tolerance);
  });

  it("takes the encoded matrix where a feature is categorical, and says so", async () => {
    const bare = example({ options: { hidden: [7] }, s: [1.5], inputs: 4, outputs: 1 });
    const encoding: Encoding = {
      features: [numbers.features[0], { name: "colour", kind: "category", categories: ["red", "green", "blue"] }],
      target: { kind: "regression", names: ["mass"], means: [70], deviations: [15] },
    };
    const file = toOnnx({ ...bare, encoding });
    expect(new TextDecoder().decode(file)).toContain(
      "x: the encoded columns age, colour=red, colour=green, colour=blue; numbers standardised as (value - mean) / deviation",
    );
    const x = Float64Array.from([0.5, 0, 1, 0]);
    const [y] = await run(file, x, 4, "f64");
    expect(Math.abs(y - (70 + 15 * forward(bare, x)[0]))).toBeLessThanOrEqual(70 * rounding(bare, x, EPS64));
  });

  it("gives scores for a label, with the classes in words and in the metadata", async () => {
    const bare = example({ options: { hidden: [7] }, s: [1], inputs: 2, outputs: 1 });
    const encoding: Encoding = { ...numbers, target: { kind: "classes", name: "fit", classes: ["no", "yes"] } };
    const file = toOnnx({ ...bare, encoding });
    const [y] = await run(file, Float64Array.from([50, 1.9]), 2, "f64");
    const x = Float64Array.from([1, 1]);
    expect(Math.abs(y - forward(bare, x)[0])).toBeLessThanOrEqual(rounding(bare, x, EPS64));
    const text = new TextDecoder().decode(file);
    expect(text).toContain('y: fit, below 0 is "no", else "yes".');
    expect(text).toContain('{"kind":"classes","name":"fit","classes":["no","yes"]}');
  });

  it("refuses an activation of the user's own, and pure relu of another activation", () => {
    const own = { ...tanh, name: "squash" };
    expect(() => toOnnx(example({ options: { hidden: [2], activation: homotopy(own) }, s: [1] }))).toThrow(
      'onnx: the activation "squash" is your own, for which ONNX has no operation; export json or safetensors',
    );
    expect(() =>
      toOnnx(example({ options: { hidden: [2], activation: homotopy(tanh) }, s: [1] }), { pureRelu: true }),
    ).toThrow(/^toRelu: expected a network of relu, got tanh/);
  });
});
