import { bytes, columns, lanes, ROWS } from "./vector";

/**
 * Packs `rows` x `k` numbers of scale * A into panels of 5 rows: 5 numbers for each k, missing rows zero.
 * @param across bytes from one row to the next
 * @param along bytes from one k to the next
 */
export function packRows<T>(to: usize, a: usize, across: usize, along: usize, rows: i32, k: i32, scale: T): void {
  for (let i = 0; i < rows; i += ROWS) {
    const from = a + (<usize>i) * across;
    if (i + ROWS <= rows) {
      const a1 = from + across;
      const a2 = a1 + across;
      const a3 = a2 + across;
      const a4 = a3 + across;
      const end = (<usize>k) * along;
      for (let p: usize = 0; p < end; p += along) {
        store<T>(to, <T>(load<T>(from + p) * scale));
        store<T>(to, <T>(load<T>(a1 + p) * scale), sizeof<T>());
        store<T>(to, <T>(load<T>(a2 + p) * scale), 2 * sizeof<T>());
        store<T>(to, <T>(load<T>(a3 + p) * scale), 3 * sizeof<T>());
        store<T>(to, <T>(load<T>(a4 + p) * scale), 4 * sizeof<T>());
        to += 5 * sizeof<T>();
      }
    } else {
      for (let p = 0; p < k; p++) {
        for (let r = 0; r < ROWS; r++) {
          const x: T = i + r < rows ? <T>(load<T>(from + (<usize>r) * across + (<usize>p) * along) * scale) : <T>0;
          store<T>(to, x);
          to += sizeof<T>();
        }
      }
    }
  }
}

/** Packs `k` x `width` numbers of B (k-th row `stride` bytes after the one before) into one panel of two vectors a row. */
export function packColumns<T>(to: usize, b: usize, stride: usize, k: i32, width: i32): void {
  if (width == columns<T>()) {
    for (let p = 0; p < k; p++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      to += 32;
      b += stride;
    }
    return;
  }
  for (let p = 0; p < k; p++) {
    for (let j = 0; j < columns<T>(); j++) {
      store<T>(to, j < width ? load<T>(b + bytes<T>(j)) : <T>0);
      to += sizeof<T>();
    }
    b += stride;
  }
}

/** The same for B transposed in memory: its k-th row is the k-th column of `width` lines that lie `stride` bytes apart. */
export function packTransposed<T>(to: usize, b: usize, stride: usize, k: i32, width: i32): void {
  let p = 0;
  if (width == columns<T>()) {
    for (; p + lanes<T>() <= k; p += lanes<T>()) {
      const from = b + bytes<T>(p);
      const target = to + ((<usize>p) << 5);
      if (sizeof<T>() == 4) {
        transpose4(target, from, stride);
        transpose4(target + 16, from + 4 * stride, stride);
      } else {
        transpose2(target, from, stride);
        transpose2(target + 16, from + 2 * stride, stride);
      }
    }
  }
  for (; p < k; p++) {
    for (let j = 0; j < columns<T>(); j++) {
      const x: T = j < width ? load<T>(b + (<usize>j) * stride + bytes<T>(p)) : <T>0;
      store<T>(to + ((<usize>p) << 5) + bytes<T>(j), x);
    }
  }
}

// @ts-ignore: decorator
@inline
function transpose4(to: usize, b: usize, stride: usize): void {
  const r0 = v128.load(b);
  const r1 = v128.load(b + stride);
  const r2 = v128.load(b + 2 * stride);
  const r3 = v128.load(b + 3 * stride);
  const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(t0, t2, 0, 2));
  v128.store(to, v128.shuffle<f64>(t0, t2, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(t1, t3, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(t1, t3, 1, 3), 96);
}

// @ts-ignore: decorator
@inline
function transpose2(to: usize, b: usize, stride: usize): void {
  const r0 = v128.load(b);
  const r1 = v128.load(b + stride);
  v128.store(to, v128.shuffle<f64>(r0, r1, 0, 2));
  v128.store(to, v128.shuffle<f64>(r0, r1, 1, 3), 32);
}
