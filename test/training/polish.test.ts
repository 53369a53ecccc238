import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/model/dataset.js";
import { InputError } from "../../src/model/errors.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, mlp, type NetworkSpec } from "../../src/model/network.js";
import { zeros } from "../../src/numerics/linear/matrix.js";
import { multiply } from "../../src/numerics/linear/product.js";
import { random } from "../../src/numerics/random.js";
import { tangentPass } from "../../src/tangent/index.js";
import { polish } from "../../src/training/index.js";
import { polishUnsupported } from "../../src/training/polish.js";
import { outputIndices } from "../../src/training/squares/output-part.js";
import { ridge } from "../../src/training/squares/ridge.js";
import { ridgePath } from "../../src/training/squares/ridge-path.js";
import { distance } from "./landscape.js";
import { regression, trainFully } from "./problems.js";

const normal = (rows: number, columns: number, seed: number) => {
  const a = zeros(rows, columns);
  random(seed, "polish").fillNormal(a.data);
  return a;
};

describe("the path of ridge regressions", () => {
  const sizes = fc.record({
    n: fc.integer({ min: 2, max: 12 }),
    q: fc.integer({ min: 1, max: 16 }),
    k: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer(),
    power: fc.integer({ min: -6, max: 3 }),
  });

  it("has the coefficients of every ridge regression by itself", () => {
    fc.assert(
      fc.property(sizes, ({ n, q, k, seed, power }) => {
        const [design, target] = [normal(n, q, seed), normal(n, k, seed + 1)];
        const path = ridgePath(design, target);
        const shift = 10 ** power * path.scale;
        // A condition of up to 1e7 times a few roundings of numbers of order 1 to 100.
        expect(distance(path.coefficients(shift).data, ridge(design, target, shift).data)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it("gives what the coefficients give, on its own rows and on others", () => {
    fc.assert(
      fc.property(sizes, ({ n, q, k, seed, power }) => {
        const [design, other] = [normal(n, q, seed), normal(5, q, seed + 2)];
        const path = ridgePath(design, normal(n, k, seed + 1));
        const shift = 10 ** power * path.scale;
        const coefficients = path.coefficients(shift);
        expect(distance(path.fitted()(shift).data, multiply(design, coefficients).data)).toBeLessThan(1e-8);
        // Other rows see directions that the fit's rows hardly see: the condition counts in full.
        expect(distance(path.fitted(other)(shift).data, multiply(other, coefficients).data)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves each row out in closed form as if the other rows were fitted by themselves", () => {
    fc.assert(
      fc.property(sizes, ({ n, q, k, seed, power }) => {
        const [design, target] = [normal(n, q, seed), normal(n, k, seed + 1)];
        const path = ridgePath(design, target);
        const shift = 10 ** power * path.scale;
        let sum = 0;
        for (let left = 0; left < n; left++) {
          const without = (a: typeof design) => ({
            rows: n - 1,
            columns: a.columns,
            data: a.data.filter((_, at) => Math.floor(at / a.columns) !== left),
          });
          const coefficients = ridge(without(design), without(target), shift);
          const row = { rows: 1, columns: q, data: design.data.slice(left * q, (left + 1) * q) };
          const f = multiply(row, coefficients).data;
          for (let p = 0; p < k; p++) sum += (target.data[left * k + p] - f[p]) ** 2;
        }
        expect(Math.abs(path.leaveOneOut(shift) / sum - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });
});

const data = regression({ rows: 40 });
const validation = regression({ rows: 25, seed: 2 });

const trained = async (spec: NetworkSpec, set: Dataset = data, steps = 300): Promise<Model> =>
  (await trainFully({ data: set, network: spec, steps, seed: 1, dtype: "f64" })).model;

const error = (model: Model, set: Dataset) => {
  const { output } = tangentPass(model, set);
  let sum = 0;
  for (const [at, f] of output.entries())
    sum += (set.weights ? set.weights[Math.floor(at / set.outputs)] : 1) * (f - set.y[at]) ** 2;
  return sum / (2 * set.rows);
};

const networks = [
  { title: "more neurons than rows", spec: mlp({ hidden: [100] }) },
  { title: "fewer", spec: mlp({ hidden: [12] }) },
  { title: "three layers, biases and a skip", spec: mlp({ hidden: [10, 10], bias: "layers", skip: true }) },
];

describe.each(networks)("polish of a network with $title", ({ spec }) => {
  it("never raises the leave-one-out error or the validation error by which it chooses", async () => {
    for (const steps of [1, 30, 300]) {
      const model = await trained(spec, data, steps);
      for (const held of [undefined, validation]) {
        const { choice, path, strength, by } = polish(model, data, { validation: held });
        expect(by).toBe(held ? "validation" : "leave-one-out");
        expect(choice.after).toBeLessThanOrEqual(choice.before);
        expect(path[0]).toMatchObject({ strength: Number.POSITIVE_INFINITY, choice: choice.before });
        const least = Math.min(...path.map((one) => one.choice));
        expect(path.find((one) => one.strength === strength)?.choice).toBe(least);
      }
    }
  });

  it("reports the errors of the model that it returns", async () => {
    const model = await trained(spec, data, 30);
    const { model: better, training, choice, strength } = polish(model, data, { validation });
    expect(strength).toBeLessThan(Number.POSITIVE_INFINITY);
    for (const [value, expected] of [
      [training.before, error(model, data)],
      [training.after, error(better, data)],
      [choice.before, error(model, validation)],
      [choice.after, error(better, validation)],
    ])
      expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9);
    expect(choice.after).toBeLessThan(choice.before);
    expect(training.after).toBeLessThan(training.before);
  });

  it("is the ridge regression towards the trained output weights, all else untouched", async () => {
    const model = await trained(spec, data, 30);
    const { model: better, strength } = polish(model, data, { validation: data, strengths: [1e-3] });
    expect(strength).toBe(1e-3);
    const at = outputIndices(model.network);
    const rest = new Set(at);
    for (let i = 0; i < model.parameters.length; i++)
      if (!rest.has(i)) expect(better.parameters[i]).toBe(model.parameters[i]);
    // Gradient of 1/2 |r|^2 plus lambda (C - C_trained) is 0.
    const { output, vjp } = tangentPass(better, data);
    const gradient = vjp(output.map((f, i) => f - data.y[i]));
    const moved = Array.from(at, (i) => better.parameters[i] - model.parameters[i]);
    const lambda = -gradient[at[0]] / moved[0];
    expect(lambda).toBeGreaterThan(0);
    for (const [j, i] of at.entries()) expect(Math.abs(gradient[i] + lambda * moved[j])).toBeLessThan(1e-9);
  });

  it("lowers the training loss with every weaker strength", async () => {
    const { path } = polish(await trained(spec, data, 30), data);
    expect(path.length).toBe(24);
    for (let i = 1; i < path.length; i++) {
      expect(path[i].strength).toBeLessThan(path[i - 1].strength);
      expect(path[i].training).toBeLessThanOrEqual(path[i - 1].training * (1 + 1e-9));
    }
  });

  it("counts weights as repetitions", async () => {
    const model = await trained(spec, data, 30);
    const weights = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 0.5 : 1));
    // Chosen on the training rows, where every change is better.
    const options = { validation: data, strengths: [1e-4] };
    const weighted = polish(model, { ...data, weights }, options);
    const repeated = {
      ...data,
      rows: 60,
      x: Float64Array.of(...data.x, ...data.x.subarray(40)),
      y: Float64Array.of(...data.y, ...data.y.subarray(20)),
    };
    const twice = polish(model, repeated, { ...options, strengths: [(1e-4 * 60) / 40] });
    expect(distance(weighted.model.parameters, twice.model.parameters)).toBeLessThan(1e-7);
    expect(Math.abs(weighted.training.after / error(weighted.model, { ...data, weights }) - 1)).toBeLessThan(1e-9);
  });
});

describe("polish", () => {
  it("leaves a network as it was where nothing is better", async () => {
    // Trained to the end: every other output layer fits the held-out rows, which are the training rows' own, worse or no better.
    const model = await trained(mlp({ hidden: [100] }), data, 300);
    const { model: same, strength, choice, training } = polish(model, data, { validation: data, strengths: [1e6] });
    expect(strength).toBe(1e6);
    expect(choice.after).toBeLessThan(choice.before);
    const dull = { ...data, y: tangentPass(model, data).output };
    const done = polish(model, dull);
    expect([done.strength, done.choice, done.training]).toEqual([
      Number.POSITIVE_INFINITY,
      { before: 0, after: 0 },
      { before: 0, after: 0 },
    ]);
    expect(done.model).toBe(model);
    expect(training.after).toBe(error(same, data));
  });

  it("keeps the precision of the network, and what it knows of the data", async () => {
    const { model } = await trainFully({ data, network: mlp({ hidden: [50] }), steps: 30 });
    const encoding = { features: [], target: { kind: "regression", names: [], means: [], deviations: [] } } as const;
    const done = polish({ ...model, encoding }, data, { validation });
    expect(done.model.parameters).toBeInstanceOf(Float32Array);
    expect(done.model.encoding).toBe(encoding);
    expect(done.choice.after).toBe(error(done.model, validation));
  });

  it("treats several outputs with one strength", async () => {
    const two = regression({ rows: 40, outputs: 2 });
    const model = await trained(mlp({ hidden: [30] }), two, 30);
    const done = polish(model, two, { validation: regression({ rows: 25, outputs: 2, seed: 2 }) });
    expect(done.choice.after).toBeLessThan(done.choice.before);
    expect(Math.abs(done.training.after / error(done.model, two) - 1)).toBeLessThan(1e-9);
  });

  it("improves a smooth function in one dimension after a few hundred steps of Adam, on points it has not seen", async () => {
    const line = (rows: number, shift: number): Dataset => {
      const x = Float64Array.from({ length: rows }, (_, i) => -1.7 + (3.4 * (i + shift)) / rows);
      return { rows, inputs: 1, outputs: 1, x, y: x.map((v) => Math.sin(4 * v)) };
    };
    const model = await trained(mlp({ hidden: [400] }), line(60, 0.5), 500);
    const test = line(97, 0.2);
    const { model: better } = polish(model, line(60, 0.5), { validation: line(20, 0.3) });
    expect(error(better, test)).toBeLessThan(0.9 * error(model, test));
  });

  it("refuses what it cannot use", async () => {
    const model = await trained(mlp({ hidden: [5] }), data, 1);
    expect(() => polish(model, regression({ inputs: 3 }))).toThrow(InputError);
    expect(() => polish(model, data, { validation: regression({ outputs: 2 }) })).toThrow(
      /^validation: the model has 2 inputs and 1 outputs, the data have 2 and 2; use the data of its own encoding$/,
    );
    expect(() => polish(model, data, { strengths: [] })).toThrow(/^strengths: expected at least one number above 0$/);
    for (const strength of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => polish(model, data, { strengths: [1, strength] })).toThrow(
        /^strengths: expected numbers above 0, got /,
      );
    const frozen = await trained(mlp({ hidden: [5], freeze: ["output"] }), data, 1);
    expect(() => polish(frozen, data)).toThrow(/^polish: the output layer is frozen$/);
    expect(polishUnsupported(buildNetwork(mlp({ hidden: [5000] }), 2, 1), 5000)).toMatch(
      /^5000 rows of 5000 features \(0\.2 GiB\) are too many; expected at most 4096 of rows or features, and 1 GiB$/,
    );
  });
});
