import { lowerTiles } from "./lower";
import { packRows, packTransposed } from "./pack";
import { block, BLOCK_K, BLOCK_ROWS, TILE_SPACE } from "./product";
import { bytes, columns } from "./vector";

/**
 * C (m x n) = A B in float64 for operands of any layout. `across` is bytes from one row of A to the next, `along` from one
 * column to the next; B's rows lie `stride` bytes apart, or its columns do if it is `transposed`.
 */
export function denseProduct(
  c: usize, a: usize, across: usize, along: usize, b: usize, stride: usize, transposed: bool,
  m: i32, n: i32, k: i32, scratch: usize,
): void {
  memory.fill(c, 0, bytes<f64>(m) * (<usize>n));
  block<f64>(c, bytes<f64>(n), a, across, along, b, stride, transposed, m, n, k, 1, scratch);
}

/** C (m x m) = A A^T for row-major A (m x k): the tiles that meet the lower triangle, and their mirror images. */
export function denseGram(c: usize, a: usize, m: i32, k: i32, scratch: usize): void {
  const line = bytes<f64>(m);
  memory.fill(c, 0, line * (<usize>m));
  lowerGram(c, line, a, bytes<f64>(k), m, k, scratch);
  mirror(c, line, m);
}

/** Lower triangle of C += A A^T; tiles on the diagonal reach beyond it. */
function lowerGram(c: usize, line: usize, a: usize, across: usize, m: i32, k: i32, scratch: usize): void {
  const panel = scratch + TILE_SPACE;
  const packed = panel + 32 * BLOCK_K;
  for (let i0 = 0; i0 < m; i0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, m - i0);
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const depth = min(BLOCK_K, k - k0);
      const from = a + bytes<f64>(k0);
      packRows<f64>(packed, from + (<usize>i0) * across, across, sizeof<f64>(), rows, depth, 1);
      for (let j = 0; j < i0 + rows; j += columns<f64>()) {
        const width = min(columns<f64>(), m - j);
        packTransposed<f64>(panel, from + (<usize>j) * across, across, depth, width);
        lowerTiles(c, line, m, i0, rows, j, packed, panel, depth, scratch);
      }
    }
  }
}

/** Copies the lower triangle onto the upper one, in squares that stay in the cache. */
function mirror(c: usize, line: usize, m: i32): void {
  const SIDE = 32;
  for (let i0 = 0; i0 < m; i0 += SIDE)
    for (let j0 = 0; j0 <= i0; j0 += SIDE)
      for (let i = i0; i < min(m, i0 + SIDE); i++) {
        const row = c + (<usize>i) * line;
        for (let j = j0; j < min(i, j0 + SIDE); j++)
          store<f64>(c + (<usize>j) * line + bytes<f64>(i), load<f64>(row + bytes<f64>(j)));
      }
}
