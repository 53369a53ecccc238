import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/errors.js";
import { buildProblem, type ProblemSpec, parseProblemSpec, problemFile } from "../../src/problems/index.js";

const bad: readonly { readonly spec: unknown; readonly message: RegExp }[] = [
  {
    spec: { name: "sin" },
    message: /^problem: name: expected sine, function, .* or table, got "sin"; did you mean "sine"/,
  },
  { spec: {}, message: /^problem: name: is missing; expected sine, function, / },
  { spec: "sine", message: /^problem: expected an object, got "sine"$/ },
  { spec: { name: "sine", rows: 3 }, message: /^problem "sine": no field "rows"; expected name, inputs, points, / },
  { spec: { name: "sine", input: 3 }, message: /^problem "sine": no field "input"; did you mean "inputs"/ },
  { spec: { name: "sine", train: 0 }, message: /^problem "sine": train: expected a whole number above 0, got 0$/ },
  { spec: { name: "sine", train: 2.5 }, message: /^problem "sine": train: expected a whole number, got 2\.5$/ },
  { spec: { name: "sine", noise: -1 }, message: /^problem "sine": noise: expected a number of at least 0, got -1$/ },
  {
    spec: { name: "sine", points: "random" },
    message: /^problem "sine": points: expected grid or uniform, got "random"/,
  },
  {
    spec: { name: "sine", inputs: 3, train: 100 },
    message: /^problem "sine": train: 100 points are no grid in 3 dimensions; expected k\^3, such as 64 or 125$/,
  },
  {
    spec: { name: "sine", inputs: 12 },
    message: /^problem "sine": train: 244140625 points of 12 inputs do not fit in memory; expected at most 5162220$/,
  },
  {
    spec: { name: "function", target: "block" },
    message: /^problem "function": target: expected runge, .* got "block"; did you mean "blocks"/,
  },
  { spec: { name: "function" }, message: /^problem "function": target: is missing; expected runge, / },
  {
    spec: { name: "function", target: "blocks", inputs: 2 },
    message: /^problem "function": inputs: "blocks" expects 1, got 2$/,
  },
  {
    spec: { name: "function", target: "friedman1", inputs: 4 },
    message: /^problem "function": inputs: "friedman1" expects at least 5, got 4$/,
  },
  {
    spec: { name: "function", target: "doppler", points: "normal" },
    message:
      /^problem "function": points: "doppler" is a function on \[0, 1\]\^d; expected uniform or grid, got normal$/,
  },
  {
    spec: { name: "parity", inputs: 4, active: 5 },
    message: /^problem "parity": active: expected at most the number of inputs, 4, got 5$/,
  },
  {
    spec: { name: "parity", inputs: 4, points: "all", train: 8 },
    message: /^problem "parity": train: points "all" are 16; leave train out, got 8$/,
  },
  { spec: { name: "parity", inputs: 40, points: "all" }, message: /^problem "parity": train: .* do not fit in memory/ },
  {
    spec: { name: "parity", labelNoise: 0.7 },
    message: /^problem "parity": labelNoise: expected a number of at most 0\.5, got 0\.7$/,
  },
  {
    spec: { name: "cosineNeuron", frequency: 1.5 },
    message: /^problem "cosineNeuron": frequency: expected a whole number on the torus, got 1\.5$/,
  },
  {
    spec: { name: "sphere", teacher: 3 },
    message: /^problem "sphere": teacher: expected targets "teacher" beside it, got targets "sign"$/,
  },
  {
    spec: { name: "spirals", arms: 1 },
    message: /^problem "spirals": arms: expected a whole number of at least 2, got 1$/,
  },
  { spec: { name: "table" }, message: /^problem "table": file: is missing; expected text$/ },
  {
    spec: { name: "table", file: "a.csv", test: 0 },
    message: /^problem "table": test: expected a number above 0, got 0$/,
  },
  {
    spec: { name: "table", file: "a.csv" },
    message: /^problem "table": file: "a\.csv" has not been read; expected its table as the second argument/,
  },
  { spec: { name: "mnist", file: "x" }, message: /^problem "mnist": file: "x" has not been read; / },
];

test.each(bad)("a wrong specification is told in one line: $spec", ({ spec, message }) => {
  let told: unknown;
  try {
    buildProblem(spec as ProblemSpec);
  } catch (error) {
    told = error;
  }
  expect(told).toBeInstanceOf(InputError);
  expect((told as InputError).message).toMatch(message);
  expect((told as InputError).message).not.toContain("\n");
});

describe("a specification", () => {
  test("is given back as it is by the parser, which takes another origin for its messages", () => {
    const spec = { name: "ridges", inputs: 4, noise: 0.1 } as const;
    expect(parseProblemSpec(spec)).toEqual(spec);
    expect(() => parseProblemSpec({ name: "moons", noise: 1 }, "my.json: problems[2]")).toThrow(
      /^my\.json: problems\[2\]: no field "noise"; did you mean "labelNoise"/,
    );
  });

  test("names the file that is to be read for it, and how; none for a problem that is drawn", () => {
    expect(problemFile({ name: "sine" })).toBeUndefined();
    expect(
      problemFile({ name: "mnist", file: "train-images-idx3-ubyte", train: 60, validation: 10, test: 20 }),
    ).toEqual({
      path: "train-images-idx3-ubyte",
      options: { labels: undefined, limit: 90 },
    });
    const file = problemFile({ name: "table", file: "a.csv", targets: ["y"], header: false, limit: 7, test: 0.3 });
    expect(file?.path).toBe("a.csv");
    expect(file?.options).toMatchObject({ targets: ["y"], header: false, limit: 7 });
  });
});
