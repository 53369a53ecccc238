/** Small helpers over 128-bit vectors; every kernel is generic over T = f32 (4 lanes) or f64 (2 lanes). */

/** Rows of a register tile: with two vectors across, 10 accumulators, 2 loads and 2 temporaries fill V8's 15 registers. */
export const ROWS: i32 = 5;

/** Lanes of one vector. */
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return <i32>(16 / sizeof<T>());
}

/** Columns of a register tile. */
// @ts-ignore: decorator
@inline
export function columns<T>(): i32 {
  return <i32>(32 / sizeof<T>());
}

/** Bytes of n numbers. */
// @ts-ignore: decorator
@inline
export function bytes<T>(n: i32): usize {
  return (<usize>n) * sizeof<T>();
}

/** First index of a thread's share of `total`, cut at multiples of `unit`: the share ends where the next thread's begins. */
// @ts-ignore: decorator
@inline
export function share(total: i32, unit: i32, thread: i32, threads: i32): i32 {
  const units = <i64>((total + unit - 1) / unit);
  return min<i32>(total, <i32>((units * thread) / threads) * unit);
}

/** Sum of the lanes, always in the same order. */
// @ts-ignore: decorator
@inline
export function total<T>(v: v128): T {
  if (sizeof<T>() == 4) {
    return <T>(
      (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)))
    );
  }
  return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
}
