import { describe, expect, test } from "vitest";
import { fitEncoding } from "../../src/model/encode.js";
import type { Predictor } from "../../src/model/predictor.js";
import type { Table } from "../../src/model/table.js";
import { buildProblem } from "../../src/problems/index.js";
import type { Json } from "../../src/study/cell.js";
import { calibrateExperiment } from "../../src/study/experiment/calibrate.js";
import { fitCost } from "../../src/study/experiment/cost.js";
import { fitErrors } from "../../src/study/experiment/errors.js";
import { tableHash } from "../../src/study/experiment/problem.js";
import { thinHistory, thinSteps } from "../../src/study/experiment/thin.js";
import { trainExperiment } from "../../src/study/experiment/train.js";
import type { Method } from "../../src/study/method.js";
import { adam, train } from "../../src/training/index.js";
import { trainOptions } from "../../src/training/spec.js";

const sine = { name: "sine", train: 20, validation: 30, test: 30 } as const;
const network = { hidden: [30] };

interface Errors {
  readonly rmse: number;
  readonly error?: number;
}
interface Result {
  readonly outcome: string;
  readonly steps: number;
  readonly seconds: number | null;
  readonly loss: number | null;
  readonly train: Errors | null;
  readonly validation: Errors | null;
  readonly test: Errors | null;
  readonly history: {
    readonly step: number[];
    readonly loss: number[];
    readonly s: number[];
    readonly validation: (number | null)[];
  };
  readonly stages: readonly unknown[];
  readonly s: number[];
  readonly chosen?: number;
}

const run = async (params: Json, seed = 0) => (await trainExperiment.run(params, seed, {})) as unknown as Result;
const method = (more: object = {}): Json => JSON.parse(JSON.stringify({ network, ...more }));

describe("the experiment `train`", () => {
  test("gives the same bits for the same seed, times aside, and others for another", async () => {
    const params = { problem: sine, method: method(), steps: 60 };
    const [a, b, c] = [await run(params, 3), await run(params, 3), await run(params, 4)];
    expect({ ...a, seconds: 0 }).toEqual({ ...b, seconds: 0 });
    expect(c.loss).not.toBe(a.loss);
  });

  test("is what `train` does with the same options", async () => {
    const spec = { network, optimizer: { name: "adam", rate: 0.02 }, relaxation: { name: "ramp", to: 1.5 } } as const;
    const { loss, history, s, test: held } = await run({ problem: sine, method: method(spec), steps: 300 }, 5);
    const data = buildProblem(sine).data(5);
    const direct = await train({ ...trainOptions({ ...spec, steps: 300, seed: 5 }, 20), data: data.train }).result;
    expect(loss).toBe(direct.loss);
    expect(history.loss).toEqual(history.step.map((step) => direct.history.loss[step - 1]));
    expect(history.s).toEqual(history.step.map((step) => direct.history.s[step - 1]));
    expect(s).toEqual(direct.model.s);
    expect(held?.rmse).toBe((await fitErrors(direct.model, data.test, { task: "regression" })).rmse);
  });

  test("a run that diverges is a result without errors", async () => {
    const params = { problem: sine, method: method({ optimizer: { name: "gd", rate: 1e6 } }), steps: 50 };
    const { outcome, train: on, validation, test: held, steps } = await run(params);
    expect({ outcome, on, validation, held }).toEqual({ outcome: "diverged", on: null, validation: null, held: null });
    expect(steps).toBeLessThan(50);
  });

  test("learns classes by the logistic loss, and counts those that are wrong", async () => {
    const problem = { name: "moons", train: 60, validation: 50, test: 50 };
    const { loss, test: held, train: on } = await run({ problem, method: method(), steps: 400 });
    expect(loss).toBeLessThan(0.1);
    expect(on?.error).toBeLessThan(0.05);
    expect(held?.error).toBeLessThan(0.2);
    expect((held?.error ?? 0) * 50).toBeCloseTo(Math.round((held?.error ?? 0) * 50), 9);
  });

  test("looks at the validation data along the way, its last look at the end", async () => {
    const { history, validation } = await run({ problem: sine, method: method({ validateEvery: 10 }), steps: 100 });
    expect(history.step).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(history.validation[0]).toBe(null);
    expect(history.validation.slice(9, 19).every((value) => value === history.validation[9])).toBe(true);
    // 1/(2n) sum of squares after the last step; looks are in float32, errors in float64 of float32 outputs.
    const rmse = validation?.rmse ?? 0;
    expect(Math.sqrt(2 * (history.validation[99] ?? 0))).toBeCloseTo(rmse, 6);
  });

  test("polishes the output layer where it is asked to: the loss cannot rise by it on the data that choose", async () => {
    const plain = await run({ problem: sine, method: method(), steps: 200 });
    const polished = await run({ problem: sine, method: method({ polish: true }), steps: 200 });
    expect(polished.validation?.rmse).toBeLessThanOrEqual(plain.validation?.rmse ?? 0);
    expect(polished.history).toEqual(plain.history);
  });

  test.each([
    ["train: steps: is missing", { problem: sine, method: method() }],
    ["train: steps: expected a whole number above 0, got 0", { problem: sine, method: method(), steps: 0 }],
    ["train: problem.name: expected sine", { problem: { name: "sin" }, method: method(), steps: 1 }],
    ['train: method: no field "label"', { problem: sine, method: method({ label: "x" }), steps: 1 }],
    [
      "batch: gaussNewton needs the full batch",
      { problem: sine, method: method({ optimizer: { name: "gaussNewton" }, batch: 3 }), steps: 1 },
    ],
  ])("refuses %s", async (message, params) => {
    await expect(run(params as Json)).rejects.toThrow(message);
  });
});

