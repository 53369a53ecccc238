import { describe, expect, test } from "vitest";
import {
  initialState,
  type LabState,
  type Lane,
  plainLane,
  runSpecOf,
  type SampleData,
} from "../../src/lab/experiment/state.js";
import { openTheory } from "../../src/lab/kernel/open-theory.js";
import { prepareRun } from "../../src/lab/run/data.js";
import { openRun } from "../../src/lab/run/run.js";
import type { Model } from "../../src/model/model.js";
import { saveModel } from "../../src/model/serialise.js";
import { prepareProblem } from "../../src/study/prepare.js";
import { train } from "../../src/training/index.js";
import { parseRunSpec } from "../../src/training/spec.js";

const samples: SampleData = { kind: "problem", problem: { name: "sine" } };
const small = (lane: Partial<Lane>, steps = 60): LabState => ({
  ...initialState,
  steps,
  lanes: [{ ...plainLane, network: { ...plainLane.network, hidden: [40] }, ...lane }],
});
const everything = { since: 0, detail: true, stages: 0 };

describe("a run of the lab", () => {
  test.each([
    ["plain", {}],
    ["lossless stages", { relaxation: { name: "stages", stages: [{ s: 0.5, until: 0.5 }, 1], switch: "lossless" } }],
    ["Corollary 1", { relaxation: { name: "corollary1" } }],
    ["gradient descent", { optimizer: { name: "gd", rate: 1, decay: "none" } }],
  ] satisfies [string, Partial<Lane>][])("is train, to the bit: %s", async (_, part) => {
    const state = small(part);
    const run = await openRun(state, state.lanes[0], 3);
    run.advance(17);
    run.frame(everything);
    run.advance(1000);
    const frame = run.frame(everything);
    const { options } = prepareRun(state, samples, state.lanes[0], 3);
    const { history } = await train(options).result;
    expect(frame.step).toBe(60);
    expect(frame.outcome).toBe("finished");
    expect(frame.losses).toEqual(history.loss);
    expect(frame.path).toEqual(history.s);
    run.close();
  });

  test("whose s is set by hand can be had again from the moves alone", async () => {
    const state = small({});
    const run = await openRun(state, state.lanes[0], 0);
    run.advance(10);
    run.setS(0.5);
    const moves = run.setS(1.7);
    run.advance(20);
    run.setS(null);
    run.advance(100);
    const { losses, path } = run.frame(everything);
    expect(moves).toEqual([
      { step: 11, s: 1.7 },
      { step: 31, s: null },
    ]);
    const lane = { ...state.lanes[0], moves };
    const again = await train(prepareProblem(parseRunSpec(runSpecOf(state, samples, lane, 0))).options).result;
    expect(losses).toEqual(again.history.loss);
    expect(path).toEqual(again.history.s);
    run.close();
  });

  test("gives its model away at any step, and goes on as if nobody had asked", async () => {
    const state = small({ relaxation: { name: "stages", stages: [{ s: 0.5, until: 0.5 }, 1], switch: "lossless" } });
    const run = await openRun(state, state.lanes[0], 3);
    const { options, data } = prepareRun(state, samples, state.lanes[0], 3);
    const { encoding } = data;
    const trained = train({ ...options, every: 20 });
    let model: Model | undefined;
    for await (const { step } of trained) {
      if (step !== 20) continue;
      // Half of the way there: as a copy that later steps leave alone.
      run.advance(20);
      model = run.model();
      const { parameters, step: there } = trained.checkpoint();
      expect([there, model.s]).toEqual([20, [0.5]]);
      expect(model.parameters).toEqual(parameters);
      expect(model.encoding).toEqual(encoding);
    }
    const before = model?.parameters.slice();
    run.advance(100);
    expect(model?.parameters).toEqual(before);
    const { model: last, history } = await trained.result;
    expect(run.frame(everything).losses).toEqual(history.loss);
    expect(saveModel(run.model())).toEqual(saveModel({ ...last, encoding }));
    run.close();
  });

  test("has no model to give away once it has diverged", async () => {
    const state = small({ optimizer: { name: "gd", rate: 1e6, decay: "none" } });
    const run = await openRun(state, state.lanes[0], 0);
    run.advance(60);
    expect(run.frame(everything).outcome).toBe("diverged");
    expect(() => run.model()).toThrow(/diverged at step \d+: there is no model to take away/);
    run.close();
  });

  test("shows what a hard switch by hand makes of the function before the next step", async () => {
    const state = small({});
    const run = await openRun(state, state.lanes[0], 0);
    run.advance(5);
    const before = run.frame(everything);
    run.setS(0);
    const after = run.frame(everything);
    expect([before.s, after.s]).toEqual([1, 0]);
    expect(after.outputs).not.toEqual(before.outputs);
    expect(after.parameters).toEqual(before.parameters);
    run.close();
  });
});

describe("the kernel's side of a lane", () => {
  test("foretells gradient descent of a wide network", async () => {
    const state = small(
      {
        network: { ...plainLane.network, hidden: [2000] },
        optimizer: { name: "gd", rate: 0.5, decay: "none" },
      },
      100,
    );
    const [lane] = state.lanes;
    const run = await openRun(state, lane, 0);
    run.advance(100);
    const { losses, stages } = run.frame(everything);
    const theory = await openTheory(state, lane);
    const [forecast] = theory.forecast(stages, 100);
    // The kernel of a network of width m moves by O(1 / sqrt(m)): four of these over a hundred steps.
    const tolerance = 4 / Math.sqrt(2000);
    for (const [i, step] of forecast.steps.entries())
      if (step < 100) expect(Math.abs(Math.log(forecast.loss[i] / losses[step]))).toBeLessThan(tolerance);
    expect(theory.start.obstacle).toBeUndefined();
    run.close();
    theory.close();
  });

  test("says that a path that slopes is not foretold", async () => {
    const optimizer = { name: "gd", rate: 0.5, decay: "none" } as const;
    const state = small({ optimizer, relaxation: { name: "ramp" } });
    const theory = await openTheory(state, state.lanes[0]);
    expect(theory.start.obstacle).toMatch(/s moves at every step/);
    theory.close();
  });

  test("says why Adam is not foretold, and answers about a moment of its run", async () => {
    const state = small({});
    const [lane] = state.lanes;
    const run = await openRun(state, lane, 0);
    run.advance(60);
    const { parameters, outputs, s } = run.frame(everything);
    const theory = await openTheory(state, lane);
    expect(theory.start.obstacle).toMatch(/adam is not linear/);
    if (!parameters || !outputs) throw new Error("the frame has no detail");
    const want = { modes: true, table: true, gram: true, landscape: true };
    const { modes, gram, landscape } = theory.answer({ s, parameters, outputs, start: run.start.parameters, want });
    // The modes are a basis: target and error keep their energy.
    const total = (field: "target" | "error") => modes?.reduce((sum, bin) => sum + bin[field], 0) ?? Number.NaN;
    const { y } = run.start.shown;
    const square = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(total("target")).toBeCloseTo(1, 9);
    expect(total("error")).toBeCloseTo(square(y.map((value, i) => outputs[i] - value)) / square(y), 9);
    expect(gram?.length).toBe(100);
    // The loss over s passes through the run's own at its s = 1.
    const own = run.frame(everything).losses[59];
    expect(landscape?.lossOverS[20]).toBeLessThan(2 * own);
    run.close();
    theory.close();
  });
});
