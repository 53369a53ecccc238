import { describe, expect, it } from "vitest";
import { initialise } from "../../src/model/initialise.js";
import { block, blockLength, buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";

const draw = (options: MlpOptions, inputs = 3, outputs = 2, seed = 1, links = false) => {
  const network = buildNetwork(mlp(options), inputs, outputs, { links });
  const theta = initialise(network, seed);
  const part = (name: string) => {
    const b = block(network, name);
    return theta.subarray(b.offset, b.offset + blockLength(b));
  };
  return { network, theta, part };
};

const moments = (values: ArrayLike<number>) => {
  const list = Array.from(values);
  const mean = list.reduce((sum, v) => sum + v, 0) / list.length;
  return { mean, variance: list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / list.length };
};

/** Mean 0 and the given variance within 5 standard errors of N(0, variance): sqrt(variance / n) and variance sqrt(2 / n). */
function expectNormal(values: ArrayLike<number>, variance: number) {
  const m = moments(values);
  expect(Math.abs(m.mean)).toBeLessThan(5 * Math.sqrt(variance / values.length));
  expect(Math.abs(m.variance - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / values.length));
}

describe("initialise", () => {
  it.each(["ntk", "mean-field", "unit"] as const)("draws every weight from N(0, 1) with the scaling %s", (scaling) => {
    const { part } = draw({ hidden: [200, 100], scaling }, 40, 20);
    for (const name of ["hidden1.weight", "hidden2.weight", "output.weight"]) expectNormal(part(name), 1);
  });

  it("draws He weights with the standard scaling: 2 / fan in, 1 / fan in on the output", () => {
    const { part } = draw({ hidden: [200, 100], scaling: "standard" }, 40, 20);
    expectNormal(part("hidden1.weight"), 2 / 41);
    expectNormal(part("hidden2.weight"), 2 / 200);
    expectNormal(part("output.weight"), 1 / 100);
  });

  it("uses `deviation` for the hidden weights and not for the output", () => {
    const { part } = draw({ hidden: [200, 100], deviation: 0.1 }, 40, 20);
    expectNormal(part("hidden1.weight"), 0.01);
    expectNormal(part("hidden2.weight"), 0.01);
    expectNormal(part("output.weight"), 1);
  });

  it("puts the first layer's weight vectors, the constant's weight included, on the unit sphere", () => {
    const { part } = draw({ hidden: [50, 7], inputInit: "sphere", deviation: 3 });
    const w = part("hidden1.weight");
    for (let j = 0; j < 50; j++) {
      let norm = 0;
      for (let i = 0; i < 4; i++) norm += w[i * 50 + j] ** 2;
      // Four squares and a normalisation: a few units in the last place.
      expect(Math.abs(norm - 1)).toBeLessThan(8 * Number.EPSILON);
    }
    expectNormal(part("hidden2.weight"), 9);
  });

  it("draws output weights +-1, uniform on (-1, 1), or zero when asked", () => {
    const sign = draw({ hidden: [1000], outputInit: "sign" }).part("output.weight");
    expect(new Set(sign)).toEqual(new Set([-1, 1]));
    expect(Math.abs(moments(sign).mean)).toBeLessThan(5 / Math.sqrt(sign.length));
    const uniform = draw({ hidden: [1000], outputInit: "uniform" }).part("output.weight");
    expect(uniform.every((a) => a >= -1 && a < 1)).toBe(true);
    // Standard errors of U(-1, 1): sqrt(1/3n) of the mean, sqrt(4/45n) of the variance 1/3.
    expect(Math.abs(moments(uniform).mean)).toBeLessThan(5 / Math.sqrt(3 * uniform.length));
    expect(Math.abs(moments(uniform).variance - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / uniform.length));
    expect(
      draw({ hidden: [10], outputInit: "zero" })
        .part("output.weight")
        .every((a) => a === 0),
    ).toBe(true);
  });

  it("draws hidden biases from N(0, 1) and sets the output's to zero; all are zero with the standard scaling", () => {
    const ntk = draw({ hidden: [2000], bias: "layers" });
    expectNormal(ntk.part("hidden1.bias"), 1);
    expect(Array.from(ntk.part("output.bias"))).toEqual([0, 0]);
    const standard = draw({ hidden: [5], bias: "layers", scaling: "standard" });
    expect(standard.part("hidden1.bias").every((b) => b === 0)).toBe(true);
  });

  it("starts links at zero and slopes at s", () => {
    const network = buildNetwork(mlp({ hidden: [4, 3], skip: true, trainSlope: true }), 2, 1, { links: true });
    const theta = initialise(network, 5, { s: [0.5, 1.5] });
    for (const b of network.blocks) {
      const values = theta.subarray(b.offset, b.offset + blockLength(b));
      if (b.kind === "link") expect(values.every((v) => v === 0)).toBe(true);
      if (b.kind === "slope") expect(Array.from(values)).toEqual([0.5, 1.5]);
    }
    const slope = block(network, "slope").offset;
    expect(Array.from(initialise(network, 5).slice(slope))).toEqual([1, 1]);
    expect(Array.from(initialise(network, 5, { s: 0.25 }).slice(slope))).toEqual([0.25, 0.25]);
  });

  it("refuses an s that does not fit the hidden layers", () => {
    const network = buildNetwork(mlp({ hidden: [4, 3], trainSlope: true }), 2, 1);
    expect(() => initialise(network, 1, { s: [1] })).toThrow(
      /^s: expected one finite number, or one for each of the 2/,
    );
    expect(() => initialise(network, 1, { s: Number.NaN })).toThrow(/^s: /);
  });

  it("gives the same bits for the same seed and others for another", () => {
    const options: MlpOptions = { hidden: [5, 4], bias: "layers" };
    expect(draw(options).theta).toEqual(draw(options).theta);
    expect(draw(options, 3, 2, 2).theta).not.toEqual(draw(options).theta);
  });

  it("leaves a block's draws alone when other blocks are added or widened", () => {
    const small = draw({ hidden: [6, 4] });
    const more = draw({ hidden: [6, 4, 9], bias: "input", trainSlope: true }, 3, 1, 1, true);
    for (const name of ["hidden1.weight", "hidden2.weight"]) expect(more.part(name)).toEqual(small.part(name));
  });

  it("draws the same first neurons for every width", () => {
    const narrow = draw({ hidden: [6] }).part("hidden1.weight");
    const wide = draw({ hidden: [10] }).part("hidden1.weight");
    for (let i = 0; i < 4; i++) for (let j = 0; j < 6; j++) expect(wide[i * 10 + j]).toBe(narrow[i * 6 + j]);
  });
});
