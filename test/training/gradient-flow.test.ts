import { describe, expect, test } from "vitest";
import { homotopy, tanh } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { initialise } from "../../src/model/initialise.js";
import { sumOfSquares } from "../../src/model/loss.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, mlp, type NetworkSpec } from "../../src/model/network.js";
import { forward } from "../../src/model/predict.js";
import { eigen } from "../../src/numerics/linear/eigen.js";
import { random } from "../../src/numerics/random.js";
import { gram } from "../../src/tangent/gram.js";
import { tangentPass } from "../../src/tangent/tangent-pass.js";
import { type FlowView, trainGradientFlow } from "../../src/training/gradient-flow.js";
import { gd } from "../../src/training/optimizer/index.js";
import { constant } from "../../src/training/relaxation/index.js";
import { train } from "../../src/training/train.js";

const rows = 12;
const normal = (length: number, seed: number) => {
  const values = new Float64Array(length);
  random(seed, "flow").fillNormal(values);
  return values;
};
const data: Dataset = { rows, inputs: 2, outputs: 1, x: normal(2 * rows, 1), y: normal(rows, 2) };

const startOf = (network: NetworkSpec, s = 1): Model => {
  const built = buildNetwork(network, data.inputs, data.outputs);
  return { network: built, parameters: initialise(built, 0, { s }), s: network.hidden.map(() => s) };
};
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe("on a network that is linear in its trained weights", () => {
  const network = mlp({ hidden: [30], freeze: ["hidden1"] });

  test("outputs and losses are exp(-lambda t / n) in every mode of G", async () => {
    const model = startOf(network);
    const { values, vectors } = eigen(gram(model, data).total);
    const initial = forward(model, data.x);
    const times = [0, 0.3, 2, 2, 15];
    const flow = await trainGradientFlow({ network, data, time: 15, times, tolerance: 1e-11 });
    expect([...flow.times]).toEqual(times);
    expect([flow.outcome, flow.time]).toEqual(["time", 15]);
    for (const [j, t] of times.entries()) {
      let squares = 0;
      for (let i = 0; i < rows; i++) {
        let mode = 0;
        for (let l = 0; l < rows; l++) mode += vectors.data[i * rows + l] * (initial[l] - data.y[l]);
        squares += (mode * Math.exp((-values[i] / rows) * t)) ** 2;
      }
      // Some dozen steps, 1e-11 of the parameters each.
      expect(Math.abs(flow.losses[j] - squares / (2 * rows))).toBeLessThan(1e-9);
    }
  });

  test("what is frozen does not move by a bit, and the start is left as it was given", async () => {
    const { network: built, parameters } = startOf(network);
    const initial = Float64Array.from(parameters);
    const { model } = await trainGradientFlow({ network, data, time: 1, initial });
    expect(initial).toEqual(parameters);
    for (const b of built.blocks) {
      const moved = apart(
        model.parameters.subarray(b.offset, b.offset + b.shape[0]),
        initial.subarray(b.offset, b.offset + b.shape[0]),
      );
      if (b.trainable) expect(moved).toBeGreaterThan(0);
      else expect(moved).toBe(0);
    }
  });
});

