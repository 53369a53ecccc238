import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Encoding } from "../../src/model/dataset.js";
import { InputError } from "../../src/model/errors.js";
import { evaluate } from "../../src/model/evaluate.js";
import { forward } from "../../src/model/forward.js";
import type { Model } from "../../src/model/model.js";
import { predict, predictTable } from "../../src/model/predict.js";
import type { Predictor } from "../../src/model/predictor.js";
import { toRelu } from "../../src/model/relu-form.js";
import type { Table } from "../../src/model/table.js";
import { EPS32, EPS64, example, inputs, rounding } from "./example.js";

const engines = ["auto", "reference"] as const;
const close = (actual: Float64Array, expected: Float64Array, tolerance: number) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(tolerance);
};

describe("forward", () => {
  it("is sum_k a_k sigma_s(w_k x + b_k) / sqrt(m) in two layers", () => {
    const model = example({ options: { hidden: [2] }, s: [1.5], inputs: 1 });
    const parameters = Float64Array.from([1, -2, 0.5, 0.25, 3, 5]);
    // x = 2: z = (2.5, -3.75), h = (2.5, -0.5 * -3.75), y = (3 * 2.5 + 5 * 1.875) / sqrt(2).
    const [y] = forward({ ...model, parameters }, Float64Array.of(2));
    expect(Math.abs(y - 16.875 / Math.SQRT2)).toBeLessThan(16 * EPS64 * 16.875);
  });

  it("runs at the trained slopes where there are any", () => {
    const options = { hidden: [4, 3], activation: homotopy(relu) };
    const trained = example({ options: { ...options, trainSlope: true }, s: [0.5, 1.75] });
    const given = example({ options, s: [0.5, 1.75] });
    const x = inputs(given, 3);
    expect(forward(trained, x)).toEqual(forward(given, x));
  });
});

