import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildProblem } from "../../src/problems/index.js";
import { prepareProblem } from "../../src/study/prepare.js";
import { train } from "../../src/training/index.js";
import { parseRunSpec } from "../../src/training/spec.js";
import { appears, ended, history, hrta, readJson, start, table, workplace, write } from "./hrta.js";

const cwd = workplace();
write(cwd, "mine.csv", table(30));
const small = ["--hidden", "12", "--steps", "40"];
const doppler = ["--problem", "function,target=doppler,noise=0.05", "--seed", "3"];

test("a problem of the library is trained on without a file, in a folder of its name", async () => {
  const { code, stdout, stderr } = await hrta(cwd, "train", ...doppler, ...small);
  expect(stderr).toContain(
    "function,target=doppler,noise=0.05: 200 training, 1000 test rows, 1 input; writing to runs/doppler",
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/test +rmse/);
  const problem = { name: "function", target: "doppler", noise: 0.05 };
  expect(readJson(cwd, "runs/doppler/run.json")).toMatchObject({ data: { problem }, seed: 3 });
  const report = readFileSync(join(cwd, "runs/doppler/report.html"), "utf8");
  const { title } = buildProblem({ name: "function", target: "doppler", noise: 0.05 });
  expect(report).toContain(`<h1>y from ${title}</h1>`);
  expect(report).toContain("<dt>problem</dt><dd>function,target=doppler,noise=0.05</dd>");
  expect(report).not.toContain("standardised");
});

test("its history holds every digit of the losses: a run of the library in a page or here has the same bits", async () => {
  await hrta(cwd, "train", ...doppler, ...small, "--move-s", "9:0.3,20:path", "-q", "--out", "bits");
  const { options } = prepareProblem(parseRunSpec(readJson(cwd, "bits/run.json")));
  const { history: own } = await train(options).result;
  const rows = await history(join(cwd, "bits"));
  for (const column of ["loss", "s", "rate"] as const)
    expect(Float64Array.from(rows, (row) => row[column])).toEqual(own[column]);
});

test("the run's specification repeats it, byte for byte", async () => {
  await hrta(cwd, "train", "--problem", "spirals,arms=3", ...small, "--early-stop", "-q", "--out", "once");
  expect((await hrta(cwd, "train", "--spec", "once/run.json", "-q", "--out", "again")).code).toBe(0);
  for (const file of ["model.safetensors", "history.parquet", "run.json"])
    expect(readFileSync(join(cwd, "again", file)).equals(readFileSync(join(cwd, "once", file))), file).toBe(true);
});

test("a problem given beside a specification of a file takes its place, and a file that of a problem", async () => {
  const spec = { data: { file: "mine.csv", targets: ["u"], ignore: ["kind"] }, network: { hidden: [4] }, steps: 3 };
  write(cwd, "file.json", JSON.stringify(spec));
  write(cwd, "problem.json", JSON.stringify({ ...spec, data: { problem: { name: "moons" }, validation: 0 } }));
  await hrta(cwd, "train", "--spec", "file.json", "--problem", "moons", "-q", "--out", "to-problem");
  expect(readJson(cwd, "to-problem/run.json").data).toEqual({ problem: { name: "moons" } });
  await hrta(cwd, "train", "mine.csv", "--spec", "problem.json", "-t", "a", "-q", "--out", "to-file");
  expect(readJson(cwd, "to-file/run.json").data).toMatchObject({ file: "mine.csv", targets: ["a"] });
  expect((await hrta(cwd, "train", "--spec", "problem.json", "-q", "--out", "as-told")).code).toBe(0);
});

test("--json and what holds rows back: validation only for early stopping and the polish", async () => {
  const rows = async (...flags: string[]) => {
    const { code, stdout } = await hrta(cwd, "train", "--problem", "sine,test=50", ...small, "--json", ...flags);
    expect(code).toBe(0);
    return JSON.parse(stdout).rows;
  };
  expect(await rows()).toEqual({ train: 100, validation: 0, test: 50 });
  expect(await rows("--early-stop")).toEqual({ train: 100, validation: 1000, test: 50 });
  expect(await rows("--polish")).toEqual({ train: 100, validation: 1000, test: 50 });
  expect(await rows("--polish", "--validation", "0")).toEqual({ train: 100, validation: 0, test: 50 });
  expect(existsSync(join(cwd, "runs/sine-4"))).toBe(true);
});

test("the model predicts new rows with the columns x1, x2, ..., says the classes, and can be exported", async () => {
  await hrta(cwd, "train", "--problem", "moons", ...small, "--steps", "400", "-q", "--out", "moons");
  const { test: held } = buildProblem({ name: "moons" }).data(0);
  const lines = Array.from(held.y, (y, i) => `${held.x[2 * i]},${held.x[2 * i + 1]},${y}`);
  write(cwd, "new.csv", `x1,x2,y\n${lines.join("\n")}\n`);
  const { code, stdout } = await hrta(cwd, "predict", "moons", "new.csv", "--json");
  expect(code).toBe(0);
  const { predictions, metrics } = JSON.parse(stdout);
  expect(new Set(predictions.y)).toEqual(new Set(["-1", "1"]));
  // Far from the half that always answering one class gives.
  expect(metrics.accuracy).toBeGreaterThan(0.8);
  expect(metrics.accuracy).toBe(readJson(cwd, "moons/result.json").test.accuracy);
  for (const format of ["onnx", "json"]) expect((await hrta(cwd, "export", "moons", "--format", format)).code).toBe(0);
  expect(readdirSync(join(cwd, "moons"))).toEqual(expect.arrayContaining(["model.onnx", "model.json"]));
});

