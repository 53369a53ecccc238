import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { predictTable } from "../../src/model/predict.js";
import { loadModel } from "../../src/model/serialise.js";
import { readTable } from "../../src/node/read-table.js";
import { columns, type Ended, hrta, readJson, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const all = table(60);
const fresh = table(80)
  .split("\n")
  .filter((_, i) => i === 0 || i > 60)
  .join("\n");
write(cwd, "numbers.csv", columns(all, "a", "b", "kind", "code", "u", "v"));
write(cwd, "kinds.csv", columns(all, "a", "b", "kind"));
write(cwd, "codes.csv", columns(all, "a", "b", "code"));
write(cwd, "new.csv", columns(fresh, "b", "a", "kind", "code"));
write(cwd, "known.csv", columns(fresh, "a", "b", "kind", "code", "u", "v"));

const net = ["--hidden", "8", "--steps", "60", "--quiet"];

beforeAll(async () => {
  const runs = await Promise.all([
    hrta(cwd, "train", "numbers.csv", "-t", "u,v", "--categorical", "code", "--test", "0", ...net, "--out", "numbers"),
    hrta(cwd, "train", "kinds.csv", "-t", "kind", ...net, "--out", "kinds"),
    hrta(cwd, "train", "codes.csv", "-t", "code", "--task", "classification", ...net, "--out", "codes"),
  ]);
  expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, ""]));
}, 60_000);

/** Header and rows of a CSV without quotes. */
const csv = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/\r$/, "").split(","));

const refused = ({ code, stdout, stderr }: Ended, message: RegExp) => {
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect([code, stdout]).toEqual([2, ""]);
};

