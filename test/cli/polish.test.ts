import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { loadModel } from "../../src/model/serialise.js";
import { appears, columns, ended, hrta, readJson, start, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const all = table(80);
write(cwd, "plane.csv", columns(all, "a", "b", "u"));
write(cwd, "kinds.csv", columns(all, "a", "b", "kind"));
const small = ["--hidden", "30", "--steps", "60"];

const bytes = (run: string, file: string) => readFileSync(join(cwd, run, file));

describe("--polish", () => {
  test("reports the errors before and after, and saves the polished model, which is what the errors are of", async () => {
    const { code, stdout } = await hrta(cwd, "train", "plane.csv", ...small, "--polish", "--out", "polished");
    expect(code).toBe(0);
    await hrta(cwd, "train", "plane.csv", ...small, "--validation", "0.1", "-q", "--out", "plain");
    const [polished, plain] = [readJson(cwd, "polished/result.json"), readJson(cwd, "plain/result.json")];
    // A tenth of the rows chooses the strength where nothing else is said.
    expect(polished.rows).toEqual({ train: 64, validation: 8, test: 8 });
    const { polish } = polished;
    expect(polish.by).toBe("validation");
    expect(polish.strength).toBeGreaterThan(0);
    for (const part of ["train", "validation", "test"]) {
      expect(polish[part].before).toEqual(plain[part]);
      expect(polish[part].after).toEqual(polished[part]);
    }
    expect(polish.choice.after).toBeLessThan(polish.choice.before);
    expect(polished.validation.rmse).toBeLessThan(plain.validation.rmse);
    // The loss is that of the model, which is no longer that of the last step.
    expect(polished.loss).toBe(polish.loss.after);
    expect(polished.loss).toBeLessThan(plain.loss);
    expect(bytes("polished", "history.parquet").equals(bytes("plain", "history.parquet"))).toBe(true);
    expect(stdout).toMatch(/Before the polish:\n {2}train +rmse/);
    expect(stdout).toMatch(
      /After it \(output layer solved for, strength [\d.e-]+ chosen on the validation rows\):\ntrain +rmse/,
    );
    expect(polished.notes.join("\n")).toMatch(
      /The model was polished after training: .* is what was saved\. Errors before and after: train rmse .* -> rmse .*; validation .*; test rmse/,
    );
    expect(readFileSync(join(cwd, "polished/report.html"), "utf8")).toContain("The model was polished after training");
    const predicted = await hrta(cwd, "predict", "polished", "plane.csv", "--json");
    expect(predicted.code).toBe(0);
    const [a, b] = ["polished", "plain"].map((run) => loadModel(bytes(run, "model.safetensors")));
    const hidden = 3 * 30;
    expect(a.parameters.subarray(0, hidden)).toEqual(b.parameters.subarray(0, hidden));
    expect(a.parameters.subarray(hidden)).not.toEqual(b.parameters.subarray(hidden));
  });

  test("without validation rows chooses by leave-one-out, and says so where the network stays as it was", async () => {
    const flags = ["--polish", "--validation", "0", "--out", "loo"];
    const { stdout } = await hrta(cwd, "train", "plane.csv", "--hidden", "30", "--steps", "3000", ...flags);
    const { polish, rows, notes, train } = readJson(cwd, "loo/result.json");
    expect(rows).toMatchObject({ validation: 0 });
    expect(polish.by).toBe("leave-one-out");
    expect(polish.choice.after).toBeLessThanOrEqual(polish.choice.before);
    if (polish.strength === null) {
      expect(polish.train).toEqual({ before: train, after: train });
      expect(stdout).toContain("The polish changed nothing: by leave-one-out the trained output layer was best");
      expect(notes.join()).toContain("The polish left the network as it was: by leave-one-out");
    } else expect(stdout).toContain("chosen by leave-one-out");
  });

  test("is recorded, so that --spec repeats it and --resume ends with it", async () => {
    expect(readJson(cwd, "polished/run.json").polish).toBe(true);
    await hrta(cwd, "train", "--spec", "polished/run.json", "-q", "--out", "again");
    for (const file of ["model.safetensors", "history.parquet", "run.json"])
      expect(bytes("again", file).equals(bytes("polished", file)), file).toBe(true);
  });

  test("needs a loss of squares and an output layer that is trained", async () => {
    const refused = async (...flags: string[]) => {
      const { code, stderr } = await hrta(cwd, "train", ...flags, ...small, "--polish", "--out", "refused");
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused("kinds.csv")).toBe(
      "error: --polish: needs a loss of squares, and logistic is none; leave --polish out, or take --loss mse\n",
    );
    expect(await refused("plane.csv", "--freeze", "output")).toBe(
      "error: --polish: the output layer is frozen; leave --polish out\n",
    );
  });
});

describe("--watch-kernel", () => {
  test("measures the kernel along the run, in the result and, a column a measure, in the history", async () => {
    const { code } = await hrta(cwd, "train", "plane.csv", ...small, "--watch-kernel", "-q", "--out", "watched");
    expect(code).toBe(0);
    const [{ name, measures, steps, values }] = readJson(cwd, "watched/result.json").observed;
    expect(name).toBe("kernel");
    expect(measures).toEqual(expect.arrayContaining(["l2Distance", "kernelDrift", "smallestEigenvalue"]));
    expect([steps[0], steps.at(-1), steps.length]).toEqual([0, 60, 61]);
    const drift = measures.indexOf("kernelDrift");
    expect(values[0][drift]).toBe(0);
    expect(values[60][drift]).toBeGreaterThan(0);
    const file = Uint8Array.from(bytes("watched", "history.parquet")).buffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.map((row) => row["kernel.kernelDrift"])).toEqual(
      values.slice(1).map((row: readonly number[]) => row[drift]),
    );
    // The run itself is the same as without.
    await hrta(cwd, "train", "plane.csv", ...small, "-q", "--out", "unwatched");
    expect(bytes("watched", "model.safetensors").equals(bytes("unwatched", "model.safetensors"))).toBe(true);
    expect(readJson(cwd, "unwatched/result.json").observed).toBeUndefined();
  });

  test("goes on after an interruption as if never stopped", async () => {
    const long = ["train", "plane.csv", "--hidden", "20", "--steps", "40000", "--watch-kernel", "--polish"];
    await hrta(cwd, ...long, "-q", "--out", "whole");
    const child = start(cwd, [...long, "--checkpoint-every", "0.01", "--out", "stopped"]);
    const end = ended(child);
    await appears(join(cwd, "stopped/checkpoint.safetensors"), child);
    child.kill("SIGINT");
    expect((await end).code).toBe(130);
    expect((await hrta(cwd, "train", "--resume", "stopped", "-q")).code).toBe(0);
    for (const file of ["model.safetensors", "history.parquet"])
      expect(bytes("stopped", file).equals(bytes("whole", file)), file).toBe(true);
    expect(readJson(cwd, "stopped/result.json").observed).toEqual(readJson(cwd, "whole/result.json").observed);
  }, 60_000);
});
