/**
 * Unpacks a raw snappy block into `size` bytes, and checks every length: a damaged one ends in an error, not in a loop.
 * @throws Error if the block is damaged.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function unsnap(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  let at = 0;
  let to = 0;
  const damaged = () => new Error(`a snappy block is damaged at byte ${at}`);

  // A page of nulls only can be empty altogether.
  if (size === 0 && input.length === 0) return output;

  let claimed = 0;
  for (let factor = 1; ; factor *= 128) {
    if (at >= input.length || factor > 2 ** 28) throw damaged();
    const byte = input[at++];
    claimed += (byte & 127) * factor;
    if (byte < 128) break;
  }
  if (claimed !== size) throw damaged();

  while (at < input.length) {
    const tag = input[at++];
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >>> 2;
      if (length >= 60) {
        const bytes = length - 59;
        length = littleEndian(input, at, bytes);
        at += bytes;
      }
      length++;
      if (at + length > input.length || to + length > size) throw damaged();
      output.set(input.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const bytes = kind === 3 ? 4 : kind;
    if (at + bytes > input.length) throw damaged();
    const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
    const back = kind === 1 ? ((tag >>> 5) << 8) + input[at] : littleEndian(input, at, bytes);
    at += bytes;
    if (back === 0 || back > to || to + length > size) throw damaged();
    // Byte by byte: a copy may overlap what it writes, which repeats it.
    for (let i = 0; i < length; i++, to++) output[to] = output[to - back];
  }
  if (to !== size) throw damaged();
  return output;
}

/** An unsigned number of one to four bytes; NaN past the end, which no comparison accepts. */
function littleEndian(input: Uint8Array, at: number, bytes: number): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + input[at + i];
  return value;
}
