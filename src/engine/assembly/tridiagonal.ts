import { lowerTiles } from "./lower";
import { packColumns, packRows } from "./pack";
import { BLOCK_ROWS, TILE_SPACE } from "./product";
import { bytes, columns, total } from "./vector";

/** Rows reduced before the rest of the matrix is updated. */
const BLOCK: i32 = 16;
/** Pairs (v, w) that one pass over a vector takes in. */
const GROUP: i32 = 4;

/** Bytes of work that `tridiagonalise` needs for rows of `line` bytes, beside a product's. */
export function tridiagonalScratch(line: usize): usize {
  return 2 * (<usize>BLOCK) * line + 16 * (<usize>GROUP);
}

/**
 * Householder's reduction A = Q T Q^T of a symmetric matrix whose lower triangle lies in n rows `line` bytes apart, `line` a
 * multiple of 16, entries at most 1 or so in size. What lies above the triangle is destroyed.
 *
 * From the last row up: H = I - beta v v^T maps what is left of the diagonal to its last place, and H A H = A - v w^T - w v^T.
 * 16 such pairs are collected, in which time A is only read, for A v; then one product brings A up to date.
 *
 * Row i keeps v_i left of the diagonal; beta gets the n factors, d the diagonal, e[i] the entry between i and i + 1.
 */
export function tridiagonalise(
  a: usize, line: usize, n: i32, d: usize, e: usize, beta: usize, work: usize, product: usize,
): void {
  const pairs = work;
  const factors = work + 2 * (<usize>BLOCK) * line;
  store<f64>(e + bytes<f64>(n - 1), 0);
  store<f64>(beta, 0);
  let size = n;
  while (size > 1) {
    const count = min(BLOCK, size - 1);
    memory.fill(pairs, 0, 2 * (<usize>BLOCK) * line);
    for (let k = 0; k < count; k++) reduceRow(a, line, size - 1 - k, k, d, e, beta, pairs, factors);
    size -= count;
    update(a, line, size, pairs, product);
  }
  store<f64>(d, load<f64>(a));
}

/** Row i, the k-th of its block; its pair goes to the lines k and BLOCK + k of `pairs`. */
function reduceRow(
  a: usize, line: usize, i: i32, k: i32, d: usize, e: usize, beta: usize, pairs: usize, factors: usize,
): void {
  const row = a + (<usize>i) * line;
  const at = bytes<f64>(i);
  const half = (<usize>BLOCK) * line;
  for (let g = 0; g < k; g += GROUP) {
    const v = pairs + (<usize>g) * line;
    for (let q: usize = 0; q < (<usize>GROUP); q++) {
      store<f64>(factors + (q << 3), load<f64>(v + q * line + half + at));
      store<f64>(factors + (q << 3), load<f64>(v + q * line + at), 32);
    }
    subtractPairs(row, v, v + half, line, factors, i + 1);
  }
  store<f64>(d + at, load<f64>(row + at));
  const factor = reflect(row, i, e + at - 8);
  store<f64>(beta + at, factor);

  const v = pairs + (<usize>k) * line;
  const w = v + half;
  memory.copy(v, row, at);
  multiplySymmetric(w, a, line, v, i);
  for (let g = 0; g < k; g += GROUP) {
    const before = pairs + (<usize>g) * line;
    // A v is short of -(v_j w_j^T + w_j v_j^T) v for the pairs before.
    dotPairs(factors, v, before, before + half, line, i);
    // The row's own pair is among the four.
    for (let q = max(0, k - g); q < GROUP; q++) {
      store<f64>(factors + bytes<f64>(q), 0);
      store<f64>(factors + bytes<f64>(q), 0, 32);
    }
    subtractPairs(w, before, before + half, line, factors, i);
  }
  const share = 0.5 * factor * factor * dot(v, w, i);
  const x = f64x2.splat(factor);
  const y = f64x2.splat(share);
  for (let q: usize = 0; q < at; q += 16)
    v128.store(w + q, f64x2.sub(f64x2.mul(x, v128.load(w + q)), f64x2.mul(y, v128.load(v + q))));
  // The loops above run over whole vectors.
  if (i & 1) store<f64>(w + at, 0);
}

/**
 * Makes x (n numbers, the last one the pivot) the vector v of H = I - beta v v^T with H x = alpha (0, ..., 0, 1), stores alpha
 * and returns beta. What is too small to square, next to entries of size 1, counts as zero.
 */
