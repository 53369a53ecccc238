import { describe, expect, it } from "vitest";
import { initialise } from "../../src/model/initialise.js";
import { mlp } from "../../src/model/network.js";
import {
  type Checkpoint,
  constant,
  gd,
  type Observer,
  readCheckpoint,
  type TrainOptions,
  train,
  writeCheckpoint,
} from "../../src/training/index.js";
import { fingerprint, plan } from "../../src/training/plan.js";
import { bits, regression, trainFully } from "./problems.js";

const data = regression();
const base: TrainOptions = { data, network: mlp({ hidden: [8] }), steps: 70, seed: 1 };

/** Step, s, first parameter now and at the start, and a number that JSON does not have. */
const witness = (every?: number, name = "witness"): Observer => ({
  name,
  measures: ["step", "s", "now", "start", "odd"],
  every,
  look: ({ step, s, model, start }) => [
    step,
    s,
    model.parameters[0],
    start.parameters[0],
    step % 3 === 0 ? -0 : step % 3 === 1 ? Number.NaN : Number.POSITIVE_INFINITY,
  ],
});

async function stopAt(options: TrainOptions, k: number): Promise<Checkpoint> {
  const run = train({ ...options, every: 1 });
  for await (const { step } of run) if (step === k) return readCheckpoint(writeCheckpoint(run.checkpoint()));
  throw new Error(`the run ended before step ${k}`);
}

describe("an observer", () => {
  it("looks before the first step, every `every` steps, and at the end", async () => {
    const { history } = await trainFully({ ...base, observers: [witness(20)] });
    const [{ name, measures, steps, values }] = history.observed;
    expect([name, measures]).toEqual(["witness", ["step", "s", "now", "start", "odd"]]);
    expect(steps).toEqual([0, 20, 40, 60, 70]);
    expect(values.map(([step]) => step)).toEqual(steps);
    expect(values[0][1]).toBe(1);
    for (const [i, step] of steps.entries()) if (step > 0) expect(values[i][1]).toBe(history.s[step - 1]);
  });

  it("looks a hundred times or so where nothing else is said", async () => {
    const looks = async (steps: number) =>
      (await trainFully({ ...base, steps, observers: [witness()] })).history.observed[0].steps.length;
    expect(await looks(70)).toBe(71);
    expect(await looks(400)).toBe(101);
  });

  it.each(["f32", "f64"] as const)("sees the network after its step, and theta at step 0, in %s", async (dtype) => {
    const seen: number[][] = [];
    const observer: Observer = {
      name: "parameters",
      measures: ["count"],
      every: 5,
      look({ model, start }) {
        seen.push(Array.from(model.parameters));
        const drawn = initialise(model.network, 1);
        expect(start.parameters).toEqual(dtype === "f32" ? Float32Array.from(drawn) : drawn);
        expect(start.s).toEqual([1]);
        return [seen.length];
      },
    };
    const options = { ...base, dtype, observers: [observer] };
    const { model } = await trainFully(options);
    expect(seen.length).toBe(15);
    expect(seen[14]).toEqual(Array.from(model.parameters));
    for (const k of [5, 40]) {
      const run = train({ ...base, dtype, every: 1 });
      for await (const { step } of run) if (step === k) break;
      expect(seen[k / 5]).toEqual(Array.from((await run.result).model.parameters));
    }
  });

  it("has the given parameters as its start where the run has", async () => {
    const initial = new Float64Array(32).fill(0.25);
    const { history } = await trainFully({ ...base, initial, observers: [witness(70)] });
    expect(history.observed[0].values[1][3]).toBe(0.25);
  });

  it("never changes the run, whatever it does to the copies that it gets", async () => {
    const vandal: Observer = {
      name: "vandal",
      measures: ["nothing"],
      every: 1,
      look({ model, start }) {
        model.parameters.fill(7);
        start.parameters.fill(7);
        return [0];
      },
    };
    const { history, ...rest } = bits(await trainFully({ ...base, observers: [vandal, witness(3)] }));
    const { history: plain, ...expected } = bits(await trainFully(base));
    expect(rest).toEqual(expected);
    expect({ ...history, observed: [] }).toEqual(plain);
  });

  it("is no part of what identifies a run", () => {
    expect(fingerprint(plan({ ...base, observers: [witness(3)] }))).toBe(fingerprint(plan(base)));
  });

  it("sees where a run that was left or reached its target stands; its last look is no part of a checkpoint", async () => {
    const options = { ...base, observers: [witness(20)], every: 1 };
    const run = train(options);
    for await (const { step } of run) if (step === 33) break;
    expect((await run.result).history.observed[0].steps).toEqual([0, 20, 33]);
    expect(run.checkpoint().observed?.[0].steps).toEqual([0, 20]);
    const { steps, history } = await trainFully({ ...options, target: 0.2 });
    expect(history.observed[0].steps.at(-1)).toBe(steps);
  });

  it("does not look at a network that has diverged", async () => {
    const { outcome, history } = await trainFully({
      ...base,
      optimizer: gd({ rate: 1e6 }),
      relaxation: constant(1),
      observers: [witness(1)],
    });
    expect(outcome).toBe("diverged");
    for (const [, , now] of history.observed[0].values) expect(now).toEqual(expect.any(Number));
    expect(history.observed[0].steps.at(-1)).toBe(history.loss.length - 1);
  });

  it("ends the run with its error", async () => {
    const broken: Observer = {
      ...witness(10),
      look({ step }) {
        if (step === 20) throw new Error("cannot look");
        return [0, 0, 0, 0, 0];
      },
    };
    await expect(trainFully({ ...base, observers: [broken] })).rejects.toThrow("cannot look");
    const late: Observer = { ...broken, every: 1000, look: ({ step }) => (step === 70 ? [1] : [0, 0, 0, 0, 0]) };
    await expect(trainFully({ ...base, observers: [late] })).rejects.toThrow(
      /^observers: "witness" gave 1 values at step 70; expected 5 \(step, s, now, start, odd\)$/,
    );
  });

  it.each([
    [[witness(), witness()], /^observers: two are called "witness"; give each a name of its own$/],
    [[{ ...witness(), measures: [] }], /^observers: "witness" names no measures; expected at least one$/],
    [[witness(0)], /^observers: every of "witness": expected a positive integer, got 0$/],
    [[witness(1.5)], /^observers: every of "witness": expected a positive integer, got 1.5$/],
  ])("is refused before the run if it cannot be used (%#)", (observers, message) => {
    expect(() => train({ ...base, observers })).toThrow(message);
  });
});

describe("a run with observers that is resumed", () => {
  const options = { ...base, observers: [witness(7), witness(10, "other")] };

  it("goes on bit for bit, with all that was observed, -0, NaN and infinities included", async () => {
    const whole = bits(await trainFully(options));
    expect(whole.history.observed[0].values.some((row) => Object.is(row[4], -0))).toBe(true);
    for (const k of [1, 7, 50, 70]) {
      const resume = await stopAt(options, k);
      expect(bits(await trainFully({ ...options, resume }))).toEqual(whole);
    }
  });

  it("may have others, or none: they begin where it is", async () => {
    const resume = await stopAt({ ...base, observers: [witness(7)] }, 50);
    const { history } = await trainFully({ ...options, resume });
    expect(history.observed.map(({ steps }) => [...steps])).toEqual([
      [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70],
      [50, 60, 70],
    ]);
    const plain = bits(await trainFully({ ...base, resume }));
    expect(plain).toEqual(bits(await trainFully(base)));
    const { observed: _, ...old } = resume;
    expect(bits(await trainFully({ ...base, resume: old }))).toEqual(plain);
  });
});
