import { packColumns, packRows, packTransposed } from "./pack";
import { EDGE_BYTES, edgeTile, hangsOver, tile } from "./tile";
import { bytes, columns, ROWS, share } from "./vector";

/** Block of k whose B panel (256 x 2 vectors, 8 KiB) stays in the first-level cache. */
export const BLOCK_K: i32 = 256;
/** Rows of A packed at a time: 240 x 256 numbers stay in the second-level cache. */
export const BLOCK_ROWS: i32 = 240;
export const TILE_SPACE: usize = (EDGE_BYTES + 63) & ~63;

/** Bytes of scratch that one thread's products need. */
export function productScratch<T>(): usize {
  return TILE_SPACE + 32 * BLOCK_K + bytes<T>(BLOCK_ROWS * BLOCK_K);
}

/** C (m x n) += scale A B with row-major A (m x k), B (k x n): the forward pass z += c h W. */
export function multiply<T>(
  c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, scale: T, scratch: usize, thread: i32, threads: i32,
): void {
  divide<T>(c, a, bytes<T>(k), sizeof<T>(), b, bytes<T>(n), false, m, n, k, scale, scratch, thread, threads);
}

/** C (m x n) += scale A B^T with row-major A (m x k), B (n x k): the deltas d_from += c d_to W^T. */
export function multiplyTransposed<T>(
  c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, scale: T, scratch: usize, thread: i32, threads: i32,
): void {
  divide<T>(c, a, bytes<T>(k), sizeof<T>(), b, bytes<T>(k), true, m, n, k, scale, scratch, thread, threads);
}

/** C (m x n) += scale A^T B with row-major A (k x m), B (k x n): the gradients g += c h^T d. */
export function transposedMultiply<T>(
  c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, scale: T, scratch: usize, thread: i32, threads: i32,
): void {
  divide<T>(c, a, sizeof<T>(), bytes<T>(m), b, bytes<T>(n), false, m, n, k, scale, scratch, thread, threads);
}

/** Gives every thread a band of C along its longer side: what each packs for itself alone is then the smaller operand. */
function divide<T>(
  c: usize, a: usize, across: usize, along: usize, b: usize, stride: usize, transposed: bool,
  m: i32, n: i32, k: i32, scale: T, scratch: usize, thread: i32, threads: i32,
): void {
  const line = bytes<T>(n);
  if (m > n) {
    const first = share(m, ROWS, thread, threads);
    const count = share(m, ROWS, thread + 1, threads) - first;
    const rows = <usize>first;
    block<T>(c + rows * line, line, a + rows * across, across, along, b, stride, transposed, count, n, k, scale, scratch);
  } else {
    const first = share(n, columns<T>(), thread, threads);
    const count = share(n, columns<T>(), thread + 1, threads) - first;
    const at = transposed ? b + (<usize>first) * stride : b + bytes<T>(first);
    block<T>(c + bytes<T>(first), line, a, across, along, at, stride, transposed, m, count, k, scale, scratch);
  }
}

/** One thread's band: for each block of A in the second-level cache, every panel of B passes through the first. */
export function block<T>(
  c: usize, line: usize, a: usize, across: usize, along: usize, b: usize, stride: usize, transposed: bool,
  m: i32, n: i32, k: i32, scale: T, scratch: usize,
): void {
  const panel = scratch + TILE_SPACE;
  const packed = panel + 32 * BLOCK_K;
  for (let i0 = 0; i0 < m; i0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, m - i0);
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const depth = min(BLOCK_K, k - k0);
      packRows<T>(packed, a + (<usize>i0) * across + (<usize>k0) * along, across, along, rows, depth, scale);
      for (let j = 0; j < n; j += columns<T>()) {
        const width = min(columns<T>(), n - j);
        if (transposed) packTransposed<T>(panel, b + (<usize>j) * stride + bytes<T>(k0), stride, depth, width);
        else packColumns<T>(panel, b + (<usize>k0) * stride + bytes<T>(j), stride, depth, width);
        let target = c + (<usize>i0) * line + bytes<T>(j);
        let from = packed;
        for (let i = 0; i < rows; i += ROWS) {
          const height = min(ROWS, rows - i);
          if (hangsOver<T>(height, width)) edgeTile<T>(target, line, height, width, from, panel, depth, scratch);
          else tile<T>(target, line, from, panel, depth);
          target += (<usize>ROWS) * line;
          from += bytes<T>(ROWS * depth);
        }
      }
    }
  }
}
