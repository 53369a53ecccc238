import { describe, expect, it } from "vitest";
import { homotopy, tanh } from "../../src/model/activation.js";
import { initialise } from "../../src/model/initialise.js";
import { logistic, sumOfSquares } from "../../src/model/loss.js";
import { buildNetwork, mlp } from "../../src/model/network.js";
import { l2 } from "../../src/model/penalty.js";
import { predict } from "../../src/model/predict.js";
import { random } from "../../src/numerics/random.js";
import { tangentPass } from "../../src/tangent/index.js";
import {
  adam,
  constant,
  gaussNewton,
  levenbergMarquardt,
  outputSolve,
  type Stream,
  type TrainOptions,
} from "../../src/training/index.js";
import { systemUnsupported } from "../../src/training/optimizer/normal-equations.js";
import { distance } from "./landscape.js";
import { meanSquares, regression, trainFully } from "./problems.js";

const data = regression();
const base = { data, relaxation: constant(1), dtype: "f64", seed: 1 } as const;
/** Linear in what is trained: the output layer, its bias and a skip. */
const linear = mlp({ hidden: [12], bias: "layers", freeze: ["hidden1"], skip: true });

describe("Gauss-Newton", () => {
  it.each([
    { title: "fewer parameters than rows (P x P)", network: linear },
    { title: "more parameters than rows (n x n)", network: mlp({ hidden: [60], freeze: ["hidden1"] }) },
  ])("converges in one step on a network linear in what is trained, with $title", async ({ network }) => {
    const once = await trainFully({ ...base, network, optimizer: gaussNewton(), steps: 1 });
    const twice = await trainFully({ ...base, network, optimizer: gaussNewton(), steps: 2 });
    expect(once.history.loss[0]).toBeGreaterThan(0.1);
    // The damping leaves 1e-10 mean eigenvalues / lambda of every mode: under 1e-6 of the part of y in modes above 1e-4.
    expect(once.loss - twice.loss).toBeLessThan(1e-6 * once.history.loss[0]);
    const { output } = tangentPass(once.model, data);
    const gradient = tangentPass(once.model, data).vjp(output.map((f, i) => (f - data.y[i]) / data.rows));
    const start = initialise(once.model.network, 1);
    const before = tangentPass({ ...once.model, parameters: start }, data);
    const first = before.vjp(before.output.map((f, i) => (f - data.y[i]) / data.rows));
    expect(norm(gradient)).toBeLessThan(1e-8 * norm(first));
  });

  it("contracts the error of a linear model by 1 - rate in every mode at once", async () => {
    const network = mlp({ hidden: [60], freeze: ["hidden1"] });
    for (const rate of [0.1, 0.5]) {
      const { history } = await trainFully({ ...base, network, optimizer: gaussNewton({ rate }), steps: 6 });
      // Up to the damping, 1e-10 mean eigenvalues / lambda_min = about 1e-7 here.
      for (let k = 1; k < 6; k++)
        expect(Math.abs(history.loss[k] / history.loss[0] / (1 - rate) ** (2 * k) - 1)).toBeLessThan(1e-5);
    }
  });

  it("takes the same step by the n x n and by the P x P side", async () => {
    // P = 3 * 8 + 8 = 32: over and under the 24 rows x k outputs.
    const network = mlp({ hidden: [8] });
    const two = regression({ outputs: 2 });
    for (const damping of [1, 1e-3]) {
      const steps = { network, steps: 3, optimizer: gaussNewton({ damping }) };
      const dual = await trainFully({ ...base, ...steps });
      // The same rows twice, at half the weight: the same loss, more residuals than parameters.
      const doubled = {
        ...data,
        rows: 48,
        x: Float64Array.of(...data.x, ...data.x),
        y: Float64Array.of(...data.y, ...data.y),
      };
      // The mean eigenvalue counts the smaller side: 48 rows have the trace 2 tr over 32 parameters, 24 have tr over 24 rows.
      const factor = (2 / 32) * 24;
      const primal = await trainFully({
        ...base,
        ...steps,
        data: doubled,
        optimizer: gaussNewton({ damping: (damping * 2) / factor }),
      });
      expect(distance(dual.model.parameters, primal.model.parameters)).toBeLessThan(1e-9);
    }
    const both = await trainFully({ ...base, data: two, network, steps: 30, optimizer: levenbergMarquardt() });
    expect(both.loss).toBeLessThan(0.05 * both.history.loss[0]);
  });

  it("never raises the loss, and stays where no shorter step lowers it", async () => {
    const network = mlp({ hidden: [6] });
    for (const optimizer of [gaussNewton(), levenbergMarquardt()]) {
      const { history } = await trainFully({ ...base, network, optimizer, steps: 40 });
      for (let k = 1; k < 40; k++) expect(history.loss[k]).toBeLessThanOrEqual(history.loss[k - 1]);
    }
  });

  it("solves rows that contradict one another in the least-squares sense", async () => {
    const x = Float64Array.of(...data.x, ...data.x.subarray(0, 4));
    const y = Float64Array.of(...data.y, data.y[0] + 1, data.y[1] - 1);
    const twins = { ...data, rows: 26, x, y };
    for (const [optimizer, network] of [
      [gaussNewton(), mlp({ hidden: [100], freeze: ["hidden1"] })],
      // A smooth activation: with relu, a residual that stays can hold it at a neuron's kink.
      [levenbergMarquardt(), mlp({ hidden: [100], activation: homotopy(tanh) })],
    ] as const) {
      const { loss, model } = await trainFully({ ...base, data: twins, network, optimizer, steps: 60 });
      // Each pair can do no better than its mean: 2 pairs of (1/2)^2 + (1/2)^2 over 2 n.
      const floor = (2 * (0.25 + 0.25)) / (2 * 26);
      expect(loss).toBeGreaterThan(floor * (1 - 1e-12));
      expect(loss).toBeLessThan(floor * (1 + 1e-3));
      const f = await predict(model, data.x);
      expect(Math.abs(f[0] - data.y[0] - 0.5)).toBeLessThan(1e-2);
    }
  });

  it("counts weights as repetitions", async () => {
    const weights = Float64Array.from({ length: 24 }, (_, i) => (i < 12 ? 2 : 1));
    const repeated = {
      ...data,
      rows: 36,
      x: Float64Array.of(...data.x, ...data.x.subarray(0, 24)),
      y: Float64Array.of(...data.y, ...data.y.subarray(0, 12)),
    };
    const network = mlp({ hidden: [5] });
    // Damped, so that a rounding is not multiplied by the inverse of a rounding.
    for (const optimizer of [gaussNewton({ rate: 0.5, damping: 1e-3 }), levenbergMarquardt({ damping: 1 })]) {
      const options = { ...base, network, optimizer, steps: 8, loss: sumOfSquares };
      const [a, b] = [
        await trainFully({ ...options, data: { ...data, weights } }),
        await trainFully({ ...options, data: repeated }),
      ];
      for (let k = 0; k < 8; k++) expect(Math.abs(a.history.loss[k] / b.history.loss[k] - 1)).toBeLessThan(1e-9);
    }
  });
});

