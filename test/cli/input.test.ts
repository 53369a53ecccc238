import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bash, columns, hrta, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const good = columns(table(40), "a", "b", "u");
write(cwd, "good.csv", good);
write(cwd, "all.csv", table(40));
write(cwd, "empty.csv", "");
write(cwd, "header.csv", "a,b,u\n");
write(cwd, "words.csv", good.replace(/^0\.236[^,]*/m, "many"));
write(cwd, "one.csv", "a,u\n1,2\n");
write(cwd, "constant.csv", "a,u\n1,2\n2,2\n3,2\n4,2\n5,2\n");
write(cwd, "infinite.csv", `${good}inf,1,2\n`);
write(cwd, "double.csv", good.replace("a,b,u", "a,a,u"));
write(cwd, "ragged.csv", `${good}1,2\n`);
write(cwd, "broken.gz", Uint8Array.from([0x1f, 0x8b, 8, 0, 1, 2]));
write(cwd, "wrong.json", '{ "data": { "file": "good.csv" }, "optimizer": { "name": "adam", "rat": 1 } }');
write(cwd, "text.json", "{ data: }");
mkdirSync(join(cwd, "full"));
write(cwd, "full/other.txt", "mine");
const before = readdirSync(cwd).sort();

const refused = async (line: string, message: RegExp): Promise<void> => {
  const { code, stdout, stderr } = await hrta(cwd, ...line.split(" "));
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect([code, stdout]).toEqual([2, ""]);
  expect(readdirSync(cwd).sort()).toEqual(before);
  expect(readdirSync(join(cwd, "full"))).toEqual(["other.txt"]);
};