describe("hrta predict", () => {
  test("prints a CSV in the targets' units, the same from run folder and model file, whatever the order of the columns", async () => {
    const [folder, file] = await Promise.all([
      hrta(cwd, "predict", "numbers", "new.csv"),
      hrta(cwd, "predict", "numbers/model.safetensors", "known.csv"),
    ]);
    expect(folder).toMatchObject({ code: 0, stderr: "" });
    expect(file.stdout).toBe(folder.stdout);
    const [header, ...rows] = csv(folder.stdout);
    expect(header).toEqual(["u", "v"]);
    const model = loadModel(readFileSync(join(cwd, "numbers/model.safetensors")));
    const { prediction } = await predictTable(
      model,
      await readTable(join(cwd, "new.csv"), { targets: [], categorical: ["code"] }),
    );
    if (prediction.kind !== "regression") throw new Error("a regression was expected");
    expect(rows.map((row) => row.map(Number))).toEqual(
      rows.map((_, i) => prediction.values.map((column) => column[i])),
    );
  });

  test("has the training data's error as the run reported it, where the file has the targets", async () => {
    const { stdout, stderr } = await hrta(cwd, "predict", "numbers", "numbers.csv", "--json");
    expect(stderr).toBe("");
    const { metrics, rows, predictions } = JSON.parse(stdout);
    const { train } = readJson(cwd, "numbers/result.json");
    expect(rows).toBe(60);
    expect(predictions.v).toHaveLength(60);
    expect(metrics).toEqual(train);
    const shown = await hrta(cwd, "predict", "numbers", "numbers.csv");
    expect(shown.stderr).toMatch(/^u:\n {2}error of this file: rmse [\d.]+ .*\nv:\n/);
  });

  test("--out writes the CSV to a file and tells so", async () => {
    const { stdout, stderr } = await hrta(cwd, "predict", "numbers", "new.csv", "--out", "p.csv");
    expect([stdout, stderr]).toEqual(["", "20 predictions written to p.csv\n"]);
    expect(csv(readFileSync(join(cwd, "p.csv"), "utf8"))).toHaveLength(21);
    refused(
      await hrta(cwd, "predict", "numbers", "new.csv", "--out", "no/p.csv"),
      /^error: no\/p.csv: cannot be written/,
    );
  });

  test("gives labels and the score of each class", async () => {
    const [header, ...rows] = csv((await hrta(cwd, "predict", "kinds", "known.csv")).stdout);
    const classes = ["high", "low", "middle"];
    expect(header).toEqual(["kind", ...classes.map((name) => `score ${name}`)]);
    for (const [label, ...scores] of rows) {
      const values = scores.map(Number);
      expect(label).toBe(classes[values.indexOf(Math.max(...values))]);
    }
    const { scores, predictions } = JSON.parse((await hrta(cwd, "predict", "kinds", "known.csv", "--json")).stdout);
    expect(Object.keys(scores)).toEqual(classes);
    expect(predictions.kind).toEqual(rows.map(([label]) => label));
  });

  test("gives of two classes the score of the second", async () => {
    const { stdout, stderr } = await hrta(cwd, "predict", "codes", "known.csv");
    const [header, ...rows] = csv(stdout);
    expect(header).toEqual(["code", "score 5"]);
    for (const [label, score] of rows) expect(label).toBe(Number(score) >= 0 ? "5" : "3");
    expect(stderr).toMatch(/^error of this file: accuracy [\d.]+ %/);
  });

  test("takes a missing number for the mean and an unseen category for none, with a note", async () => {
    write(cwd, "holes.csv", "a,b,kind,code\n,0.5,low,3\n?,0.5,low,3\n0.5,0.5,huge,3\n");
    const { code, stdout, stderr } = await hrta(cwd, "predict", "numbers", "holes.csv");
    expect(code).toBe(0);
    const [, first, second, third] = csv(stdout);
    expect(first).toEqual(second);
    expect(third.every((value) => Number.isFinite(Number(value)))).toBe(true);
    expect(stderr).toContain('Column "kind": 1 row has a category that training did not meet ("huge"); read as none.');
    write(cwd, "marks.csv", "a,b,kind,code\n-999,0.5,low,3\n0.4,0.5,low,3\n");
    const marked = await hrta(cwd, "predict", "numbers", "marks.csv", "--missing=-999");
    expect(csv(marked.stdout)[1]).toEqual(first);
  });

  test("predicts rows whose target is missing or unknown, and measures the error where it can", async () => {
    const some = readFileSync(join(cwd, "known.csv"), "utf8")
      .split("\n")
      .map((line, i) => (i === 3 ? line.replace(/[^,]*$/, "") : line));
    write(cwd, "some.csv", some.join("\n"));
    const numbers = await hrta(cwd, "predict", "numbers", "some.csv");
    expect(csv(numbers.stdout)).toHaveLength(21);
    expect(numbers.stderr).toContain("note: The error is that of the 19 of 20 rows that have the target.\nu:\n");
    write(cwd, "strange.csv", "a,b,kind\n0.1,0.1,tiny\n");
    const strange = await hrta(cwd, "predict", "kinds", "strange.csv");
    expect(strange.code).toBe(0);
    expect(csv(strange.stdout)).toHaveLength(2);
    expect(strange.stderr).toMatch(/^note: No error is measured \(.*"tiny".*\)\.\n$/);
  });

  test("refuses in one line data and files that do not fit", async () => {
    write(cwd, "less.csv", columns(all, "a", "kind", "code"));
    write(cwd, "words.csv", "a,b,kind,code\nx,y,low,3\n");
    const bytes = readFileSync(join(cwd, "numbers/model.safetensors"));
    write(cwd, "short.safetensors", bytes.subarray(0, bytes.length - 7));
    write(
      cwd,
      "bent.safetensors",
      Uint8Array.from(bytes, (byte, i) => (i === bytes.length - 7 ? byte ^ 1 : byte)),
    );
    write(cwd, "other.json", "{}");
    const cases: [string, RegExp][] = [
      ["numbers less.csv", /^error: .*trained on a column that the table lacks: "b"/],
      ["numbers words.csv", /^error: .*"a".*number/],
      ["numbers none.csv", /^error: none.csv: there is no such file/],
      ["nowhere new.csv", /^error: nowhere: no such model file or run folder/],
      [". new.csv", /^error: \.: holds no model.safetensors/],
      ["new.csv numbers", /^error: new.csv: not a model; expected a run folder/],
      ["short.safetensors new.csv", /^error: short.safetensors: .*truncated/],
      ["bent.safetensors new.csv", /^error: bent.safetensors: .*checksum does not match/],
      ["other.json new.csv", /^error: other.json: model: field "format"/],
      ["numbers", /^error: missing required argument 'data'; hrta predict --help shows the options/],
    ];
    for (const [line, message] of cases) refused(await hrta(cwd, "predict", ...line.split(" ")), message);
  });
});
