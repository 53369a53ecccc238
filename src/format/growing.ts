/** Entries a block: 512 KB of float64. */
const BLOCK = 65_536;

interface Indexed {
  [index: number]: number;
  readonly length: number;
}

/** An array of numbers that grows by blocks, so that a million rows cost no copies on the way; see `growing`. */
export interface Growing<T> {
  push(value: number): void;
  /** One array of everything pushed; the blocks are released. */
  take(): T;
}

/** A growing array; `allocate` makes its blocks: `growing((n) => new Float64Array(n))`. */
export function growing<
  T extends Indexed & { set(source: T, offset: number): void; subarray(a: number, b: number): T },
>(allocate: (length: number) => T): Growing<T> {
  const full: T[] = [];
  let block = allocate(0);
  let used = 0;
  return {
    push(value) {
      if (used === block.length) {
        if (used > 0) full.push(block);
        // Small files stay small: the first block holds 1,024 entries.
        block = allocate(full.length === 0 && used === 0 ? 1024 : BLOCK);
        used = 0;
      }
      block[used++] = value;
    },
    take() {
      const length = full.reduce((sum, each) => sum + each.length, used);
      const all = allocate(length);
      let offset = 0;
      for (const each of full) {
        all.set(each, offset);
        offset += each.length;
      }
      all.set(block.subarray(0, used), offset);
      full.length = 0;
      block = allocate(0);
      used = 0;
      return all;
    },
  };
}
