import { expect, test } from "vitest";
import { findColumn, type Table, withoutColumns } from "../../src/model/table.js";

const numbers = (name: string) => ({ name, kind: "number" as const, values: Float64Array.of(1, 2) });
const table: Table = { rows: 2, columns: ["row", "x", "y"].map(numbers), targets: ["y"], notes: [] };

test("ignored columns are no longer in the table, and the rest is as it was", () => {
  expect(withoutColumns(table, ["row"])).toEqual({ ...table, columns: [table.columns[1], table.columns[2]] });
  expect(withoutColumns(table)).toEqual(table);
});

test("an unknown column is refused with the names like it, and so is a target", () => {
  expect(() => withoutColumns(table, ["rows"])).toThrow('ignore: the table has no column "rows"; did you mean "row"?');
  expect(() => withoutColumns(table, ["y"])).toThrow('ignore: column "y" is the target');
});

test("where a file names no columns, a number stands for one", () => {
  const bare = { ...table, columns: ["column1", "column2", "column3"].map(numbers), targets: ["column3"] };
  expect(findColumn(bare, "2", "weights").name).toBe("column2");
  expect(withoutColumns(bare, ["1"]).columns.map(({ name }) => name)).toEqual(["column2", "column3"]);
  expect(() => findColumn(table, "99", "weights")).toThrow(
    'weights: the table has no column "99"; the columns are "row", "x", "y"',
  );
});

test("ignoring every input is refused in words that say so", () => {
  expect(() => withoutColumns(table, ["row", "x"])).toThrow("ignore: every column but the targets is ignored");
});