describe("wrong data end with one line, exit code 2, and no run folder", () => {
  test.concurrent.each<[string, RegExp]>([
    ["train", /^error: no data file is named; for instance: hrta train data.csv/],
    ["train godo.csv", /^error: godo.csv: there is no such file; did you mean "good.csv"\?/],
    ["train empty.csv", /^error: empty.csv: the file is empty/],
    ["train header.csv", /^error: header.csv: line 1 names the columns .* but no row of data follows/],
    ["train good.csv -t U2", /^error: good.csv: no column "U2" to predict; .*"u"/],
    ["train all.csv -t knid", /^error: all.csv: no column "knid" to predict; did you mean "kind"\?/],
    ["train good.csv -t u,u", /^error: good.csv: the column "u" to predict is named twice/],
    ["train words.csv", /^error: words.csv line \d+, column "a": .*"many"/],
    ["train one.csv", /^error: .*1 .*too few/],
    ["train constant.csv", /^error: target "u": constant \(2 in all/],
    ["train infinite.csv", /^error: infinite.csv.*"a".*inf/i],
    ["train double.csv", /^error: double.csv line 1: columns 1 and 2 are both called "a"/],
    ["train ragged.csv", /^error: ragged.csv line 42: 2 fields, but line 1 has 3/],
    ["train broken.gz", /^error: broken.gz: its gzip data are cut short or damaged/],
    ["train full", /^error: full: cannot be read, it is a folder/],
    ["train all.csv -t kind --task regression", /^error: .*"kind".*text/],
    ["train all.csv -t kind,u", /^error: targets: expected one column of labels/],
    ["train good.csv --weights wt", /^error: weights: the table has no column "wt"/],
    ["train good.csv --categorical c", /^error: good.csv: no column "c" to read as categories/],
    ["train good.csv --test 0.6 --validation 0.5", /^error: rows: .*too few/],
    ["train good.csv --loss hinge", /^error: loss: hinge is for classes, .*--task classification/],
  ])("%s", refused);
});

describe("wrong options end with one line, exit code 2, and no run folder", () => {
  const numeric: [string, RegExp][] = [
    "limit",
    "test",
    "validation",
    "hidden",
    "deviation",
    "s",
    "l2",
    "path-norm",
    "rate",
    "steps",
    "epochs",
    "seconds",
    "batch",
    "threads",
    "target-loss",
    "early-stop",
    "checkpoint-every",
  ].map((name) => [`train good.csv --${name} -1`, new RegExp(`^error: --${name}: expected .*, got -1`)]);
  test.concurrent.each<[string, RegExp]>([
    ...numeric,
    ["train good.csv --steps many", /^error: --steps: expected a number, got "many"/],
    ["train good.csv --steps 2.5", /^error: --steps: expected a whole number, got 2.5/],
    ["train good.csv --seed 1e400", /^error: --seed: expected a number, got Infinity/],
    ["train good.csv --s 2.1", /^error: --s: expected s in \[0, 2\], got 2.1/],
    ["train good.csv --relaxation stages,0.5,3", /^error: --relaxation stages: expected s in \[0, 2\], got 3/],
    ["train good.csv --relaxation ramp,to=2.5", /^error: --relaxation to: expected s in \[0, 2\], got 2.5/],
    ["train good.csv --relaxation algorithm1,stages=9", /^error: --relaxation: its s goes from 0.5 to 4.5; expected/],
    ["train good.csv --relaxation stages", /^error: --relaxation: stages needs its values of s, for instance/],
    ["train good.csv --relaxation path", /^error: --relaxation: path needs its points, each as S@TIME/],
    ["train good.csv --relaxation path,0.5,1@0.2", /^error: --relaxation: path needs its points, .* got "path,0.5,1@/],
    ["train good.csv --relaxation path,0.5@0,3@1", /^error: --relaxation points.s: expected s in \[0, 2\], got 3/],
    [
      "train good.csv --relaxation path,0.5@0.3,1@0.2",
      /^error: points\[1\].at: expected at least 0.3, where the point/,
    ],
    ["train good.csv --relaxation path,0@0,1@1 --switch lossless", /^error: points: a lossless switch needs every s/],
    ["train good.csv --relaxation rmap", /^error: --relaxation: expected .*, got "rmap"; did you mean "ramp"\?/],
    ["train good.csv --s 1 --relaxation ramp", /^error: --s and --relaxation: give one of them/],
    ["train good.csv --s 1 --switch hard", /^error: --switch: a constant s is never switched/],
    ["train good.csv --relaxation ramp,from=0 --switch lossless", /^error: ramp: a lossless switch needs every s/],
    ["train good.csv --train-s --relaxation ramp", /^error: relaxation: s is a trained parameter here/],
    ["train good.csv --move-s 5", /^error: --move-s: expected STEP:S, for instance 1200:0.7, or 3000:path, got "5"/],
    ["train good.csv --move-s 5:3", /^error: --move-s: expected s in \[0, 2\], or path, .* got "3" in "5:3"/],
    ["train good.csv --move-s 5:1,4:1", /^error: --move-s: expected steps that ascend, got 4 after 5/],
    ["train good.csv --move-s 5:1 --move-s 4:1", /^error: --move-s: expected a step after 5, .* got 4/],
    ["train good.csv --move-s 9:1 --steps 8", /^error: moves: step 9 is after the last of the run's 8 steps/],
    ["train good.csv --move-s 5:0 --switch lossless", /^error: moves\[0\].s: a lossless switch needs every s/],
    ["train good.csv --move-s 5:1 --train-s", /^error: moves: s is a trained parameter here/],
    ["train good.csv --move-s 5:1 --s 1 --switch lossless", /^error: --switch: .* for instance path,1@0/],
    ["train good.csv --optimizer adma", /^error: --optimizer: expected .*, got "adma"; did you mean "adam"/],
    ["train good.csv --optimizer adam,beta3=1", /^error: --optimizer: no field "beta3"; did you mean "beta1"/],
    ["train good.csv --optimizer adam,0.1", /^error: --optimizer: "0.1" in "adam,0.1" has no name/],
    ["train good.csv --optimizer lbfgs --batch 4", /^error: batch: lbfgs needs the full batch/],
    ["train good.csv --optimizer lbfgs --decay cosine", /^error: --decay: lbfgs chooses the length of its steps/],
    ["train good.csv --activation rleu", /^error: --activation: expected .*, got "rleu"; did you mean "relu"/],
    ["train good.csv --scaling he", /^error: --scaling: expected ntk, standard, mean-field or unit, got "he"/],
    ["train good.csv --bias no", /^error: --bias: expected input or layers or false, got "no"/],
    ["train good.csv --freeze last", /^error: freeze: no layer "last"; the layers are hidden1, output/],
    ["train good.csv --dtype f16", /^error: --dtype: expected f32 or f64, got "f16"/],
    ["train good.csv --engine gpu", /^error: --engine: expected auto, wasm or reference, got "gpu"/],
    ["train good.csv --decay cos", /^error: --decay: expected none, cosine, .*, got "cos"; did you mean "cosine"/],
    ["train good.csv --steps 3 --epochs 3", /^error: --steps and --epochs: give one of them/],
    ["train --early-stop good.csv", /^error: --early-stop: expected a number, got "good.csv"; put it behind/],
    ["train good.csv --hidden 100000000", /^error: hidden: .*parameters; at most \d+ fit/],
    ["train good.csv --out full", /^error: full: is not empty; name a new folder with --out, or remove it/],
    ["train good.csv --out good.csv", /^error: good.csv: is a file; name a folder/],
    ["train good.csv --out good.csv/run", /^error: good.csv\/run: cannot be written, a part of the path is a file/],
    ["train --spec none.json", /^error: none.json: cannot be read, there is no such file/],
    ["train --spec text.json", /^error: text.json: not valid JSON/],
    ["train --spec wrong.json", /^error: wrong.json: optimizer: no field "rat"; did you mean "rate"\?/],
    ["train good.csv --hiden 3", /^error: unknown option '--hiden'; did you mean --hidden\?/],
    ["train good.csv extra.csv", /^error: too many arguments.*; hrta train --help shows the options/],
    ["trian good.csv", /^error: unknown command 'trian'; did you mean train\?/],
    ["good.csv -t u", /^error: unknown command 'good.csv'; did you mean hrta train good.csv -t u\?/],
  ])("%s", refused);
});

describe("a disk that is full costs only what did not fit", () => {
  const flags = "--hidden 4 --steps 5 -q";

  test("nothing is left of a run whose first file could not be written", async () => {
    // Files of at most 512 bytes: even the smallest model is longer.
    const { code, stderr } = await bash(cwd, `ulimit -f 0; $HRTA train good.csv ${flags} --out tiny/run`);
    expect(stderr).toMatch(/^error: tiny\/run\/model.safetensors: cannot be written, [^\n]*\n$/);
    expect(code).not.toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(before);
  });

  test("the model is kept where only the report did not fit, and no half-written file is left", async () => {
    const { code, stderr } = await bash(cwd, `mkdir part; ulimit -f 8; $HRTA train good.csv ${flags} --out part/run`);
    expect(stderr).toMatch(/^error: part\/run\/report.html: cannot be written, [^\n]*\n$/);
    expect(code).not.toBe(0);
    const run = join(cwd, "part/run");
    expect(readdirSync(run).sort()).toEqual(["history.parquet", "model.safetensors", "run.json"]);
    expect((await hrta(cwd, "predict", "part/run", "good.csv")).code).toBe(0);
  });

  test("a checkpoint that did not fit is told once, and the run goes on", async () => {
    // A model of 12,000 floats takes 48 kB, its checkpoint three times that; files have at most 100 KiB here.
    const wide = "--hidden 3000 --steps 60 --checkpoint-every 0.001 -q --out part/wide";
    const { code, stderr } = await bash(cwd, `ulimit -f 100; $HRTA train good.csv ${wide}`);
    expect(stderr).toMatch(/^warning: no checkpoint was written \(part\/wide\/checkpoint.safetensors: [^\n]*\)\n$/);
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, "part/wide"))).toHaveLength(5);
  });
});
