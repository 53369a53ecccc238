import { describe, expect, it } from "vitest";
import { activations, homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { InputError } from "../../src/model/errors.js";
import { forward } from "../../src/model/forward.js";
import { hinge, logistic, losses, mse } from "../../src/model/loss.js";
import type { Model } from "../../src/model/model.js";
import { pathNorm } from "../../src/model/penalty.js";
import { eigenvalues } from "../../src/numerics/linear/eigen.js";
import { zeros } from "../../src/numerics/linear/matrix.js";
import { gram } from "../../src/tangent/gram.js";
import { hessian } from "../../src/tangent/hessian.js";
import { barronNorm } from "../../src/tangent/measure/barron-norm.js";
import { distanceFromStart } from "../../src/tangent/measure/distance.js";
import { exitTime } from "../../src/tangent/measure/exit-time.js";
import { kernelDrift } from "../../src/tangent/measure/kernel-drift.js";
import { activePattern, patternChanges } from "../../src/tangent/measure/pattern.js";
import { plConstant } from "../../src/tangent/measure/pl-constant.js";
import { risk } from "../../src/tangent/measure/risk.js";
import { sharpness } from "../../src/tangent/measure/sharpness.js";
import { EPS64, example } from "../model/example.js";
import { difference, dot, largest, networks, normals, points } from "./networks.js";

/** Targets beside a network's points: normal numbers, or signs. */
function dataset(model: Model, rows: number, { signs = false, weights = false } = {}): Dataset {
  const { outputs } = model.network;
  const y = normals(rows * outputs, 11);
  return {
    ...points(model, rows),
    outputs,
    y: signs ? y.map(Math.sign) : y,
    ...(weights ? { weights: Float64Array.from({ length: rows }, (_, i) => (2 * (i + 1)) / (rows + 1)) } : {}),
  };
}

const moved = (model: Model, v: Float64Array, t: number): Model => ({
  ...model,
  parameters: Float64Array.from(model.parameters, (value, i) => value + t * v[i]),
});

/** Normal numbers in the trained blocks, 0 elsewhere. */
function direction(model: Model, seed = 5): Float64Array {
  const v = normals(model.network.parameters, seed);
  for (const b of model.network.blocks)
    if (!b.trainable) v.fill(0, b.offset, b.offset + b.shape.reduce((product, length) => product * length, 1));
  return v;
}

describe("distanceFromStart", () => {
  it("is the largest and the Euclidean movement, over all and by block", () => {
    const start = example({ options: { hidden: [2], bias: false }, s: [1], inputs: 1 });
    const now = { ...start, parameters: start.parameters.map((value, i) => value + [3, 0, 0, -4][i]) };
    // Numbers near 1 are added to and taken off 3 and 4.
    const near = (value: number) => expect.closeTo(value, 12);
    expect(distanceFromStart(now, start)).toEqual({
      max: near(4),
      l2: near(5),
      blocks: [
        { name: "hidden1.weight", max: near(3), l2: near(3) },
        { name: "output.weight", max: near(4), l2: near(4) },
      ],
    });
    expect(() => distanceFromStart(start, networks["two layers"]())).toThrow(
      "start: expected 4 parameters like the model's",
    );
  });
});

describe("kernelDrift", () => {
  it("is the Frobenius or the spectral norm of the difference", () => {
    const g = { rows: 2, columns: 2, data: Float64Array.of(4, 4, 4, 2) };
    const start = { rows: 2, columns: 2, data: Float64Array.of(1, 0, 0, 2) };
    // The difference ((3, 4), (4, 0)) has squares 9 + 32 and eigenvalues (3 +- sqrt 73) / 2.
    expect(kernelDrift(g, start)).toBeCloseTo(Math.sqrt(41), 14);
    expect(kernelDrift(g, start, { norm: "spectral" })).toBeCloseTo((3 + Math.sqrt(73)) / 2, 14);
    expect(kernelDrift(start, g, { norm: "spectral" })).toBeCloseTo((3 + Math.sqrt(73)) / 2, 14);
    expect(() => kernelDrift(g, zeros(2, 3))).toThrow("start: expected a 2 x 2 matrix, got 2 x 3");
  });
});

describe("patternChanges", () => {
  it("counts the (sample, neuron) pairs whose sign changed, by layer", () => {
    const start = example({ options: { hidden: [2, 1], bias: false }, s: [1, 1], inputs: 1 });
    const at = (...parameters: number[]): Model => ({ ...start, parameters: Float64Array.from(parameters) });
    const data = { rows: 2, inputs: 1, x: Float64Array.of(1, -1) };
    // Neuron 2 of the first layer turns its sign, so both of its pairs change, one of them from h = 1 to 0 and the other back:
    // the second layer's z goes from (1, 1) to (2, 0) / sqrt 2, and 0 is not active.
    const before = activePattern(at(1, -1, 1, 1, 1), data);
    const after = activePattern(at(1, 1, 1, 1, 1), data);
    expect(patternChanges(after, before)).toEqual({ total: 3 / 6, layers: [2 / 4, 1 / 2] });
    expect(patternChanges(before, before).total).toBe(0);
    expect(() => patternChanges(after, activePattern(start, { rows: 1, inputs: 1, x: Float64Array.of(1) }))).toThrow(
      "start: expected a pattern of 2 rows and widths 2, 1, got 1 rows",
    );
  });

  it("knows every bit of a layer that is taken in slices", () => {
    const model = example({ options: { hidden: [2500] }, s: [1] });
    const data = points(model, 9);
    const { layers } = activePattern(model, data);
    for (let i = 0; i < 9; i++)
      for (let j = 0; j < 2500; j++) {
        const w = [0, 1, 2, 3].map((l) => model.parameters[l * 2500 + j]);
        const z = w[3] + dot(w.slice(0, 3), data.x.subarray(3 * i, 3 * i + 3));
        const bit = i * 2500 + j;
        // No draw has a z within rounding of 0.
        if (((layers[0][Math.floor(bit / 8)] >> (bit % 8)) & 1) !== (z > 0 ? 1 : 0))
          expect.fail(`${i}, ${j}: z = ${z}`);
      }
  });
});

describe("barronNorm", () => {
  it("is c sum |a_k| ||w_k||_2, biases included, summed over outputs", () => {
    const model = example({ options: { hidden: [2], bias: "layers" }, s: [1], inputs: 1, outputs: 2 });
    // w = (3, 5), b = (4, 12), a = ((1, -2), (3, 0)), output biases 7 and 8.
    const parameters = Float64Array.of(3, 5, 4, 12, 1, -2, 3, 0, 7, 8);
    expect(barronNorm({ ...model, parameters })).toBeCloseTo((3 * 5 + 3 * 13) / Math.SQRT2, 13);
  });

  it("is the path norm with l2 in the first layer, where the bias is an input", () => {
    const model = example({ options: { hidden: [9] }, s: [1], outputs: 2 });
    const norm = pathNorm(1, { first: "l2" }).evaluate(model.network, model.parameters);
    // Sums of 18 terms.
    expect(Math.abs(barronNorm(model) - norm)).toBeLessThan(32 * EPS64 * norm);
  });

  it("is refused for deeper networks", () => {
    expect(() => barronNorm(networks["deep relu"]())).toThrow(/this one has 2 hidden layers; use pathNorm/);
  });
});

describe("risk", () => {
  it.each(Object.values(losses))("$name has the gradient of central differences", (loss) => {
    const model = example({ options: { hidden: [6, 4], bias: "layers" }, s: [1.5, 1], outputs: 1 });
    const data = dataset(model, 7, { signs: true, weights: true });
    const { value, gradient } = risk(model, data, { loss });
    const v = direction(model);
    // Step eps^(1/3), as for the Jacobian; no kink within a step.
    const t = 6e-6;
    const above = risk(moved(model, v, t), data, { loss }).value;
    const below = risk(moved(model, v, -t), data, { loss }).value;
    expect(Math.abs((above - below) / (2 * t) - dot(gradient, v))).toBeLessThan(1e-7 * (1 + value));
  });

  it("refuses targets that do not fit", () => {
    const model = networks["two layers"]();
    const data = dataset(model, 3);
    expect(() => risk(model, { ...data, outputs: 2 })).toThrow("data: the model has 1 outputs, the data set has 2");
    expect(() => risk(model, { ...data, y: new Float64Array(2) })).toThrow(InputError);
    expect(() => risk(model, { ...data, y: Float64Array.of(1, Number.NaN, 2) })).toThrow(
      "data: y of row 2, output 1 is NaN; expected a finite number",
    );
  });
});

describe("plConstant", () => {
  it("is e^T G e / (n e^T e) for mse, between the extreme eigenvalues of G / n", () => {
    const model = example({ options: { hidden: [40] }, s: [1.5] });
    const data = dataset(model, 8);
    const e = forward(model, data.x).map((f, i) => f - data.y[i]);
    const { total } = gram(model, data);
    const ge = Float64Array.from(e, (_, i) => dot(total.data.subarray(8 * i, 8 * i + 8), e));
    const values = eigenvalues(total);
    const mu = plConstant(model, data);
    expect(Math.abs(mu - dot(e, ge) / (8 * dot(e, e)))).toBeLessThan(1000 * EPS64 * mu);
    expect(mu).toBeGreaterThan(values[0] / 8);
    expect(mu).toBeLessThan(values[7] / 8);
  });

  it("is taken above the infimum that is given, and refused below it", () => {
    const model = networks["two layers"]();
    const data = dataset(model, 5);
    const { value } = risk(model, data);
    const half = plConstant(model, data, { infimum: value / 2 });
    expect(Math.abs(half / plConstant(model, data) - 2)).toBeLessThan(10 * EPS64);
    expect(() => plConstant(model, data, { infimum: 2 * value })).toThrow("infimum: expected at most the loss");
  });
});

const curved = [
  ...Object.keys(activations).map((name) => `deep ${name}`),
  "two layers, no bias, two outputs",
  "BXC: output frozen",
  "links of a lossless switch",
  "trained skip, two layers",
  "middle layer frozen",
  "trained slopes",
];

describe("hessian", () => {
  it.each(curved)("applied to v is the central difference of exact gradients along v (%s)", (name) => {
    const model = networks[name]();
    for (const loss of [mse, logistic]) {
      const data = dataset(model, 6, { signs: true, weights: true });
      const { apply } = hessian(model, data, { loss });
      const v = direction(model);
      // Step eps^(1/3): truncation and rounding near 1e-10 of third derivatives; 1e-7 leaves room for those. No kink within a step.
      const t = 6e-6;
      const above = risk(moved(model, v, t), data, { loss }).gradient;
      const below = risk(moved(model, v, -t), data, { loss }).gradient;
      const expected = above.map((value, i) => (value - below[i]) / (2 * t));
      expect(difference(apply(v), expected)).toBeLessThan(1e-7 * (1 + largest(expected)));
    }
  });

  it("is the same where the layer is taken in slices", () => {
    const options = {
      hidden: [2500],
      activation: homotopy(activations.tanh),
      bias: "layers",
      skip: true,
      trainSlope: true,
    } as const;
    const model = example({ options, s: [0.75], outputs: 2 });
    const data = dataset(model, 5);
    const v = direction(model);
    const t = 6e-6;
    const above = risk(moved(model, v, t), data).gradient;
    const below = risk(moved(model, v, -t), data).gradient;
    const expected = above.map((value, i) => (value - below[i]) / (2 * t));
    // As above.
    expect(difference(hessian(model, data).apply(v), expected)).toBeLessThan(1e-7 * (1 + largest(expected)));
  });

  it("is symmetric: <u, H v> = <v, H u>", () => {
    const model = networks["trained slopes"]();
    const data = dataset(model, 6);
    const { apply } = hessian(model, data);
    const [u, v] = [direction(model, 5), direction(model, 6)];
    const left = dot(u, apply(v));
    // R'' J v is a difference, to about 1e-10.
    expect(Math.abs(left - dot(v, apply(u)))).toBeLessThan(1e-9 * (1 + Math.abs(left)));
  });

  it("differences sigma' of a user's own activation", () => {
    const own = homotopy({ name: "mine", value: activations.tanh.value, derivative: activations.tanh.derivative });
    const options = { hidden: [5, 4], bias: "layers" } as const;
    const mine = example({ options: { ...options, activation: own }, s: [1, 1] });
    const known = example({ options: { ...options, activation: homotopy(activations.tanh) }, s: [1, 1] });
    const data = dataset(mine, 6);
    const v = direction(mine);
    const expected = hessian(known, data).apply(v);
    // A central difference at eps^(1/3).
    expect(difference(hessian(mine, data).apply(v), expected)).toBeLessThan(1e-9 * (1 + largest(expected)));
  });
});

describe("sharpness", () => {
  it("is the largest eigenvalue of the Hessian", () => {
    for (const model of [networks["two layers"](), networks["deep tanh"](), networks["trained slopes"]()]) {
      const data = dataset(model, 6);
      const { apply } = hessian(model, data);
      const P = model.network.parameters;
      const h = zeros(P, P);
      for (let j = 0; j < P; j++) {
        const unit = new Float64Array(P);
        unit[j] = 1;
        h.data.set(apply(unit), j * P);
      }
      for (let i = 0; i < P; i++)
        for (let j = 0; j < i; j++) {
          const mean = (h.data[i * P + j] + h.data[j * P + i]) / 2;
          h.data[i * P + j] = mean;
          h.data[j * P + i] = mean;
        }
      const top = eigenvalues(h)[P - 1];
      const found = sharpness(model, data, { tolerance: 1e-6 });
      expect(found.converged).toBe(true);
      // An eigenvalue lies within the residual; H's products carry 1e-10.
      expect(Math.abs(found.value - top)).toBeLessThanOrEqual(found.residual + 1e-9 * top);
    }
  });

  it("is lambda_max(G) / n for mse where the model is linear in what it trains", () => {
    const model = networks["random features: hidden frozen"]();
    const data = dataset(model, 10);
    const values = eigenvalues(gram(model, data).total);
    const found = sharpness(model, data, { tolerance: 1e-8 });
    expect(Math.abs(found.value - values[9] / 10)).toBeLessThan(found.residual + 1e-9 * found.value);
  });

  it("says when it stopped early, and is 0 for hinge on a linear model", () => {
    const model = networks["deep tanh"]();
    const data = dataset(model, 6);
    expect(sharpness(model, data, { iterations: 2, tolerance: 1e-9 })).toMatchObject({
      iterations: 2,
      converged: false,
    });
    const linear = networks["random features: hidden frozen"]();
    expect(sharpness(linear, dataset(linear, 6, { signs: true }), { loss: hinge })).toMatchObject({
      value: 0,
      converged: true,
    });
    expect(() => sharpness(model, data, { tolerance: 0 })).toThrow("tolerance: expected a positive number, got 0");
    expect(() => sharpness(model, data, { iterations: 0 })).toThrow("iterations: expected a positive integer, got 0");
  });

  it("does not see relu's kinks: it is the same whether a pre-activation is on one or beside it", () => {
    // Two neurons, x = 0 without a bias: z = 0 in both, the kink itself.
    const model = example({ options: { hidden: [2], bias: false, activation: homotopy(relu) }, s: [1], inputs: 1 });
    const at = (x: number) => ({ rows: 2, inputs: 1, x: Float64Array.of(1, x), outputs: 1, y: Float64Array.of(1, 0) });
    const on = sharpness(model, at(0), { tolerance: 1e-9 });
    const beside = sharpness(model, at(1e-12), { tolerance: 1e-9 });
    expect(Math.abs(on.value - beside.value)).toBeLessThan(1e-9 * on.value);
  });
});

describe("exitTime", () => {
  const times = [0, 1, 3];
  it("brackets the first time that the drift is above lambda / 4", () => {
    expect(exitTime({ times, drift: [0, 0.5, 2] }, 4)).toEqual({ after: 1, by: 3 });
    expect(exitTime({ times, drift: [0, 0.5, 1] }, 4)).toEqual({ after: 3, by: Number.POSITIVE_INFINITY });
    expect(exitTime({ times, drift: [0, Number.NaN, 0] }, 4)).toEqual({ after: 0, by: 1 });
  });

  it("refuses series that are none", () => {
    expect(() => exitTime({ times: [], drift: [] }, 1)).toThrow(
      "drift: expected one value a time and at least one, got 0 for 0",
    );
    expect(() => exitTime({ times, drift: [0] }, 1)).toThrow("got 1 for 3");
    expect(() => exitTime({ times: [0, 0, 1], drift: [0, 0, 0] }, 1)).toThrow(
      "times: expected ascending numbers, got 0 after 0",
    );
    expect(() => exitTime({ times, drift: [0, 0, 0] }, -1)).toThrow("lambda: expected a finite number >= 0, got -1");
  });
});
