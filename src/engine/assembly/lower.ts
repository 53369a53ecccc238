import { edgeTile, hangsOver, tile } from "./tile";
import { bytes, columns, ROWS } from "./vector";

/** First row, from i0, of the tiles that reach the lower triangle in the columns from j on: the one that holds row j. */
// @ts-ignore: decorator
@inline
export function firstTile(i0: i32, j: i32): i32 {
  return max(0, ((j - i0) / ROWS) * ROWS);
}

/**
 * Lower triangle of C (n x n) += A B in the `rows` rows from i0 and the columns from j on: A packed by rows from i0, B one
 * panel. Tiles on the diagonal reach beyond it.
 */
export function lowerTiles(
  c: usize, line: usize, n: i32, i0: i32, rows: i32, j: i32, packed: usize, panel: usize, depth: i32, scratch: usize,
): void {
  const width = min(columns<f64>(), n - j);
  for (let i = firstTile(i0, j); i < rows; i += ROWS) {
    const height = min(ROWS, rows - i);
    const target = c + (<usize>(i0 + i)) * line + bytes<f64>(j);
    const left = packed + bytes<f64>(i * depth);
    if (hangsOver<f64>(height, width)) edgeTile<f64>(target, line, height, width, left, panel, depth, scratch);
    else tile<f64>(target, line, left, panel, depth);
  }
}