function reflect(x: usize, n: i32, alpha: usize): f64 {
  const last = bytes<f64>(n - 1);
  const sigma = dot(x, x, n - 1);
  const pivot = load<f64>(x + last);
  if (sigma < 1e-280) {
    memory.fill(x, 0, last + 8);
    store<f64>(alpha, pivot);
    return 0;
  }
  const norm = sqrt(sigma + pivot * pivot);
  store<f64>(alpha, pivot > 0 ? -norm : norm);
  store<f64>(x + last, pivot > 0 ? pivot + norm : pivot - norm);
  return 1 / (norm * (norm + abs(pivot)));
}

function dot(x: usize, y: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let p: usize = 0;
  for (; p + 32 <= bytes<f64>(n); p += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x + p), v128.load(y + p)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x + p, 16), v128.load(y + p, 16)));
  }
  let sum = total<f64>(f64x2.add(s0, s1));
  for (; p < bytes<f64>(n); p += 8) sum += load<f64>(x + p) * load<f64>(y + p);
  return sum;
}

/** x -= sum_q a_q v_q + b_q w_q over 4 pairs; `factors` holds the a, then the b. Runs over n rounded up to 2. */
function subtractPairs(x: usize, v: usize, w: usize, line: usize, factors: usize, n: i32): void {
  const a0 = v128.load_splat<f64>(factors);
  const a1 = v128.load_splat<f64>(factors, 8);
  const a2 = v128.load_splat<f64>(factors, 16);
  const a3 = v128.load_splat<f64>(factors, 24);
  const b0 = v128.load_splat<f64>(factors, 32);
  const b1 = v128.load_splat<f64>(factors, 40);
  const b2 = v128.load_splat<f64>(factors, 48);
  const b3 = v128.load_splat<f64>(factors, 56);
  const line2 = line + line;
  const line3 = line2 + line;
  for (let p: usize = 0; p < bytes<f64>(n); p += 16) {
    const vp = v + p;
    const wp = w + p;
    let sum = f64x2.add(f64x2.mul(a0, v128.load(vp)), f64x2.mul(b0, v128.load(wp)));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(a1, v128.load(vp + line)), f64x2.mul(b1, v128.load(wp + line))));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(a2, v128.load(vp + line2)), f64x2.mul(b2, v128.load(wp + line2))));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(a3, v128.load(vp + line3)), f64x2.mul(b3, v128.load(wp + line3))));
    v128.store(x + p, f64x2.sub(v128.load(x + p), sum));
  }
}

/** factors = (w_0 x, ..., w_3 x, v_0 x, ..., v_3 x), x zero beyond its n entries. */
function dotPairs(factors: usize, x: usize, v: usize, w: usize, line: usize, n: i32): void {
  const zero = f64x2.splat(0);
  let a0 = zero;
  let a1 = zero;
  let a2 = zero;
  let a3 = zero;
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  const line2 = line + line;
  const line3 = line2 + line;
  for (let p: usize = 0; p < bytes<f64>(n); p += 16) {
    const xp = v128.load(x + p);
    const vp = v + p;
    const wp = w + p;
    a0 = f64x2.add(a0, f64x2.mul(xp, v128.load(wp)));
    a1 = f64x2.add(a1, f64x2.mul(xp, v128.load(wp + line)));
    a2 = f64x2.add(a2, f64x2.mul(xp, v128.load(wp + line2)));
    a3 = f64x2.add(a3, f64x2.mul(xp, v128.load(wp + line3)));
    b0 = f64x2.add(b0, f64x2.mul(xp, v128.load(vp)));
    b1 = f64x2.add(b1, f64x2.mul(xp, v128.load(vp + line)));
    b2 = f64x2.add(b2, f64x2.mul(xp, v128.load(vp + line2)));
    b3 = f64x2.add(b3, f64x2.mul(xp, v128.load(vp + line3)));
  }
  store<f64>(factors, total<f64>(a0));
  store<f64>(factors, total<f64>(a1), 8);
  store<f64>(factors, total<f64>(a2), 16);
  store<f64>(factors, total<f64>(a3), 24);
  store<f64>(factors, total<f64>(b0), 32);
  store<f64>(factors, total<f64>(b1), 40);
  store<f64>(factors, total<f64>(b2), 48);
  store<f64>(factors, total<f64>(b3), 56);
}

