import { InputError } from "../../model/errors.js";
import type { Matrix } from "../../numerics/linear/matrix.js";

/** A kernel at pairs of points, with what is known of its accuracy. */
export interface KernelMatrix extends Matrix {
  /**
   * Bound on the absolute error of an entry: rounding to first order; where sigma has no closed form, also the series' cut-off (Parseval) and
   * its quadrature's error, as far as two rules differ.
   */
  readonly error: number;
}

/** Bytes that the matrices of one call may take together. */
const MOST_BYTES = 4e9;

/** Where the entries of a matrix are kept: all of them, or the lower triangle of a symmetric one row after row. */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
}

/** Entries of row i that are kept. */
export const lengthOf = ({ columns, symmetric }: Layout, i: number): number => (symmetric ? i + 1 : columns);

/** Where row i starts. */
export const startOf = ({ columns, symmetric }: Layout, i: number): number =>
  symmetric ? (i * (i + 1)) / 2 : i * columns;

/** Room for the kept entries. */
export const room = (layout: Layout): Float64Array => new Float64Array(startOf(layout, layout.rows));

/**
 * @param matrices how many (rows x columns) matrices are alive at once.
 * @throws InputError if they would take more than 4 GB.
 */
export function checkSize(rows: number, columns: number, matrices: number): void {
  const bytes = 8 * rows * columns * matrices;
  if (bytes <= MOST_BYTES) return;
  throw new InputError(
    `points: a kernel of ${rows} x ${columns} numbers takes ${(bytes / 1e9).toPrecision(2)} GB with what it is made of, the limit ` +
      `is ${MOST_BYTES / 1e9} GB; take a sample of at most ${Math.floor(Math.sqrt(MOST_BYTES / (8 * matrices)))} rows`,
  );
}

const TILE = 32;

/** Copies the lower triangle to the upper one, tile by tile: a column of a large matrix is a cache line for each entry. */
export function mirror({ rows: n, data }: Matrix): void {
  for (let i0 = 0; i0 < n; i0 += TILE)
    for (let j0 = 0; j0 <= i0; j0 += TILE)
      for (let i = i0; i < Math.min(n, i0 + TILE); i++) {
        const end = Math.min(i, j0 + TILE);
        for (let j = j0; j < end; j++) data[j * n + i] = data[i * n + j];
      }
}
