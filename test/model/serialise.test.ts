import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSafetensors, writeSafetensors } from "../../src/format/safetensors.js";
import { homotopy, relu, softplus } from "../../src/model/activation.js";
import type { Encoding } from "../../src/model/dataset.js";
import { InputError } from "../../src/model/errors.js";
import type { Model } from "../../src/model/model.js";
import { loadModel, type ModelJson, modelFromJson, modelToJson, saveModel } from "../../src/model/serialise.js";
import { version } from "../../src/version.js";
import { example } from "./example.js";

const encoding: Encoding = {
  features: [
    { name: "age", kind: "number", mean: 0.1, deviation: 1 / 3 },
    { name: "colour", kind: "category", categories: ["red", "grün"] },
  ],
  target: { kind: "classes", name: "species", classes: ["a", "b", "c"] },
};

const plain = example({ options: { hidden: [5, 4] }, s: [1, 1.5], outputs: 3, dtype: "f32" });
const variants: [string, Model][] = [
  ["float32", plain],
  ["float64", example({ options: { hidden: [5] }, s: [1.5] })],
  ["biases in every layer", example({ options: { hidden: [5, 4], bias: "layers", scaling: "standard" }, s: [0, 2] })],
  ["links", example({ options: { hidden: [5, 4] }, s: [1, 1], links: true })],
  ["a skip", example({ options: { hidden: [5, 4], skip: true }, s: [1, 1] })],
  ["links and a skip", example({ options: { hidden: [5], skip: true, bias: false }, s: [1], links: true })],
  ["trained slopes", example({ options: { hidden: [5, 4], trainSlope: true, deviation: 0.1 }, s: [0.5, 1.5] })],
  ["another activation", example({ options: { hidden: [3], activation: homotopy(softplus, 1.25) }, s: [1.25] })],
  [
    "frozen layers and other draws",
    example({
      options: { hidden: [3], freeze: ["output"], inputInit: "sphere", outputInit: "sign", scaling: "mean-field" },
      s: [1],
    }),
  ],
  ["an encoding", { ...plain, encoding }],
];

const bytesOf = (model: Model) => Array.from(new Uint8Array(model.parameters.slice().buffer));

describe("saveModel and loadModel", () => {
  it.each(variants)("give back the same model, bit for bit, with %s", (_, model) => {
    const loaded = loadModel(saveModel(model));
    expect(loaded).toEqual(model);
    expect(loaded.parameters.constructor).toBe(model.parameters.constructor);
    expect(bytesOf(loaded)).toEqual(bytesOf(model));
  });

  it("keep parameters that are not finite", () => {
    const model = { ...plain, parameters: plain.parameters.map((v, i) => (i === 0 ? Number.NaN : i === 1 ? -0 : v)) };
    expect(bytesOf(loadModel(saveModel(model)))).toEqual(bytesOf(model));
  });

  it("use a file that any reader of safetensors can open", () => {
    const { tensors, metadata } = readSafetensors(saveModel(plain));
    expect([...tensors].map(([name, { shape }]) => [name, ...shape])).toEqual([
      ["hidden1.weight", 4, 5],
      ["hidden2.weight", 5, 4],
      ["output.weight", 4, 3],
    ]);
    expect(Object.keys(metadata)).toEqual(["format", "version", "model", "checksum"]);
    expect(JSON.parse(metadata.model)).toMatchObject({
      hrta: version,
      s: [1, 1.5],
      network: { hidden: [5, 4], activation: { sigma: "relu", s: 1 } },
    });
  });

  it("refuse a file with any one bit flipped", () => {
    const whole = saveModel({ ...plain, encoding });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const altered = whole.slice();
        altered[at] ^= 1 << bit;
        expect(() => loadModel(altered)).toThrow(InputError);
      }),
      { numRuns: 2000 },
    );
  });

  it("say that a file was altered, is cut short, is of another version or is no model", () => {
    const whole = saveModel(plain);
    const altered = whole.slice();
    altered[whole.length - 1] ^= 1;
    expect(() => loadModel(altered)).toThrow(
      "model file: its checksum does not match, so it was damaged or altered; take another copy",
    );
    expect(() => loadModel(whole.subarray(0, whole.length - 1))).toThrow(/truncated/);
    const { tensors, metadata } = readSafetensors(whole);
    expect(() => loadModel(writeSafetensors(tensors, { ...metadata, version: "2" }))).toThrow(
      `model file: version 2, but this hrta (${version}) reads version 1`,
    );
    expect(() => loadModel(writeSafetensors(tensors))).toThrow(/a safetensors file, but not a model that hrta saved/);
  });

  it("want the user's own activation again", () => {
    const own = { ...relu, name: "leaky" };
    const model = example({ options: { hidden: [3], activation: homotopy(own, 0.5) }, s: [0.5] });
    const file = saveModel(model);
    expect(loadModel(file, { sigma: own })).toEqual(model);
    expect(() => loadModel(file)).toThrow(
      'model file: its activation "leaky" is not one of ours; pass it again as the option sigma',
    );
    expect(() => loadModel(file, { sigma: softplus })).toThrow(/its activation is "leaky", but sigma is "softplus"/);
  });
});

