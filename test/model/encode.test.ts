import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/format/csv.js";
import {
  decode,
  type EncodingOptions,
  encode,
  encodeInputs,
  fitEncoding,
  inputsOf,
  outputsOf,
} from "../../src/model/encode.js";
import { InputError } from "../../src/model/errors.js";
import type { Table } from "../../src/model/table.js";

const all = (table: Table) => Array.from({ length: table.rows }, (_, row) => row);
const csv = (text: string, targets = ["y"]) => parseCsv(text, { header: true, targets });
const fitAll = (table: Table, options?: EncodingOptions) => fitEncoding(table, all(table), options);

describe("standardisation", () => {
  test("inputs and targets have mean 0 and population deviation 1 over the fitted rows", () => {
    const column = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(column, (values) => {
        fc.pre(new Set(values.map((value) => Math.round(value))).size > 2);
        const table: Table = {
          rows: values.length,
          columns: [
            { name: "x", kind: "number", values: Float64Array.from(values) },
            { name: "y", kind: "number", values: Float64Array.from(values, (value) => 3 * value - 1) },
          ],
          targets: ["y"],
          notes: [],
        };
        const { x, y } = encode(table, fitAll(table).encoding);
        for (const z of [x, y]) {
          const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
          const square = z.reduce((sum, value) => sum + value * value, 0) / z.length;
          // Entries up to 1e6 spread by more than 1: rounding of (v - mean) costs at most 1e6 eps relative to the deviation.
          expect(Math.abs(mean)).toBeLessThan(1e-9);
          expect(Math.abs(square - 1)).toBeLessThan(1e-9);
        }
      }),
    );
  });

  test("it is fitted on the given rows only", () => {
    const table = csv("x,y\n1,1\n3,5\n1000,9\n");
    const { encoding } = fitEncoding(table, [0, 1]);
    expect(encoding.features).toEqual([{ name: "x", kind: "number", mean: 2, deviation: 1 }]);
    expect(encoding.target).toEqual({ kind: "regression", names: ["y"], means: [3], deviations: [2] });
    expect([...encode(table, encoding, [2, 0]).x]).toEqual([998, -1]);
  });

  test("values near the ends of the float64 range neither overflow nor vanish", () => {
    const tiny = 2 ** -1000;
    const huge = 2 ** 1023;
    const { encoding } = fitAll(csv(`x,z,y\n${-huge},${tiny},1\n${huge},${3 * tiny},2\n`));
    expect(encoding.features).toEqual([
      { name: "x", kind: "number", mean: 0, deviation: huge },
      { name: "z", kind: "number", mean: 2 * tiny, deviation: tiny },
    ]);
  });

  test("standardize: false leaves numbers as they are", () => {
    const table = csv("x,y\n1,10\n3,50\n");
    const { x, y } = encode(table, fitAll(table, { standardize: false }).encoding);
    expect([...x, ...y]).toEqual([1, 3, 10, 50]);
  });

  test("a missing number counts as the mean, a missing category as none", () => {
    const table = csv("x,c,y\n1,u,1\n,,2\n3,v,3\n5,u,4\n");
    const { encoding, notes } = fitAll(table);
    const { x, inputs } = encode(table, encoding);
    expect(inputs).toBe(3);
    expect([...x.subarray(3, 6)]).toEqual([0, 0, 0]);
    expect([...x.subarray(7, 9)]).toEqual([0, 1]);
    expect(notes).toEqual([`Missing inputs count as the training rows' mean: "x" 1.`]);
  });
});

