import { bytes, total } from "./vector";

/**
 * sum_j a_j relu(w_j . x_i) for up to four samples of two inputs; panels hold w_0, w_1 and a for two vectors of neurons.
 * A sample's sum has the same order whatever its neighbours.
 */
export function forwardPlane<T>(to: usize, x: usize, height: i32, panel: usize, count: i32, unit: bool): void {
  const second = height > 1 ? x + bytes<T>(2) : x;
  const third = height > 2 ? x + bytes<T>(4) : x;
  const fourth = height > 3 ? x + bytes<T>(6) : x;
  if (unit) {
    fourSums<T, bool>(to, x, second, third, fourth, panel, count);
    return;
  }
  fourSums<T, f32>(to, x, second, third, fourth, panel, count);
}

/** U = bool where x_1 is 1, so that z = x_0 w_0 + w_1; otherwise any float type. */
function fourSums<T, U>(to: usize, xa: usize, xb: usize, xc: usize, xd: usize, panel: usize, count: i32): void {
  const zero = v128.splat<T>(<T>0);
  const a0 = v128.load_splat<T>(xa);
  const b0 = v128.load_splat<T>(xb);
  const c0 = v128.load_splat<T>(xc);
  const d0 = v128.load_splat<T>(xd);
  let a = zero;
  let b = zero;
  let c = zero;
  let d = zero;
  const end = panel + (<usize>count) * 96;
  for (; panel < end; panel += 96) {
    let w0 = v128.load(panel);
    let w1 = v128.load(panel, 32);
    let out = v128.load(panel, 64);
    a = v128.add<T>(a, v128.mul<T>(v128.pmax<T>(pre<T, U>(a0, w0, xa, w1), zero), out));
    b = v128.add<T>(b, v128.mul<T>(v128.pmax<T>(pre<T, U>(b0, w0, xb, w1), zero), out));
    c = v128.add<T>(c, v128.mul<T>(v128.pmax<T>(pre<T, U>(c0, w0, xc, w1), zero), out));
    d = v128.add<T>(d, v128.mul<T>(v128.pmax<T>(pre<T, U>(d0, w0, xd, w1), zero), out));
    w0 = v128.load(panel, 16);
    w1 = v128.load(panel, 48);
    out = v128.load(panel, 80);
    a = v128.add<T>(a, v128.mul<T>(v128.pmax<T>(pre<T, U>(a0, w0, xa, w1), zero), out));
    b = v128.add<T>(b, v128.mul<T>(v128.pmax<T>(pre<T, U>(b0, w0, xb, w1), zero), out));
    c = v128.add<T>(c, v128.mul<T>(v128.pmax<T>(pre<T, U>(c0, w0, xc, w1), zero), out));
    d = v128.add<T>(d, v128.mul<T>(v128.pmax<T>(pre<T, U>(d0, w0, xd, w1), zero), out));
  }
  store<T>(to, total<T>(a));
  store<T>(to, total<T>(b), sizeof<T>());
  store<T>(to, total<T>(c), 2 * sizeof<T>());
  store<T>(to, total<T>(d), 3 * sizeof<T>());
}

// @ts-ignore: decorator
@inline
function pre<T, U>(x0: v128, w0: v128, x: usize, w1: v128): v128 {
  if (isInteger<U>()) return v128.add<T>(v128.mul<T>(x0, w0), w1);
  return v128.add<T>(v128.mul<T>(x0, w0), v128.mul<T>(v128.load_splat<T>(x, sizeof<T>()), w1));
}

/**
 * sums += sum over active samples of e x, two inputs, two vectors of neurons. `samples` holds x_0, x_1, e x_0, e x_1.
 * w . x > 0 exactly where x_0 w_0 > -x_1 w_1: rounding to nearest keeps signs of sums.
 */
export function pullPlane<T>(sums: usize, samples: usize, height: i32, panel: usize, unit: bool): void {
  const w0 = v128.load(panel);
  const w0b = v128.load(panel, 16);
  const w1 = v128.neg<T>(v128.load(panel, 32));
  const w1b = v128.neg<T>(v128.load(panel, 48));
  let g0 = v128.load(sums);
  let g0b = v128.load(sums, 16);
  let g1 = v128.load(sums, 32);
  let g1b = v128.load(sums, 48);
  const end = samples + bytes<T>(4 * height);
  if (unit) {
    for (; samples < end; samples += 4 * sizeof<T>()) {
      const x = v128.load_splat<T>(samples);
      const on = v128.gt<T>(v128.mul<T>(x, w0), w1);
      const onb = v128.gt<T>(v128.mul<T>(x, w0b), w1b);
      const ex0 = v128.load_splat<T>(samples, 2 * sizeof<T>());
      g0 = v128.add<T>(g0, v128.and(on, ex0));
      g0b = v128.add<T>(g0b, v128.and(onb, ex0));
      const ex1 = v128.load_splat<T>(samples, 3 * sizeof<T>());
      g1 = v128.add<T>(g1, v128.and(on, ex1));
      g1b = v128.add<T>(g1b, v128.and(onb, ex1));
    }
  } else {
    for (; samples < end; samples += 4 * sizeof<T>()) {
      const x = v128.load_splat<T>(samples);
      const y = v128.load_splat<T>(samples, sizeof<T>());
      const on = v128.gt<T>(v128.mul<T>(x, w0), v128.mul<T>(y, w1));
      const onb = v128.gt<T>(v128.mul<T>(x, w0b), v128.mul<T>(y, w1b));
      const ex0 = v128.load_splat<T>(samples, 2 * sizeof<T>());
      g0 = v128.add<T>(g0, v128.and(on, ex0));
      g0b = v128.add<T>(g0b, v128.and(onb, ex0));
      const ex1 = v128.load_splat<T>(samples, 3 * sizeof<T>());
      g1 = v128.add<T>(g1, v128.and(on, ex1));
      g1b = v128.add<T>(g1b, v128.and(onb, ex1));
    }
  }
  v128.store(sums, g0);
  v128.store(sums, g0b, 16);
  v128.store(sums, g1, 32);
  v128.store(sums, g1b, 48);
}
