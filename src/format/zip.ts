import { inflateSync } from "fflate";
import { InputError } from "../model/errors.js";
import { crc32 } from "./checksum.js";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
/** Deflate cannot do better than 1032 to 1: a larger claim is damage. */
const BEST_RATIO = 1032;

/**
 * The files of a zip archive, unpacked when asked for and checked against their CRC-32.
 * @throws InputError if the archive is cut short, altered, encrypted or larger than 4 GB.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(bytes: Uint8Array, source = "data"): ReadonlyMap<string, () => Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (what: string) => new InputError(`${source}: the zip archive is cut short or damaged (${what})`);
  let end = bytes.length - END_LENGTH;
  const first = Math.max(0, end - LONGEST_COMMENT);
  while (end >= first && view.getUint32(end, true) !== END) end--;
  if (end < first) throw damaged("it has no directory");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);

  const files = new Map<string, () => Uint8Array>();
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw damaged("a directory entry is missing");
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const checksum = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);

    files.set(name, () => {
      if (flags & 1) throw new InputError(`${source}: "${name}" is encrypted`);
      if (method !== 0 && method !== 8)
        throw new InputError(`${source}: "${name}" is packed by method ${method}; expected stored (0) or deflated (8)`);
      if (local + 30 > bytes.length) throw damaged(`"${name}" lies outside it`);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      if (start + packed > bytes.length) throw damaged(`"${name}" lies outside it`);
      if (size > BEST_RATIO * packed + 64) throw damaged(`"${name}" claims ${size} bytes from ${packed}`);
      const data = bytes.subarray(start, start + packed);
      const unpacked = method === 0 ? data : inflated(data, size);
      if (!unpacked || unpacked.length !== size || crc32(unpacked) !== checksum)
        throw damaged(`"${name}" does not match its checksum`);
      return unpacked;
    });
  }
  return files;
}

/** The inflated bytes, or undefined where the stream is not one. */
function inflated(data: Uint8Array, size: number): Uint8Array | undefined {
  try {
    return inflateSync(data, { out: new Uint8Array(size) });
  } catch {
    return undefined;
  }
}