describe("inputs that tell nothing are left out with a note", () => {
  test.each([
    ["one value", "a,x,y\n7,1,1\n7,2,2\n7,3,4\n", /one value in all training rows: "a"/],
    ["one text", "a,x,y\nu,1,1\nu,2,2\nu,3,4\n", /one value in all training rows: "a"/],
    ["no entries", "a,x,y\n,1,1\n,2,2\n,3,4\n", /no entries: "a"/],
    ["a text for each row", "a,x,y\nu,1,1\nv,2,2\nw,3,4\nz,4,6\n", /too many different texts to be categories: "a"/],
    [
      "more than 100 texts",
      `a,x,y\n${Array.from({ length: 303 }, (_, i) => `t${i % 101},${i},${i * i}`).join("\n")}`,
      /too many different texts to be categories: "a"/,
    ],
  ])("%s", (_, text, note) => {
    const { encoding, notes } = fitAll(csv(text));
    expect(encoding.features.map((feature) => feature.name)).toEqual(["x"]);
    expect(notes.join(" ")).toMatch(note);
  });

  test("no input left is an error that says why", () => {
    expect(() => fitAll(csv("a,y\n7,1\n7,2\n"))).toThrow(/no inputs: Inputs left out.*"a"/);
    expect(() => fitAll(csv("y\n1\n2\n"))).toThrow(/no inputs: the targets are the only columns/);
  });
});

