import { firstTile } from "./lower";
import { packRows, packTransposed } from "./pack";
import { block, BLOCK_ROWS, TILE_SPACE } from "./product";
import { EDGE_BYTES, tile } from "./tile";
import { bytes, columns, ROWS } from "./vector";

/** Columns eliminated at a time. The error bound in src/numerics/linear/interval.ts counts on it. */
const BLOCK: i32 = 64;
/** Rows solved at a time, transposed: 64 x 64 numbers are 32 KiB. */
const CHUNK: i32 = 64;

/** Bytes of scratch that `factorise` and `substitute` need, beside a product's. */
export function choleskyScratch(): usize {
  return bytes<f64>(BLOCK * CHUNK);
}

/**
 * A = L L^T in place, the lower triangle of n rows `line` bytes apart; what lies above it is destroyed.
 * Returns the number of columns done: n, or the first whose pivot is not positive.
 *
 * Right-looking. A block's product of 64 terms is summed by itself and then subtracted once, so that every entry sees
 * 64 + n/64 roundings instead of n; the proven bounds are as much tighter.
 */
export function factorise(a: usize, line: usize, n: i32, scratch: usize, product: usize): i32 {
  for (let k = 0; k < n; k += BLOCK) {
    const width = min(BLOCK, n - k);
    const corner = a + (<usize>k) * line + bytes<f64>(k);
    const done = factoriseBlock(corner, line, width);
    if (done < width) return k + done;
    const below = corner + (<usize>width) * line;
    const rows = n - k - width;
    for (let i = 0; i < rows; i += CHUNK)
      solveRows(below + (<usize>i) * line, line, corner, min(CHUNK, rows - i), width, scratch);
    subtractGram(below + bytes<f64>(width), line, below, rows, width, product);
  }
  return n;
}

/** The same for one block on the diagonal, row by row. */
function factoriseBlock(a: usize, line: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) {
    const row = a + (<usize>i) * line;
    for (let j = 0; j <= i; j++) {
      const other = a + (<usize>j) * line;
      let sum = load<f64>(row + bytes<f64>(j));
      for (let p: usize = 0; p < bytes<f64>(j); p += 8) sum -= load<f64>(row + p) * load<f64>(other + p);
      if (j < i) store<f64>(row + bytes<f64>(j), sum / load<f64>(other + bytes<f64>(j)));
      else {
        // Written so that NaN fails too.
        if (!(sum > 0 && sum < Infinity)) return i;
        store<f64>(row + bytes<f64>(i), sqrt(sum));
      }
    }
  }
  return n;
}

/** X L^T = A for `rows` rows of A in place, vectors running over the rows of a transposed copy. */
function solveRows(a: usize, line: usize, l: usize, rows: i32, n: i32, copy: usize): void {
  const height = bytes<f64>(CHUNK);
  for (let i = 0; i < rows; i++) {
    const from = a + (<usize>i) * line;
    for (let j = 0; j < n; j++) store<f64>(copy + (<usize>j) * height + bytes<f64>(i), load<f64>(from + bytes<f64>(j)));
  }
  const end = bytes<f64>((rows + 7) & ~7);
  for (let j = 0; j < n; j++) {
    const row = l + (<usize>j) * line;
    const pivot = f64x2.splat(load<f64>(row + bytes<f64>(j)));
    const target = copy + (<usize>j) * height;
    for (let i: usize = 0; i < end; i += 64) {
      let s0 = v128.load(target + i);
      let s1 = v128.load(target + i, 16);
      let s2 = v128.load(target + i, 32);
      let s3 = v128.load(target + i, 48);
      let from = copy + i;
      for (let p: usize = 0; p < bytes<f64>(j); p += 8) {
        const x = v128.load_splat<f64>(row + p);
        s0 = f64x2.sub(s0, f64x2.mul(x, v128.load(from)));
        s1 = f64x2.sub(s1, f64x2.mul(x, v128.load(from, 16)));
        s2 = f64x2.sub(s2, f64x2.mul(x, v128.load(from, 32)));
        s3 = f64x2.sub(s3, f64x2.mul(x, v128.load(from, 48)));
        from += height;
      }
      v128.store(target + i, f64x2.div(s0, pivot));
      v128.store(target + i, f64x2.div(s1, pivot), 16);
      v128.store(target + i, f64x2.div(s2, pivot), 32);
      v128.store(target + i, f64x2.div(s3, pivot), 48);
    }
  }
  for (let i = 0; i < rows; i++) {
    const to = a + (<usize>i) * line;
    for (let j = 0; j < n; j++) store<f64>(to + bytes<f64>(j), load<f64>(copy + (<usize>j) * height + bytes<f64>(i)));
  }
}

