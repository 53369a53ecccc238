/**
 * Multiply-adds on registers only, the most this machine can do: 10 chains of f32x4 products and sums, 80 floating-point
 * operations an iteration. Benchmarks divide by it.
 */
export function peakMultiplyAdd(iterations: i32): f32 {
  const x = f32x4.splat(-0.001);
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(1);
  let s2 = f32x4.splat(2);
  let s3 = f32x4.splat(3);
  let s4 = f32x4.splat(4);
  let s5 = f32x4.splat(5);
  let s6 = f32x4.splat(6);
  let s7 = f32x4.splat(7);
  let s8 = f32x4.splat(8);
  let s9 = f32x4.splat(9);
  for (let i = 0; i < iterations; i++) {
    s0 = f32x4.add(s0, f32x4.mul(s0, x));
    s1 = f32x4.add(s1, f32x4.mul(s1, x));
    s2 = f32x4.add(s2, f32x4.mul(s2, x));
    s3 = f32x4.add(s3, f32x4.mul(s3, x));
    s4 = f32x4.add(s4, f32x4.mul(s4, x));
    s5 = f32x4.add(s5, f32x4.mul(s5, x));
    s6 = f32x4.add(s6, f32x4.mul(s6, x));
    s7 = f32x4.add(s7, f32x4.mul(s7, x));
    s8 = f32x4.add(s8, f32x4.mul(s8, x));
    s9 = f32x4.add(s9, f32x4.mul(s9, x));
      }
  s0 = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  s4 = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7));
  s8 = f32x4.add(s8, s9);
  s0 = f32x4.add(f32x4.add(s0, s4), s8);
  return f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1) + f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3);
}
