import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { homotopy, relu, tanh } from "../../src/model/activation.js";
import { forward } from "../../src/model/forward.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";
import { toRelu } from "../../src/model/relu-form.js";
import { EPS64, type Example, example, inputs, rounding } from "./example.js";

function expectEqual(model: Model, form: "paper" | "compact") {
  const x = inputs(model, 5);
  const rewritten = toRelu(model, form);
  const expected = forward(model, x);
  const actual = forward(rewritten, x);
  const tolerance = rounding(model, x, EPS64);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(tolerance);
  return rewritten;
}

const cases = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
    inputs: fc.integer({ min: 1, max: 5 }),
    outputs: fc.integer({ min: 1, max: 4 }),
    bias: fc.constantFrom("input" as const, "layers" as const, false as const),
    scaling: fc.constantFrom("ntk" as const, "standard" as const, "mean-field" as const, "unit" as const),
    skip: fc.boolean(),
    links: fc.boolean(),
    trainSlope: fc.boolean(),
    seed: fc.integer(),
  })
  .chain((given) =>
    fc.record({
      given: fc.constant(given),
      s: fc.array(fc.oneof(fc.constantFrom(0, 0.5, 1, 1.5, 2), fc.double({ min: -1, max: 3, noNaN: true })), {
        minLength: given.hidden.length,
        maxLength: given.hidden.length,
      }),
    }),
  )
  .map(
    ({ given: { inputs, outputs, links, seed, ...options }, s }): Example => ({
      options,
      s,
      inputs,
      outputs,
      links,
      seed,
    }),
  );

describe("toRelu", () => {
  it.each(["paper", "compact"] as const)(
    "equals the relaxed network up to rounding, whatever its shape (%s)",
    (form) => {
      fc.assert(
        fc.property(cases, (given) => {
          expectEqual(example(given), form);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("has dense layers of relu at s = 1 only, with scale factors folded into the weights", () => {
    const model = example({
      options: { hidden: [6, 5, 4], skip: true, trainSlope: true },
      s: [0.5, 1.5, 2],
      links: true,
    });
    for (const form of ["paper", "compact"] as const) {
      const { network, s } = toRelu(model, form);
      expect(network.blocks.map((b) => b.kind)).toEqual(["weight", "weight", "weight", "weight"]);
      expect(network.blocks.every((b) => b.scale === 1)).toBe(true);
      expect(network.spec.activation).toEqual(homotopy(relu, 1));
      expect(s).toEqual([1, 1, 1]);
    }
  });

  it("takes m + 2 neurons in two layers with one output, m + 2k with k, and 2m as in the paper", () => {
    const hidden = (k: number, form: "paper" | "compact", s = 1.5, m = 50) =>
      toRelu(example({ options: { hidden: [m] }, s: [s], inputs: 20, outputs: k }), form).network.widths[1];
    expect(hidden(1, "compact")).toBe(52);
    expect(hidden(3, "compact")).toBe(56);
    expect(hidden(1, "paper")).toBe(100);
    expect(hidden(3, "paper")).toBe(100);
    // At s = 1 nothing is linear, and 3 neurons cost less as relu(z), relu(-z) than as 3 + 2 * 4.
    expect(hidden(1, "compact", 1)).toBe(50);
    expect(hidden(4, "compact", 1.5, 3)).toBe(6);
  });

  it("carries the inputs (the constant once) where that is cheaper than the outputs", () => {
    const model = example({ options: { hidden: [50] }, s: [1.5], inputs: 2, outputs: 30 });
    expect(toRelu(model).network.widths).toEqual([3, 50 + 2 * 2 + 1, 30]);
    expectEqual(model, "compact");
  });

  it("never takes more neurons than the paper's form without links", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const model = example({ ...given, options: { ...given.options, skip: false }, links: false });
        const compact = toRelu(model, "compact").network.widths;
        const paper = toRelu(model, "paper").network.widths;
        for (const [l, width] of compact.entries()) expect(width).toBeLessThanOrEqual(paper[l]);
      }),
    );
  });

  it("pays nothing for links that are reserved but zero", () => {
    const options: MlpOptions = { hidden: [9, 8], activation: homotopy(relu, 1.5) };
    const reserved = buildNetwork(mlp(options), 2, 1, { links: true });
    const bare = buildNetwork(mlp(options), 2, 1);
    const widths = (network: typeof bare) =>
      toRelu({ network, parameters: initialise(network, 3), s: [1.5, 1.5] }).network.widths;
    expect(widths(reserved)).toEqual(widths(bare));
  });

  it("keeps the precision, the kind of bias and the encoding", () => {
    const model = example({ options: { hidden: [6], bias: "layers" }, s: [0.5] });
    const encoding = {
      features: [],
      target: { kind: "regression", names: ["y"], means: [0], deviations: [1] },
    } as const;
    const narrow = toRelu({ ...model, parameters: Float32Array.from(model.parameters), encoding });
    expect(narrow.parameters).toBeInstanceOf(Float32Array);
    expect(toRelu(model).parameters).toBeInstanceOf(Float64Array);
    expect(narrow.network.spec.bias).toBe("layers");
    expect(narrow.encoding).toBe(encoding);
  });

  it("refuses an activation that plain relus cannot equal", () => {
    expect(() => toRelu(example({ options: { hidden: [2], activation: homotopy(tanh) }, s: [1] }))).toThrow(
      "toRelu: expected a network of relu, got tanh, which plain relus cannot equal",
    );
  });
});
