import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { idxTable } from "../../src/format/idx.js";
import { npyTable } from "../../src/format/npy.js";
import { npzTable } from "../../src/format/npz.js";
import { parquetTable, writeParquet } from "../../src/format/parquet.js";
import { InputError } from "../../src/model/errors.js";
import type { Table } from "../../src/model/table.js";
import { idx, npy, npz } from "./files.js";

const numbers = Array.from({ length: 60 }, (_, i) => i * 0.5);
const nullable = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "x", data: numbers.map((value, i) => (i % 5 ? value : null)), type: "DOUBLE" },
      { name: "i", data: numbers.map((_, i) => BigInt(i % 3)), type: "INT64" },
      { name: "t", data: numbers.map((_, i) => (i % 7 ? `t${i % 4}` : null)), type: "STRING" },
      { name: "b", data: numbers.map((_, i) => i % 2 === 0), type: "BOOLEAN" },
    ],
    rowGroupSize: 25,
  }),
);

const formats: [string, Uint8Array, (bytes: Uint8Array) => Table | Promise<Table>][] = [
  ["NPY", npy([20, 3], numbers), npyTable],
  ["deflated NPZ", npz({ x: npy([20, 2], numbers.slice(0, 40)), y: npy([20], numbers.slice(40)) }), npzTable],
  ["stored NPZ", npz({ x: npy([20, 2], numbers.slice(0, 40)), y: npy([20], numbers.slice(40)) }, 0), npzTable],
  ["IDX", idx([15, 2, 2], numbers.map(Math.floor)), (bytes) => idxTable(bytes)],
  [
    "Parquet",
    writeParquet([
      { name: "x", values: Float64Array.from(numbers) },
      { name: "t", values: numbers.map((n) => `t${n % 3}`) },
    ]),
    parquetTable,
  ],
  ["Parquet with nulls", nullable, parquetTable],
];

/** A reading either succeeds or ends with an InputError of one line, soon. */
async function survives(read: (bytes: Uint8Array) => Table | Promise<Table>, bytes: Uint8Array): Promise<void> {
  const start = performance.now();
  try {
    const table = await read(bytes);
    for (const column of table.columns)
      expect((column.kind === "number" ? column.values : column.codes).length).toBe(table.rows);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain("\n");
  }
  // The files are smaller than 3 KB: whatever takes seconds trusted a damaged size.
  expect(performance.now() - start).toBeLessThan(2000);
}

describe.each(formats)("damaged %s", (_, bytes, read) => {
  test("every truncation is refused or read, never worse", async () => {
    for (let length = 0; length < bytes.length; length++) await survives(read, bytes.slice(0, length));
  });

  test("changed bytes are refused or read, never worse", async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        await survives(read, damaged);
      }),
      { numRuns: 1500 },
    );
  });

  test("any bytes behind the right beginning are refused or read, never worse", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(24), fc.uint8Array({ maxLength: 200 }), async (kept, tail) => {
        const made = new Uint8Array(kept + tail.length);
        made.set(bytes.subarray(0, kept));
        made.set(tail, kept);
        await survives(read, made);
      }),
      { numRuns: 500 },
    );
  });
});

test("a negative number of children in Parquet's schema is refused, where a decoder would walk in circles", async () => {
  const damaged = nullable.slice();
  // Found by fuzzing: these bytes of the footer turn a leaf into a group with a negative number of children.
  for (const [fromEnd, value] of [
    [1099, 122],
    [1072, 67],
    [792, 36],
  ])
    damaged[damaged.length - fromEnd] = value;
  await expect(parquetTable(damaged)).rejects.toThrow(/impossible number of children/);
});

test("two columns of one name, or two chunks of one column, are refused in Parquet, where a decoder would leave one of them to fail alone", async () => {
  const values = Float64Array.from(numbers);
  const double = writeParquet(["x", "x"].map((name) => ({ name, values })));
  await expect(parquetTable(double)).rejects.toThrow('columns 1 and 2 are both called "x"; rename one');
  const damaged = writeParquet([
    { name: "first", values },
    { name: "other", values },
  ]);
  const footer = new TextDecoder("latin1").decode(damaged);
  const renamed = (from: string, to: string) => {
    const bytes = damaged.slice();
    bytes.set(new TextEncoder().encode(to), footer.lastIndexOf(from));
    return bytes;
  };
  // The name stands in the schema, and last where the chunk says whose it is.
  expect(footer.split("other").length).toBe(3);
  await expect(parquetTable(renamed("other", "first"))).rejects.toThrow('column "first" is twice in one group of rows');
  await expect(parquetTable(renamed("other", "third"))).rejects.toThrow('column "other" is missing in a group of rows');
});
