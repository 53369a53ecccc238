import { InputError } from "../../model/errors.js";

/** Bytes that the dense matrices of one call may take in all. */
export const MOST_MEMORY = 4e9;

/**
 * Refuses rows whose dense (rows x rows) float64 matrices would not fit.
 * @param matrices how many are alive at once.
 * @param options.memory bytes they may take together. Default 4e9: 12,909 rows with three matrices.
 * @throws InputError with the memory it would take and the rows that fit; RangeError if memory is not positive.
 */
export function requireMemory(
  rows: number,
  matrices: number,
  { memory = MOST_MEMORY }: { readonly memory?: number } = {},
): void {
  if (!(memory > 0)) throw new RangeError(`memory: expected a positive number of bytes, got ${memory}`);
  const needed = 8 * matrices * rows * rows;
  if (needed <= memory) return;
  const fit = Math.floor(Math.sqrt(memory / (8 * matrices)));
  throw new InputError(
    `rows: ${rows} rows take ${gigabytes(needed)} (${matrices} matrices of ${rows} x ${rows} numbers), the limit is ` +
      `${gigabytes(memory)}; take a sample of at most ${fit} rows, or raise memory`,
  );
}

const gigabytes = (bytes: number) => `${Number((bytes / 1e9).toPrecision(2))} GB`;
