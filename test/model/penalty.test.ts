import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialise } from "../../src/model/initialise.js";
import { block, blockLength, buildNetwork, type MlpOptions, mlp, type Network } from "../../src/model/network.js";
import { l2, type Penalty, pathNorm } from "../../src/model/penalty.js";
import { example } from "./example.js";

const penalties: readonly { readonly title: string; readonly penalty: Penalty }[] = [
  { title: "l2", penalty: l2(0.3) },
  { title: "pathNorm", penalty: pathNorm(0.3) },
  { title: "pathNorm with l2 norms first", penalty: pathNorm(0.3, { first: "l2" }) },
];

const networks: readonly { readonly title: string; readonly options: MlpOptions; readonly links?: boolean }[] = [
  { title: "two layers", options: { hidden: [5] } },
  { title: "two layers, biases inside", options: { hidden: [5], bias: "layers" } },
  { title: "two layers, a linear skip", options: { hidden: [5], skip: true } },
  { title: "two layers, PReLU", options: { hidden: [5], trainSlope: true } },
  { title: "three layers", options: { hidden: [4, 3], scaling: "mean-field" } },
  { title: "four layers with every link", options: { hidden: [4, 3, 2], bias: false }, links: true },
];

const table = penalties.flatMap((p) => networks.map((n) => ({ ...n, penalty: p.penalty, name: p.title })));

describe.each(table)("$name on $title", ({ penalty, options, links }) => {
  const { network, parameters } = example({ options, s: (options.hidden ?? []).map(() => 1), outputs: 2, links });

  it("adds its gradient: equal to central differences", () => {
    const gradient = new Float64Array(network.parameters).fill(1);
    const value = penalty.evaluate(network, parameters, gradient);
    // Weights are away from 0 by more than h, so |w| is smooth; h = eps^(1/3) leaves 1e-10 of truncation and rounding.
    const h = 6e-6;
    for (let at = 0; at < network.parameters; at++) {
      const shifted = (step: number) => {
        const theta = Float64Array.from(parameters);
        theta[at] += step;
        return penalty.evaluate(network, theta);
      };
      const slope = (shifted(h) - shifted(-h)) / (2 * h);
      expect(Math.abs(gradient[at] - 1 - slope)).toBeLessThan(1e-8 * Math.max(1, value));
    }
  });

  it("is 0 with zero gradient at theta = 0, and finite in float32", () => {
    const gradient = new Float32Array(network.parameters);
    const single = Float32Array.from(parameters);
    const value = penalty.evaluate(network, parameters);
    // Rounding the parameters to float32 moves a sum of products of four by some 2^-24 each.
    expect(Math.abs(penalty.evaluate(network, single, gradient) - value)).toBeLessThan(8 * 2 ** -24 * value);
    expect(gradient.every(Number.isFinite)).toBe(true);
    gradient.fill(0);
    expect(penalty.evaluate(network, new Float32Array(network.parameters), gradient)).toBe(0);
    expect(gradient.every((g) => g === 0)).toBe(true);
  });
});

const part = (network: Network, theta: Float64Array, name: string) => {
  const b = block(network, name);
  return theta.subarray(b.offset, b.offset + blockLength(b));
};

describe("l2", () => {
  it("is lambda/2 sum w^2 over trained weights and links: not biases, slopes or frozen layers", () => {
    const options: MlpOptions = { hidden: [3, 2], bias: "layers", freeze: ["hidden2"], skip: true, trainSlope: true };
    const network = buildNetwork(mlp(options), 2, 1);
    const theta = new Float64Array(network.parameters).fill(2);
    const gradient = new Float64Array(network.parameters);
    // 6 first weights, 2 output weights, 2 of the skip: 10 entries of 2^2, lambda/2 = 1/4.
    expect(l2(0.5).evaluate(network, theta, gradient)).toBe(10);
    expect([...new Set(part(network, gradient, "hidden2.weight"))]).toEqual([0]);
    expect([...part(network, gradient, "hidden1.bias")]).toEqual([0, 0, 0]);
    expect([...part(network, gradient, "output.weight")]).toEqual([1, 1]);
    expect([...part(network, gradient, "link0-3.weight")]).toEqual([1, 1]);
  });
});

