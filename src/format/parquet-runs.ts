/**
 * Counts the entries of a run-length and bit-packed hybrid, without unpacking it.
 * @param width bits an entry.
 * @param entries how many there must be; a last bit-packed run may be padded to a multiple of 8.
 * @returns for width 1: how many of them are 1; else 0.
 * @throws Error if the runs do not make up the entries.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function checkRuns(bytes: Uint8Array, width: number, entries: number): number {
  let at = 0;
  let seen = 0;
  let ones = 0;
  while (seen < entries) {
    let header = 0;
    for (let factor = 1; ; factor *= 128) {
      if (at >= bytes.length || factor > 2 ** 28) throw new Error("a run of entries is damaged");
      const byte = bytes[at++];
      header += (byte & 127) * factor;
      if (byte < 128) break;
    }
    const packed = header % 2 === 1;
    const count = packed ? 8 * ((header - 1) / 2) : header / 2;
    const size = packed ? (count / 8) * width : Math.ceil(width / 8);
    if (count === 0 || count > entries - seen + (packed ? 7 : 0) || at + size > bytes.length)
      throw new Error(`a run of ${count} entries, where ${entries - seen} are left`);
    if (width === 1)
      if (packed)
        for (let i = 0; i < Math.min(count, entries - seen); i++) ones += (bytes[at + (i >> 3)] >> (i & 7)) & 1;
      else ones += bytes[at] & 1 ? count : 0;
    at += size;
    seen += count;
  }
  return ones;
}
