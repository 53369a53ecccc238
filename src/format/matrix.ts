import { InputError } from "../model/errors.js";
import type { NumberColumn } from "../model/table.js";

/** A file's array as rows of numbers, read from its bytes entry by entry. */
export interface Matrix {
  /** Lengths as the file has them; the first is `rows`, the rest multiply to `columns`. */
  readonly shape: readonly number[];
  readonly rows: number;
  readonly columns: number;
  at(row: number, column: number): number;
}

/** More columns than any dense network takes: a damaged or transposed file. */
const MOST_COLUMNS = 1_000_000;

/** How an entry is stored. */
export type EntryType = "i1" | "i2" | "i4" | "i8" | "u1" | "u2" | "u4" | "u8" | "f4" | "f8" | "b1";

export interface MatrixLayout {
  readonly source: string;
  readonly shape: readonly number[];
  readonly type: EntryType;
  readonly littleEndian: boolean;
  /** Columns one after another (Fortran), not rows. */
  readonly byColumns?: boolean;
  /** Where the entries start. */
  readonly offset: number;
}

/**
 * A matrix over bytes; an array of more than two axes has its trailing ones laid out in a row.
 * @throws InputError if the array is empty or the bytes end before it does.
 */
export function matrixOver(bytes: Uint8Array, layout: MatrixLayout): Matrix {
  const { source, shape, type, littleEndian, byColumns = false, offset } = layout;
  const size = Number(type[1]);
  const entries = shape.reduce((product, length) => product * length, 1);
  const shown = `(${shape.join(", ")})`;
  if (shape.length === 0 || !(entries > 0))
    throw new InputError(`${source}: an array of shape ${shown} holds no rows of data`);
  if (byColumns && shape.length > 2)
    throw new InputError(`${source}: an array of shape ${shown} in Fortran order; save it in C order, or as a table`);
  const have = bytes.length - offset;
  if (entries * size > have)
    throw new InputError(`${source}: cut short, shape ${shown} needs ${entries * size} bytes, but ${have} are there`);
  const rows = shape[0];
  const columns = entries / rows;
  if (columns > MOST_COLUMNS) throw new InputError(`${source}: shape ${shown} has more than ${MOST_COLUMNS} columns`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, entries * size);
  const read = entryReader(view, type, littleEndian);
  const at = byColumns
    ? (row: number, column: number) => read((column * rows + row) * size)
    : (row: number, column: number) => read((row * columns + column) * size);
  return { shape, rows, columns, at };
}

/** The columns of a matrix, one name each; the first `limit` rows. */
export function matrixColumns(
  matrix: Matrix,
  names: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): NumberColumn[] {
  const rows = Math.min(matrix.rows, limit);
  return names.map((name, j) => {
    const values = new Float64Array(rows);
    for (let i = 0; i < rows; i++) values[i] = matrix.at(i, j);
    return { name, kind: "number", values };
  });
}

function entryReader(view: DataView, type: EntryType, little: boolean): (offset: number) => number {
  switch (type) {
    case "i1":
      return (offset) => view.getInt8(offset);
    case "u1":
      return (offset) => view.getUint8(offset);
    case "b1":
      return (offset) => (view.getUint8(offset) === 0 ? 0 : 1);
    case "i2":
      return (offset) => view.getInt16(offset, little);
    case "u2":
      return (offset) => view.getUint16(offset, little);
    case "i4":
      return (offset) => view.getInt32(offset, little);
    case "u4":
      return (offset) => view.getUint32(offset, little);
    case "i8":
      return (offset) => Number(view.getBigInt64(offset, little));
    case "u8":
      return (offset) => Number(view.getBigUint64(offset, little));
    case "f4":
      return (offset) => view.getFloat32(offset, little);
    case "f8":
      return (offset) => view.getFloat64(offset, little);
  }
}
