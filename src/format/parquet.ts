import { gunzipSync } from "fflate";
import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { InputError } from "../model/errors.js";
import { listNames } from "../model/nearest.js";
import type { Column, Table } from "../model/table.js";
import { refuseBadLimit, refuseDoubleNames, type TableOptions, toTable } from "./columns.js";
import { checkPages } from "./parquet-check.js";
import { unsnap } from "./snappy.js";

/** Column to be written: float64, int32 or text; all of one length. */
export interface ParquetColumn {
  readonly name: string;
  readonly values: Float64Array | Int32Array | readonly string[];
}

export interface ParquetOptions extends TableOptions {
  /** Decompressors beside those for uncompressed, snappy and gzip pages, by the format's names ("ZSTD", "BROTLI", ...). */
  readonly compressors?: Compressors;
}

/** Whether the bytes start like a Parquet file. */
export const isParquet = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x41 && bytes[2] === 0x52 && bytes[3] === 0x31;

/**
 * Writes columns as a Parquet file (snappy pages, no nulls; NaN stays NaN).
 * @throws RangeError if the columns differ in length.
 */
export function writeParquet(columns: readonly ParquetColumn[]): Uint8Array {
  const odd = columns.find(({ values }) => values.length !== columns[0].values.length);
  if (odd)
    throw new RangeError(
      `columns: "${odd.name}" has ${odd.values.length} entries, "${columns[0].name}" ${columns[0].values.length}; expected as many`,
    );
  const columnData = columns.map(({ name, values }) => ({
    name,
    data: values instanceof Float64Array || values instanceof Int32Array ? values : [...values],
    type:
      values instanceof Float64Array
        ? ("DOUBLE" as const)
        : values instanceof Int32Array
          ? ("INT32" as const)
          : ("STRING" as const),
    nullable: false,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "hrta" }));
}

/**
 * The table of a Parquet file: numbers and booleans (0, 1) as numbers, text as categories, nulls missing; dates as text; nested
 * columns are left out with a note.
 * @throws InputError if the file is damaged, or packed by a codec without a decompressor.
 */
export async function parquetTable(bytes: Uint8Array, options: ParquetOptions = {}): Promise<Table> {
  const { source = "data", limit } = options;
  refuseBadLimit(limit);
  if (!isParquet(bytes)) throw new InputError(`${source}: not a Parquet file (it does not start with PAR1)`);
  try {
    // A Node Buffer's slice does not copy; a plain array's does.
    return await read(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    // The library throws what it stumbles over: out of bounds, unknown codes, decoding errors.
    const reason = error instanceof Error ? error.message : String(error);
    const codec = /unsupported compression codec: (\w+)/.exec(reason)?.[1];
    throw new InputError(
      codec
        ? `${source}: packed with ${codec}, which cannot be read here; write it with snappy or gzip compression`
        : `${source}: the Parquet file is cut short or damaged (${reason.replace(/\s+/g, " ")})`,
    );
  }
}

async function read(bytes: Uint8Array, options: ParquetOptions): Promise<Table> {
  const { limit = Number.POSITIVE_INFINITY, source = "data" } = options;
  // Where each piece that the decoder asked for lies in the file, to know the page that it unpacks.
  const offsets = new WeakMap<ArrayBufferLike, number>();
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start, end) => {
      // A copy in a buffer of its own: `slice` of Node's Buffer would be a view.
      const piece = new Uint8Array(bytes.subarray(start, end)).buffer;
      offsets.set(piece, start);
      return piece;
    },
  };
  // Geographic columns are none of ours, and looking for them loops for ever on a damaged (negative) number of children.
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  if (metadata.schema.some(({ num_children: children = 0 }) => children < 0 || children >= metadata.schema.length))
    throw new Error("a group of columns has an impossible number of children");
  const fields = parquetSchema(metadata).children;
  refuseDoubleNames(
    fields.map(({ element }) => element.name),
    source,
  );
  const flat = fields.filter(isFlat).map(({ element }) => element);
  const checks = checkPages(bytes, metadata, flat);
  const checked =
    (unpack: Compressor): Compressor =>
    (input, length) => {
      const page = unpack(input, length);
      checks.get((offsets.get(input.buffer) ?? 0) + input.byteOffset)?.(page);
      return page;
    };
  const total = Number(metadata.num_rows);
  const rows = Math.min(total, limit);
  const nested = fields.filter((field) => !isFlat(field)).map((field) => field.element.name);
  const compressors: Compressors = Object.fromEntries(
    Object.entries({ SNAPPY: unsnap, GZIP: ungzip, ...options.compressors }).map(([codec, unpack]) => [
      codec,
      checked(unpack),
    ]),
  );
  const columns: Column[] = [];
  // One column at a time: only its decoded pages are in memory beside what is kept.
  for (const { name } of rows > 0 ? flat : []) columns.push(await readColumn(file, metadata, name, rows, compressors));
  const notes = nested.length > 0 ? [`Left out, as they are nested: ${listNames(nested)}.`] : [];
  return toTable({ rows, columns, named: true, notes }, options);
}

type Compressor = NonNullable<Compressors[keyof Compressors]>;

const ungzip: Compressor = (input, length) => gunzipSync(input, { out: new Uint8Array(length) });

const isFlat = ({ children, element }: SchemaTree): boolean =>
  children.length === 0 && element.repetition_type !== "REPEATED";

async function readColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
  rows: number,
  compressors: Compressors,
): Promise<Column> {
  const values = new Float64Array(rows).fill(Number.NaN);
  let codes: Int32Array | undefined;
  const known = new Map<string, number>();
  const take = (data: DecodedArray, start: number) => {
    const end = Math.min(data.length, rows - start);
    for (let i = 0; i < end; i++) {
      const entry: unknown = data[i];
      if (typeof entry === "number") values[start + i] = entry;
      else if (typeof entry === "bigint" || typeof entry === "boolean") values[start + i] = Number(entry);
      else if (entry !== null && entry !== undefined) {
        codes ??= new Int32Array(rows).fill(-1);
        const text =
          entry instanceof Date ? dateText(entry) : typeof entry === "string" ? entry : JSON.stringify(entry);
        const code = known.get(text) ?? known.size;
        known.set(text, code);
        codes[start + i] = code;
      }
    }
  };
  await parquetRead({
    file,
    metadata,
    columns: [name],
    rowEnd: rows,
    compressors,
    onChunk: ({ columnData, rowStart }) => take(columnData, rowStart),
  });
  return codes ? { name, kind: "text", codes, categories: [...known.keys()] } : { name, kind: "number", values };
}

/** A damaged date must not throw. */
const dateText = (date: Date): string => (Number.isNaN(date.getTime()) ? "invalid date" : date.toISOString());
