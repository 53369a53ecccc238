import { describe, expect, it } from "vitest";
import { activations, homotopy } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { forward } from "../../src/model/forward.js";
import type { Model } from "../../src/model/model.js";
import { predict } from "../../src/model/predict.js";
import { jacobian } from "../../src/tangent/jacobian.js";
import { linearise, lineariseFit } from "../../src/tangent/linearise.js";
import { tangentPass } from "../../src/tangent/tangent-pass.js";
import { EPS64, example } from "../model/example.js";
import { difference, dot, largest, networks, normals, points } from "./networks.js";

const moved = (model: Model, v: Float64Array, t: number): Model => ({
  ...model,
  parameters: Float64Array.from(model.parameters, (value, i) => value + t * v[i]),
});

const dataset = (model: Model, rows: number): Dataset => ({
  ...points(model, rows),
  outputs: model.network.outputs,
  y: normals(rows * model.network.outputs, 11),
});

describe("linearise", () => {
  it("is the network itself where nothing has moved", async () => {
    const model = networks["three hidden layers, skip and links"]();
    const { x } = points(model, 6);
    const expected = forward(model, x);
    // Sums of a dozen terms in another order.
    expect(difference(await predict(linearise(model), x), expected)).toBeLessThan(
      100 * EPS64 * (1 + largest(expected)),
    );
  });

  it("differs from the moved network by the square of the movement", async () => {
    const options = { hidden: [6, 5], activation: homotopy(activations.tanh), bias: "layers" } as const;
    const model = example({ options, s: [1, 1], outputs: 2 });
    const { x } = points(model, 6);
    const v = normals(model.network.parameters);
    const error = async (t: number) =>
      difference(
        await predict(
          linearise(
            model,
            v.map((value) => t * value),
          ),
          x,
        ),
        forward(moved(model, v, t), x),
      );
    const slope = Math.log2((await error(2 ** -8)) / (await error(2 ** -12))) / 4;
    // The next order is t^3: at t = 2^-8 it turns the slope by about 2^-8 times the ratio of third to second derivatives.
    expect(Math.abs(slope - 2)).toBeLessThan(0.05);
  });

  it("is exact for random features, which are linear in their weights", async () => {
    const model = networks["random features: hidden frozen"]();
    const { x } = points(model, 6);
    const v = normals(model.network.parameters).fill(0, 0, model.network.blocks[1].offset);
    const expected = forward(moved(model, v, 1), x);
    expect(difference(await predict(linearise(model, v), x), expected)).toBeLessThan(
      100 * EPS64 * (1 + largest(expected)),
    );
  });

  it("keeps theta_0 when the model trains on, and the encoding", () => {
    const encoding = {
      features: [],
      target: { kind: "regression", names: ["y"], means: [0], deviations: [1] },
    } as const;
    const model = { ...networks["two layers"](), encoding };
    const linear = linearise(model);
    const { x } = points(model, 3);
    const before = linear.evaluate(x);
    model.parameters.fill(0);
    expect(linear.evaluate(x)).toEqual(before);
    expect(linear.encoding).toBe(encoding);
    expect(linear.evaluate(new Float64Array(0))).toEqual(new Float64Array(0));
  });

  it("refuses a displacement of another length", () => {
    expect(() => linearise(networks["two layers"](), new Float64Array(3))).toThrow(
      "displacement: expected 35 numbers, one a parameter, got 3",
    );
  });
});

describe("lineariseFit", () => {
  it.each(["two layers", "deep tanh", "trained slopes", "BXC: output frozen"])(
    "interpolates, and by the shortest displacement: v = J^T c (%s)",
    async (name) => {
      const model = networks[name]();
      const data = dataset(model, 4);
      const fit = lineariseFit(model, data);
      const k = model.network.outputs;
      // Backward stable: n eps ||G|| ||c||, with condition numbers up to 1e4 here.
      expect(difference(await predict(fit, data.x), data.y)).toBeLessThan(1e-10);
      // In the row space of J: taking off the part that J^T J^+ ... leaves nothing, so it solves the fit of its own image again.
      const image = tangentPass(model, data).jvp(fit.displacement);
      const f = forward(model, data.x);
      const again = lineariseFit(model, { ...data, y: image.map((value, i) => value + f[i]) });
      expect(difference(again.displacement, fit.displacement)).toBeLessThan(1e-9 * largest(fit.displacement));
      const other = normals(model.network.parameters);
      const j = jacobian(model, data);
      // Any w with J w = 0 is orthogonal to v: w = u - J^+ J u.
      const onto = lineariseFit(model, {
        ...data,
        y: tangentPass(model, data)
          .jvp(other)
          .map((value, i) => value + f[i]),
      });
      const w = other.map((value, i) => value - onto.displacement[i]);
      for (const b of model.network.blocks)
        if (!b.trainable) w.fill(0, b.offset, b.offset + b.shape.reduce((product, length) => product * length, 1));
      for (let row = 0; row < 4 * k; row++)
        expect(Math.abs(dot(j.data.subarray(row * j.columns, (row + 1) * j.columns), w))).toBeLessThan(1e-9);
      expect(Math.abs(dot(w, fit.displacement))).toBeLessThan(1e-8 * (1 + largest(fit.displacement)));
    },
  );

  it("solves the weighted ridge's normal equations J^T W (J v + f - y) + ridge v = 0", () => {
    const model = networks["two layers, no bias, two outputs"]();
    const weights = Float64Array.of(0, 0.5, 1, 1.5, 2);
    const data = { ...dataset(model, 5), weights };
    const ridge = 0.1;
    const { displacement } = lineariseFit(model, data, { ridge });
    const pass = tangentPass(model, data);
    const image = pass.jvp(displacement);
    const rest = pass.output.map((f, i) => weights[Math.floor(i / 2)] * (f + image[i] - data.y[i]));
    const gradient = pass.vjp(rest).map((g, i) => g + ridge * displacement[i]);
    // A well-conditioned 10 x 10 system.
    expect(largest(gradient)).toBeLessThan(1e-12 * (1 + largest(displacement)));
  });

  it("interpolates all rows but those of weight 0", () => {
    const model = networks["two layers"]();
    const data = { ...dataset(model, 4), weights: Float64Array.of(1, 0, 3, 0.5) };
    const f = lineariseFit(model, data).evaluate(data.x) as Float64Array;
    // A well-conditioned 3 x 3 system.
    for (const i of [0, 2, 3]) expect(Math.abs(f[i] - data.y[i])).toBeLessThan(1e-9);
  });

  it("says what to do about equal rows, and names a bad ridge", async () => {
    const model = networks["two layers"]();
    const one = points(model, 1).x;
    const data = { rows: 2, inputs: 3, outputs: 1, x: Float64Array.of(...one, ...one), y: Float64Array.of(0, 1) };
    expect(() => lineariseFit(model, data)).toThrow(
      /^ridge: J J\^T \+ 0 I of the 2 rows is numerically singular .*; give at least /,
    );
    const fit = lineariseFit(model, data, { ridge: 1e-8 });
    // Both rows get the mean, up to the ridge over the kernel's eigenvalue.
    expect(difference(await predict(fit, data.x), [0.5, 0.5])).toBeLessThan(1e-6);
    expect(() => lineariseFit(model, data, { ridge: -1 })).toThrow("ridge: expected a finite number >= 0, got -1");
  });
});
