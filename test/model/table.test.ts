import { expect, test } from "vitest";
import { type Table, withoutColumns } from "../../src/model/table.js";

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
