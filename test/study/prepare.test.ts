import { describe, expect, test } from "vitest";
import { decode } from "../../src/model/decode.js";
import { encode } from "../../src/model/encode.js";
import { split } from "../../src/model/split.js";
import type { Column, Table } from "../../src/model/table.js";
import { buildProblem, type DrawnProblemSpec, parseProblemSpec } from "../../src/problems/index.js";
import { prepareProblem, prepareTable } from "../../src/study/prepare.js";
import { parseRunSpec, type RunSpec } from "../../src/training/spec.js";

/** One of every problem that is drawn. */
const problems: readonly DrawnProblemSpec[] = [
  { name: "sine" },
  { name: "sine", inputs: 3, noise: 0.1, standardize: true },
  { name: "function", target: "doppler", noise: 0.05 },
  { name: "ridges" },
  { name: "singleNeuron" },
  { name: "parity", inputs: 6, points: "all" },
  { name: "halfSpaces", labelNoise: 0.1 },
  { name: "cosineNeuron" },
  { name: "sphere" },
  { name: "moons" },
  { name: "spirals" },
  { name: "spirals", arms: 4 },
];

describe.each(problems)("prepareProblem(%j)", (problem) => {
  const spec: RunSpec = { data: { problem }, seed: 7 };
  const drawn = buildProblem(problem).data(7);

  test("has the training and test sets of the problem at the run's seed, to the bit, and no validation set", () => {
    const { data, options } = prepareProblem(spec);
    expect(data.train).toEqual(drawn.train);
    expect(data.test).toEqual(drawn.test);
    expect(data.validation).toBe(undefined);
    expect(options).toMatchObject({ data: drawn.train, seed: 7 });
  });

  test("has its validation set where early stopping or a polish asks for it, and no 0 says otherwise", () => {
    for (const more of [{ earlyStop: {} }, { polish: true }]) {
      const { data, options } = prepareProblem({ ...spec, ...more });
      expect(data.validation).toEqual(drawn.validation);
      expect(options.validation).toBe(data.validation);
      const without = prepareProblem({ ...spec, ...more, data: { problem, validation: 0 } });
      expect(without.data.validation).toBe(undefined);
      expect(without.source).toEqual({ problem, validation: 0 });
    }
  });

  test("has an encoding that reads a table of its columns as the samples themselves, and the targets back", () => {
    const { data } = prepareProblem(spec);
    const { encoding, test: held } = data;
    if (!held) throw new Error("no test set");
    const { rows, inputs, outputs } = held;
    const columns: Column[] = Array.from({ length: inputs }, (_, j) => ({
      name: `x${j + 1}`,
      kind: "number",
      values: Float64Array.from({ length: rows }, (_, i) => held.x[i * inputs + j]),
    }));
    const labels = decode(encoding, held.y, rows);
    if (labels.kind === "classes") {
      expect(labels.classes).toEqual(outputs === 1 ? ["-1", "1"] : ["1", "2", "3", "4"]);
      columns.push({ name: "y", kind: "number", values: Float64Array.from(labels.labels, Number) });
    } else columns.push({ name: "y", kind: "number", values: labels.values[0] });
    const table: Table = { rows, columns, targets: ["y"], notes: [] };
    const { x, y } = encode(table, encoding);
    expect(x).toEqual(held.x);
    expect(y).toEqual(held.y);
  });

  test("has a source that prepares the same again", () => {
    const first = prepareProblem(spec);
    const again = prepareProblem(parseRunSpec(JSON.parse(JSON.stringify({ ...spec, data: first.source }))));
    expect({ ...again, options: null }).toEqual({ ...first, options: null });
  });
});