describe("Levenberg-Marquardt", () => {
  it("reaches a loss of 1e-12 of the first on a nonlinear problem that has an exact solution", async () => {
    // A teacher of 3 neurons, and a student of 12 that can be it: 48 parameters, 60 rows.
    const activation = homotopy(tanh);
    const network = mlp({ hidden: [12], activation });
    const teacher = buildNetwork(mlp({ hidden: [3], activation }), 2, 1);
    const parameters = initialise(teacher, 5);
    const x = regression({ rows: 60, seed: 3 }).x;
    const y = tangentPass({ network: teacher, parameters, s: [1] }, { rows: 60, inputs: 2, x }).output;
    const taught = { rows: 60, inputs: 2, outputs: 1, x, y };
    const { history, loss } = await trainFully({
      ...base,
      data: taught,
      network,
      optimizer: levenbergMarquardt(),
      steps: 200,
    });
    expect(loss).toBeLessThan(1e-12 * history.loss[0]);
  });

  it("interpolates where there are more parameters than rows, to rounding, in a few steps", async () => {
    const network = mlp({ hidden: [200] });
    const { loss, model } = await trainFully({ ...base, network, optimizer: levenbergMarquardt(), steps: 25 });
    expect(loss).toBeLessThan(1e-20);
    expect(await meanSquares(model, data)).toBeLessThan(1e-20);
  });

  it("keeps its damping in the state, which starts at `damping` mean eigenvalues", async () => {
    const network = mlp({ hidden: [6] });
    const far = await trainFully({ ...base, network, optimizer: levenbergMarquardt({ damping: 1e6 }), steps: 1 });
    const near = await trainFully({ ...base, network, optimizer: levenbergMarquardt({ damping: 1e-3 }), steps: 1 });
    const start = initialise(far.model.network, 1);
    expect(distance(far.model.parameters, start)).toBeLessThan(1e-3 * distance(near.model.parameters, start));
  });

  it("trains in float32, to its rounding", async () => {
    const network = mlp({ hidden: [100] });
    const options = { ...base, dtype: "f32", network, optimizer: levenbergMarquardt(), steps: 30 } as const;
    const { loss, model } = await trainFully(options);
    expect(model.parameters).toBeInstanceOf(Float32Array);
    // Outputs of order 1 are rounded at 100 terms of 6e-8: squares of under 1e-11.
    expect(loss).toBeLessThan(1e-11);
  });
});