describe("methods without steps", () => {
  test("the infinite-width kernel interpolates without noise and a ridge of 0", async () => {
    const {
      outcome,
      steps,
      loss,
      train: on,
      s,
      history,
    } = await run({
      problem: sine,
      method: { kind: "ntk", ridge: 0, s: 1.5 },
    });
    expect({ outcome, steps, s, history }).toEqual({
      outcome: "finished",
      steps: 0,
      s: [1.5],
      history: { step: [], loss: [], s: [], validation: [] },
    });
    // K has a condition number of about 1e6 here: 1e-16 times that, squared and halved, is far below.
    expect(loss).toBeLessThan(1e-16);
    expect(on?.rmse).toBeLessThan(1e-8);
  });

  test("its ridge is chosen by leave-one-out, and told", async () => {
    const { chosen, test: held } = await run({ problem: { ...sine, noise: 0.3 }, method: { kind: "nngp" } });
    expect(chosen).toBeGreaterThan(0);
    expect(held?.rmse).toBeLessThan(1);
  });

  test("random features take the strength with the least validation error, or the one they are given", async () => {
    const problem = { ...sine, noise: 0.3 };
    const features = (strength?: number) =>
      run({ problem, method: { kind: "randomFeatures", network, ...(strength === undefined ? {} : { strength }) } });
    const best = await features();
    expect(best.chosen).toBeGreaterThan(0);
    for (const strength of [0, 1e-4, 0.01, 1]) {
      const other = await features(strength);
      expect(other.chosen).toBe(strength);
      // The grid of strengths is half a decade wide: none beside it is much better.
      expect(best.validation?.rmse).toBeLessThan(1.02 * (other.validation?.rmse ?? 0));
    }
  });
});

describe("a problem in a file", () => {
  const n = 60;
  const a = Float64Array.from({ length: n }, (_, i) => (i * 0.61803) % 1);
  const table: Table = {
    rows: n,
    columns: [
      { name: "a", kind: "number", values: a },
      { name: "y", kind: "number", values: a.map((x) => 1000 + 500 * x) },
    ],
    targets: ["y"],
    notes: [],
  };
  const params = (source: string): Json => ({
    problem: { name: "table", file: "a.csv" },
    source,
    method: method(),
    steps: 300,
  });

  test("is read through the context, and measured in the target's own unit", async () => {
    const asked: string[] = [];
    const result = (await trainExperiment.run(params(tableHash(table)), 0, {
      readTable: async ({ path }) => {
        asked.push(path);
        return table;
      },
    })) as unknown as Result;
    expect(asked).toEqual(["a.csv"]);
    // The target's deviation is about 144: an error of a few standardised thousandths is some tenths of its unit.
    expect(result.test?.rmse).toBeGreaterThan(0.01);
    expect(result.test?.rmse).toBeLessThan(30);
  });

  test("that has changed since the study was planned is refused", async () => {
    await expect(trainExperiment.run(params("0123"), 0, { readTable: async () => table })).rejects.toThrow(
      "a.csv: has changed since the study was planned",
    );
  });

  test("cannot be read where there are no files", async () => {
    await expect(trainExperiment.run(params("0123"), 0, {})).rejects.toThrow("files need hrta/node");
  });

  test("the fingerprint is that of names, numbers and target", () => {
    const hash = tableHash(table);
    expect(tableHash({ ...table, notes: ["x"] })).toBe(hash);
    expect(tableHash({ ...table, targets: ["a"] })).not.toBe(hash);
    const other = [table.columns[0], { name: "y", kind: "number" as const, values: a }];
    expect(tableHash({ ...table, columns: other })).not.toBe(hash);
  });

  test("errors of one target are in its unit, those of several in their deviations", async () => {
    const zero: Predictor = { name: "zero", inputs: 1, outputs: 1, evaluate: (x) => new Float64Array(x.length) };
    const data = { rows: 2, inputs: 1, outputs: 1, x: new Float64Array(2), y: Float64Array.of(1, -1) };
    const { encoding } = fitEncoding(
      table,
      Array.from({ length: n }, (_, i) => i),
    );
    const deviation = encoding.target.kind === "regression" ? encoding.target.deviations[0] : 0;
    const own = await fitErrors(zero, data, { task: "regression", encoding });
    expect(own).toEqual({ rmse: deviation, mae: deviation, max: deviation, r2: 0 });
    expect((await fitErrors(zero, data, { task: "regression" })).rmse).toBe(1);
  });
});

