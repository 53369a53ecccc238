import { InputError } from "../model/errors.js";
import { listNames } from "../model/nearest.js";
import type { Table } from "../model/table.js";
import { refuseBadLimit, type TableOptions, toTable } from "./columns.js";
import { type Matrix, matrixColumns } from "./matrix.js";
import { parseNpy } from "./npy.js";
import { readZip } from "./zip.js";

const inputNames = ["x", "X", "data", "inputs", "x_train", "X_train"];
const targetNames = ["y", "Y", "target", "targets", "label", "labels", "y_train", "Y_train"];

/** Whether the bytes start like a zip archive. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The table of an NPZ archive. If it holds inputs (x, X or data) and targets (y or target), their columns are x1, x2, ... and y
 * (or y1, y2, ...), y is to be predicted, and other arrays are left out with a note; else every array becomes columns by its
 * name, and all must have the same number of rows.
 * @throws InputError as `readZip`, `parseNpy` and `toTable`, or if rows differ.
 */
export function npzTable(bytes: Uint8Array, options: TableOptions = {}): Table {
  const { source = "data", limit } = options;
  refuseBadLimit(limit);
  const files = new Map([...readZip(bytes, source)].map(([name, unpack]) => [name.replace(/\.npy$/, ""), unpack]));
  if (files.size === 0) throw new InputError(`${source}: the archive holds no arrays`);
  const names = [...files.keys()];
  const x = inputNames.find((name) => files.has(name));
  const y = targetNames.find((name) => files.has(name));
  const pair = x !== undefined && y !== undefined;
  const arrays: { readonly name: string; readonly matrix: Matrix }[] = [];
  for (const [name, unpack] of files)
    if (!pair || name === x || name === y)
      arrays.push({ name, matrix: parseNpy(unpack(), `${source}, array "${name}"`) });
  const [{ name: first, matrix: reference }] = arrays;
  for (const { name, matrix } of arrays)
    if (matrix.rows !== reference.rows)
      throw new InputError(
        `${source}: array "${first}" has ${reference.rows} rows, "${name}" ${matrix.rows}; expected the same number (or arrays x and y)`,
      );
  const columns = arrays.flatMap(({ name, matrix }) => matrixColumns(matrix, columnNames(name, matrix), limit));
  const targets = arrays.filter(({ name }) => name === y).flatMap(({ name, matrix }) => columnNames(name, matrix));
  const unused = names.filter((name) => !arrays.some((array) => array.name === name));
  const notes = unused.length > 0 ? [`Arrays of the archive that were left out: ${listNames(unused)}.`] : [];
  const rows = columns[0].values.length;
  return toTable({ rows, columns, named: true, targets: pair ? targets : undefined, notes }, options);
}

const columnNames = (name: string, { columns }: Matrix): string[] =>
  columns === 1 ? [name] : Array.from({ length: columns }, (_, j) => `${name}${j + 1}`);
