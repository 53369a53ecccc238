import { InputError } from "../model/errors.js";
import type { Table } from "../model/table.js";
import { numberedNames, refuseBadLimit, type TableOptions, toTable } from "./columns.js";
import { type EntryType, type Matrix, matrixColumns, matrixOver } from "./matrix.js";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const types: readonly string[] = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "b1"];
const isEntryType = (type: string): type is EntryType => types.includes(type);

/** Whether the bytes start like an NPY file. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, index) => bytes[index] === byte);

/**
 * Reads an NPY array (versions 1 to 3): integers, floats and booleans of either byte order, C or Fortran order.
 * @throws InputError if the bytes are no such array.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function parseNpy(bytes: Uint8Array, source = "data"): Matrix {
  if (!isNpy(bytes) || bytes.length < 12)
    throw new InputError(`${source}: not an NPY file (it does not start with \\x93NUMPY)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) throw new InputError(`${source}: NPY version ${version}; expected 1, 2 or 3`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (offset > bytes.length) throw new InputError(`${source}: cut short in its header`);
  const header = new TextDecoder().decode(bytes.subarray(start, offset));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (/'descr'\s*:\s*\[/.test(header))
    throw new InputError(
      `${source}: an array of records; save its fields as columns of one array, or as CSV or Parquet`,
    );
  const lengths = shape?.split(",").filter((part) => part.trim() !== "");
  if (descr === undefined || order === undefined || !lengths?.every((length) => /^\s*\d+\s*$/.test(length)))
    throw new InputError(`${source}: its header is damaged (expected descr, fortran_order and shape)`);
  const type = descr.slice(1);
  if (!/^[<>|=]/.test(descr) || !isEntryType(type))
    throw new InputError(`${source}: entries of type "${descr}"; expected numbers or booleans (${types.join(", ")})`);
  return matrixOver(bytes, {
    source,
    shape: lengths.map(Number),
    type,
    littleEndian: !descr.startsWith(">"),
    byColumns: order === "True",
    offset,
  });
}

/**
 * The table of an NPY array: a row for each entry of its first axis, columns column1, column2, ...
 * @throws InputError as `parseNpy` and `toTable`.
 */
export function npyTable(bytes: Uint8Array, options: TableOptions = {}): Table {
  refuseBadLimit(options.limit);
  const matrix = parseNpy(bytes, options.source);
  const columns = matrixColumns(matrix, numberedNames(matrix.columns), options.limit);
  return toTable({ rows: columns[0].values.length, columns, named: false, notes: [] }, options);
}
