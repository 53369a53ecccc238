import { describe, expect, it } from "vitest";
import { mlp } from "../../src/model/network.js";
import { adam, constant, gd, heavyBall, stages, type TrainOptions, train } from "../../src/training/index.js";
import { bits, meanSquares, regression, trainFully } from "./problems.js";

const data = regression();
const small: TrainOptions = { data, network: mlp({ hidden: [20] }), steps: 60, seed: 1 };

describe("stopping", () => {
  it("at a target loss: the model is at or under it", async () => {
    const full = await trainFully(small);
    const target = full.history.loss[40];
    const result = await trainFully({ ...small, target });
    expect(result.outcome).toBe("target");
    expect(result.steps).toBeLessThanOrEqual(41);
    expect(result.history.loss[result.steps - 1]).toBeLessThanOrEqual(target);
    expect(result.loss).toBe(result.history.loss[result.steps - 1]);
  });

  describe("early", () => {
    // Noise on few rows: a wide network overfits it soon.
    const noisy = { ...data, y: data.y.map((v, i) => v + (i % 2 === 0 ? 1 : -1)) };
    const validation = regression({ rows: 40, seed: 2 });
    const options: TrainOptions = {
      ...small,
      data: noisy,
      validation,
      dtype: "f64",
      network: mlp({ hidden: [200] }),
      relaxation: constant(1),
      optimizer: adam({ rate: 0.03, decay: "none" }),
      steps: 2000,
      validateEvery: 5,
      earlyStop: { patience: 10 },
    };

    it("restores the weights of the lowest validation loss", async () => {
      const result = await trainFully(options);
      expect(result.outcome).toBe("early");
      expect(result.best).toBeDefined();
      const looks = [...result.history.validation].filter((v) => !Number.isNaN(v));
      expect(result.best?.loss).toBe(Math.min(...looks));
      // The validation loss of step k is that after its update.
      expect(result.history.validation[(result.best?.step ?? 0) - 1]).toBe(result.best?.loss);
      // patience looks without a new minimum are tolerated, the next one ends the run.
      expect(result.steps).toBe((result.best?.step ?? 0) + 11 * 5);
      expect(Math.abs((await meanSquares(result.model, validation)) / (result.best?.loss ?? 0) - 1)).toBeLessThan(
        1e-12,
      );
      // The loss reported is that of the weights restored.
      expect(Math.abs((await meanSquares(result.model, noisy)) / result.loss - 1)).toBeLessThan(1e-12);
    });

    it("restores the s of those weights too", async () => {
      for (const kind of ["hard", "lossless"] as const) {
        const relaxation = stages([{ s: 1, until: 0.04 }, { s: 2 }], { switch: kind });
        const result = await trainFully({ ...options, relaxation, earlyStop: { patience: 60 } });
        expect(result.model.s).toEqual([result.history.s[(result.best?.step ?? 0) - 1]]);
        expect(Math.abs((await meanSquares(result.model, validation)) / (result.best?.loss ?? 0) - 1)).toBeLessThan(
          1e-11,
        );
      }
    });

    it("restores them also from a run that somebody stopped, whose checkpoint keeps the present ones", async () => {
      const whole = await trainFully({ ...options, earlyStop: { patience: 1000 }, steps: 300 });
      const run = train({ ...options, earlyStop: { patience: 1000 }, steps: 300, every: 1 });
      for await (const { step } of run) if (step === 200) break;
      const { model, best } = await run.result;
      expect(best?.step).toBeLessThan(200);
      expect(Math.abs((await meanSquares(model, validation)) / (best?.loss ?? 0) - 1)).toBeLessThan(1e-12);
      const resume = run.checkpoint();
      expect(resume.step).toBe(200);
      expect(resume.parameters).not.toEqual(model.parameters);
      expect(bits(await trainFully({ ...options, earlyStop: { patience: 1000 }, steps: 300, resume }))).toEqual(
        bits(whole),
      );
    });

    it("does not train on the validation set: other validation data change only what is looked at", async () => {
      const { earlyStop: _, ...rest } = options;
      const a = await trainFully({ ...rest, steps: 50 });
      const few = regression({ rows: 9, seed: 5 });
      const b = await trainFully({ ...rest, steps: 50, validation: few });
      expect(a.model.parameters).toEqual(b.model.parameters);
      // Each looked at its own, at the last step too.
      for (const [{ model, history }, set] of [
        [a, validation],
        [b, few],
      ] as const)
        expect(Math.abs(history.validation[49] / (await meanSquares(model, set)) - 1)).toBeLessThan(1e-12);
    });
  });

  it("when it diverges: an outcome with the step, not an error", async () => {
    for (const optimizer of [gd({ rate: 1e3 }), heavyBall({ rate: 1e3 }), gd({ rate: 1e30 })]) {
      const result = await trainFully({ ...small, optimizer });
      expect(result.outcome).toBe("diverged");
      expect(result.steps).toBeLessThan(60);
      expect(result.history.loss.length).toBe(result.steps);
    }
    const notANumber = await trainFully({ ...small, data: { ...data, y: data.y.map(() => Number.NaN) } });
    expect(notANumber).toMatchObject({ outcome: "diverged", steps: 1 });
  });

  it("after a time budget that is turned into a number of steps, recorded in a note", async () => {
    const { steps: _, ...rest } = small;
    const result = await trainFully({ ...rest, seconds: 0.05 });
    expect(result.outcome).toBe("finished");
    expect(result.steps).toBe(result.planned);
    const note = result.notes.find((text) => text.startsWith("0.05 s were measured to be"));
    expect(note).toBe(
      `0.05 s were measured to be ${result.planned} steps on this machine; repeat the run with --steps ${result.planned}.`,
    );
    expect(bits(await trainFully({ ...rest, steps: result.planned })).model).toEqual(bits(result).model);
  });
});