describe("predict", () => {
  it.each(engines)("equals the definition up to rounding in float64 and float32 (%s engine)", async (engine) => {
    for (const dtype of ["f32", "f64"] as const)
      for (const bias of ["input", "layers", false] as const) {
        const model = example({
          options: { hidden: [13, 7], bias, skip: true },
          s: [0.5, 1.5],
          outputs: 3,
          links: true,
          dtype,
        });
        const x = inputs(model, 11);
        const tolerance = rounding(model, x, dtype === "f32" ? EPS32 : EPS64);
        close(await predict(model, x, { engine }), forward(model, x), tolerance);
      }
  });

  it.each(engines)("gives the same bits for every batch size (%s engine)", async (engine) => {
    const model = example({ options: { hidden: [17, 9] }, s: [1, 1.5], outputs: 2, dtype: "f32" });
    const x = inputs(model, 37);
    const whole = await predict(model, x, { engine });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (batch) => {
        expect(await predict(model, x, { engine, batch })).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it("takes a data set as well as its matrix", async () => {
    const model = example({ options: { hidden: [5] }, s: [1] });
    const x = inputs(model, 4);
    const data = { rows: 4, inputs: 3, outputs: 1, x, y: new Float64Array(4) };
    expect(await predict(model, data)).toEqual(await predict(model, x));
  });

  it("gives no outputs for no rows", async () => {
    expect(await predict(example({ options: { hidden: [5] }, s: [1] }), new Float64Array(0))).toEqual(
      new Float64Array(0),
    );
  });

  it("agrees with the exact relu network", async () => {
    const model = example({ options: { hidden: [30] }, s: [1.5], dtype: "f32" });
    const x = inputs(model, 20);
    close(await predict(toRelu(model), x), await predict(model, x), 2 * rounding(model, x, EPS32));
  });

  it("refuses inputs of another width, and a batch of no rows", async () => {
    const model: Model = example({ options: { hidden: [5] }, s: [1] });
    await expect(predict(model, new Float64Array(7))).rejects.toThrow(
      "x: expected rows of 3 inputs, got 7 numbers, which is not a multiple of 3",
    );
    const data = { rows: 3, inputs: 2, outputs: 1, x: new Float64Array(6), y: new Float64Array(3) };
    await expect(predict(model, data)).rejects.toThrow(InputError);
    await expect(predict(model, inputs(model, 2), { batch: 0 })).rejects.toThrow(
      "batch: expected a positive integer, got 0",
    );
  });
});

describe("a predictor that is no network", () => {
  // f(x) = (x_1 + x_2, x_1 x_2)
  const predictor: Predictor = {
    name: "sum and product",
    inputs: 2,
    outputs: 2,
    evaluate: (x) => x.map((_, at) => (at % 2 === 0 ? x[at] + x[at + 1] : x[at - 1] * x[at])),
  };
  const x = Float64Array.of(1, 2, 3, 4, 5, 6);
  const y = Float64Array.of(3, 2, 7, 12, 11, 30);

  it("predicts as a model does, from a matrix or from points, for every batch size", async () => {
    for (const batch of [1, 2, 3, 512]) expect(await predict(predictor, x, { batch })).toEqual(y);
    expect(await predict(predictor, { rows: 3, inputs: 2, x })).toEqual(y);
    expect(await predict({ ...predictor, evaluate: async (z) => predictor.evaluate(z) }, x)).toEqual(y);
    expect(await predict(predictor, new Float64Array(0))).toEqual(new Float64Array(0));
  });

  it("is evaluated like a model", async () => {
    const encoding: Encoding = {
      features: [],
      target: { kind: "regression", names: ["u", "v"], means: [0, 1], deviations: [1, 2] },
    };
    const data = { rows: 3, inputs: 2, outputs: 2, x, y };
    const { predicted, target } = await evaluate(predictor, encoding, data);
    expect(predicted).toEqual([Float64Array.of(3, 7, 11), Float64Array.of(5, 25, 61)]);
    expect(predicted).toEqual(target);
  });

  it("is refused inputs of another width, and outputs that are not rows x k", async () => {
    await expect(predict(predictor, new Float64Array(3))).rejects.toThrow(
      "x: expected rows of 2 inputs, got 3 numbers",
    );
    await expect(predict({ ...predictor, outputs: 1 }, x)).rejects.toThrow(
      "sum and product: expected evaluate to give 3 x 1 numbers, got 6",
    );
  });
});

describe("predictTable", () => {
  const features: Encoding["features"] = [
    { name: "age", kind: "number", mean: 40, deviation: 10 },
    { name: "colour", kind: "category", categories: ["red", "green"] },
  ];
  const table: Table = {
    rows: 3,
    columns: [
      { name: "colour", kind: "text", codes: Int32Array.of(0, 1, -1), categories: ["green", "red"] },
      { name: "age", kind: "number", values: Float64Array.of(30, Number.NaN, 60) },
    ],
    targets: [],
    notes: [],
  };
  const x = Float64Array.from([-1, 0, 1, 0, 1, 0, 2, 0, 0]);

  it("encodes the table as in training and answers in the target's unit", async () => {
    const encoding: Encoding = {
      features,
      target: { kind: "regression", names: ["mass"], means: [70], deviations: [15] },
    };
    const model = { ...example({ options: { hidden: [5] }, s: [1.5] }), encoding };
    const y = await predict(model, x);
    const { prediction } = await predictTable(model, table);
    expect(prediction).toEqual({ kind: "regression", names: ["mass"], values: [y.map((v) => 70 + 15 * v)] });
  });

  it("takes a predictor with an encoding", async () => {
    const encoding: Encoding = {
      features,
      target: { kind: "regression", names: ["mass"], means: [70], deviations: [15] },
    };
    const predictor: Predictor = {
      name: "age",
      inputs: 3,
      outputs: 1,
      encoding,
      evaluate: (z) => z.filter((_, i) => i % 3 === 0),
    };
    const { prediction } = await predictTable(predictor, table);
    expect(prediction).toEqual({ kind: "regression", names: ["mass"], values: [Float64Array.of(55, 70, 100)] });
    await expect(predictTable({ ...predictor, encoding: undefined }, table)).rejects.toThrow(InputError);
  });

  it("answers with labels for classes", async () => {
    const encoding: Encoding = { features, target: { kind: "classes", name: "fit", classes: ["no", "yes"] } };
    const model = { ...example({ options: { hidden: [5] }, s: [1.5] }), encoding };
    const y = await predict(model, x);
    const { prediction } = await predictTable(model, table);
    expect(prediction).toMatchObject({ kind: "classes", labels: Array.from(y, (v) => (v < 0 ? "no" : "yes")) });
  });

  it("refuses a model without columns, and a table without the model's", async () => {
    const model = example({ options: { hidden: [5] }, s: [1] });
    await expect(predictTable(model, table)).rejects.toThrow(/^model: trained on bare arrays/);
    const encoding: Encoding = {
      features: [{ name: "height", kind: "number", mean: 0, deviation: 1 }],
      target: { kind: "classes", name: "fit", classes: ["no", "yes"] },
    };
    await expect(predictTable({ ...model, encoding }, table)).rejects.toThrow(InputError);
  });
});
