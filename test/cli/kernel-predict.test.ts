import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/model/evaluate.js";
import { mlp } from "../../src/model/network.js";
import { predictTable } from "../../src/model/predict.js";
import { split } from "../../src/model/split.js";
import { readTable } from "../../src/node/read-table.js";
import { type KernelRegressionOptions, kernelRegression } from "../../src/theory/regression/kernel-regression.js";
import { columns, hrta, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const all = table(80);
const fresh = table(100)
  .split("\n")
  .filter((_, i) => i === 0 || i > 80)
  .join("\n");
write(cwd, "numbers.csv", columns(all, "a", "b", "kind", "u", "v"));
write(cwd, "t.csv", columns(all, "a", "b", "u"));
write(cwd, "kinds.csv", columns(all, "a", "b", "kind"));
write(cwd, "codes.csv", columns(all, "a", "b", "code"));
write(cwd, "new.csv", columns(fresh, "b", "kind", "a"));
write(cwd, "known.csv", columns(fresh, "a", "b", "kind", "code", "u", "v"));

/** Header and rows of a CSV without quotes. */
const csv = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/\r$/, "").split(","));

/** The library's model of a file, its predictions of another and its test error. */
async function library(
  file: string,
  rows: string,
  { targets, seed = 0, ...options }: Partial<KernelRegressionOptions> & { targets: string[]; seed?: number },
) {
  const data = split(await readTable(join(cwd, file), { targets }), { test: 0.1, seed });
  const model = kernelRegression({ data: data.train, encoding: data.encoding, s: 1, ...options });
  const { prediction } = await predictTable(model, await readTable(join(cwd, rows), { targets: [] }));
  const { metrics } = await evaluate(model, data.encoding, data.test);
  return { model, prediction, metrics };
}