describe("thinned histories", () => {
  test("keep at most 200 steps, each once, ascending, the first and the last among them", () => {
    for (const n of [1, 2, 199, 200, 201, 250, 1000, 16_000, 1_000_000]) {
      const steps = thinSteps(n);
      expect(steps.length).toBe(Math.min(n, 200));
      expect([steps[0], steps[steps.length - 1]]).toEqual([1, n]);
      expect(steps.every((step, i) => i === 0 || step > steps[i - 1])).toBe(true);
    }
  });

  test("are evenly spaced on a logarithmic axis where steps are sparse", () => {
    const steps = thinSteps(1_000_000);
    const ratios = steps.slice(120).map((step, i) => step / steps[119 + i]);
    // Steps above 1000 are rounded by less than a part in 1000 of a ratio of about 1.09.
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.01);
  });

  test("have nothing of a run that took no step", async () => {
    const data = buildProblem(sine).data(0).train;
    const run = train({ data, optimizer: adam(), steps: 5 });
    await run[Symbol.asyncIterator]().return?.();
    expect(thinHistory((await run.result).history)).toEqual({ step: [], loss: [], s: [], validation: [] });
  });
});

describe("a budget of time", () => {
  test("is about proportional to its steps, and only for methods that take some", async () => {
    const measure = async (seconds: number) =>
      (await calibrateExperiment.run({ problem: sine, method: method(), seconds }, 0, {})) as { steps: number };
    const [short, long] = [await measure(0.5), await measure(50)];
    // A busy machine may be a few times slower at one time than at another; the budgets differ by 100.
    expect(long.steps / short.steps).toBeGreaterThan(20);
    expect(long.steps / short.steps).toBeLessThan(500);
    await expect(
      calibrateExperiment.run({ problem: sine, method: { kind: "ntk" }, seconds: 1 }, 0, {}),
    ).rejects.toThrow("method: ntk takes no steps");
  });
});

describe("the estimated cost", () => {
  const data = buildProblem({ ...sine, train: 100 }).data(0);
  const cost = (spec: Method, steps = 1000) => fitCost(data, spec, steps);

  test("grows with steps, width and order of the method", () => {
    expect(cost({ network: { hidden: [1000] } })).toBeGreaterThan(2 * cost({ network: { hidden: [100] } }));
    expect(cost({ network }, 1_000_000)).toBeGreaterThan(50 * cost({ network }, 10_000));
    const optimizers = ["lbfgs", "gaussNewton", "levenbergMarquardt", "neuronNewton", "outputSolve"] as const;
    for (const name of optimizers)
      expect(cost({ network: { hidden: [1000] }, optimizer: { name } })).toBeGreaterThan(
        cost({ network: { hidden: [1000] } }),
      );
  });

  test("is the experiment's own for problems that are drawn, and 1 s for those in files", () => {
    expect(trainExperiment.cost?.({ problem: { ...sine, train: 100 }, method: method(), steps: 1000 })).toBe(
      cost({ network }),
    );
    expect(trainExperiment.cost?.({ problem: { name: "table", file: "a.csv" }, method: method(), steps: 1000 })).toBe(
      1,
    );
  });

  test("is there for methods without steps", () => {
    for (const kind of ["ntk", "nngp", "randomFeatures"] as const) expect(cost({ kind }, 0)).toBeGreaterThan(0);
  });
});
