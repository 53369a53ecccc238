import type { Real } from "../engine/program.js";
import { InputError } from "../model/errors.js";

/** A named array in a safetensors file: float32 ("F32") or float64 ("F64") as its data is, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Real;
}

/** What a safetensors file holds: tensors in the order of their data, and a map of free text. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const METADATA = "__metadata__";
/** The format's own limit: a longer header is not a header. */
const LONGEST_HEADER = 100_000_000;
const sizes = { F32: 4, F64: 8 } as const;

const dtypeOf = (data: Real): keyof typeof sizes => (data instanceof Float32Array ? "F32" : "F64");
const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

// Both sides of the format are little-endian, as is every host with WebAssembly that we know of: bytes are copied, not swapped.
const bytesOf = (data: Real): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * Writes tensors as a safetensors file: 8-byte little-endian header length, JSON header padded with spaces to a
 * multiple of 8 bytes, then the data without gaps (float64 before float32, so that every tensor is aligned).
 * @throws InputError if a shape does not match its data, or a tensor is called `__metadata__`.
 * @see https://huggingface.co/docs/safetensors
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const given: [string, Tensor][] = tensors instanceof Map ? [...tensors] : Object.entries(tensors);
  const entries = given.sort(([, a], [, b]) => sizes[dtypeOf(b.data)] - sizes[dtypeOf(a.data)]);
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const [name, { shape, data }] of entries) {
    if (name === METADATA)
      throw new InputError(`tensor "${METADATA}": the format keeps this name for text; use another`);
    if (count(shape) !== data.length)
      throw new InputError(`tensor "${name}": shape [${shape}] needs ${count(shape)} values, got ${data.length}`);
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(json, 8);
  let at = start;
  for (const [, { data }] of entries) {
    file.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads a safetensors file whose tensors are float32 or float64; the arrays are copies.
 * @throws InputError on anything but a complete, well-formed file: wrong length, header that is not such JSON, other
 *   dtypes, shapes that do not match, data with gaps, overlaps or left-overs.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const { header, data } = parts(bytes);
  const metadata = readMetadata(header[METADATA]);
  const ranges = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => range(name, entry))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const { name, begin, end: next } of ranges) {
    if (begin !== end) throw bad(`tensor "${name}" starts at byte ${begin} of the data, expected ${end}`);
    end = next;
  }
  if (end > data.length) throw bad(`its data should be ${end} bytes, ${data.length} are there (a truncated file)`);
  if (end < data.length) throw bad(`${data.length - end} bytes follow the last tensor`);
  const tensors = new Map<string, Tensor>();
  for (const { name, dtype, shape, begin, end } of ranges) {
    // A copy in a buffer of its own: `slice` of Node's Buffer would be a view.
    const { buffer } = new Uint8Array(data.subarray(begin, end));
    tensors.set(name, { shape, data: dtype === "F32" ? new Float32Array(buffer) : new Float64Array(buffer) });
  }
  return { tensors, metadata };
}

const bad = (what: string): InputError => new InputError(`not a valid safetensors file: ${what}`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parts(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) throw bad(`${bytes.length} bytes, too short for a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > LONGEST_HEADER) throw bad(`its first 8 bytes give a header of ${length} bytes`);
  const start = 8 + Number(length);
  if (start > bytes.length)
    throw bad(`its header should be ${length} bytes, ${bytes.length - 8} are there (a truncated file)`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw bad("its header is not JSON");
  }
  // The format wants "{" as the very first byte, where JSON would allow blanks before it.
  if (!isObject(header) || bytes[8] !== 0x7b) throw bad("its header is not a JSON object");
  return { header, data: bytes.subarray(start) };
}

function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isObject(value)) throw bad(`${METADATA} is not a map of text`);
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== "string") throw bad(`${METADATA}.${key} is not text`);
    return [key, text];
  });
  return Object.fromEntries(entries);
}

interface Range {
  readonly name: string;
  readonly dtype: keyof typeof sizes;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function range(name: string, entry: unknown): Range {
  if (!isObject(entry)) throw bad(`tensor "${name}" has no description`);
  const { dtype, shape, data_offsets: offsets, ...rest } = entry;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw bad(`tensor "${name}" has an unknown field "${unknown}"`);
  if (dtype !== "F32" && dtype !== "F64") throw bad(`tensor "${name}" has dtype ${dtype}; F32 and F64 are read`);
  if (!isCounts(shape)) throw bad(`tensor "${name}" has a shape that is not a list of whole numbers`);
  if (!isCounts(offsets) || offsets.length !== 2)
    throw bad(`tensor "${name}" has data_offsets that are not [begin, end]`);
  const [begin, end] = offsets;
  if (end - begin !== count(shape) * sizes[dtype])
    throw bad(`tensor "${name}" of shape [${shape}] needs ${count(shape) * sizes[dtype]} bytes, has ${end - begin}`);
  return { name, dtype, shape, begin, end };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
