import { bytes, total } from "./vector";

/*
 * The inner loops of shallow-jet.ts. Neurons lie in the lanes; a panel is one vector of them: rows v_0, v_1, ..., v_N, a, with
 * z = v_0 + v_1 x_1 + ... + v_N x_N for N inputs that vary, 1 to 4. Each loop is written once for all N: the functions are
 * inlined with N a literal, which leaves only what that N needs.
 */

/**
 * sum_k a_k p_k^2 and sum_k a_k v_jk p_k for j = 1 ... N, with p = max(z, 0), of up to three samples (two from N = 3 on), N + 1
 * numbers each; `line` bytes from sample to sample. A sample's sums have the same order whatever its neighbours.
 */
export function weighSquares<T>(to: usize, x: usize, line: usize, height: i32, panels: usize, count: i32, varying: i32): void {
  const second = height > 1 ? x + line : x;
  const third = height > 2 ? second + line : x;
  if (varying == 1) weigh<T>(to, x, second, third, panels, count, 1);
  else if (varying == 2) weigh<T>(to, x, second, third, panels, count, 2);
  else if (varying == 3) weigh<T>(to, x, second, third, panels, count, 3);
  else weigh<T>(to, x, second, third, panels, count, 4);
}

/** Samples that one call of `weighSquares` takes: what the registers hold. */
// @ts-ignore: decorator
@inline
export function samplesAtOnce(varying: i32): i32 {
  return varying < 3 ? 3 : 2;
}

// @ts-ignore: decorator
@inline
function weigh<T>(to: usize, xa: usize, xb: usize, xc: usize, panel: usize, count: i32, varying: i32): void {
  const zero = v128.splat<T>(<T>0);
  let a0 = zero;
  let a1 = zero;
  let a2 = zero;
  let a3 = zero;
  let a4 = zero;
  let b0 = zero;
  let b1 = zero;
  let b2 = zero;
  let b3 = zero;
  let b4 = zero;
  let c0 = zero;
  let c1 = zero;
  let c2 = zero;
  const step = (<usize>(varying + 2)) << 4;
  const end = panel + (<usize>count) * step;
  for (; panel < end; panel += step) {
    const v0 = v128.load(panel);
    const v1 = v128.load(panel, 16);
    const v2 = varying > 1 ? v128.load(panel, 32) : zero;
    const v3 = varying > 2 ? v128.load(panel, 48) : zero;
    const v4 = varying > 3 ? v128.load(panel, 64) : zero;
    const out = v128.load(panel + step - 16);
    let p = ramp<T>(xa, v0, v1, v2, v3, v4, varying);
    let weighed = v128.mul<T>(out, p);
    a0 = v128.add<T>(a0, v128.mul<T>(weighed, p));
    a1 = v128.add<T>(a1, v128.mul<T>(weighed, v1));
    if (varying > 1) a2 = v128.add<T>(a2, v128.mul<T>(weighed, v2));
    if (varying > 2) a3 = v128.add<T>(a3, v128.mul<T>(weighed, v3));
    if (varying > 3) a4 = v128.add<T>(a4, v128.mul<T>(weighed, v4));
    p = ramp<T>(xb, v0, v1, v2, v3, v4, varying);
    weighed = v128.mul<T>(out, p);
    b0 = v128.add<T>(b0, v128.mul<T>(weighed, p));
    b1 = v128.add<T>(b1, v128.mul<T>(weighed, v1));
    if (varying > 1) b2 = v128.add<T>(b2, v128.mul<T>(weighed, v2));
    if (varying > 2) b3 = v128.add<T>(b3, v128.mul<T>(weighed, v3));
    if (varying > 3) b4 = v128.add<T>(b4, v128.mul<T>(weighed, v4));
    if (varying > 2) continue;
    p = ramp<T>(xc, v0, v1, v2, v3, v4, varying);
    weighed = v128.mul<T>(out, p);
    c0 = v128.add<T>(c0, v128.mul<T>(weighed, p));
    c1 = v128.add<T>(c1, v128.mul<T>(weighed, v1));
    if (varying > 1) c2 = v128.add<T>(c2, v128.mul<T>(weighed, v2));
  }
  to = keep<T>(to, a0, a1, a2, a3, a4, varying);
  to = keep<T>(to, b0, b1, b2, b3, b4, varying);
  if (varying < 3) keep<T>(to, c0, c1, c2, zero, zero, varying);
}

/** max(z, 0) of one sample. */
// @ts-ignore: decorator
@inline
function ramp<T>(x: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, varying: i32): v128 {
  return v128.pmax<T>(v128.add<T>(slope<T>(x, v1, v2, v3, v4, varying), v0), v128.splat<T>(<T>0));
}

/** v_1 x_1 + ... + v_N x_N. */
// @ts-ignore: decorator
@inline
function slope<T>(x: usize, v1: v128, v2: v128, v3: v128, v4: v128, varying: i32): v128 {
  let z = v128.mul<T>(v128.load_splat<T>(x), v1);
  if (varying > 1) z = v128.add<T>(z, v128.mul<T>(v128.load_splat<T>(x, sizeof<T>()), v2));
  if (varying > 2) z = v128.add<T>(z, v128.mul<T>(v128.load_splat<T>(x, 2 * sizeof<T>()), v3));
  if (varying > 3) z = v128.add<T>(z, v128.mul<T>(v128.load_splat<T>(x, 3 * sizeof<T>()), v4));
  return z;
}