describe("targets", () => {
  test("two labels are one output of -1 and 1, in sorted order", () => {
    const table = csv("x,y\n1,no\n2,yes\n3,no\n4,yes\n");
    const { encoding } = fitAll(table);
    expect(encoding.target).toEqual({ kind: "classes", name: "y", classes: ["no", "yes"] });
    expect(outputsOf(encoding)).toBe(1);
    expect([...encode(table, encoding).y]).toEqual([-1, 1, -1, 1]);
  });

  test("more labels are one-hot; labels that are numbers are sorted by value", () => {
    const table = csv("x,y\n1,10\n2,9\n3,2\n4,10\n5,9\n6,2\n");
    const { encoding } = fitAll(table, { task: "classification" });
    expect(encoding.target).toEqual({ kind: "classes", name: "y", classes: ["2", "9", "10"] });
    expect([...encode(table, encoding, [0, 1]).y]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test("several targets are several outputs, each in its own units", () => {
    const table = csv("x,u,v\n1,0,10\n2,2,30\n", ["u", "v"]);
    const { encoding } = fitAll(table);
    expect([...encode(table, encoding).y]).toEqual([-1, -1, 1, 1]);
    expect(inputsOf(encoding)).toBe(1);
  });

  test("a target of few whole numbers brings a note about classification", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 3}`).join("\n");
    expect(fitAll(csv(`x,y\n${rows}`)).notes.join(" ")).toContain('choose the task "classification"');
  });

  test.each<[string, () => unknown, RegExp]>([
    ["a constant number", () => fitAll(csv("x,y\n1,5\n2,5\n")), /target "y": constant \(5 in all 2 training rows\)/],
    ["a constant label", () => fitAll(csv("x,y\n1,u\n2,u\n")), /target "y": constant \("u" in all/],
    [
      "text for regression",
      () => fitAll(csv("x,y\n1,u\n2,v\n"), { task: "regression" }),
      /"y": holds text, which regression/,
    ],
    [
      "labels among several targets",
      () => fitAll(csv("x,y,z\n1,u,1\n2,v,2\n", ["y", "z"])),
      /expected one column of labels/,
    ],
    [
      "a number for each row as label",
      () => fitAll(csv("x,y\n1,1.5\n2,2.5\n3,3.5\n"), { task: "classification" }),
      /3 different labels in 3 training rows are too many/,
    ],
    ["no target", () => fitAll(csv("x,y\n1,1\n2,2\n", [])), /targets: none is named/],
    ["no row with a target", () => fitAll(csv("x,y\n1,\n2,NA\n")), /no training row has an entry for "y"/],
  ])("%s is an error", (_, run, message) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
  });
});

describe("decoding inverts encoding", () => {
  test("numbers come back in the target's own units", () => {
    const table = csv("x,y,z\n1,0.1,5\n2,0.7,-3\n3,1e9,8\n", ["y", "z"]);
    const { encoding } = fitAll(table);
    const back = decode(encoding, encode(table, encoding).y, 3);
    expect(back.kind === "regression" && back.names).toEqual(["y", "z"]);
    const [y, z] = back.kind === "regression" ? back.values : [];
    // mean + deviation * ((v - mean) / deviation): a few roundings of numbers up to the largest.
    for (const [i, value] of [0.1, 0.7, 1e9].entries()) expect(Math.abs(y[i] - value)).toBeLessThan(4 * 2 ** -52 * 1e9);
    for (const [i, value] of [5, -3, 8].entries()) expect(Math.abs(z[i] - value)).toBeLessThan(4 * 2 ** -52 * 8);
  });

  test.each([
    ["two", "no,yes,no,yes"],
    ["three", "b,a,c,b,a,c"],
  ])("%s labels come back as they were", (_, labels) => {
    const table = csv(
      `x,y\n${labels
        .split(",")
        .map((label, i) => `${i},${label}`)
        .join("\n")}`,
    );
    const { encoding } = fitAll(table);
    const back = decode(encoding, encode(table, encoding).y, table.rows);
    expect(back.kind === "classes" && back.labels.join(",")).toBe(labels);
  });

  test("the largest score wins", () => {
    const encoding = { features: [], target: { kind: "classes", name: "y", classes: ["a", "b", "c"] } } as const;
    const back = decode(encoding, Float32Array.of(0.1, 0.9, 0.2, -3, -4, -5), 2);
    expect(back).toMatchObject({ labels: ["b", "a"], codes: Int32Array.of(1, 0) });
    expect(() => decode(encoding, [1, 2], 1)).toThrow(/expected 1 rows of 3, 3 numbers, got 2/);
  });
});

describe("a model meets another table", () => {
  const { encoding } = fitAll(csv("size,colour,y\n1,red,1\n2,blue,2\n3,red,3\n4,blue,4\n"));

  test("columns in another order, and more of them, change nothing", () => {
    const { x } = encodeInputs(csv("extra,colour,size\n9,blue,2.5\n9,red,2.5\n", []), encoding);
    expect([...x]).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test("a category that training did not meet is none, with a note", () => {
    const { x, notes } = encodeInputs(csv("colour,size\ngreen,2.5\n", []), encoding);
    expect([...x]).toEqual([0, 0, 0]);
    expect(notes).toEqual([
      'Column "colour": 1 row has a category that training did not meet ("green"); read as none.',
    ]);
  });

  test("categories that are numbers here are matched by value", () => {
    const labels = fitAll(
      parseCsv("x,y\n1,1.0\n2,2.0\n3,1.0\n4,2.0\n", { task: "classification", targets: ["y"] }),
    ).encoding;
    expect([...encode(csv("x,y\n1,1\n2,2\n"), labels).y]).toEqual([-1, 1]);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "a missing column",
      () => encodeInputs(csv("colour,Sizes\nred,1\n", []), encoding),
      /lacks: "size"; did you mean "Sizes"\?/,
    ],
    [
      "several missing columns",
      () => encodeInputs(csv("a,b\n1,2\n", []), encoding),
      /columns that the table lacks: "size", "colour"/,
    ],
    [
      "text for numbers",
      () => encodeInputs(csv("colour,size\nred,big\n", []), encoding),
      /column "size".*row 1.*text "big"; expected numbers/,
    ],
    ["a missing target column", () => encode(csv("colour,size\nred,1\n", []), encoding), /targets: .* lacks: "y"/],
    [
      "a missing target",
      () => encode(csv("colour,size,y\nred,1,1\nred,2,\n"), encoding),
      /row 2: the target "y" is missing/,
    ],
    [
      "an unknown label",
      () => encode(csv("x,y\n1,maybe\n"), fitAll(csv("x,y\n1,no\n2,yes\n")).encoding),
      /row 1: the target "y" is "maybe", not among the classes of the training rows \("no", "yes"\)/,
    ],
  ])("%s is an error", (_, run, message) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
  });
});
