import { describe, expect, test } from "vitest";
import { calibrationCell, cellsOf, combinations } from "../../src/study/expand.js";
import { identify } from "../../src/study/experiment/index.js";
import { describeStudy, parseStudy } from "../../src/study/spec.js";

const minimal = { name: "waves", problems: ["sine"], methods: [{ label: "Adam" }], steps: 100, seeds: 3 };
const study = (changes: object = {}) => parseStudy({ ...minimal, ...changes });
const ids = (changes: object = {}) => {
  const parsed = study(changes);
  return combinations(parsed).flatMap((one) => cellsOf(parsed, one).map(({ cell }) => identify(cell)));
};

describe("a study", () => {
  test("has every choice written out", () => {
    expect(study()).toEqual({
      name: "waves",
      problems: [{ label: "sine", spec: { name: "sine" } }],
      networks: [{ label: "", spec: {} }],
      methods: [{ label: "Adam" }],
      budgets: [{ steps: 100 }],
      seeds: [0, 1, 2],
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test("takes seeds one by one, each once, and several budgets of both kinds", () => {
    expect(study({ seeds: [7, -1, 7] }).seeds).toEqual([7, -1]);
    expect(study({ steps: [10, 100], seconds: 2 }).budgets).toEqual([{ steps: 10 }, { steps: 100 }, { seconds: 2 }]);
  });

  test("labels problems by their name, and by their options where the name stands for two", () => {
    const labels = (problems: unknown[]) => study({ problems }).problems.map(({ label }) => label);
    expect(labels(["sine", "moons"])).toEqual(["sine", "moons"]);
    expect(labels(["sine", { name: "sine", inputs: 3 }])).toEqual(["sine", "sine, inputs 3"]);
    expect(labels([{ name: "sine", label: "one wave" }, "sine"])).toEqual(["one wave", "sine"]);
    expect(labels([{ name: "function", target: "blocks" }])).toEqual(["blocks"]);
    expect(labels(["sine", "sine"])).toEqual(["sine", "sine (2)"]);
    expect(labels([{ name: "table", file: "data/concrete.csv" }])).toEqual(["concrete.csv"]);
  });

  test("labels networks by their widths and what else they say", () => {
    const networks = [{ hidden: [64, 64] }, { activation: "tanh", hidden: [10] }, { activation: "tanh" }];
    expect(study({ networks }).networks.map(({ label }) => label)).toEqual([
      "64-64",
      "10, activation tanh",
      "activation tanh",
    ]);
  });

  test("its hash is that of what is computed: name, comments and order of fields change nothing, a seed does", () => {
    const { hash } = study();
    expect(study({ name: "other", comment: "hello" }).hash).toBe(hash);
    expect(study({ methods: [{ comment: ["a", "b"], label: "Adam" }] }).hash).toBe(hash);
    expect(study({ seeds: [0, 1, 2] }).hash).toBe(hash);
    expect(study({ seeds: 4 }).hash).not.toBe(hash);
    expect(study({ steps: 101 }).hash).not.toBe(hash);
  });

  test("is described so that it can be read back, with the same hash", () => {
    for (const changes of [
      {},
      { networks: [{ hidden: [5] }, { activation: "tanh" }], seconds: [1, 2], steps: 7, seeds: [3, 9] },
      { problems: ["sine", { name: "sine", inputs: 3 }, { name: "moons", label: "two moons" }] },
      {
        methods: [
          { label: "a", sweep: { "optimizer.name": ["gd", "adam"] } },
          { label: "b", kind: "ntk" },
        ],
      },
    ]) {
      const one = study(changes);
      expect(parseStudy(describeStudy(one))).toEqual(one);
    }
  });

  test("a sweep is a method for every combination of its values", () => {
    const methods = [
      {
        label: "Adam",
        optimizer: { name: "adam" },
        sweep: { "optimizer.rate": [0.1, 0.01], "network.hidden": [[5], [6]] },
      },
    ];
    expect(study({ methods }).methods).toEqual([
      { label: "Adam, rate 0.1, hidden [5]", optimizer: { name: "adam", rate: 0.1 }, network: { hidden: [5] } },
      { label: "Adam, rate 0.1, hidden [6]", optimizer: { name: "adam", rate: 0.1 }, network: { hidden: [6] } },
      { label: "Adam, rate 0.01, hidden [5]", optimizer: { name: "adam", rate: 0.01 }, network: { hidden: [5] } },
      { label: "Adam, rate 0.01, hidden [6]", optimizer: { name: "adam", rate: 0.01 }, network: { hidden: [6] } },
    ]);
  });
});

describe("a wrong field is named, with what it is and what was expected", () => {
  test.each([
    [3, "my.json: expected an object, got 3"],
    [{ ...minimal, seed: 3 }, 'my.json: no field "seed"; did you mean "seeds"?'],
    [
      { ...minimal, name: "../x" },
      'my.json: name: expected letters, digits, dots, dashes and underscores (it names a folder), got "../x"',
    ],
    [{ ...minimal, seeds: 0 }, "my.json: seeds: expected a whole number above 0"],
    [{ ...minimal, seeds: [0.5] }, "my.json: seeds[0]: expected a whole number, got 0.5"],
    [{ ...minimal, steps: undefined }, "my.json: steps: is missing; expected how many steps a run has, or seconds"],
    [{ ...minimal, problems: [] }, "my.json: problems: expected at least 1 of them, got none"],
    [{ ...minimal, problems: ["moon"] }, 'my.json: problems[0]: no problem "moon"; did you mean "moons"?'],
    [{ ...minimal, problems: [3] }, "my.json: problems[0]: expected a problem's name or an object, got 3"],
    [
      { ...minimal, problems: [{ name: "sine", input: 3 }] },
      'my.json: problems[0]: no field "input"; did you mean "inputs"?',
    ],
    [{ ...minimal, methods: [{}] }, "my.json: methods[0].label: is missing; expected text"],
    [
      { ...minimal, methods: [{ label: "a", kind: "nkt" }] },
      'my.json: methods[0].kind: expected train, randomFeatures, ntk or nngp, got "nkt"; did you mean "ntk"?',
    ],
    [
      { ...minimal, methods: [{ label: "a", optimizer: { name: "adam", rate: -1 } }] },
      "my.json: methods[0].optimizer.rate: expected a number above 0, got -1",
    ],
    [
      { ...minimal, methods: [{ label: "a", kind: "ntk", optimizer: {} }] },
      'my.json: methods[0]: no field "optimizer"',
    ],
    [
      { ...minimal, methods: [{ label: "a" }, { label: "a" }] },
      'my.json: methods: two are labelled "a"; give each a label of its own',
    ],
    [
      { ...minimal, methods: [{ label: "a", sweep: { "optimizer.rate": 3 } }] },
      "my.json: methods[0].sweep: optimizer.rate: expected a list of values, got 3",
    ],
    [
      { ...minimal, methods: [{ label: "a", sweep: { "optimizer.rte": [3] }, optimizer: { name: "adam" } }] },
      'my.json: methods[0].optimizer: no field "rte"; did you mean "rate"?',
    ],
    [
      { ...minimal, methods: [{ label: "a", sweep: { label: ["x"] } }] },
      "my.json: methods[0].sweep: label: says nothing of the computation",
    ],
    [{ ...minimal, networks: [{ hiden: [3] }] }, 'my.json: networks[0]: no field "hiden"; did you mean "hidden"?'],
  ])("%j", (value, message) => {
    let told = "";
    try {
      parseStudy(value, "my.json");
    } catch (error) {
      told = error instanceof Error ? error.message : "";
    }
    expect(told).toContain(message);
    expect(told.split("\n")).toHaveLength(1);
  });
});

describe("the cells of a study", () => {
  test("are problem x network x method x budget x seeds", () => {
    const parsed = study({
      problems: ["sine", "moons"],
      networks: [{ hidden: [5] }, { hidden: [6] }],
      methods: [{ label: "a" }, { label: "b", optimizer: { name: "gd" } }],
      steps: [10, 20],
    });
    const all = combinations(parsed).flatMap((one) => cellsOf(parsed, one));
    expect(all).toHaveLength(2 * 2 * 2 * 2 * 3);
    expect(new Set(all.map(({ cell }) => identify(cell))).size).toBe(all.length);
    expect(all[5].cell).toEqual({
      experiment: "train",
      params: { problem: { name: "sine" }, method: { network: { hidden: [5] } }, steps: 20 },
      seed: 2,
    });
  });

  test("keep their ids under new labels, names and comments, so that nothing is computed anew", () => {
    const before = ids();
    expect(ids({ name: "renamed", comment: "x" })).toEqual(before);
    expect(ids({ methods: [{ label: "another name", comment: "x" }] })).toEqual(before);
    expect(ids({ problems: [{ label: "wave", name: "sine" }] })).toEqual(before);
    expect(ids({ seeds: 5 }).slice(0, 3)).toEqual(before);
  });

  test("the study's network is laid over that of the method", () => {
    const parsed = study({
      networks: [{ hidden: [9] }],
      methods: [{ label: "a", network: { hidden: [5], bias: false } }],
    });
    expect(combinations(parsed)[0].params.method).toEqual({ network: { hidden: [9], bias: false } });
  });

  test("a method without steps has no budget, and its width at infinity is one cell", () => {
    const parsed = study({
      networks: [{ hidden: [10] }, { hidden: [20] }],
      methods: [{ label: "kernel", kind: "ntk" }],
      steps: [10, 20],
    });
    const all = combinations(parsed).flatMap((one) => cellsOf(parsed, one));
    expect(all).toHaveLength(2 * 3);
    expect(new Set(all.map(({ cell }) => identify(cell))).size).toBe(3);
  });

  test("a budget of time is measured by a cell of its own, and its steps make the cells", () => {
    const parsed = study({ steps: undefined, seconds: 2 });
    const [one] = combinations(parsed);
    expect(calibrationCell(one)).toEqual({
      experiment: "calibrate",
      params: { problem: { name: "sine" }, method: {}, seconds: 2 },
      seed: 0,
    });
    expect(cellsOf(parsed, one, 77)[0].cell.params).toEqual({ problem: { name: "sine" }, method: {}, steps: 77 });
    expect(calibrationCell(combinations(study())[0])).toBe(undefined);
  });

  test("carry the fingerprint of the file that their problem lives in", () => {
    const parsed = study({ problems: [{ name: "table", file: "a.csv" }] });
    const of = (source: string) => identify(cellsOf(parsed, combinations(parsed, { source: () => source })[0])[0].cell);
    expect(of("00")).not.toBe(of("01"));
  });
});
