/** FNV-1a's 32-bit prime, and the offsets of two lanes (FNV's own, and the golden ratio's fraction). */
const PRIME = 0x01000193;
const FIRST_OFFSET = 0x811c9dc5;
const SECOND_OFFSET = 0x9e3779b9;

/**
 * A fingerprint of bytes as 16 hexadecimal digits: equal bits give equal digits on every host, and a changed bit shows.
 * Two 32-bit FNV-1a lanes, each mixed at the end; not for secrets.
 */
export function hashBytes(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let first = FIRST_OFFSET;
  let second = SECOND_OFFSET;
  for (let i = 0; i < bytes.length; i++) {
    first = Math.imul(first ^ bytes[i], PRIME);
    // The second lane sees each byte after a rotation, so that the lanes do not collide together.
    second = Math.imul(((second << 13) | (second >>> 19)) ^ bytes[i], PRIME);
  }
  return hex(mix32(first ^ bytes.length)) + hex(mix32(second));
}

/** Murmur3's finaliser: every input bit moves every output bit with probability about one half. */
export function mix32(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
