import { describe, expect, it } from "vitest";
import { activations, homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { initialise } from "../../src/model/initialise.js";
import { hinge, logistic, losses } from "../../src/model/loss.js";
import { block, blockLength, mlp } from "../../src/model/network.js";
import { l2, pathNorm } from "../../src/model/penalty.js";
import { predict } from "../../src/model/predict.js";
import {
  adam,
  adamW,
  constant,
  gd,
  heavyBall,
  higherMomentum,
  lbfgs,
  levenbergMarquardt,
  nesterov,
  onPlateau,
  ramp,
  stages,
  type TrainOptions,
  train,
} from "../../src/training/index.js";
import { part, regression, trainFully } from "./problems.js";

const data = regression();
const small: TrainOptions = { data, network: mlp({ hidden: [20] }), steps: 60, seed: 1 };

describe.each([
  { title: "gd", optimizer: gd({ rate: 0.3 }) },
  { title: "heavyBall", optimizer: heavyBall({ rate: 0.05 }) },
  { title: "nesterov", optimizer: nesterov({ rate: 0.1 }) },
  { title: "adam", optimizer: adam() },
  { title: "adamW", optimizer: adamW() },
  { title: "lbfgs", optimizer: lbfgs() },
  { title: "higherMomentum", optimizer: higherMomentum({ rate: 0.1, momenta: [0.4, 0.2] }) },
  { title: "levenbergMarquardt", optimizer: levenbergMarquardt() },
])("with $title", ({ optimizer }) => {
  it.each(["f32", "f64"] as const)("the loss falls in %s", async (dtype) => {
    const { history, loss } = await trainFully({ ...small, optimizer, dtype, steps: 300 });
    expect(loss).toBeLessThan(0.3 * history.loss[0]);
  });

  it("the wasm and the reference engine agree over the first 20 steps", async () => {
    for (const network of [mlp({ hidden: [20] }), mlp({ hidden: [8, 6], bias: "layers" })])
      for (const relaxation of [constant(1.5), stages([0.5, 1], { switch: "lossless" })]) {
        const options = { ...small, network, relaxation, optimizer, steps: 20, dtype: "f64" } as const;
        const [a, b] = await Promise.all([
          trainFully({ ...options, engine: "wasm" }),
          trainFully({ ...options, engine: "reference" }),
        ]);
        expect([a.engine, b.engine]).toEqual(["wasm", "reference"]);
        // Rounding (100 terms of eps) grows by a bounded factor a step as long as no neuron flips differently; a line search
        // divides differences of losses and may amplify it most.
        for (let k = 0; k < 20; k++) expect(Math.abs(a.history.loss[k] / b.history.loss[k] - 1)).toBeLessThan(1e-7);
      }
  });

  it("frozen layers stay as they were, to the bit", async () => {
    for (const freeze of [["output"], ["hidden1"], ["hidden2"]]) {
      const network = mlp({ hidden: [8, 6], bias: "layers", freeze });
      const result = await trainFully({ ...small, network, optimizer, relaxation: constant(1), steps: 20 });
      const start = Float32Array.from(initialise(result.model.network, 1));
      for (const b of result.model.network.blocks) {
        const before = Array.from(start.subarray(b.offset, b.offset + blockLength(b)));
        if (b.trainable) expect(part(result.model, b.name)).not.toEqual(before);
        else expect(part(result.model, b.name)).toEqual(before);
      }
    }
  });
});

describe("networks", () => {
  it("with a trained slope move it, and beat a fixed s on a linear target", async () => {
    const x = data.x;
    const y = Float64Array.from({ length: data.rows }, (_, i) => x[2 * i] - 0.5 * x[2 * i + 1]);
    const linear = { ...small, data: { ...data, y }, relaxation: constant(1), steps: 300 };
    const fixed = await trainFully({ ...linear, network: mlp({ hidden: [8] }) });
    const trained = await trainFully({ ...linear, network: mlp({ hidden: [8], trainSlope: true }) });
    expect(trained.history.s[0]).toBe(1);
    expect(trained.model.s[0]).toBeLessThan(0.9);
    expect(trained.loss).toBeLessThan(0.5 * fixed.loss);
    expect(trained.model.s).toEqual(part(trained.model, "slope"));
    // s moves at every step: one stage, not hundreds.
    expect(trained.stages).toMatchObject([{ from: 1, to: 300, kind: "ramp" }]);
  });

  it("in mean-field scaling take the rate times the width: gd moves neurons as far at any width", async () => {
    const moved = async (width: number, optimizer: TrainOptions["optimizer"]) => {
      const network = mlp({ hidden: [width], scaling: "mean-field" });
      const options = { ...small, network, optimizer, relaxation: constant(1), steps: 1, dtype: "f64" } as const;
      const { model } = await trainFully(options);
      const start = initialise(model.network, 1);
      // The first neurons are drawn alike at every width; the rest makes the output, O(1 / sqrt(width)) here.
      const w = block(model.network, "hidden1.weight").offset;
      return model.parameters[w] - start[w];
    };
    const rate = 0.1;
    const [narrow, wide] = [await moved(400, gd({ rate })), await moved(6400, gd({ rate }))];
    // The gradient is a_k e . x / (m n): times m, only the residual e differs, by the outputs at the start.
    expect(Math.abs(wide / narrow - 1)).toBeLessThan(0.3);
    // Adam's step does not see the gradient's scale, and is not multiplied: its first step is eta |g| / (|g| + epsilon),
    // |g| about 1 / (400 n).
    expect(Math.abs(Math.abs(await moved(400, adam({ rate, decay: "none" }))) - rate)).toBeLessThan(0.01 * rate);
  });

  it("with the user's own activation run on the reference engine, with a note", async () => {
    const leaky = {
      name: "leaky",
      value: (z: number) => (z > 0 ? z : 0.1 * z),
      derivative: (z: number) => (z > 0 ? 1 : 0.1),
    };
    const result = await trainFully({ ...small, network: mlp({ hidden: [20], activation: homotopy(leaky) }) });
    expect(result.engine).toBe("reference");
    expect(result.notes.join(" ")).toContain("leaky has no compiled kernel");
    expect(result.loss).toBeLessThan(0.5 * result.history.loss[0]);
    // Not relu-like by name: the default relaxation is the constant s of the activation.
    expect(new Set(result.history.s)).toEqual(new Set([1]));
  });

  it.each(Object.values(activations))("learn with $name", async (sigma) => {
    const { loss, history } = await trainFully({
      ...small,
      network: mlp({ hidden: [30], activation: homotopy(sigma) }),
      steps: 300,
    });
    expect(loss).toBeLessThan(0.3 * history.loss[0]);
  });

  it("start at the s of their activation where no relaxation is named, and ramp from 1 where it is relu at 1", async () => {
    const at = async (s: number) =>
      (await trainFully({ ...small, network: mlp({ hidden: [5], activation: homotopy(relu, s) }) })).history.s;
    expect(new Set(await at(0.7))).toEqual(new Set([0.7]));
    const s = await at(1);
    expect([s[0], s[59]]).toEqual([1, 1.5]);
  });

  it("with s outside [0, 2] run with a note that the theory does not cover it", async () => {
    const { notes } = await trainFully({ ...small, relaxation: stages([-0.5, 2.5]), steps: 4 });
    expect(notes).toEqual(["s leaves [0, 2] (it takes values in [-0.5, 2.5]): the theory does not cover it."]);
    expect((await trainFully({ ...small, relaxation: stages([0, 2]), steps: 4 })).notes).toEqual([]);
  });
});

describe("losses and penalties", () => {
  const classes = { ...data, y: data.y.map((v) => (v > 0 ? 1 : -1)) };
  const oneHot: Dataset = {
    ...data,
    outputs: 3,
    y: Float64Array.from(
      Array.from(data.y).flatMap((v) => [Number(v < -0.4), Number(v >= -0.4 && v < 0.4), Number(v >= 0.4)]),
    ),
  };

  it.each([logistic, hinge])("$name separates two classes and three", async (loss) => {
    for (const set of [classes, oneHot]) {
      const { model } = await trainFully({ ...small, data: set, loss, network: mlp({ hidden: [100] }), steps: 3000 });
      const f = await predict(model, set.x);
      for (let i = 0; i < set.rows; i++) {
        const row = (a: ArrayLike<number>) => Array.from({ length: set.outputs }, (_, j) => a[i * set.outputs + j]);
        if (set.outputs === 1) expect(Math.sign(f[i])).toBe(set.y[i]);
        else expect(row(f).indexOf(Math.max(...row(f)))).toBe(row(set.y).indexOf(1));
      }
    }
  });

  it("sum of squares is n times the mean: gd at rate eta / n takes the same steps", async () => {
    const options = { ...small, dtype: "f64", relaxation: constant(1), steps: 20 } as const;
    const mean = await trainFully({ ...options, optimizer: gd({ rate: 0.24 }) });
    const sum = await trainFully({ ...options, loss: losses.sum, optimizer: gd({ rate: 0.24 / data.rows }) });
    for (let k = 0; k < 20; k++)
      expect(Math.abs(sum.history.loss[k] / (data.rows * mean.history.loss[k]) - 1)).toBeLessThan(1e-10);
  });

  it("penalties are part of the loss, once, whatever the batch, and shrink what they penalise", async () => {
    const options = { ...small, dtype: "f64", relaxation: constant(1) } as const;
    const start = await trainFully({ ...options, steps: 1 });
    for (const penalty of [l2(0.01), pathNorm(0.01)]) {
      const network = start.model.network;
      const theta = initialise(network, 1);
      const many = regression({ rows: 5000 });
      const bare = await trainFully({ ...options, data: many, steps: 1 });
      const with1 = await trainFully({ ...options, data: many, steps: 1, penalties: [penalty] });
      expect(Math.abs(with1.history.loss[0] - bare.history.loss[0] - penalty.evaluate(network, theta))).toBeLessThan(
        1e-12,
      );
      const [free, held] = [
        await trainFully({ ...options, steps: 500 }),
        await trainFully({ ...options, steps: 500, penalties: [penalty] }),
      ];
      const norm = (result: typeof free) => penalty.evaluate(network, result.model.parameters);
      expect(norm(held)).toBeLessThan(0.9 * norm(free));
    }
  });
});

describe("lbfgs", () => {
  it("keeps its memory along a ramp, which changes the function a little at a time", async () => {
    const options = { ...small, dtype: "f64", optimizer: lbfgs(), steps: 40, every: 1 } as const;
    const run = train({ ...options, relaxation: ramp({ over: 1 }) });
    for await (const { step } of run) if (step === 30) break;
    expect(run.checkpoint().vectors.length).toBe(20);
    const jump = train({ ...options, relaxation: stages([1, 1.5]) });
    for await (const { step } of jump) if (step === 21) break;
    // The switch cleared it; the step after has left one pair.
    expect(jump.checkpoint().vectors.length).toBe(2);
  });
});

describe("onPlateau in a run", () => {
  it("switches where the loss stands still", async () => {
    const relaxation = onPlateau({ values: [1, 1.5], patience: 5, threshold: 0.5, cooldown: 0 });
    const { switches, history } = await trainFully({ ...small, relaxation });
    expect(switches.length).toBe(1);
    const at = switches[0].step;
    expect(history.s[at - 2]).toBe(1);
    expect(history.s[at - 1]).toBe(1.5);
  });
});
