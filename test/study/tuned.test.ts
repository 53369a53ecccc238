import { describe, expect, it } from "vitest";
import type { Json } from "../../src/study/cell.js";
import { halving, roundsOf, type Score, worst } from "../../src/study/experiment/halving.js";
import { findExperiment } from "../../src/study/experiment/index.js";
import { tunedResult } from "../../src/study/experiment/tuned.js";

const run = (experiment: string, params: Json, seed = 0) => findExperiment(experiment).run(params, seed, {});
const tuned = async (params: Json, seed = 0) => tunedResult.parse(await run("tuned", params, seed));

const method = { network: { hidden: [20] }, optimizer: { name: "adam" }, relaxation: { name: "constant", s: 1 } };
const base = { problem: { name: "sine", train: 20 }, method, steps: 90 };
const rates = (...values: number[]) => ({ option: "rate", values });

describe("the experiment `tuned`", () => {
  it("with one value is a run of train", async () => {
    const { loss, test, chosen } = await tuned({ ...base, tune: rates(0.01) });
    const plain = await run("train", { ...base, method: { ...method, optimizer: { name: "adam", rate: 0.01 } } });
    expect(chosen).toBe(0.01);
    expect(plain).toMatchObject({ loss, test: test ?? {} });
  });

  it("finds the rate that the validation data ask for, and not one that diverges", async () => {
    const { chosen, test } = await tuned({ ...base, tune: rates(1e-9, 0.03, 1e30) });
    expect(chosen).toBe(0.03);
    expect(test).not.toBeNull();
  });

  it("tunes the damping of Gauss-Newton, and the first step of L-BFGS", async () => {
    const newton = { ...method, optimizer: { name: "gaussNewton" } };
    const damped = await tuned({
      ...base,
      steps: 9,
      method: newton,
      tune: { option: "damping", values: [1e-8, 1e-4] },
    });
    expect([1e-8, 1e-4]).toContain(damped.chosen);
    const lbfgs = { ...method, optimizer: { name: "lbfgs" } };
    expect((await tuned({ ...base, steps: 9, method: lbfgs, tune: rates(1) })).outcome).toBe("finished");
  });

  it("refuses an option that the optimiser does not have, by name", async () => {
    const params = { ...base, tune: { option: "damping", values: [0.1] } };
    await expect(run("tuned", params)).rejects.toThrow("adam has no damping to tune");
  });

  it("keeps the course of the last run where it is asked for", async () => {
    expect((await tuned({ ...base, tune: rates(0.01) })).course).toBeUndefined();
    const { course, loss } = await tuned({ ...base, tune: rates(0.01), course: 10 });
    expect(course?.step).toHaveLength(10);
    expect(course?.step.at(-1)).toBe(90);
    expect(course?.loss.at(-1)).toBeGreaterThanOrEqual(0.5 * (loss ?? Number.NaN));
  });
});

describe("successive halving", () => {
  /** Runs whose error is |log10 value| after any number of steps, and what was run. */
  const record = () => {
    const tried: [number, number][] = [];
    const trial = async (value: number, steps: number) => {
      tried.push([value, steps]);
      return value;
    };
    const score = async (value: number): Promise<Score> => [Math.abs(Math.log10(value)), 0];
    return { tried, trial, score };
  };

  it("tries nine values over a ninth of the steps, the best three over a third, and the best one over all", async () => {
    const { tried, ...tools } = record();
    const values = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4];
    expect(await halving(values, 900, tools)).toBe(1);
    expect(tried.slice(0, 9)).toEqual(values.map((value) => [value, 100]));
    expect(tried.slice(9, 12).map(([value, steps]) => [Math.abs(Math.log10(value)), steps])).toEqual([
      [0, 300],
      [1, 300],
      [1, 300],
    ]);
    expect(tried.slice(12)).toEqual([[1, 900]]);
    expect(roundsOf(9)).toBe(2);
  });

  it("prefers the smaller of equals, and any value to one that diverged", async () => {
    const { trial } = record();
    expect(await halving([1, 2, 3], 3, { trial, score: async () => [1, 1] })).toBe(1);
    expect(await halving([1, 2, 3], 3, { trial, score: async (v) => (v < 3 ? worst : [1, 1]) })).toBe(3);
  });
});
