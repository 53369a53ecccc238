import { columns, ROWS } from "./vector";

/**
 * C += A B for one register tile: C is 5 x 2 vectors with rows `stride` bytes apart, A is packed (5 numbers for each k),
 * B is packed (2 vectors for each k). Every element is the chain ((c + a0 b0) + a1 b1) + ..., so a product cut into blocks
 * of k, tiles or threads has the same bits as one loop. Starting from C, rather than adding C at the end, is what keeps V8
 * from spilling the accumulators.
 */
export function tile<T>(c: usize, stride: usize, a: usize, b: usize, k: i32): void {
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  const c4 = c3 + stride;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  let s40 = v128.load(c4);
  let s41 = v128.load(c4, 16);
  const end = b + ((<usize>k) << 5);
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    s00 = v128.add<T>(s00, v128.mul<T>(x, b0));
    s01 = v128.add<T>(s01, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, sizeof<T>());
    s10 = v128.add<T>(s10, v128.mul<T>(x, b0));
    s11 = v128.add<T>(s11, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    s20 = v128.add<T>(s20, v128.mul<T>(x, b0));
    s21 = v128.add<T>(s21, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    s30 = v128.add<T>(s30, v128.mul<T>(x, b0));
    s31 = v128.add<T>(s31, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, 4 * sizeof<T>());
    s40 = v128.add<T>(s40, v128.mul<T>(x, b0));
    s41 = v128.add<T>(s41, v128.mul<T>(x, b1));
    a += 5 * sizeof<T>();
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
  v128.store(c4, s40);
  v128.store(c4, s41, 16);
}

/** The same for a tile that hangs over the edge of C: `rows` x `width` numbers of it are copied to `scratch` and back. */
export function edgeTile<T>(
  c: usize,
  stride: usize,
  rows: i32,
  width: i32,
  a: usize,
  b: usize,
  k: i32,
  scratch: usize,
): void {
  const line = (<usize>width) * sizeof<T>();
  memory.fill(scratch, 0, 32 * ROWS);
  for (let r = 0; r < rows; r++) copy(scratch + ((<usize>r) << 5), c + (<usize>r) * stride, line);
  tile<T>(scratch, 32, a, b, k);
  for (let r = 0; r < rows; r++) copy(c + (<usize>r) * stride, scratch + ((<usize>r) << 5), line);
}

// memory.copy leaves WebAssembly for so few bytes; a loop does not.
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 4) store<u32>(to + i, load<u32>(from + i));
}

/** Bytes of the scratch tile of `edgeTile`. */
export const EDGE_BYTES: usize = 32 * ROWS;

/** Whether a tile of this many rows and columns needs `edgeTile`. */
// @ts-ignore: decorator
@inline
export function hangsOver<T>(rows: i32, width: i32): bool {
  return rows < ROWS || width < columns<T>();
}
