import { beforeAll, describe, expect, test } from "vitest";
import { errorLines, flat, resultObject, summary } from "../../src/cli/summary.js";
import type { Metrics } from "../../src/model/metrics.js";
import { mlp } from "../../src/model/network.js";
import type { RunFolder } from "../../src/node/run-folder.js";
import type { RunRecord } from "../../src/report/record.js";
import { adam, stages, type TrainResult, train } from "../../src/training/index.js";

const target = (name: string) => ({ name, rmse: 1.23456, mae: 0.9, r2: 0.75, baseline: 2.5 });
const one: Metrics = { kind: "regression", targets: [target("y")] };
const two: Metrics = { kind: "regression", targets: [target("u"), target("v")] };
const labels: Metrics = {
  kind: "classification",
  accuracy: 0.875,
  crossEntropy: 0.4321,
  confusion: [
    [3, 1],
    [0, 4],
  ],
  classes: ["no", "yes"],
};

describe("the errors", () => {
  test("are flat in JSON for one target, by name for several, and without the confusion matrix for classes", () => {
    expect(flat(one)).toEqual({ rmse: 1.23456, mae: 0.9, r2: 0.75, baseline: 2.5 });
    expect(flat(two)).toEqual({ targets: { u: expect.objectContaining({ r2: 0.75 }), v: expect.any(Object) } });
    expect(flat(labels)).toEqual({ accuracy: 0.875, crossEntropy: 0.4321 });
    expect(flat(undefined)).toBeUndefined();
  });

  test("are a line a part of the data, under the target's name where there are several", () => {
    expect(errorLines({ train: one, test: one })).toEqual([
      "train      rmse 1.235   mae 0.9   R² 0.7500   (predicting the mean: rmse 2.5)",
      "test       rmse 1.235   mae 0.9   R² 0.7500   (predicting the mean: rmse 2.5)",
    ]);
    expect(errorLines({ train: two, test: two }).map((line) => line.slice(0, 12))).toEqual([
      "u:",
      "  train     ",
      "  test      ",
      "v:",
      "  train     ",
      "  test      ",
    ]);
    expect(errorLines({ validation: labels })).toEqual(["validation accuracy 87.50 %   cross-entropy 0.4321"]);
    expect(errorLines({ data: one })[0]).toMatch(/^error of this file: rmse 1\.235 /);
  });
});

describe("the summary of a run", () => {
  let result: TrainResult;
  beforeAll(async () => {
    const x = Float64Array.from({ length: 8 }, (_, i) => i / 4 - 1);
    result = await train({
      data: { rows: 8, inputs: 1, outputs: 1, x, y: x.map(Math.abs) },
      network: mlp({ hidden: [4] }),
      optimizer: adam(),
      relaxation: stages([0.5, 1]),
      steps: 10,
    }).result;
  });

  const folder = { path: "runs/x" } as RunFolder;
  const record = (outcome: TrainResult["outcome"]): RunRecord =>
    ({
      outcome,
      model: { activation: "relu", s: [1], hidden: [4], parameters: 12 },
      metrics: { train: one, test: one },
      data: { rows: { train: 7, validation: 0, test: 1 } },
      files: [{ name: "model", path: "model.safetensors" }],
    }) as unknown as RunRecord;

  test("has the errors, the stages with the jump at the switch, the s it ended at, and the files", () => {
    const text = summary(record("finished"), result, folder);
    expect(text).toMatch(/^\nFinished at step 10 of 10 in [\d.]+ s, training loss [\d.]+\n/);
    expect(text).toMatch(/^steps 1-5 +s = 0\.5 +loss [\d.]+ -> [\d.]+$/m);
    expect(text).toMatch(/^steps 6-10 +s = 1 +loss hard switch [\d.]+ -> [\d.]+, then -> [\d.]+$/m);
    expect(text).toContain("The model ended at s = 1: max(z, 0)");
    expect(text).toContain("model      runs/x/model.safetensors");
    expect(text).not.toContain("--resume");
  });

  test("of a stopped run says how to go on", () => {
    const text = summary(record("stopped"), { ...result, outcome: "stopped", planned: 99 }, folder);
    expect(text).toContain("Stopped at step 10 of 99");
    expect(text).toContain("go on      hrta train --resume runs/x\n");
  });

  test("of a diverged run says where and what to try, and gives no errors", () => {
    const text = summary(record("diverged"), { ...result, outcome: "diverged" }, folder);
    expect(text).toMatch(/at step 10 \(rate [\d.e-]+, s 1\)\.\nTry a tenth of the --rate/);
    expect(text).not.toContain("rmse");
  });

  test("of an early stop says whose weights were kept", () => {
    const text = summary(record("early"), { ...result, outcome: "early", best: { step: 4, loss: 0.25 } }, folder);
    expect(text).toContain("The weights are those of step 4, where the validation loss was least (0.25)");
  });

  test("as an object has the paths of what was written, and no errors after divergence", () => {
    const object = resultObject(record("finished"), result, folder, "copy.html");
    expect(object).toMatchObject({
      train: { rmse: 1.23456 },
      files: { folder: "runs/x", model: "runs/x/model.safetensors", reportCopy: "copy.html" },
    });
    expect(resultObject(record("diverged"), { ...result, outcome: "diverged" }, folder).train).toBeUndefined();
  });
});
