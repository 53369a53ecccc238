import { describe, expect, test } from "vitest";
import { idxTable, parseIdx } from "../../src/format/idx.js";
import { npyTable, parseNpy } from "../../src/format/npy.js";
import { npzTable } from "../../src/format/npz.js";
import { InputError } from "../../src/model/errors.js";
import type { Table } from "../../src/model/table.js";
import { idx, npy, npz, type Type, types } from "./files.js";

const columns = (table: Table) =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      column.kind === "number" ? [...column.values] : [...column.codes].map((code) => column.categories[code]),
    ]),
  );

describe("NPY", () => {
  const extremes: Record<Type, number[]> = {
    f8: [-1.5, Number.MIN_VALUE, 1e308, 0.1],
    f4: [-1.5, 2 ** -149, 3.4028234663852886e38, 0.25],
    i8: [-(2 ** 53), 2 ** 53, 0, -1],
    u8: [2 ** 53, 2 ** 63, 0, 1],
    i4: [-(2 ** 31), 2 ** 31 - 1, 0, -1],
    u4: [2 ** 32 - 1, 2 ** 31, 0, 1],
    i2: [-(2 ** 15), 2 ** 15 - 1, 0, -1],
    u2: [2 ** 16 - 1, 2 ** 15, 0, 1],
    i1: [-128, 127, 0, -1],
    u1: [255, 128, 0, 1],
    b1: [1, 0, 0, 1],
  };
  test.each(types.flatMap((type) => [true, false].map((little) => [type, little] as const)))(
    "%s (little-endian: %s) reads as the same numbers, extremes included",
    (type, little) => {
      const values = extremes[type];
      for (const version of [1, 2, 3] as const) {
        const matrix = parseNpy(npy([4], values, { type, little, version }));
        expect([0, 1, 2, 3].map((row) => matrix.at(row, 0))).toEqual(values);
      }
    },
  );

  test("C and Fortran order of one matrix are one table", () => {
    const expected = { column1: [1, 4], column2: [2, 5], column3: [3, 6] };
    expect(columns(npyTable(npy([2, 3], [1, 2, 3, 4, 5, 6])))).toEqual(expected);
    expect(columns(npyTable(npy([2, 3], [1, 4, 2, 5, 3, 6], { fortran: true })))).toEqual(expected);
  });

  test("columns are named by number, the last is the target, and limit cuts the rows", () => {
    const table = npyTable(npy([3, 2], [1, 2, 3, 4, 5, 6]), { limit: 2 });
    expect(columns(table)).toEqual({ column1: [1, 3], column2: [2, 4] });
    expect(table.targets).toEqual(["column2"]);
    expect(npyTable(npy([1, 2], [1, 2]), { targets: ["1"] }).targets).toEqual(["column1"]);
  });

  test("trailing axes are laid out in a row", () => {
    expect(columns(npyTable(npy([1, 2, 2], [1, 2, 3, 4])))).toEqual({
      column1: [1],
      column2: [2],
      column3: [3],
      column4: [4],
    });
  });

  test("NaN is a missing entry", () => {
    expect(columns(npyTable(npy([2, 1], [Number.NaN, 2])))).toEqual({ column1: [Number.NaN, 2] });
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["no magic", new TextEncoder().encode("a,b\n1,2\n3,4\n5,6"), /not an NPY file/],
    ["version 9", npy([1], [1]).with(6, 9), /NPY version 9/],
    ["complex entries", npy([1], [1], { descr: "<c16" }), /entries of type "<c16"; expected numbers or booleans/],
    ["text entries", npy([1], [1], { descr: "<U5" }), /entries of type "<U5"/],
    ["no rows", npy([0, 3], []), /shape \(0, 3\) holds no rows/],
    ["no axes", npy([], [1]), /shape \(\) holds no rows/],
    ["too few bytes", npy([3, 2], [1, 2, 3]), /cut short, shape \(3, 2\) needs 48 bytes, but 24 are there/],
    [
      "infinity",
      npy([2, 1], [1, Number.POSITIVE_INFINITY]),
      /row 2, column "column1": Infinity is not a finite number/,
    ],
    ["three axes in Fortran order", npy([1, 1, 1], [1], { fortran: true }), /Fortran order/],
  ])("%s is an error", (_, bytes, message) => {
    const read = () => npyTable(bytes, { source: "mine.npy" });
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});

describe("NPZ", () => {
  test.each([0, 6] as const)("arrays x and y are inputs and targets (deflate level %i)", (level) => {
    const table = npzTable(npz({ x: npy([2, 2], [1, 2, 3, 4]), y: npy([2], [5, 6]), seed: npy([1], [0]) }, level));
    expect(columns(table)).toEqual({ x1: [1, 3], x2: [2, 4], y: [5, 6] });
    expect(table.targets).toEqual(["y"]);
    expect(table.notes).toEqual(['Arrays of the archive that were left out: "seed".']);
  });

  test("several targets are y1, y2, ...", () => {
    const table = npzTable(npz({ data: npy([1], [1]), target: npy([1, 2], [5, 6]) }));
    expect(table.targets).toEqual(["target1", "target2"]);
  });

  test("without x and y every array is columns, the last one the target", () => {
    const table = npzTable(npz({ a: npy([2], [1, 2]), b: npy([2, 2], [3, 4, 5, 6]) }));
    expect(columns(table)).toEqual({ a: [1, 2], b1: [3, 5], b2: [4, 6] });
    expect(table.targets).toEqual(["b2"]);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["no archive", new Uint8Array(40), /zip archive is cut short or damaged/],
    ["an empty archive", npz({}), /holds no arrays/],
    ["different rows", npz({ x: npy([2], [1, 2]), y: npy([3], [1, 2, 3]) }), /"x" has 2 rows, "y" 3/],
    ["an array that is none", npz({ x: new Uint8Array(20), y: npy([1], [1]) }), /array "x": not an NPY file/],
  ])("%s is an error", (_, bytes, message) => {
    expect(() => npzTable(bytes)).toThrow(InputError);
    expect(() => npzTable(bytes)).toThrow(message);
  });

  test("a changed byte of the data is found by the checksum", () => {
    const bytes = npz({ x: npy([4], [1, 2, 3, 4]), y: npy([4], [1, 2, 3, 4]) }, 0);
    // 30 bytes of local header and 5 of name, 128 of NPY header: the first entry of x.
    bytes[30 + 5 + 128] ^= 1;
    expect(() => npzTable(bytes)).toThrow(/does not match its checksum/);
  });
});

describe("IDX", () => {
  test("images become pixels, labels the categories to predict, in increasing order", () => {
    const images = idx([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);
    const labels = { bytes: idx([3], [7, 0, 7]), source: "labels" };
    const table = idxTable(images, labels);
    expect(columns(table)).toEqual({
      pixel1: [1, 5, 9],
      pixel2: [2, 6, 10],
      pixel3: [3, 7, 11],
      pixel4: [4, 8, 255],
      label: ["7", "0", "7"],
    });
    expect(table.targets).toEqual(["label"]);
    const label = table.columns[4];
    expect(label.kind === "text" && label.categories).toEqual(["0", "7"]);
    expect(idxTable(images, labels, { limit: 1 }).rows).toBe(1);
  });

  test.each(["u1", "i1", "i2", "i4", "f4", "f8"] as const)("type %s is read, big-endian", (type) => {
    const matrix = parseIdx(idx([2, 1], [1, 100], type));
    expect([matrix.at(0, 0), matrix.at(1, 0)]).toEqual([1, 100]);
  });

  test.each<[string, () => Table, RegExp]>([
    ["other bytes", () => idxTable(new TextEncoder().encode("a,b,c")), /not an IDX file/],
    ["a cut header", () => idxTable(idx([2, 2], [1, 2, 3, 4]).subarray(0, 9)), /cut short in its header/],
    [
      "cut data",
      () => idxTable(idx([2, 2], [1, 2, 3, 4]).subarray(0, 14)),
      /cut short, shape \(2, 2\) needs 4 bytes, but 2/,
    ],
    [
      "too few labels",
      () => idxTable(idx([2, 1, 1], [1, 2]), { bytes: idx([1], [1]), source: "labels" }),
      /labels: labels of shape \(1\); expected \(2\)/,
    ],
  ])("%s is an error", (_, read, message) => {
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });
});
