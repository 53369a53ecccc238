import { bytes } from "./vector";

/** Most sweeps for one eigenvalue; two are usual. */
const MOST_SWEEPS: i32 = 60;
/** Columns rotated at a time: four vectors that stay in registers from row to row. */
const COLUMNS: i32 = 8;

/**
 * Implicit QL with Wilkinson's shift on a symmetric tridiagonal matrix (d, e as `tridiagonalise` leaves them), from
 * eigenvalue `first` on, for entries of size 1 or so.
 *
 * With room for rotations it stops when they no longer fit and returns where to go on, so that the caller can apply them.
 * `log` gets, for each sweep, a header (first row, number of rotations) and the pairs (c, s) from the last row up.
 * Returns n when all are found, -1 - l if eigenvalue l does not converge; `log` (its first 8 bytes) the doubles written.
 */
export function iterate(d: usize, e: usize, n: i32, first: i32, log: usize, room: i32): i32 {
  let used = 1;
  for (let l = first; l < n; l++) {
    let sweeps = 0;
    while (true) {
      const m = negligible(d, e, l, n);
      if (m == l) break;
      if (room > 0 && used + 1 + 2 * (m - l) > room) {
        store<i32>(log, used);
        return l;
      }
      if (sweeps++ == MOST_SWEEPS) return -1 - l;
      const header = log + bytes<f64>(used);
      const count = sweep(d, e, l, m, room > 0 ? header + 8 : 0);
      if (room > 0 && count > 0) {
        store<i32>(header, m - count);
        store<i32>(header, count, 4);
        used += 1 + 2 * count;
      }
    }
  }
  if (room > 0) store<i32>(log, used);
  return n;
}

/** The first m >= l whose e[m] is lost beside its neighbours on the diagonal (or is nothing beside 1). */
function negligible(d: usize, e: usize, l: i32, n: i32): i32 {
  for (let m = l; m < n - 1; m++) {
    const at = bytes<f64>(m);
    const size = abs(load<f64>(e + at));
    if (size <= 1.1102230246251565e-16 * (abs(load<f64>(d + at)) + abs(load<f64>(d + at, 8))) || size < 1e-150) return m;
  }
  return n - 1;
}

/** One sweep from m up to l; returns how many rotations it made, and writes them to `log` unless that is 0. */
function sweep(d: usize, e: usize, l: i32, m: i32, log: usize): i32 {
  const dl = load<f64>(d + bytes<f64>(l));
  const el = load<f64>(e + bytes<f64>(l));
  // Wilkinson's shift: the eigenvalue of the leading 2 x 2 block that is nearer d[l].
  const half = (load<f64>(d + bytes<f64>(l + 1)) - dl) / (2 * el);
  const root = abs(half) < 1e150 ? sqrt(half * half + 1) : abs(half);
  let g = load<f64>(d + bytes<f64>(m)) - dl + el / (half + (half >= 0 ? root : -root));
  let s: f64 = 1;
  let c: f64 = 1;
  let p: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    const at = bytes<f64>(i);
    const ei = load<f64>(e + at);
    const f = s * ei;
    const b = c * ei;
    const square = f * f + g * g;
    if (square < 1e-290) {
      // The rotation is lost below the smallest numbers, and so is what it would remove: the matrix falls in two here.
      store<f64>(e + at, 0, 8);
      store<f64>(d + at, load<f64>(d + at, 8) - p, 8);
      store<f64>(e + bytes<f64>(m), 0);
      return m - 1 - i;
    }
    const r = sqrt(square);
    store<f64>(e + at, r, 8);
    s = f / r;
    c = g / r;
    g = load<f64>(d + at, 8) - p;
    const t = (load<f64>(d + at) - g) * s + 2 * c * b;
    p = s * t;
    store<f64>(d + at, g + p, 8);
    g = c * t - b;
    if (log) {
      store<f64>(log, c);
      store<f64>(log, s, 8);
      log += 16;
    }
  }
  store<f64>(d + bytes<f64>(l), dl - p);
  store<f64>(e + bytes<f64>(l), g);
  store<f64>(e + bytes<f64>(m), 0);
  return m - l;
}

/** Bytes of scratch that `applyRotations` needs for n rows. */
export function rotationScratch(n: i32): usize {
  return bytes<f64>(COLUMNS * n);
}

/**
 * Applies the logged rotations to the rows of Z (n x n, `line` bytes a row): z_i, z_i+1 become c z_i - s z_i+1, s z_i + c z_i+1.
 * A strip of 8 columns is copied out and sees all sweeps while it is in the cache.
 */
export function applyRotations(z: usize, line: usize, n: i32, log: usize, strip: usize): void {
  const end = log + bytes<f64>(load<i32>(log));
  for (let j = 0; j < n; j += COLUMNS) {
    const width = bytes<f64>(min(COLUMNS, n - j));
    const column = z + bytes<f64>(j);
    copyStrip(strip, 64, column, line, n, width);
    for (let at = log + 8; at < end; ) {
      const first = load<i32>(at);
      const count = load<i32>(at, 4);
      rotateStrip(strip + ((<usize>(first + count)) << 6), at + 8, count);
      at += 8 + ((<usize>count) << 4);
    }
    copyStrip(column, line, strip, 64, n, width);
  }
}

function copyStrip(to: usize, toLine: usize, from: usize, fromLine: usize, n: i32, width: usize): void {
  for (let i = 0; i < n; i++) {
    for (let p: usize = 0; p < width; p += 8) store<f64>(to + p, load<f64>(from + p));
    to += toLine;
    from += fromLine;
  }
}

/** One sweep over a strip, from the row `at` up; the row that the next rotation shares stays in registers. */
function rotateStrip(at: usize, log: usize, count: i32): void {
  let y0 = v128.load(at);
  let y1 = v128.load(at, 16);
  let y2 = v128.load(at, 32);
  let y3 = v128.load(at, 48);
  for (let i = 0; i < count; i++) {
    const c = v128.load_splat<f64>(log);
    const s = v128.load_splat<f64>(log, 8);
    log += 16;
    const x0 = v128.load(at - 64);
    const x1 = v128.load(at - 64, 16);
    const x2 = v128.load(at - 64, 32);
    const x3 = v128.load(at - 64, 48);
    v128.store(at, f64x2.add(f64x2.mul(s, x0), f64x2.mul(c, y0)));
    v128.store(at, f64x2.add(f64x2.mul(s, x1), f64x2.mul(c, y1)), 16);
    v128.store(at, f64x2.add(f64x2.mul(s, x2), f64x2.mul(c, y2)), 32);
    v128.store(at, f64x2.add(f64x2.mul(s, x3), f64x2.mul(c, y3)), 48);
    y0 = f64x2.sub(f64x2.mul(c, x0), f64x2.mul(s, y0));
    y1 = f64x2.sub(f64x2.mul(c, x1), f64x2.mul(s, y1));
    y2 = f64x2.sub(f64x2.mul(c, x2), f64x2.mul(s, y2));
    y3 = f64x2.sub(f64x2.mul(c, x3), f64x2.mul(s, y3));
    at -= 64;
  }
  v128.store(at, y0);
  v128.store(at, y1, 16);
  v128.store(at, y2, 32);
  v128.store(at, y3, 48);
}
