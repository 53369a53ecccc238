import { InputError } from "../model/errors.js";
import type { Column, Table, TextColumn } from "../model/table.js";
import { numberedNames, refuseBadLimit, type TableOptions, toTable } from "./columns.js";
import { type EntryType, type Matrix, matrixColumns, matrixOver } from "./matrix.js";

const types: Readonly<Record<number, EntryType>> = { 8: "u1", 9: "i1", 11: "i2", 12: "i4", 13: "f4", 14: "f8" };

/** Whether the bytes start like an IDX file: two zeros, a known type, one to eight axes. */
export const isIdx = (bytes: Uint8Array): boolean =>
  bytes[0] === 0 && bytes[1] === 0 && bytes[2] in types && bytes[3] >= 1 && bytes[3] <= 8;

/**
 * Reads an IDX array, the format of MNIST: big-endian lengths and entries.
 * @throws InputError if the bytes are no such array.
 * @see http://yann.lecun.com/exdb/mnist/
 */
export function parseIdx(bytes: Uint8Array, source = "data"): Matrix {
  if (bytes.length < 4 || !isIdx(bytes))
    throw new InputError(`${source}: not an IDX file (its first four bytes are no IDX type)`);
  const axes = bytes[3];
  const offset = 4 + 4 * axes;
  if (offset > bytes.length) throw new InputError(`${source}: cut short in its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  return matrixOver(bytes, { source, shape, type: types[bytes[2]], littleEndian: false, offset });
}

/**
 * The table of an IDX file: images as columns pixel1, pixel2, ..., with the labels, if given, as the categories of the column
 * "label", which is to be predicted.
 * @throws InputError as `parseIdx` and `toTable`, or if there are not as many labels as images.
 */
export function idxTable(
  bytes: Uint8Array,
  labels?: { readonly bytes: Uint8Array; readonly source: string },
  options: TableOptions = {},
): Table {
  const { source = "data", limit } = options;
  refuseBadLimit(limit);
  const matrix = parseIdx(bytes, source);
  const names =
    matrix.shape.length > 2 || labels
      ? Array.from({ length: matrix.columns }, (_, j) => `pixel${j + 1}`)
      : numberedNames(matrix.columns);
  const columns: Column[] = matrixColumns(matrix, names, limit);
  if (labels) {
    const values = parseIdx(labels.bytes, labels.source);
    if (values.columns !== 1 || values.rows !== matrix.rows)
      throw new InputError(
        `${labels.source}: labels of shape (${values.shape.join(", ")}); expected (${matrix.rows}), one for each image`,
      );
    columns.push(labelColumn(values, limit));
  }
  const rows = Math.min(matrix.rows, limit ?? matrix.rows);
  const named = labels !== undefined || matrix.shape.length > 2;
  return toTable({ rows, columns, named, targets: labels && ["label"], notes: [] }, options);
}

/** Whole numbers as categories in increasing order. */
function labelColumn(matrix: Matrix, limit = Number.POSITIVE_INFINITY): TextColumn {
  const [{ values }] = matrixColumns(matrix, ["label"], limit);
  const labels = [...new Set(values)].sort((a, b) => a - b);
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  const codes = Int32Array.from(values, (value) => codeOf.get(value) ?? -1);
  return { name: "label", kind: "text", codes, categories: labels.map(String) };
}