describe("on a smooth network", () => {
  const network = mlp({ hidden: [8, 6], activation: homotopy(tanh, 0.7) });

  test("the loss falls by the squared gradient: dR/dt = -|grad R|^2", async () => {
    const h = 1e-3;
    for (const t of [0.2, 1, 4]) {
      const options = { network, data, tolerance: 1e-12 };
      const { losses } = await trainGradientFlow({ ...options, time: t + h, times: [t - h, t + h] });
      const { model } = await trainGradientFlow({ ...options, time: t });
      const pass = tangentPass(model, data);
      const gradient = pass.vjp(pass.output.map((f, i) => (f - data.y[i]) / rows));
      const squared = gradient.reduce((sum, value) => sum + value * value, 0);
      // The central difference is off by h^2/6 of the third derivative, and by the losses' 1e-12 / h.
      expect(Math.abs((losses[1] - losses[0]) / (2 * h) / -squared - 1)).toBeLessThan(1e-5);
    }
  });

  test("gradient descent runs into it, of order 1 in the rate", async () => {
    const exact = await trainGradientFlow({ network, data, time: 2, tolerance: 1e-11 });
    const errors: number[] = [];
    for (const rate of [0.02, 0.01, 0.005]) {
      const steps = Math.round(2 / rate);
      const { model } = await train({
        network,
        data,
        optimizer: gd({ rate }),
        relaxation: constant(0.7),
        steps,
        dtype: "f64",
        seed: 0,
      }).result;
      errors.push(apart(model.parameters, exact.model.parameters));
    }
    // Halving the rate halves the error; the next order is 1 % of it.
    expect(errors[0] / errors[1]).toBeCloseTo(2, 1);
    expect(errors[1] / errors[2]).toBeCloseTo(2, 1);
  });

  test("the error falls with the tolerance", async () => {
    const run = (tolerance: number) => trainGradientFlow({ network, data, time: 5, tolerance });
    const exact = await run(1e-12);
    for (const tolerance of [1e-5, 1e-7, 1e-9])
      expect(apart((await run(tolerance)).model.parameters, exact.model.parameters)).toBeLessThan(30 * tolerance);
  });

  test("a flow can be taken up where it ended", async () => {
    const options = { network, data, tolerance: 1e-11 };
    const whole = await trainGradientFlow({ ...options, time: 3 });
    const half = await trainGradientFlow({ ...options, time: 1.5 });
    const rest = await trainGradientFlow({ ...options, time: 1.5, initial: half.model.parameters });
    expect(apart(rest.model.parameters, whole.model.parameters)).toBeLessThan(1e-9);
    expect(rest.model.s).toEqual([0.7, 0.7]);
  });

  test("the sum of squares is the mean of squares, n times as fast", async () => {
    const options = { network, data, tolerance: 1e-11 };
    const mean = await trainGradientFlow({ ...options, time: 1.2 });
    const sum = await trainGradientFlow({ ...options, time: 1.2 / rows, loss: sumOfSquares });
    expect(apart(sum.model.parameters, mean.model.parameters)).toBeLessThan(1e-9);
    expect(sum.losses[1] / rows).toBeCloseTo(mean.losses[1], 9);
  });

  test("trained slopes move with the rest, and the model says where they are", async () => {
    const sloped = mlp({ hidden: [6, 5], trainSlope: true });
    const { model, losses } = await trainGradientFlow({ network: sloped, data, time: 1, s: [0.5, 1.5], times: [0, 1] });
    const slope = model.network.blocks.find((b) => b.kind === "slope");
    expect(model.s).toEqual([...model.parameters.subarray(slope?.offset)]);
    expect(model.s[0]).not.toBe(0.5);
    expect(losses[1]).toBeLessThan(losses[0]);
  });

  test("both engines give it within the tolerance", async () => {
    const options = { network, data, time: 2, tolerance: 1e-9 };
    const fast = await trainGradientFlow({ ...options, engine: "wasm" });
    const plain = await trainGradientFlow({ ...options, engine: "reference" });
    expect(apart(fast.model.parameters, plain.model.parameters)).toBeLessThan(1e-7);
  });
});