// @ts-ignore: decorator
@inline
function keep<T>(to: usize, s0: v128, s1: v128, s2: v128, s3: v128, s4: v128, varying: i32): usize {
  store<T>(to, total<T>(s0));
  store<T>(to, total<T>(s1), sizeof<T>());
  if (varying > 1) store<T>(to, total<T>(s2), 2 * sizeof<T>());
  if (varying > 2) store<T>(to, total<T>(s3), 3 * sizeof<T>());
  if (varying > 3) store<T>(to, total<T>(s4), 4 * sizeof<T>());
  return to + bytes<T>(varying + 1);
}

/** Entries of a triangle of N + 1 rows: the moments of a sample. */
// @ts-ignore: decorator
@inline
export function triangle(varying: i32): i32 {
  return ((varying + 1) * (varying + 2)) / 2;
}

/**
 * sums += sum over the samples with z > 0 of their `moments`, `triangle(N)` numbers a sample, for one panel. z > 0 exactly where
 * v_1 x_1 + ... > -v_0: rounding to nearest keeps signs of sums.
 */
export function addActive<T>(sums: usize, moments: usize, x: usize, line: usize, height: i32, panel: usize, varying: i32): void {
  if (varying == 1) active<T>(sums, moments, x, line, height, panel, 1);
  else if (varying == 2) active<T>(sums, moments, x, line, height, panel, 2);
  else if (varying == 3) active<T>(sums, moments, x, line, height, panel, 3);
  else active<T>(sums, moments, x, line, height, panel, 4);
}

// @ts-ignore: decorator
@inline
function active<T>(sums: usize, moments: usize, x: usize, line: usize, height: i32, panel: usize, varying: i32): void {
  const zero = v128.splat<T>(<T>0);
  const threshold = v128.neg<T>(v128.load(panel));
  const v1 = v128.load(panel, 16);
  const v2 = varying > 1 ? v128.load(panel, 32) : zero;
  const v3 = varying > 2 ? v128.load(panel, 48) : zero;
  const v4 = varying > 3 ? v128.load(panel, 64) : zero;
  let g0 = v128.load(sums);
  let g1 = v128.load(sums, 16);
  let g2 = v128.load(sums, 32);
  let g3 = varying > 1 ? v128.load(sums, 48) : zero;
  let g4 = varying > 1 ? v128.load(sums, 64) : zero;
  let g5 = varying > 1 ? v128.load(sums, 80) : zero;
  let g6 = varying > 2 ? v128.load(sums, 96) : zero;
  let g7 = varying > 2 ? v128.load(sums, 112) : zero;
  let g8 = varying > 2 ? v128.load(sums, 128) : zero;
  let g9 = varying > 2 ? v128.load(sums, 144) : zero;
  let g10 = varying > 3 ? v128.load(sums, 160) : zero;
  let g11 = varying > 3 ? v128.load(sums, 176) : zero;
  let g12 = varying > 3 ? v128.load(sums, 192) : zero;
  let g13 = varying > 3 ? v128.load(sums, 208) : zero;
  let g14 = varying > 3 ? v128.load(sums, 224) : zero;
  const step = bytes<T>(triangle(varying));
  const end = moments + (<usize>height) * step;
  for (; moments < end; moments += step, x += line) {
    const on = v128.gt<T>(slope<T>(x, v1, v2, v3, v4, varying), threshold);
    g0 = v128.add<T>(g0, v128.and(on, v128.load_splat<T>(moments)));
    g1 = v128.add<T>(g1, v128.and(on, v128.load_splat<T>(moments, sizeof<T>())));
    g2 = v128.add<T>(g2, v128.and(on, v128.load_splat<T>(moments, 2 * sizeof<T>())));
    if (varying < 2) continue;
    g3 = v128.add<T>(g3, v128.and(on, v128.load_splat<T>(moments, 3 * sizeof<T>())));
    g4 = v128.add<T>(g4, v128.and(on, v128.load_splat<T>(moments, 4 * sizeof<T>())));
    g5 = v128.add<T>(g5, v128.and(on, v128.load_splat<T>(moments, 5 * sizeof<T>())));
    if (varying < 3) continue;
    g6 = v128.add<T>(g6, v128.and(on, v128.load_splat<T>(moments, 6 * sizeof<T>())));
    g7 = v128.add<T>(g7, v128.and(on, v128.load_splat<T>(moments, 7 * sizeof<T>())));
    g8 = v128.add<T>(g8, v128.and(on, v128.load_splat<T>(moments, 8 * sizeof<T>())));
    g9 = v128.add<T>(g9, v128.and(on, v128.load_splat<T>(moments, 9 * sizeof<T>())));
    if (varying < 4) continue;
    g10 = v128.add<T>(g10, v128.and(on, v128.load_splat<T>(moments, 10 * sizeof<T>())));
    g11 = v128.add<T>(g11, v128.and(on, v128.load_splat<T>(moments, 11 * sizeof<T>())));
    g12 = v128.add<T>(g12, v128.and(on, v128.load_splat<T>(moments, 12 * sizeof<T>())));
    g13 = v128.add<T>(g13, v128.and(on, v128.load_splat<T>(moments, 13 * sizeof<T>())));
    g14 = v128.add<T>(g14, v128.and(on, v128.load_splat<T>(moments, 14 * sizeof<T>())));
  }
  v128.store(sums, g0);
  v128.store(sums, g1, 16);
  v128.store(sums, g2, 32);
  if (varying < 2) return;
  v128.store(sums, g3, 48);
  v128.store(sums, g4, 64);
  v128.store(sums, g5, 80);
  if (varying < 3) return;
  v128.store(sums, g6, 96);
  v128.store(sums, g7, 112);
  v128.store(sums, g8, 128);
  v128.store(sums, g9, 144);
  if (varying < 4) return;
  v128.store(sums, g10, 160);
  v128.store(sums, g11, 176);
  v128.store(sums, g12, 192);
  v128.store(sums, g13, 208);
  v128.store(sums, g14, 224);
}