test("a run that was stopped goes on bit for bit", async () => {
  const long = "train --problem ridges --hidden 48,48 --steps 4000 --batch 40 --move-s 50:0.7,3000:path --out".split(
    " ",
  );
  await hrta(cwd, ...long, "whole", "-q");
  const child = start(cwd, [...long, "stopped", "--checkpoint-every", "0.01", "-q"]);
  const end = ended(child);
  await appears(join(cwd, "stopped/checkpoint.safetensors"), child);
  child.kill("SIGINT");
  expect((await end).code).toBe(130);
  const refused = await hrta(cwd, "train", "mine.csv", "--resume", "stopped");
  expect(refused.stderr).toMatch(/^error: --resume: the run is on the problem "ridges", .*leave out mine\.csv\n$/);
  expect((await hrta(cwd, "train", "--resume", "stopped", "-q")).code).toBe(0);
  for (const file of ["model.safetensors", "history.parquet"])
    expect(readFileSync(join(cwd, "stopped", file)).equals(readFileSync(join(cwd, "whole", file))), file).toBe(true);
}, 120_000);

test("hrta kernel takes one too, and names its report after it", async () => {
  const { code, stdout, stderr } = await hrta(cwd, "kernel", "--problem", "sine,train=40,test=60", "--s", "1");
  expect(code).toBe(0);
  expect(stderr).toContain("sine,train=40,test=60: 40 training rows, 1 input");
  expect(stdout).toContain("Which learning rate?");
  const report = readFileSync(join(cwd, "sine-kernel.html"), "utf8");
  expect(report).toContain("y from sin(2 pi x), 40 grid points of [0, 1]: what the kernel says");
  expect(report).toContain("<dt>problem</dt><dd>sine,train=40,test=60</dd>");
  write(cwd, "grid.csv", "x1\n0.25\n0.75\n");
  const told = await hrta(cwd, "kernel", "--problem", "sine", "--predict", "grid.csv", "--json");
  const [up, down] = JSON.parse(told.stdout).predictions.y;
  expect(up).toBeGreaterThan(0.9);
  expect(down).toBeLessThan(-0.9);
});

describe("what cannot be ends with one line and exit code 2", () => {
  test.concurrent.each<[string, RegExp]>([
    ["train --problem sien", /^error: --problem: expected sine, function, .* got "sien"; did you mean "sine"\?/],
    ["train --problem sine,input=2", /^error: --problem: no field "input"; did you mean "inputs"\?/],
    ["train --problem sine,noise=-1", /^error: --problem noise: expected a number of at least 0, got -1/],
    ["train --problem sine,2", /^error: --problem: "2" in "sine,2" has no name; write it as option=2/],
    ["train --problem sine,inputs=2,train=7", /^error: problem "sine": train: /],
    ["train --problem mnist", /^error: --problem: "mnist" lives in a file; name the file itself as the data/],
    ["train --problem table,file=mine.csv", /^error: --problem: "table" lives in a file/],
    [
      "train mine.csv --problem sine",
      /^error: the data file: beside the problem "sine", which needs no file; give one/,
    ],
    ["train --problem sine -t y", /^error: --target: says how a data file is read, and "sine" is a problem/],
    ["train --problem sine --ignore x1", /^error: --ignore: says how a data file is read/],
    ["train --problem sine --no-standardize", /^error: --no-standardize: says how a data file is read/],
    ["train --problem moons --task regression", /^error: --task: says how a data file is read/],
    ["train --problem sine --test 0.2", /^error: --test: the test points of "sine" are drawn with the problem/],
    ["train --problem sine --validation 0.2", /^error: --validation: the validation points of "sine" are drawn/],
    ["train --problem sine --loss hinge", /^error: loss: hinge is for classes, and the target is a number; use mse\n/],
    ["kernel", /^error: no data file is named; for instance: hrta kernel data.csv .* hrta kernel --problem sine/],
    ["kernel mine.csv --problem sine", /^error: the data file: beside the problem "sine"/],
    ["kernel --problem sine --limit 5", /^error: --limit: says how a data file is read/],
    ["compare mine.csv --problem sine", /^error: unknown option '--problem'/],
  ])("%s", async (line, message) => {
    const { code, stdout, stderr } = await hrta(cwd, ...line.split(" "));
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("a problem in a specification is checked by the file's name", async () => {
    write(cwd, "wrong.json", JSON.stringify({ data: { problem: { name: "sine", nose: 1 } } }));
    const { stderr } = await hrta(cwd, "train", "--spec", "wrong.json");
    expect(stderr).toMatch(/^error: wrong\.json: data\.problem: no field "nose"; did you mean "noise"\?/);
  });
});