describe("on a ReLU network, whose gradient jumps where a neuron crosses a sample", () => {
  const network = mlp({ hidden: [100] });

  test("the loss never rises, and is right to 1e-4 at the default tolerance", async () => {
    const times = Float64Array.from({ length: 41 }, (_, i) => i / 4);
    const flow = await trainGradientFlow({ network, data, time: 10, times });
    for (let i = 1; i < times.length; i++) expect(flow.losses[i]).toBeLessThan(flow.losses[i - 1]);
    const fine = await trainGradientFlow({ network, data, time: 10, times, tolerance: 1e-10 });
    // A step may pass a jump as long as it is wrong by no more than the tolerance; that adds up over the crossings.
    for (const i of times.keys()) expect(Math.abs(flow.losses[i] / fine.losses[i] - 1)).toBeLessThan(1e-4);
  });

  test("the exit time t_1^* of (22) is where G has moved by its radius", async () => {
    const model = startOf(network);
    const start = gram(model, data).total.data;
    const moved = (at: Model) => {
      const { data: now } = gram(at, data).total;
      return Math.sqrt(now.reduce((sum, value, i) => sum + (value - start[i]) ** 2, 0));
    };
    const radius = 0.5;
    const flow = await trainGradientFlow({ network, data, time: 1000, until: (view) => moved(view.model) > radius });
    expect(flow.outcome).toBe("until");
    expect(moved(flow.model)).toBeGreaterThan(radius);
    const before = await trainGradientFlow({ network, data, time: flow.time * (1 - 1e-3) });
    expect(moved(before.model)).toBeLessThan(radius);
    // The crossing is located to 1e-8 of the time, over which G moves by as little, up to its jumps of order 1/m at a crossing.
    expect(moved(flow.model) - radius).toBeLessThan(1e-2);
  });
});

describe("until", () => {
  const network = mlp({ hidden: [8], activation: homotopy(tanh) });

  test("sees time, loss and model of where the flow stands", async () => {
    const views: (Pick<FlowView, "time" | "loss"> & { own: number })[] = [];
    const flow = await trainGradientFlow({
      network,
      data,
      time: 50,
      tolerance: 1e-10,
      until: ({ time, loss, model }) => {
        const output = forward(model, data.x);
        const own = output.reduce((sum, f, i) => sum + (f - data.y[i]) ** 2, 0) / (2 * rows);
        views.push({ time, loss, own });
        return loss < 0.8 * views[0].loss;
      },
    });
    expect(flow.outcome).toBe("until");
    expect(flow.time).toBeLessThan(50);
    expect(views[0].time).toBe(0);
    for (const { loss, own } of views) expect(Math.abs(loss - own)).toBeLessThan(1e-14);
    // Located to 1e-10 of a time of order 1 to 50, where the loss falls by less than 1 a unit.
    const last = views.find(({ time }) => time === flow.time);
    expect(last?.loss).toBeLessThan(0.8 * views[0].loss);
    expect(last?.loss).toBeGreaterThan(0.8 * views[0].loss - 1e-8);
  });

  test("that is true at once leaves the start", async () => {
    const flow = await trainGradientFlow({ network, data, time: 50, until: () => true });
    expect([flow.time, flow.outcome, flow.evaluations]).toEqual([0, "until", 0]);
    expect(flow.model.parameters).toEqual(startOf(network).parameters);
  });
});

describe("what it cannot do is said", () => {
  const network = mlp({ hidden: [4] });

  test.each([
    ["time: expected a finite number of at least 0, got -1", { time: -1 }],
    ["time: expected a finite number of at least 0, got Infinity", { time: Number.POSITIVE_INFINITY }],
    ["s: expected one finite number, or one for each of the 1 hidden layers, got 1,1", { s: [1, 1] }],
    ["s: expected one finite number", { s: Number.NaN }],
    ["initial: expected 16 parameters, got 3", { initial: new Float64Array(3) }],
    ["times: expected ascending times in [0, 1], got 2 at index 0", { times: [2] }],
    ["tolerance: expected a positive number, got 0", { tolerance: 0 }],
    ["evaluations: 10 did not suffice to go from t = 0 to 1", { evaluations: 10 }],
  ])("%s", async (message, change) => {
    await expect(trainGradientFlow({ network, data, time: 1, ...change })).rejects.toThrow(message);
  });
});
