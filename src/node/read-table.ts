import { createReadStream } from "node:fs";
import { open, readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { type CsvOptions, csvDecoder, csvReader, notText } from "../format/csv.js";
import { idxTable, isIdx } from "../format/idx.js";
import { isNpy, npyTable } from "../format/npy.js";
import { isZip, npzTable } from "../format/npz.js";
import { isParquet, parquetTable } from "../format/parquet.js";
import { InputError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Table } from "../model/table.js";
import { fileError } from "./file-error.js";

export interface ReadTableOptions extends Omit<CsvOptions, "source"> {
  /** Labels of an IDX file of images. Default: the file beside it whose name says labels-idx1 in place of images-idx3. */
  readonly labels?: string;
}

type Format = "csv" | "npy" | "npz" | "parquet" | "idx";

const PIECE = 1 << 20;

/**
 * Reads a table from a file: CSV, TSV or other delimited text, NPY, NPZ, Parquet or IDX, each also packed with gzip. The format
 * is found by the name's ending, else by the first bytes. Text is streamed: memory goes to the numbers (8 bytes each).
 * @throws InputError of one line that names the file, and the line or column if one is to blame.
 * @example await readTable("concrete.csv", { targets: ["compressive_strength"] })
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Table> {
  try {
    const { format, packed } = await recognise(path);
    const source = basename(path);
    if (format === "csv") return await readCsv(path, packed, { ...withTabs(path, options), source });
    const bytes = await readBytes(path);
    switch (format) {
      case "npy":
        return npyTable(bytes, { ...options, source });
      case "npz":
        return npzTable(bytes, { ...options, source });
      case "parquet":
        return await parquetTable(bytes, { ...options, source, compressors });
      case "idx":
        return idxTable(bytes, await readLabels(path, options), { ...options, source });
    }
  } catch (error) {
    throw await explained(path, error);
  }
}

const withTabs = (path: string, options: ReadTableOptions): ReadTableOptions =>
  /\.tsv(\.gz)?$/i.test(path) && (options.delimiter ?? "auto") === "auto" ? { ...options, delimiter: "tab" } : options;

/** The format by the name's ending, else by the first bytes, and whether the file is packed with gzip. */
async function recognise(path: string): Promise<{ format: Format; packed: boolean }> {
  const start = await firstBytes(path);
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  const name = basename(path).replace(/\.gz$/i, "").toLowerCase();
  if (/\.(csv|tsv|txt)$/.test(name)) return { format: "csv", packed };
  const ending = /\.(npy|npz|parquet)$/.exec(name)?.[1];
  if (ending) return { format: ending as Format, packed };
  if (/\.idx\d?$|idx\d-ubyte$|-ubyte$/.test(name)) return { format: "idx", packed };
  const bytes = packed ? await firstUnpacked(path) : start;
  const format = isNpy(bytes)
    ? "npy"
    : isZip(bytes)
      ? "npz"
      : isParquet(bytes)
        ? "parquet"
        : isIdx(bytes)
          ? "idx"
          : "csv";
  return { format, packed };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function firstUnpacked(path: string): Promise<Uint8Array> {
  for await (const piece of unpackedStream(path)) return piece as Uint8Array;
  return new Uint8Array();
}

function unpackedStream(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: PIECE });
  const unpacker = zlib.createGunzip({ chunkSize: PIECE });
  file.on("error", (error) => unpacker.destroy(error));
  unpacker.on("close", () => file.destroy());
  return file.pipe(unpacker);
}

async function readCsv(path: string, packed: boolean, options: CsvOptions): Promise<Table> {
  const reader = csvReader(options);
  const pieces = packed ? unpackedStream(path) : createReadStream(path, { highWaterMark: PIECE });
  let decoder: TextDecoder | undefined;
  try {
    for await (const piece of pieces) {
      const bytes = piece as Uint8Array;
      decoder ??= csvDecoder(bytes);
      reader.push(decoder.decode(bytes, { stream: true }));
      if (reader.done) break;
    }
    if (decoder && !reader.done) reader.push(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw notText(options.source ?? path);
    throw error;
  }
  return reader.finish();
}

async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? zlib.gunzipSync(bytes) : bytes;
}

/** The labels that belong to a file of images; none for other IDX files, nor where no target is wanted. */
async function readLabels(
  path: string,
  options: ReadTableOptions,
): Promise<{ bytes: Uint8Array; source: string } | undefined> {
  const { labels, targets } = options;
  const name = basename(path);
  if (labels === undefined && (!/images.idx3/.test(name) || targets?.length === 0)) return undefined;
  const beside = join(dirname(path), name.replace("images", "labels").replace("idx3", "idx1"));
  const tried = labels !== undefined ? [labels] : [beside, beside.replace(/\.gz$/, ""), `${beside}.gz`];
  for (const candidate of tried) {
    const bytes = await readBytes(candidate).catch((error: unknown) => {
      if (labels !== undefined) throw fileError("read", candidate, error);
      return undefined;
    });
    if (bytes) return { bytes, source: basename(candidate) };
  }
  throw new InputError(`${name}: no labels beside it (expected ${basename(beside)}); name their file as labels`);
}

/** Newer Node also unpacks zstd. */
const compressors = {
  BROTLI: (input: Uint8Array) => new Uint8Array(zlib.brotliDecompressSync(input)),
  ...("zstdDecompressSync" in zlib && typeof zlib.zstdDecompressSync === "function"
    ? { ZSTD: zlib.zstdDecompressSync as (input: Uint8Array) => Uint8Array }
    : {}),
};

/** What went wrong with the file, in one line: its absence with the names like it, broken gzip data, or the system's word. */
async function explained(path: string, error: unknown): Promise<unknown> {
  if (error instanceof InputError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) return new InputError(`${path}: its gzip data are cut short or damaged`);
  if (code === "ENOENT") {
    const others = await readdir(dirname(path)).catch(() => []);
    return new InputError(`${path}: there is no such file${didYouMean(basename(path), others)}`);
  }
  return fileError("read", path, error);
}