describe("prepareProblem", () => {
  test("is called by its compact form, and a reader is told what it is", () => {
    const { name, title } = prepareProblem({ data: { problem: { name: "function", target: "runge", noise: 0.05 } } });
    expect(name).toBe("function,target=runge,noise=0.05");
    expect(title).toBe(buildProblem({ name: "function", target: "runge", noise: 0.05 }).title);
  });

  test("takes the logistic loss for classes and squares for numbers, and refuses a loss of classes for numbers", () => {
    expect(prepareProblem({ data: { problem: { name: "moons" } } }).options.loss?.name).toBe("logistic");
    expect(prepareProblem({ data: { problem: { name: "sine" } } }).options.loss?.name).toBe("mse");
    expect(() => prepareProblem({ data: { problem: { name: "sine" } }, loss: "hinge" })).toThrow(
      /^loss: hinge is for classes, and the target is a number; use mse$/,
    );
  });

  test.each<[NonNullable<RunSpec["data"]> | undefined, string]>([
    [undefined, 'data: no problem is named; expected one, for instance { "name": "sine" }'],
    [{ problem: { name: "sien" } }, "problem: name: expected sine, function, ridges"],
    [{ problem: { name: "sien" } }, 'got "sien"; did you mean "sine"?'],
    [{ problem: { name: "sine", input: 3 } }, 'problem: no field "input"; did you mean "inputs"?'],
    [{ problem: { name: "mnist" } }, 'problem: "mnist" lives in a file; name the file itself as the data'],
    [{ problem: { name: "table", file: "a.csv" } }, 'problem: "table" lives in a file'],
    [{ problem: { name: "sine", inputs: 2, train: 7 } }, 'problem "sine": train: '],
  ])("refuses %j", (data, message) => {
    expect(() => prepareProblem({ data })).toThrow(message);
  });
});

describe("a specification with a problem", () => {
  const wrong = (data: object) => () => parseRunSpec({ data: { problem: { name: "sine" }, ...data } }, "run.json");

  test.each([
    [{ file: "a.csv" }, 'data.file: beside the problem "sine", which needs no file; give one of them'],
    ...Object.entries({
      targets: ["y"],
      task: "regression",
      header: true,
      delimiter: ";",
      categorical: ["a"],
      missing: ["-"],
      labels: "l.gz",
      weights: "w",
      ignore: ["a"],
      limit: 5,
      standardize: false,
    }).map(([field, value]): [object, string] => [
      { [field]: value },
      `data.${field}: says how a data file is read, and "sine" is a problem that is drawn; leave it out`,
    ]),
    [{ test: 0.1 }, 'data.test: the test points of "sine" are drawn with the problem; .* for instance sine,test=500'],
    [{ validation: 0.1 }, 'data.validation: the validation points of "sine" .* for instance sine,validation=500'],
  ])("says nothing of a file: %j is refused", (data, message) => {
    expect(wrong(data)).toThrow(new RegExp(`^run\\.json: ${message}`));
  });

  test("may say that there is to be no validation set", () => {
    expect(wrong({ validation: 0 })).not.toThrow();
  });
});

describe("prepareTable", () => {
  const column = (name: string, f: (i: number) => number): Column => ({
    name,
    kind: "number",
    values: Float64Array.from({ length: 30 }, (_, i) => f(i)),
  });
  const table: Table = {
    rows: 30,
    columns: [
      column("a", (i) => i),
      column("b", (i) => i * i),
      column("y", (i) => Math.sin(i)),
      column("c", (i) => i % 2),
    ],
    targets: ["y"],
    notes: ["a note of the reader"],
  };

  test("parts and standardises as `split` does, with the shares and the task written out", () => {
    const { name, title, source, data, notes, options } = prepareTable(
      { data: { file: "some/where.csv" }, seed: 3, earlyStop: {} },
      table,
      "some/where.csv",
    );
    expect([name, title]).toEqual(["some/where.csv", "where.csv"]);
    expect(source).toEqual({
      ...{ file: "some/where.csv", targets: ["y"], task: "regression", test: 0.1, validation: 0.1 },
    });
    expect(data).toEqual(split(table, { test: 0.1, validation: 0.1, seed: 3 }));
    expect(options).toMatchObject({ data: data.train, validation: data.validation, seed: 3 });
    expect(notes).toContain("a note of the reader");
  });

  test("refuses a column that is both ignored and used, and labels' losses for numbers", () => {
    expect(() => prepareTable({ data: { weights: "b", ignore: ["b"] } }, table, "t")).toThrow(
      'weights: column "b" is also ignored; leave it out of one of them',
    );
    expect(() => prepareTable({ loss: "logistic" }, table, "t")).toThrow("or say --task classification");
  });
});

test("problems with and without a file have one list of names", () => {
  expect(() => parseProblemSpec({ name: "nothing" })).toThrow(/spirals, mnist or table, got "nothing"/);
});
