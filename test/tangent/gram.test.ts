import { describe, expect, it } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Points } from "../../src/model/dataset.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, mlp } from "../../src/model/network.js";
import { gram } from "../../src/tangent/gram.js";
import { shallowKernels } from "../../src/theory/kernel/shallow-kernels.js";
import { EPS64 } from "../model/example.js";
import { difference, largest, normals } from "./networks.js";

/** A two-layer network with the constant input, a weight at a time. */
function shallow(m: number, s: number, seed: number, options = {}): Model {
  const network = buildNetwork(mlp({ hidden: [m], activation: homotopy(relu), ...options }), 2, 1);
  return { network, parameters: initialise(network, seed), s: [s] };
}

const data: Points = { rows: 5, inputs: 2, x: normals(10) };
const row = (i: number) => [data.x[2 * i], data.x[2 * i + 1], 1];
const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, l) => sum + v * b[l], 0);

describe("two layers", () => {
  const m = 50;
  const s = 1.5;
  const model = shallow(m, s, 1);
  const w = (k: number) => [0, 1, 2].map((l) => model.parameters[l * m + k]);
  const a = (k: number) => model.parameters[3 * m + k];
  const sigma = (z: number) => (z > 0 ? z : (1 - s) * z);
  const prime = (z: number) => (z > 0 ? 1 : 1 - s);
  const matrix = (entry: (x: number[], y: number[]) => number) =>
    Float64Array.from({ length: 25 }, (_, at) => entry(row(Math.floor(at / 5)), row(at % 5)));
  const mean = (term: (k: number) => number) =>
    Array.from({ length: m }, (_, k) => term(k)).reduce((u, v) => u + v) / m;

  it("has G^[a] and G^[omega] of HRTA eq. (10)", () => {
    const { blocks } = gram(model, data);
    const byName = new Map(blocks.map((b) => [b.name, b.gram.data]));
    const ga = matrix((x, y) => mean((k) => sigma(product(w(k), x)) * sigma(product(w(k), y))));
    const gw = matrix(
      (x, y) => mean((k) => a(k) ** 2 * prime(product(w(k), x)) * prime(product(w(k), y))) * product(x, y),
    );
    // Sums of m = 50 terms.
    expect(difference(byName.get("output.weight") ?? [], ga)).toBeLessThan(m * EPS64 * largest(ga));
    expect(difference(byName.get("hidden1.weight") ?? [], gw)).toBeLessThan(m * EPS64 * largest(gw));
  });

  it("has BXC's H (2.6) when a = +-1 is frozen and s = 1", () => {
    const bxc = shallow(m, 1, 2, { outputInit: "sign", freeze: ["output"] });
    const active = (k: number, x: readonly number[]) =>
      product(
        [0, 1, 2].map((l) => bxc.parameters[l * m + k]),
        x,
      ) > 0
        ? 1
        : 0;
    const h = matrix((x, y) => product(x, y) * mean((k) => active(k, x) * active(k, y)));
    const { total, blocks } = gram(bxc, data);
    expect(blocks.map((b) => b.name)).toEqual(["hidden1.weight"]);
    expect(difference(total.data, h)).toBeLessThan(m * EPS64 * largest(h));
  });
});

describe("width", () => {
  it("brings G to its limit with slope -1/2 in m", () => {
    // E ||G_m - K||_F^2 = c / m exactly, G_m being a mean of m independent terms.
    const limit = shallowKernels(data).at(1.5).sum.data;
    const draws = 40;
    const at = [64, 1024].map((m) => {
      const squares = Array.from({ length: draws }, (_, seed) =>
        gram(shallow(m, 1.5, seed), data).total.data.reduce((sum, value, i) => sum + (value - limit[i]) ** 2, 0),
      );
      const average = squares.reduce((sum, value) => sum + value) / draws;
      const variance = squares.reduce((sum, value) => sum + (value - average) ** 2, 0) / (draws - 1);
      // log2 of the norm, and its standard error.
      return { log: Math.log2(average) / 2, error: Math.sqrt(variance / draws) / (2 * Math.LN2 * average) };
    });
    const slope = (at[1].log - at[0].log) / 4;
    const standardError = Math.sqrt(at[0].error ** 2 + at[1].error ** 2) / 4;
    expect(standardError).toBeLessThan(0.1);
    expect(Math.abs(slope + 0.5)).toBeLessThan(4 * standardError);
  });
});
