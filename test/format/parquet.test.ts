import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { parquetTable, writeParquet } from "../../src/format/parquet.js";
import { InputError } from "../../src/model/errors.js";
import type { Table } from "../../src/model/table.js";

const columns = (table: Table) =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      column.kind === "number"
        ? [...column.values]
        : [...column.codes].map((code) => (code < 0 ? null : column.categories[code])),
    ]),
  );

describe("Parquet", () => {
  test("what is written is read back, bit for bit, NaN and -0 included", async () => {
    const values = Float64Array.of(0.1, Number.NaN, -0, Number.MIN_VALUE, 1e308);
    const bytes = writeParquet([
      { name: "loss", values },
      { name: "step", values: Int32Array.of(0, 1, -2, 2 ** 31 - 1, -(2 ** 31)) },
      { name: "phase", values: ["a", "é, \n", "", "a", "漢"] },
    ]);
    const table = await parquetTable(bytes);
    const [loss] = table.columns;
    expect(loss.kind === "number" && [...new BigUint64Array(loss.values.buffer)]).toEqual([
      ...new BigUint64Array(values.buffer),
    ]);
    expect(columns(table)).toMatchObject({
      step: [0, 1, -2, 2 ** 31 - 1, -(2 ** 31)],
      phase: ["a", "é, \n", "", "a", "漢"],
    });
    expect(table.targets).toEqual(["phase"]);
  });

  test("files of several row groups are read whole, or up to the limit", async () => {
    const values = Float64Array.from({ length: 250_000 }, (_, i) => i / 3);
    const bytes = writeParquet([{ name: "x", values }]);
    const whole = await parquetTable(bytes);
    expect(whole.rows).toBe(250_000);
    expect(whole.columns[0].kind === "number" && whole.columns[0].values).toEqual(values);
    const part = await parquetTable(bytes, { limit: 120_001 });
    expect(part.columns[0].kind === "number" && part.columns[0].values).toEqual(values.slice(0, 120_001));
  });

  test("integers, booleans, nulls and dates", async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "long", data: [1n, null, 3n], type: "INT64" },
          { name: "flag", data: [true, false, null], type: "BOOLEAN" },
          { name: "text", data: ["u", null, "v"], type: "STRING" },
          { name: "day", data: [new Date(0), new Date(1e9), null], type: "TIMESTAMP" },
          { name: "y", data: Float64Array.of(1, 2, 3), type: "DOUBLE" },
        ],
      }),
    );
    const table = await parquetTable(bytes);
    expect(columns(table)).toEqual({
      long: [1, Number.NaN, 3],
      flag: [1, 0, Number.NaN],
      text: ["u", null, "v"],
      day: ["1970-01-01T00:00:00.000Z", "1970-01-12T13:46:40.000Z", null],
      y: [1, 2, 3],
    });
  });

  test("nested columns are left out with a note", async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 2 },
          { name: "list", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
          { name: "list", repetition_type: "REPEATED", num_children: 1 },
          { name: "element", type: "INT32", repetition_type: "OPTIONAL" },
          { name: "y", type: "DOUBLE", repetition_type: "REQUIRED" },
        ],
        columnData: [
          { name: "list", data: [[1], [2, 3], []] },
          { name: "y", data: Float64Array.of(1, 2, 3) },
        ],
      }),
    );
    const table = await parquetTable(bytes);
    expect(columns(table)).toEqual({ y: [1, 2, 3] });
    expect(table.notes).toContain('Left out, as they are nested: "list".');
  });

  test("columns of different length cannot be written", () => {
    const write = () =>
      writeParquet([
        { name: "a", values: Float64Array.of(1) },
        { name: "b", values: ["u", "v"] },
      ]);
    expect(write).toThrow(/"b" has 2 entries, "a" 1/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["other bytes", new TextEncoder().encode("a,b\n1,2\n"), /not a Parquet file/],
    [
      "a file cut in half",
      halved(writeParquet([{ name: "x", values: new Float64Array(1000) }])),
      /cut short or damaged/,
    ],
    ["no rows", writeParquet([{ name: "x", values: new Float64Array(0) }]), /no rows|no columns/],
    [
      "infinity",
      writeParquet([{ name: "x", values: Float64Array.of(1, Number.POSITIVE_INFINITY) }]),
      /row 2, column "x": Infinity/,
    ],
    [
      "an unknown codec",
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [{ name: "x", data: Float64Array.of(1, 1, 2), type: "DOUBLE" }],
          codec: "ZSTD",
          compressors: { ZSTD: (input) => input },
        }),
      ),
      /packed with ZSTD, which cannot be read here; write it with snappy/,
    ],
  ])("%s is an error", async (_, bytes, message) => {
    await expect(parquetTable(bytes)).rejects.toThrow(InputError);
    await expect(parquetTable(bytes)).rejects.toThrow(message);
  });
});

function halved(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}