const norm = (v: Float64Array) => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

describe("methods in function space", () => {
  const stream: Stream = { inputs: 2, outputs: 1, batch: 4, sample: () => {} };
  const classes = { ...data, y: data.y.map(Math.sign) };
  const cases: readonly [Partial<TrainOptions>, RegExp][] = [
    [
      { loss: logistic, data: classes },
      /^optimizer: \w+ needs a loss of squares \(mse or sum\), and logistic is none; use one of them, or adam or lbfgs$/,
    ],
    [
      { penalties: [l2(0.1)] },
      /^optimizer: \w+ needs a loss of squares alone, without the penalty l2; leave it out, or use adam or lbfgs$/,
    ],
    [{ batch: 4 }, /^batch: \w+ needs the full batch at every step; leave batch out, or use adam$/],
    [{ data: stream }, /^batch: \w+ needs the full batch/],
  ];
  const optimizers = [gaussNewton(), levenbergMarquardt(), outputSolve(), outputSolve({ hidden: adam() })];
  it.each(cases)("refuse other losses, penalties and batches in one line (%#)", async (options, message) => {
    for (const optimizer of optimizers)
      await expect(async () => trainFully({ ...base, optimizer, ...options })).rejects.toThrow(message);
  });

  it("take a penalty of strength 0 for none", async () => {
    await trainFully({ ...base, network: linear, optimizer: gaussNewton(), penalties: [l2(0)], steps: 1 });
  });

  it("refuse systems that are too large, with the memory that they would take", () => {
    const wide = buildNetwork(mlp({ hidden: [2000] }), 9, 1);
    expect(systemUnsupported(wide, 8192)).toBeUndefined();
    expect(systemUnsupported(wide, 10_000)).toBe(
      "10000 residuals (rows x outputs) and 22000 parameters need equations of 10000 x 10000, 1.5 GiB, at every step; expected one of the two to be at most 8192: take fewer rows, or adam or lbfgs",
    );
    expect(systemUnsupported(buildNetwork(mlp({ hidden: [100] }), 9, 1), 1e6)).toBeUndefined();
    const x = new Float64Array(9000 * 2);
    random(1, "x").fillNormal(x);
    const many = { rows: 9000, inputs: 2, outputs: 1, x, y: new Float64Array(9000) };
    const network = mlp({ hidden: [4000] });
    expect(() => trainFully({ ...base, data: many, network, optimizer: gaussNewton() })).toThrow(
      /^optimizer: gaussNewton: 9000 residuals .* 9000 x 9000, 1\.2 GiB/,
    );
  });

  it("refuse options that make no sense, and a network without anything to train", () => {
    expect(() => gaussNewton({ damping: -1 })).toThrow(/^damping: expected a number >= 0, got -1$/);
    expect(() => levenbergMarquardt({ damping: Number.NaN })).toThrow(/^damping: /);
    const frozen = mlp({ hidden: [4], freeze: ["hidden1", "output"] });
    expect(() => trainFully({ ...base, network: frozen, optimizer: gaussNewton() })).toThrow(
      /^optimizer: gaussNewton: every layer is frozen$/,
    );
  });
});