/** Lower triangle of C -= A A^T for A (n x k), k at most 64; the product of each tile is summed from zero. */
function subtractGram(c: usize, line: usize, a: usize, n: i32, k: i32, scratch: usize): void {
  const panel = scratch + TILE_SPACE;
  const packed = panel + 32 * BLOCK;
  for (let i0 = 0; i0 < n; i0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, n - i0);
    packRows<f64>(packed, a + (<usize>i0) * line, line, sizeof<f64>(), rows, k, 1);
    for (let j = 0; j < i0 + rows; j += columns<f64>()) {
      const width = min(columns<f64>(), n - j);
      packTransposed<f64>(panel, a + (<usize>j) * line, line, k, width);
      for (let i = firstTile(i0, j); i < rows; i += ROWS) {
        memory.fill(scratch, 0, EDGE_BYTES);
        tile<f64>(scratch, 32, packed + bytes<f64>(i * k), panel, k);
        subtract(c + (<usize>(i0 + i)) * line + bytes<f64>(j), line, min(ROWS, rows - i), width, scratch);
      }
    }
  }
}

/** A tile of C -= the product in scratch. */
// @ts-ignore: decorator
@inline
function subtract(c: usize, line: usize, rows: i32, width: i32, product: usize): void {
  if (width == columns<f64>()) {
    for (let r = 0; r < rows; r++) {
      v128.store(c, f64x2.sub(v128.load(c), v128.load(product)));
      v128.store(c, f64x2.sub(v128.load(c, 16), v128.load(product, 16)), 16);
      c += line;
      product += 32;
    }
    return;
  }
  for (let r = 0; r < rows; r++) {
    for (let j: usize = 0; j < bytes<f64>(width); j += 8) store<f64>(c + j, load<f64>(c + j) - load<f64>(product + j));
    c += line;
    product += 32;
  }
}

/** L X = B for n x k row-major B in place, or L^T X = B if `transposed`. */
export function substitute(
  b: usize, k: i32, l: usize, line: usize, n: i32, transposed: bool, product: usize,
): void {
  const across = bytes<f64>(k);
  const blocks = (n + BLOCK - 1) / BLOCK;
  for (let step = 0; step < blocks; step++) {
    const i = (transposed ? blocks - 1 - step : step) * BLOCK;
    const rows = min(BLOCK, n - i);
    const target = b + (<usize>i) * across;
    const corner = l + (<usize>i) * line + bytes<f64>(i);
    if (transposed) {
      const done = n - i - rows;
      const below = corner + (<usize>rows) * line;
      block<f64>(target, across, below, 8, line, target + (<usize>rows) * across, across, false, rows, k, done, -1, product);
      for (let r = rows - 1; r >= 0; r--) {
        const row = target + (<usize>r) * across;
        for (let p = r + 1; p < rows; p++)
          eliminate(row, target + (<usize>p) * across, load<f64>(corner + (<usize>p) * line + bytes<f64>(r)), k);
        divide(row, load<f64>(corner + (<usize>r) * line + bytes<f64>(r)), k);
      }
    } else {
      block<f64>(target, across, l + (<usize>i) * line, line, 8, b, across, false, rows, k, i, -1, product);
      for (let r = 0; r < rows; r++) {
        const row = target + (<usize>r) * across;
        for (let p = 0; p < r; p++)
          eliminate(row, target + (<usize>p) * across, load<f64>(corner + (<usize>r) * line + bytes<f64>(p)), k);
        divide(row, load<f64>(corner + (<usize>r) * line + bytes<f64>(r)), k);
      }
    }
  }
}

/** x -= factor y */
// @ts-ignore: decorator
@inline
function eliminate(x: usize, y: usize, factor: f64, n: i32): void {
  const f = f64x2.splat(factor);
  let p: usize = 0;
  for (; p + 16 <= bytes<f64>(n); p += 16) v128.store(x + p, f64x2.sub(v128.load(x + p), f64x2.mul(f, v128.load(y + p))));
  if (p < bytes<f64>(n)) store<f64>(x + p, load<f64>(x + p) - factor * load<f64>(y + p));
}

// @ts-ignore: decorator
@inline
function divide(x: usize, divisor: f64, n: i32): void {
  for (let p: usize = 0; p < bytes<f64>(n); p += 8) store<f64>(x + p, load<f64>(x + p) / divisor);
}
