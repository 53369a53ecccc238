import { erf, exp, log1p, tanh } from "./elementary";
import { bytes, lanes } from "./vector";

// Codes in the order of `activationNames`.
const RELU: i32 = 0;
const HALF_SQUARED_RELU: i32 = 1;
const TANH: i32 = 2;
const ERF: i32 = 3;
const GELU: i32 = 4;

const TWO_OVER_SQRT_PI: f64 = 1.1283791670955126;
const SQRT_HALF: f64 = 0.7071067811865476;
const ONE_OVER_SQRT_TWO_PI: f64 = 0.3989422804014327;

function sigma(code: i32, z: f64): f64 {
  if (code == RELU) return z > 0 ? z : 0;
  if (code == HALF_SQUARED_RELU) return z > 0 ? 0.5 * z * z : 0;
  if (code == TANH) return tanh(z);
  if (code == ERF) return erf(z);
  if (code == GELU) return 0.5 * z * (1 + erf(SQRT_HALF * z));
  return z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
}

function sigmaPrime(code: i32, z: f64): f64 {
  if (code == RELU) return z > 0 ? 1 : 0;
  if (code == HALF_SQUARED_RELU) return z > 0 ? z : 0;
  if (code == TANH) {
    const t = tanh(z);
    return 1 - t * t;
  }
  if (code == ERF) return TWO_OVER_SQRT_PI * exp(-z * z);
  if (code == GELU) return 0.5 * (1 + erf(SQRT_HALF * z)) + z * ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z);
  const e = exp(z > 0 ? -z : z);
  return (z > 0 ? 1 : e) / (1 + e);
}

/** Writes sigma, sigma', sigma'' and sigma''' at z, four doubles, by the formulas of src/model/activation.ts. */
export function derivatives(code: i32, z: f64, to: usize): void {
  let value: f64 = 0;
  let first: f64 = 0;
  let second: f64 = 0;
  let third: f64 = 0;
  if (code <= HALF_SQUARED_RELU) {
    if (z > 0) {
      value = code == RELU ? z : 0.5 * z * z;
      first = code == RELU ? 1 : z;
      second = code == RELU ? 0 : 1;
    }
  } else if (code == TANH) {
    value = tanh(z);
    first = 1 - value * value;
    second = -2 * value * first;
    third = first * (6 * value * value - 2);
  } else if (code == ERF) {
    value = erf(z);
    first = TWO_OVER_SQRT_PI * exp(-z * z);
    second = -2 * z * first;
    third = (4 * z * z - 2) * first;
  } else if (code == GELU) {
    const normal = 0.5 * (1 + erf(SQRT_HALF * z));
    const density = ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z);
    value = z * normal;
    first = normal + z * density;
    second = (2 - z * z) * density;
    third = z * (z * z - 4) * density;
  } else {
    const e = exp(z > 0 ? -z : z);
    const near = 1 / (1 + e);
    const far = e / (1 + e);
    value = z > 0 ? z + log1p(e) : log1p(e);
    first = z > 0 ? near : far;
    second = near * far;
    third = z > 0 ? second * (far - near) : second * (near - far);
  }
  store<f64>(to, value);
  store<f64>(to, first, 8);
  store<f64>(to, second, 16);
  store<f64>(to, third, 24);
}

/** h = (1-s) z + s sigma(z) over `count` numbers. */
export function activate<T>(h: usize, z: usize, count: i32, code: i32, s: f64): void {
  const end = z + bytes<T>(count);
  const whole = z + bytes<T>(count - (count % lanes<T>()));
  if (code <= HALF_SQUARED_RELU) {
    const rest = v128.splat<T>(<T>(1 - s));
    const half = v128.splat<T>(<T>(0.5 * s));
    const zero = v128.splat<T>(<T>0);
    for (; z < whole; z += 16, h += 16) {
      const v = v128.load(z);
      // An active relu passes z on unrounded: (1-s) z + s z is z.
      const straight = v128.mul<T>(rest, v);
      if (code == RELU) v128.store(h, v128.bitselect(v, straight, v128.gt<T>(v, zero)));
      else v128.store(h, v128.add<T>(straight, v128.mul<T>(half, v128.mul<T>(v128.pmax<T>(v, zero), v128.pmax<T>(v, zero)))));
    }
    for (; z < end; z += sizeof<T>(), h += sizeof<T>()) {
      const x = load<T>(z);
      const r: T = x > <T>0 ? x : <T>0;
      if (code == RELU) store<T>(h, x > <T>0 ? x : <T>(<T>(1 - s) * x));
      else store<T>(h, <T>(<T>(1 - s) * x + <T>(0.5 * s) * (r * r)));
    }
    return;
  }
  for (; z < end; z += sizeof<T>(), h += sizeof<T>()) {
    const x = <f64>load<T>(z);
    store<T>(h, <T>((1 - s) * x + s * sigma(code, x)));
  }
}

/** d *= (1-s) + s sigma'(z) over `count` numbers. */
export function deactivate<T>(d: usize, z: usize, count: i32, code: i32, s: f64): void {
  const end = z + bytes<T>(count);
  const whole = z + bytes<T>(count - (count % lanes<T>()));
  if (code <= HALF_SQUARED_RELU) {
    const rest = v128.splat<T>(<T>(1 - s));
    const slope = v128.splat<T>(<T>s);
    const zero = v128.splat<T>(<T>0);
    for (; z < whole; z += 16, d += 16) {
      const v = v128.load(z);
      const e = v128.load(d);
      if (code == RELU) v128.store(d, v128.bitselect(e, v128.mul<T>(rest, e), v128.gt<T>(v, zero)));
      else v128.store(d, v128.mul<T>(e, v128.add<T>(rest, v128.mul<T>(slope, v128.pmax<T>(v, zero)))));
    }
    for (; z < end; z += sizeof<T>(), d += sizeof<T>()) {
      const x = load<T>(z);
      const e = load<T>(d);
      if (code == RELU) store<T>(d, x > <T>0 ? e : <T>(<T>(1 - s) * e));
      else store<T>(d, <T>(e * (<T>(1 - s) + <T>s * (x > <T>0 ? x : <T>0))));
    }
    return;
  }
  for (; z < end; z += sizeof<T>(), d += sizeof<T>())
    store<T>(d, <T>(<f64>load<T>(d) * (1 - s + s * sigmaPrime(code, <f64>load<T>(z)))));
}

/** sum d (sigma(z) - z) over one row: its part of dR/ds. One order, in double. */
export function slopeSum<T>(d: usize, z: usize, count: i32, code: i32): f64 {
  const end = z + bytes<T>(count);
  let sum: f64 = 0;
  for (; z < end; z += sizeof<T>(), d += sizeof<T>()) {
    const x = <f64>load<T>(z);
    sum += <f64>load<T>(d) * (sigma(code, x) - x);
  }
  return sum;
}