describe("modelToJson and modelFromJson", () => {
  it.each(variants)("give back an equal model through text, with %s", (_, model) => {
    const loaded = modelFromJson(JSON.parse(JSON.stringify(modelToJson(model))));
    expect(loaded).toEqual(model);
    expect(bytesOf(loaded)).toEqual(bytesOf(model));
  });

  it("show every block as rows of numbers with what it connects", () => {
    const { layers } = modelToJson(example({ options: { hidden: [2], bias: "layers" }, s: [1], inputs: 1 }));
    expect(layers.map(({ name, from, to, scale, shape }) => ({ name, from, to, scale, shape }))).toEqual([
      { name: "hidden1.weight", from: 0, to: 1, scale: 1, shape: [1, 2] },
      { name: "hidden1.bias", from: 1, to: 1, scale: 1, shape: [2] },
      { name: "output.weight", from: 1, to: 2, scale: 1 / Math.sqrt(2), shape: [2, 1] },
      { name: "output.bias", from: 2, to: 2, scale: 1, shape: [1] },
    ]);
    expect(layers[2].values).toHaveLength(2);
    expect(layers[2].values[0]).toHaveLength(1);
  });

  it("refuse a parameter that JSON cannot write", () => {
    expect(() => modelToJson({ ...plain, parameters: plain.parameters.map(() => Number.NaN) })).toThrow(InputError);
  });

  const json = (): Record<string, unknown> => JSON.parse(JSON.stringify(modelToJson({ ...plain, encoding })));
  const network = (change: object) => ({ ...json(), network: { ...modelToJson(plain).network, ...change } });
  const layers = (change: (layers: ModelJson["layers"]) => unknown) => ({
    ...json(),
    layers: change(modelToJson(plain).layers),
  });

  it.each([
    ["something else", 3, "model: expected object, received number"],
    ["another format", { ...json(), format: "other" }, 'model: field "format": expected "hrta-model"'],
    ["a later version", { ...json(), version: 2 }, 'model: field "version": expected 1'],
    ["an unknown field", { ...json(), extra: 1 }, 'model: Unrecognized key: "extra"'],
    ["a missing field", { ...json(), s: undefined }, 'model: field "s": expected array'],
    ["no hidden layer", network({ hidden: [] }), 'model: field "network.hidden"'],
    ["a width that is no number", network({ hidden: [5, "4"] }), 'model: field "network.hidden.1": expected number'],
    [
      "an unknown layer to freeze",
      network({ freeze: ["hidden9"] }),
      'model: field "network": freeze: no layer "hidden9"',
    ],
    ["too few s", { ...json(), s: [1] }, 'model: field "s": expected 2 values, one a hidden layer, got 1'],
    ["a wider network", network({ hidden: [6, 4] }), 'model: the parameters "hidden1.weight" should have shape [4,6]'],
    ["a missing layer", layers((all) => all.slice(1)), 'model: the parameters "hidden1.weight" are missing'],
    ["one layer twice", layers((all) => [...all, all[0]]), "model: expected 3 groups of parameters, found 4"],
    [
      "a ragged matrix",
      layers(([first, ...rest]) => [{ ...first, values: [[1], ...first.values.slice(1)] }, ...rest]),
      'model: field "layers": "hidden1.weight" needs rows of 5 values',
    ],
    [
      "a matrix as one row",
      layers(([first, ...rest]) => [{ ...first, values: first.values.flat() }, ...rest]),
      'model: field "layers": "hidden1.weight" needs rows of 5 values',
    ],
    [
      "an encoding for another network",
      { ...json(), encoding: { ...encoding, features: encoding.features.slice(1) } },
      'model: field "encoding": gives 2 inputs and 3 outputs, the network has 3 and 3',
    ],
    ["an unknown bias", network({ bias: true }), 'model: field "network.bias": expected one of "input"|"layers"|false'],
    [
      "a value that is no number",
      layers(([first, ...rest]) => [{ ...first, values: [["a"]] }, ...rest]),
      'model: field "layers.0.values": expected numbers, or rows of numbers',
    ],
  ])("refuse %s and name it", (_, value, message) => {
    expect(() => modelFromJson(value)).toThrow(InputError);
    expect(() => modelFromJson(value)).toThrow(message);
  });
});

describe("version", () => {
  it("is the package's", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(version).toBe(manifest.version);
  });
});
