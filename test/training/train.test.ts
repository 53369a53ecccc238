import { describe, expect, it } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { initialise } from "../../src/model/initialise.js";
import { buildNetwork, mlp } from "../../src/model/network.js";
import { gd, lbfgs, ramp, type Stream, type TrainOptions, train } from "../../src/training/index.js";
import { distance } from "./landscape.js";
import { bits, meanSquares, regression, trainFully } from "./problems.js";

const data = regression();
const small: TrainOptions = { data, network: mlp({ hidden: [20] }), steps: 60, seed: 1 };

describe("a run", () => {
  it("is lazy: nothing is drawn, allocated or evaluated before somebody asks", async () => {
    let asked = 0;
    const stream: Stream = { inputs: 1, outputs: 1, batch: 4, sample: () => void asked++ };
    const run = train({ ...small, data: stream, steps: 3 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(0);
    await run.result;
    expect(asked).toBe(3);
  });

  it("reports every step asked for, in order, and the last", async () => {
    const steps: number[] = [];
    const run = train({ ...small, every: 25 });
    for await (const progress of run) {
      expect(progress.steps).toBe(60);
      steps.push(progress.step);
    }
    // A slow machine may report more; the ones asked for are among them.
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps).toEqual(expect.arrayContaining([25, 50, 60]));
    expect((await run.result).outcome).toBe("finished");
  });

  it("reports s, loss and rate as its history holds them", async () => {
    const run = train({ ...small, every: 1 });
    const seen = { s: [] as number[], loss: [] as number[], rate: [] as number[] };
    for await (const { s, loss, rate } of run) {
      seen.s.push(s);
      seen.loss.push(loss);
      seen.rate.push(rate);
    }
    const { history } = await run.result;
    expect(seen).toEqual({ s: [...history.s], loss: [...history.loss], rate: [...history.rate] });
  });

  it("that is left by break has the outcome stopped and the model of that step", async () => {
    const run = train({ ...small, every: 1 });
    for await (const { step } of run) if (step === 17) break;
    const result = await run.result;
    expect(result).toMatchObject({ outcome: "stopped", steps: 17, planned: 60 });
    expect(result.history.loss.length).toBe(17);
    const whole = await trainFully(small);
    expect([...result.history.loss]).toEqual([...whole.history.loss.slice(0, 17)]);
  });

  it("that is left before its first step has the outcome stopped, no history, and the network as drawn", async () => {
    for (const options of [small, { ...small, network: mlp({ hidden: [20], trainSlope: true }) }]) {
      const run = train({ ...options, dtype: "f64" });
      await run[Symbol.asyncIterator]().return?.();
      const result = await run.result;
      expect(result).toMatchObject({ outcome: "stopped", steps: 0, planned: 60, stages: [], switches: [] });
      expect(result.history.loss.length).toBe(0);
      expect(result.model.parameters).toEqual(initialise(result.model.network, 1));
      expect(await run[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    }
    const budget = train({ data, network: small.network, seconds: 100 });
    await budget[Symbol.asyncIterator]().return?.();
    expect((await budget.result).outcome).toBe("stopped");
  });

  it("gives the same bits whether iterated over or awaited, and for every `every`", async () => {
    const expected = bits(await trainFully(small));
    for (const every of [1, 7, 60, 1000]) {
      const run = train({ ...small, every });
      for await (const _ of run);
      expect(bits(await run.result)).toEqual(expected);
    }
  });

  it("can be asked for its result many times", async () => {
    const run = train(small);
    expect(await run.result).toBe(await run.result);
  });

  it("has loss = R_s of the model it returns, after the last update", async () => {
    const result = await trainFully({ ...small, dtype: "f64" });
    // The same sum by another program of the same engine: a few roundings of 24 terms.
    expect(Math.abs((await meanSquares(result.model, data)) / result.loss - 1)).toBeLessThan(1e-12);
    expect(result.model.s).toEqual([1.5]);
  });

  it("rejects with the error of the user's own function, and does not call it stopped", async () => {
    const broken: Stream = {
      inputs: 1,
      outputs: 1,
      batch: 4,
      sample(_random, _x, _y, step) {
        if (step === 5) throw new Error("no more samples");
      },
    };
    await expect(train({ ...small, data: broken }).result).rejects.toThrow("no more samples");
    const run = train({ ...small, data: broken });
    await expect(async () => {
      for await (const _ of run);
    }).rejects.toThrow("no more samples");
    await expect(run.result).rejects.toThrow("no more samples");
  });
});

describe("seeds", () => {
  it("decide everything: the same seed gives the same bits, another seed others", async () => {
    const a = bits(await trainFully({ ...small, batch: 7 }));
    expect(bits(await trainFully({ ...small, batch: 7 }))).toEqual(a);
    expect(bits(await trainFully({ ...small, batch: 7, seed: 2 })).model.parameters).not.toEqual(a.model.parameters);
  });

  it("can be replaced by parameters of one's own", async () => {
    const network = buildNetwork(mlp({ hidden: [20] }), 2, 1);
    const initial = initialise(network, 1);
    expect(bits(await trainFully({ ...small, initial }))).toEqual(bits(await trainFully(small)));
  });
});

describe("batches", () => {
  it("of all rows take the full batch's steps, to rounding: only the order of the sums differs", async () => {
    const options = { ...small, dtype: "f64", optimizer: gd({ rate: 0.1 }), steps: 20 } as const;
    const [full, batch] = await Promise.all([trainFully(options), trainFully({ ...options, batch: data.rows })]);
    for (let k = 0; k < 20; k++) expect(Math.abs(batch.history.loss[k] / full.history.loss[k] - 1)).toBeLessThan(1e-11);
  });

  it("of more rows than fit one block of the engine give the sum over blocks", async () => {
    const many = regression({ rows: 5000 });
    const { history } = await trainFully({ ...small, data: many, steps: 1, dtype: "f64" });
    const few = await trainFully({ ...small, data: many, steps: 1, dtype: "f64", engine: "reference" });
    // 5000 terms in another order.
    expect(Math.abs(history.loss[0] / few.history.loss[0] - 1)).toBeLessThan(5000 * Number.EPSILON);
  });

  it("report the loss of the batch, and the result that of all rows", async () => {
    const result = await trainFully({ ...small, batch: 5, dtype: "f64" });
    expect(Math.abs((await meanSquares(result.model, data)) / result.loss - 1)).toBeLessThan(1e-12);
  });
});

describe("a stream", () => {
  const sine: Stream = {
    inputs: 1,
    outputs: 1,
    batch: 16,
    sample(random, x, y) {
      for (let i = 0; i < x.length; i++) {
        x[i] = 2 * random.uniform() - 1;
        y[i] = Math.sin(3 * x[i]);
      }
    },
  };

  it("draws fresh samples at every step and learns their law", async () => {
    const drawn = new Set<number>();
    const watched: Stream = {
      ...sine,
      sample(random, x, y, step) {
        sine.sample(random, x, y, step);
        for (const value of x) drawn.add(value);
      },
    };
    const { history, outcome } = await trainFully({ ...small, data: watched, steps: 400 });
    expect(outcome).toBe("finished");
    expect(drawn.size).toBe(400 * 16);
    expect(history.loss[399]).toBeLessThan(0.1 * history.loss[0]);
  });

  it("is a function of seed and step", async () => {
    expect(bits(await trainFully({ ...small, data: sine }))).toEqual(bits(await trainFully({ ...small, data: sine })));
  });
});

describe("sample weights", () => {
  it("of 2 count a row twice and of 0 not at all: as duplicated and removed rows", async () => {
    const { x, y, rows } = data;
    const picked = Array.from({ length: rows }, (_, i) => (i === 0 ? 1 : i));
    const twice: Dataset = {
      ...data,
      x: Float64Array.from(picked.flatMap((i) => [x[2 * i], x[2 * i + 1]])),
      y: Float64Array.from(picked, (i) => y[i]),
    };
    const weights = Float64Array.from({ length: rows }, (_, i) => (i === 0 ? 0 : i === 1 ? 2 : 1));
    const options = { ...small, dtype: "f64", steps: 30 } as const;
    const [a, b] = await Promise.all([
      trainFully({ ...options, data: { ...data, weights } }),
      trainFully({ ...options, data: twice }),
    ]);
    for (let k = 0; k < 30; k++) expect(Math.abs(a.history.loss[k] / b.history.loss[k] - 1)).toBeLessThan(1e-9);
  });

  it("travel with their rows into mini-batches", async () => {
    const weights = Float64Array.from({ length: data.rows }, (_, i) => (i % 3 === 0 ? 0 : 1.5));
    const spoilt = data.y.map((v, i) => (i % 3 === 0 ? 1e6 : v));
    const clean = await trainFully({ ...small, batch: 5, data: { ...data, weights } });
    expect(bits(await trainFully({ ...small, batch: 5, data: { ...data, weights, y: spoilt } }))).toEqual(bits(clean));
  });
});

describe("wrong options", () => {
  const table: readonly (readonly [string, Partial<TrainOptions>, RegExp])[] = [
    ["a seed that is no integer", { seed: 1.5 }, /^seed: expected an integer, got 1.5$/],
    ["no steps", { steps: 0 }, /^steps: expected a positive integer, got 0$/],
    ["half a step", { steps: 1.5 }, /^steps: expected a positive integer, got 1.5$/],
    ["a budget of no time", { steps: undefined, seconds: 0 }, /^seconds: expected a positive number, got 0$/],
    ["two budgets", { seconds: 1 }, /^seconds: give either a time budget or steps, not both$/],
    ["a batch of 0", { batch: 0 }, /^batch: expected a positive integer or "full", got 0$/],
    ["a batch of NaN", { batch: Number.NaN }, /^batch: expected a positive integer or "full", got NaN$/],
    ["mini-batches for lbfgs", { batch: 5, optimizer: lbfgs() }, /^batch: lbfgs needs the full batch/],
    ["no threads", { threads: 0 }, /^threads: expected a positive integer, got 0$/],
    [
      "no rows",
      { data: { ...data, rows: 0, x: new Float64Array(), y: new Float64Array() } },
      /^data: expected at least one row, got 0$/,
    ],
    [
      "x of another length",
      { data: { ...data, x: data.x.slice(1) } },
      /^data: x has 47 and y 24 entries; 24 rows x 2 inputs/,
    ],
    [
      "too few weights",
      { data: { ...data, weights: new Float64Array(3) } },
      /^data: expected 24 weights, one a row, got 3$/,
    ],
    [
      "validation of another shape",
      { validation: regression({ inputs: 3 }) },
      /^validation: its inputs and outputs must be/,
    ],
    [
      "half a validation set",
      { validation: { ...data, y: data.y.slice(1) } },
      /^validation: x has 48 and y 23 entries/,
    ],
    ["early stopping blindly", { earlyStop: {} }, /^earlyStop: needs a validation set/],
    ["looking never", { validateEvery: 0 }, /^validateEvery: expected a positive integer, got 0$/],
    ["reporting never", { every: 0 }, /^every: expected a positive integer, got 0$/],
    ["a target of NaN", { target: Number.NaN }, /^target: expected a loss, got NaN$/],
    ["too few parameters", { initial: new Float64Array(3) }, /^initial: expected the network's 80 parameters, got 3$/],
    [
      "a relaxation of a trained slope",
      { network: mlp({ hidden: [3], trainSlope: true }), relaxation: ramp() },
      /^relaxation: s is a trained parameter here, so ramp cannot move it/,
    ],
    [
      "an activation that wasm lacks",
      { engine: "wasm", network: mlp({ activation: homotopy({ ...relu, name: "mine" }) }) },
      /^engine: "wasm" cannot run this network/,
    ],
  ];

  it.each(table)("%s: refused at once, in one line that names the option", (_, options, message) => {
    expect(() => train({ ...small, ...options })).toThrow(RangeError);
    expect(() => train({ ...small, ...options })).toThrow(message);
  });

  it("has no checkpoint before it has begun", () => {
    expect(() => train(small).checkpoint()).toThrow(/^checkpoint: the run has not begun/);
  });
});

describe("precision", () => {
  it("float32 follows float64 at first and parts from it by rounding only", async () => {
    const [single, double] = await Promise.all([
      trainFully({ ...small, steps: 10 }),
      trainFully({ ...small, steps: 10, dtype: "f64" }),
    ]);
    // 2^-24 for each of some 50 terms and 10 steps.
    for (let k = 0; k < 10; k++)
      expect(Math.abs(single.history.loss[k] / double.history.loss[k] - 1)).toBeLessThan(50 * 10 * 2 ** -24);
    expect(single.model.parameters).toBeInstanceOf(Float32Array);
    expect(double.model.parameters).toBeInstanceOf(Float64Array);
    expect(distance(single.model.parameters, double.model.parameters)).toBeLessThan(1e-3);
  });
});
