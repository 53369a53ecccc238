import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { columns, history, hrta, readJson, table, workplace, write } from "./hrta.js";

const cwd = workplace();
write(cwd, "plane.csv", columns(table(60), "a", "b", "u"));
const small = ["--hidden", "8", "--steps", "40"];

test("a run folder holds the specification, the history, the model, the report and the result", async () => {
  const { code, stdout, stderr } = await hrta(cwd, "train", "plane.csv", "--target", "u", ...small);
  expect(code).toBe(0);
  const run = join(cwd, "runs/plane");
  expect(readdirSync(run).sort()).toEqual([
    "history.parquet",
    "model.safetensors",
    "report.html",
    "result.json",
    "run.json",
  ]);
  const rows = await history(run);
  expect(rows.map((row) => row.step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(rows[0].s).toBe(1);
  expect(rows[39].s).toBe(1.5);
  expect(rows[39].loss).toBeLessThan(rows[0].loss);
  expect(readFileSync(join(run, "report.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*<svg/i);
  expect(stdout).toMatch(/test +rmse/);
  expect(stdout).toContain("R²");
  expect(stdout).toContain("The model ended at s = 1.5: max(z, −0.5 z)");
  expect(stdout).toContain("runs/plane/model.safetensors");
  expect(stderr).toContain("54 training, 6 test rows, 2 inputs; writing to runs/plane");
});

test("a second run of the same file gets a folder of its own", async () => {
  await hrta(cwd, "train", "plane.csv", ...small, "--quiet", "--out", "first");
  const twice = await Promise.all([1, 2].map(() => hrta(cwd, "train", "plane.csv", ...small, "--json")));
  const folders = twice.map(({ stdout }) => JSON.parse(stdout).files.folder);
  expect(new Set([...folders, "runs/plane"]).size).toBe(3);
});

test("--json prints one object with the errors, the loss, the stages and the files, and nothing else", async () => {
  const { code, stdout, stderr } = await hrta(
    cwd,
    "train",
    "plane.csv",
    ...small,
    "--seed",
    "7",
    "--json",
    "--out",
    "j",
  );
  expect(code).toBe(0);
  expect(stderr).toBe("");
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    outcome: "finished",
    steps: 40,
    planned: 40,
    seed: 7,
    s: [1.5],
    rows: { train: 54, validation: 0, test: 6 },
    files: { folder: "j", model: "j/model.safetensors", report: "j/report.html" },
  });
  for (const value of [result.train.rmse, result.test.rmse, result.test.r2, result.loss, result.seconds])
    expect(value).toEqual(expect.any(Number));
  // The ramp takes 0.7 * 40 = 28 steps to move, so step 29 is the first at its end.
  expect(result.stages.map(({ from, to }: { from: number; to: number }) => [from, to])).toEqual([
    [1, 29],
    [30, 40],
  ]);
  expect(Object.keys(result.versions)).toEqual(expect.arrayContaining(["hrta", "node", "engine"]));
  expect(readJson(cwd, "j/result.json")).toEqual(result);
});

test("without a terminal progress comes as about ten plain lines on standard error, and standard output holds the result", async () => {
  const { stdout, stderr } = await hrta(cwd, "train", "plane.csv", ...small, "--out", "p");
  const lines = stderr.split("\n").filter((line) => line.startsWith("step "));
  expect(lines).toHaveLength(10);
  expect(lines[9]).toMatch(/^step 40\/40 {2}s 1\.500 {2}loss [\d.e-]+ {2}in [\d.]+ s$/);
  expect(stderr).not.toContain("\u001b");
  expect(stdout).not.toMatch(/^step /m);
});

test("--quiet prints nothing", async () => {
  const { code, stdout, stderr } = await hrta(cwd, "train", "plane.csv", ...small, "--quiet", "--out", "q");
  expect([code, stdout, stderr]).toEqual([0, "", ""]);
});

test("train --spec run.json of a finished run repeats it: the same history and the same model, byte for byte", async () => {
  await hrta(
    cwd,
    "train",
    "plane.csv",
    ...small,
    "--seed",
    "3",
    "--batch",
    "16",
    "--early-stop",
    "-q",
    "--out",
    "once",
  );
  const { code } = await hrta(cwd, "train", "--spec", "once/run.json", "--quiet", "--out", "again");
  expect(code).toBe(0);
  const bytes = (run: string, file: string) => readFileSync(join(cwd, run, file));
  for (const file of ["model.safetensors", "history.parquet", "run.json"])
    expect(bytes("again", file).equals(bytes("once", file)), file).toBe(true);
});

test("the specification records what was left open, so that a repetition does not depend on defaults", async () => {
  await hrta(cwd, "train", "plane.csv", ...small, "-q", "--out", "open");
  expect(readJson(cwd, "open/run.json")).toMatchObject({
    data: { file: "plane.csv", targets: ["u"], task: "regression", test: 0.1, validation: 0 },
    network: { hidden: [8], activation: "relu", scaling: "ntk", bias: "input" },
    loss: "mse",
    optimizer: { name: "adam", rate: 0.01, decay: { name: "cosine" } },
    relaxation: { name: "ramp", from: 1, to: 1.5, over: 0.7 },
    steps: 40,
    seed: 0,
    dtype: "f32",
  });
});

test("a data file named in a specification is also found beside it", async () => {
  write(cwd, "first/mine.csv", columns(table(30), "a", "u"));
  write(cwd, "first/mine.json", JSON.stringify({ data: { file: "mine.csv" }, network: { hidden: [4] }, steps: 5 }));
  expect((await hrta(cwd, "train", "--spec", "first/mine.json", "-q", "--out", "beside")).code).toBe(0);
});

test("many rows are taken in mini-batches unless the user says otherwise, and a note says so", async () => {
  write(cwd, "many.csv", columns(table(4600), "a", "b", "u"));
  const { stderr } = await hrta(cwd, "train", "many.csv", "--hidden", "4", "--steps", "3", "--out", "many");
  expect(stderr).toContain("note: 4140 training rows are taken in mini-batches of 256; --batch full takes all");
  expect(readJson(cwd, "many/run.json").batch).toBe(256);
  await hrta(cwd, "train", "many.csv", "--hidden", "4", "--steps", "3", "--batch", "full", "-q", "--out", "full");
  expect(readJson(cwd, "full/run.json").batch).toBe("full");
  await hrta(
    cwd,
    "train",
    "many.csv",
    "--hidden",
    "4",
    "--steps",
    "1",
    "--optimizer",
    "lbfgs",
    "-q",
    "--out",
    "newton",
  );
  expect(readJson(cwd, "newton/run.json").batch).toBe("full");
});

test("a run that diverges ends with exit code 3, says the step and what to try, and leaves history and report but no model", async () => {
  const { code, stdout } = await hrta(
    cwd,
    "train",
    "plane.csv",
    ...small,
    "--optimizer",
    "gd",
    "--rate",
    "1e6",
    "--out",
    "d",
  );
  expect(code).toBe(3);
  expect(stdout).toMatch(/Diverged at step \d+ of 40/);
  expect(stdout).toContain("Try a tenth of the --rate");
  expect(readdirSync(join(cwd, "d")).sort()).toEqual(["history.parquet", "report.html", "result.json", "run.json"]);
  const steps = readJson(cwd, "d/result.json").steps;
  expect(stdout).toContain(`at step ${steps} (rate 1.000e+6`);
  expect(await history(join(cwd, "d"))).toHaveLength(steps);
  const json = await hrta(cwd, "train", "plane.csv", ...small, "--optimizer", "gd,rate=1e6", "--json", "--out", "e");
  expect(json.code).toBe(3);
  expect(JSON.parse(json.stdout).outcome).toBe("diverged");
  expect(json.stderr).toMatch(/^error: The loss stopped being finite.*at step \d+.*\n$/);
});

test("--report writes a second copy of the report, and refuses before the run a place where it could not", async () => {
  await hrta(cwd, "train", "plane.csv", ...small, "-q", "--out", "copy", "--report", "mine.html");
  expect(readFileSync(join(cwd, "mine.html"), "utf8")).toBe(readFileSync(join(cwd, "copy/report.html"), "utf8"));
  const refused = await hrta(cwd, "train", "plane.csv", ...small, "--out", "no", "--report", "nowhere/x.html");
  expect(refused).toMatchObject({
    code: 2,
    stderr: "error: --report nowhere/x.html: there is no folder nowhere; make it first\n",
  });
  expect(readdirSync(cwd)).not.toContain("no");
});