describe("pathNorm", () => {
  const shallow = (seed: number, outputs = 1) => {
    const network = buildNetwork(mlp({ hidden: [6] }), 3, outputs);
    return { network, theta: initialise(network, seed) };
  };

  it("of two layers is sum_k |a_k| ||w_k||_1 / sqrt(m)", () => {
    const { network, theta } = shallow(1);
    const w = part(network, theta, "hidden1.weight");
    const a = part(network, theta, "output.weight");
    let [l1, euclidean] = [0, 0];
    for (let k = 0; k < 6; k++) {
      const column = [0, 1, 2, 3].map((i) => w[i * 6 + k]);
      l1 += (Math.abs(a[k]) * column.reduce((sum, v) => sum + Math.abs(v), 0)) / Math.sqrt(6);
      euclidean += (Math.abs(a[k]) * Math.sqrt(column.reduce((sum, v) => sum + v * v, 0))) / Math.sqrt(6);
    }
    // 24 positive terms in another order.
    expect(Math.abs(pathNorm(1).evaluate(network, theta) / l1 - 1)).toBeLessThan(24 * Number.EPSILON);
    expect(Math.abs(pathNorm(1, { first: "l2" }).evaluate(network, theta) / euclidean - 1)).toBeLessThan(
      24 * Number.EPSILON,
    );
  });

  it("of a deep network is the sum over all paths, links included", () => {
    const { network, parameters } = example({
      options: { hidden: [3, 2], scaling: "mean-field", bias: false },
      s: [1, 1],
      inputs: 2,
      outputs: 2,
      links: true,
    });
    /** Sum over paths from unit i of a layer to any output. */
    const onward = (layer: number, i: number): number => {
      if (layer === network.widths.length - 1) return 1;
      let sum = 0;
      for (const b of network.blocks)
        if (b.from === layer && b.layer > layer)
          for (let j = 0; j < b.shape[1]; j++)
            sum += b.scale * Math.abs(parameters[b.offset + i * b.shape[1] + j]) * onward(b.layer, j);
      return sum;
    };
    const expected = onward(0, 0) + onward(0, 1);
    // Some 50 positive terms in another order.
    expect(Math.abs(pathNorm(1).evaluate(network, parameters) / expected - 1)).toBeLessThan(50 * Number.EPSILON);
  });

  it("does not change when relu neurons are rescaled: w -> c w, a -> a / c, c > 0", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 }), (c) => {
        const { network, theta } = shallow(2, 2);
        for (const first of ["l1", "l2"] as const) {
          const scaled = theta.slice();
          const w = part(network, scaled, "hidden1.weight");
          const a = part(network, scaled, "output.weight");
          for (let k = 0; k < 6; k++) {
            for (let i = 0; i < 4; i++) w[i * 6 + k] *= c[k];
            for (let j = 0; j < 2; j++) a[k * 2 + j] /= c[k];
          }
          const before = pathNorm(1, { first }).evaluate(network, theta);
          // Each path gains a product and a quotient.
          expect(Math.abs(pathNorm(1, { first }).evaluate(network, scaled) / before - 1)).toBeLessThan(
            48 * Number.EPSILON,
          );
        }
      }),
    );
  });

  it("is homogeneous of degree L: theta -> 2 theta multiplies it by 2^L", () => {
    for (const hidden of [[6], [4, 3], [3, 3, 2]]) {
      const network = buildNetwork(mlp({ hidden }), 2, 1);
      const theta = initialise(network, 3);
      const before = pathNorm(1).evaluate(network, theta);
      // Doubling is exact.
      expect(
        pathNorm(1).evaluate(
          network,
          theta.map((v) => 2 * v),
        ),
      ).toBe(2 ** (hidden.length + 1) * before);
    }
  });
});

describe("bad strengths", () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %s, naming the penalty", (strength) => {
    expect(() => l2(strength)).toThrow(/^l2: expected a finite strength >= 0, got /);
    expect(() => pathNorm(strength)).toThrow(/^pathNorm: expected a finite strength >= 0, got /);
  });
});