/** y = A x for the leading n x n part, read once: what is below the diagonal serves its mirror image too. y starts at zero. */
function multiplySymmetric(y: usize, a: usize, line: usize, x: usize, n: i32): void {
  let r = 0;
  for (; r + 4 <= n; r += 4) fourRows(y, a + (<usize>r) * line, line, x, r);
  for (; r < n; r++) {
    const row = a + (<usize>r) * line;
    const at = bytes<f64>(r);
    const xr = load<f64>(x + at);
    for (let q: usize = 0; q < at; q += 8) store<f64>(y + q, load<f64>(y + q) + load<f64>(row + q) * xr);
    store<f64>(y + at, load<f64>(y + at) + dot(row, x, r + 1));
  }
}

/** Rows r to r + 3, r a multiple of 4. */
function fourRows(y: usize, row: usize, line: usize, x: usize, r: i32): void {
  const row1 = row + line;
  const row2 = row1 + line;
  const row3 = row2 + line;
  const end = bytes<f64>(r);
  const xr = x + end;
  const x0 = v128.load_splat<f64>(xr);
  const x1 = v128.load_splat<f64>(xr, 8);
  const x2 = v128.load_splat<f64>(xr, 16);
  const x3 = v128.load_splat<f64>(xr, 24);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let q: usize = 0; q < end; q += 16) {
    const xq = v128.load(x + q);
    let yq = v128.load(y + q);
    const a0 = v128.load(row + q);
    s0 = f64x2.add(s0, f64x2.mul(a0, xq));
    yq = f64x2.add(yq, f64x2.mul(a0, x0));
    const a1 = v128.load(row1 + q);
    s1 = f64x2.add(s1, f64x2.mul(a1, xq));
    yq = f64x2.add(yq, f64x2.mul(a1, x1));
    const a2 = v128.load(row2 + q);
    s2 = f64x2.add(s2, f64x2.mul(a2, xq));
    yq = f64x2.add(yq, f64x2.mul(a2, x2));
    const a3 = v128.load(row3 + q);
    s3 = f64x2.add(s3, f64x2.mul(a3, xq));
    yq = f64x2.add(yq, f64x2.mul(a3, x3));
    v128.store(y + q, yq);
  }
  const yr = y + end;
  const z0 = load<f64>(xr);
  const z1 = load<f64>(xr, 8);
  const z2 = load<f64>(xr, 16);
  const z3 = load<f64>(xr, 24);
  const a10 = load<f64>(row1 + end);
  const a20 = load<f64>(row2 + end);
  const a21 = load<f64>(row2 + end, 8);
  const a30 = load<f64>(row3 + end);
  const a31 = load<f64>(row3 + end, 8);
  const a32 = load<f64>(row3 + end, 16);
  store<f64>(yr, load<f64>(yr) + total<f64>(s0) + (load<f64>(row + end) * z0 + a10 * z1 + a20 * z2 + a30 * z3));
  const a11 = load<f64>(row1 + end, 8);
  store<f64>(yr, load<f64>(yr, 8) + total<f64>(s1) + (a10 * z0 + a11 * z1 + a21 * z2 + a31 * z3), 8);
  const a22 = load<f64>(row2 + end, 16);
  store<f64>(yr, load<f64>(yr, 16) + total<f64>(s2) + (a20 * z0 + a21 * z1 + a22 * z2 + a32 * z3), 16);
  const a33 = load<f64>(row3 + end, 24);
  store<f64>(yr, load<f64>(yr, 24) + total<f64>(s3) + (a30 * z0 + a31 * z1 + a32 * z2 + a33 * z3), 24);
}

/** Lower triangle of the leading n x n part: A -= sum_k v_k w_k^T + w_k v_k^T. */
function update(a: usize, line: usize, n: i32, pairs: usize, scratch: usize): void {
  const panel = scratch + TILE_SPACE;
  const packed = panel + 64 * (<usize>BLOCK);
  const half = (<usize>BLOCK) * line;
  for (let i0 = 0; i0 < n; i0 += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, n - i0);
    packRows<f64>(packed, pairs + bytes<f64>(i0), 8, line, rows, 2 * BLOCK, -1);
    for (let j = 0; j < i0 + rows; j += columns<f64>()) {
      const width = min(columns<f64>(), n - j);
      packColumns<f64>(panel, pairs + half + bytes<f64>(j), line, BLOCK, width);
      packColumns<f64>(panel + 32 * (<usize>BLOCK), pairs + bytes<f64>(j), line, BLOCK, width);
      lowerTiles(a, line, n, i0, rows, j, packed, panel, 2 * BLOCK, scratch);
    }
  }
}