describe("hrta kernel --predict", () => {
  test("prints what kernelRegression of the library predicts, and its test error beside it, and writes nothing", async () => {
    const before = readdirSync(cwd);
    const { code, stdout, stderr } = await hrta(cwd, "kernel", "numbers.csv", "-t", "u,v", "--predict", "new.csv");
    expect(code).toBe(0);
    const { prediction, metrics } = await library("numbers.csv", "new.csv", { targets: ["u", "v"] });
    if (prediction.kind !== "regression" || metrics.kind !== "regression") throw new Error("expected a regression");
    const [header, ...rows] = csv(stdout);
    expect(header).toEqual(["u", "v"]);
    expect(rows).toHaveLength(20);
    expect(rows.map((row) => row.map(Number))).toEqual(
      rows.map((_, i) => prediction.values.map((column) => column[i])),
    );
    expect(stderr).toContain("numbers.csv: 72 training, 8 test rows, 5 inputs\nNTK regression at s = 1 ...\nridge ");
    expect(stderr).toContain(`u:\n  test       rmse ${Number(metrics.targets[0].rmse.toPrecision(4))} `);
    expect(stderr).not.toContain("error of this file");
    expect(readdirSync(cwd)).toEqual(before);
  });

  test("takes the network, the kernel, the ridge, the seed and the last s where 1 is not among them", async () => {
    const args = ["--kernel", "nngp", "--ridge", "0.01", "--layers", "2", "--s", "1.5,0.5", "--seed", "3", "--json"];
    const { stdout, stderr } = await hrta(cwd, "kernel", "t.csv", "-t", "u", "--predict", "known.csv", ...args);
    expect(stderr).toBe("");
    const found = JSON.parse(stdout);
    const spec = mlp({ hidden: [1, 1] });
    const options = { kernel: "nngp", ridge: 0.01, spec, s: 1.5, seed: 3 } as const;
    const { prediction, metrics } = await library("t.csv", "known.csv", { ...options, targets: ["u"] });
    if (prediction.kind !== "regression" || metrics.kind !== "regression") throw new Error("expected a regression");
    expect(found.predictions.u).toEqual(Array.from(prediction.values[0]));
    expect(found.test.rmse).toBe(metrics.targets[0].rmse);
    expect(found.model).toEqual({ name: "NNGP regression", kernel: "nngp", s: 1.5, ridge: 0.01, rows: 72 });
    expect(found.rows).toBe(20);
  });

  test("takes s = 1 where it is among the values, and tells the ridge that leave-one-out chose", async () => {
    const ask = async (...s: string[]) =>
      JSON.parse((await hrta(cwd, "kernel", "t.csv", "-t", "u", "--predict", "new.csv", "--json", ...s)).stdout);
    const [plain, listed] = [await ask(), await ask("--s", "0.5,1,1.5", "--ridge", "loo")];
    expect(listed).toEqual(plain);
    const { model } = await library("t.csv", "new.csv", { targets: ["u"] });
    expect(plain.model).toMatchObject({ kernel: "ntk", s: 1, ridge: model.ridge, leaveOneOut: model.leaveOneOut });
  });

  test("beats the mean, on the test rows and on a file that has the target", async () => {
    const args = ["kernel", "t.csv", "-t", "u", "--predict", "known.csv"];
    const { test: held, metrics } = JSON.parse((await hrta(cwd, ...args, "--json")).stdout);
    for (const { rmse, baseline } of [held, metrics]) expect(rmse).toBeLessThan(baseline);
    const { stderr } = await hrta(cwd, ...args);
    expect(stderr).toMatch(/^test {7}rmse [\d.e-]+ .*\nerror of this file: rmse [\d.e-]+ /m);
  });

  test("--predictions writes the CSV of standard output to a file and tells so; --quiet tells nothing", async () => {
    const args = ["kernel", "t.csv", "-t", "u", "--predict", "new.csv"];
    const shown = await hrta(cwd, ...args);
    const { stdout, stderr } = await hrta(cwd, ...args, "--predictions", "p.csv");
    expect(stdout).toBe("");
    expect(stderr).toMatch(/\n20 predictions written to p\.csv\n$/);
    expect(readFileSync(join(cwd, "p.csv"), "utf8")).toBe(shown.stdout);
    expect(await hrta(cwd, ...args, "--quiet")).toEqual({ code: 0, stdout: shown.stdout, stderr: "" });
  });

  test("gives labels and the score of each class, fitted to one-hot targets", async () => {
    const args = ["kernel", "kinds.csv", "-t", "kind", "--predict", "known.csv"];
    const { stdout, stderr } = await hrta(cwd, ...args);
    const classes = ["high", "low", "middle"];
    const [header, ...rows] = csv(stdout);
    expect(header).toEqual(["kind", ...classes.map((name) => `score ${name}`)]);
    for (const [label, ...scores] of rows) {
      const values = scores.map(Number);
      expect(label).toBe(classes[values.indexOf(Math.max(...values))]);
    }
    expect(stderr).toMatch(/^test {7}accuracy [\d.]+ %.*\nerror of this file: accuracy [\d.]+ %/m);
    const { prediction } = await library("kinds.csv", "known.csv", { targets: ["kind"] });
    if (prediction.kind !== "classes") throw new Error("expected classes");
    expect(rows.flatMap(([, ...scores]) => scores.map(Number))).toEqual(Array.from(prediction.scores));
  });

  test("gives of two classes the score of the second, fitted to -1 and 1", async () => {
    const args = ["kernel", "codes.csv", "-t", "code", "--task", "classification", "--predict", "known.csv"];
    const [header, ...rows] = csv((await hrta(cwd, ...args)).stdout);
    expect(header).toEqual(["code", "score 5"]);
    for (const [label, score] of rows) expect(label).toBe(Number(score) >= 0 ? "5" : "3");
  });

  test("rows beyond the memory are refused at once, with the flag and the limit", async () => {
    write(cwd, "long.csv", `a,y\n${Array.from({ length: 10_001 }, (_, i) => `${i},${i % 7}`).join("\n")}\n`);
    const args = ["kernel", "long.csv", "-t", "y", "--test", "0", "--predict", "long.csv"];
    const { code, stdout, stderr } = await hrta(cwd, ...args);
    expect([code, stdout]).toEqual([2, ""]);
    // 5 matrices of 10001 x 10001 doubles.
    expect(stderr).toMatch(/^error: --limit: .* 10001 training rows takes 4\.0 GB, .* at most --limit 10000\n$/);
  });

  write(cwd, "less.csv", columns(fresh, "a", "u"));
  write(cwd, "words.csv", "a,b\nx,y\n");
  const predict = ["--predict", "new.csv"];
  test.each([
    [["--predict", "less.csv"], /less\.csv: .*trained on a column that the table lacks: "b"/],
    [["--predict", "words.csv"], /words\.csv: column "a": .*number/],
    [["--predict", "none.csv"], /none\.csv: there is no such file/],
    [["--ridge", "0.1"], /--ridge: .*add --predict FILE/],
    [["--kernel", "ntk"], /--kernel: .*add --predict FILE/],
    [["--predictions", "p.csv"], /--predictions: .*add --predict FILE/],
    [[...predict, "--ridge", "-1"], /--ridge: expected a number of at least 0, or loo, got "-1"/],
    [[...predict, "--ridge", "little"], /--ridge: expected a number of at least 0, or loo, got "little"/],
    [[...predict, "--s", "0", "--ridge", "0"], /ridge: K \+ 0 I is singular .* larger ridge/],
    [[...predict, "--kernel", "rbf"], /--kernel: expected ntk or nngp, got "rbf"/],
    [[...predict, "--kernel", "nngp", "--output-init", "zero"], /--kernel nngp: .*covariance 0/],
    [[...predict, "--layers", "1000", "--no-bias"], /the kernel of 1000 hidden layers is 0 in double precision/],
    [[...predict, "--predictions", "no/p.csv"], /--predictions no\/p\.csv: there is no folder no/],
    [[...predict, "--report", "r.html"], /--report: belongs to the report, which --predict leaves out/],
    [[...predict, "--measure"], /--measure: belongs to the report/],
  ] as const)("%s is one clear line and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await hrta(cwd, "kernel", "t.csv", "-t", "u", ...args);
    const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
