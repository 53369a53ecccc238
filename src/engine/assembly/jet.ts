import { derivatives } from "./activation";
import { bytes } from "./vector";

/**
 * h = sigma_s(z), h_j = sigma_s'(z) z_j, h_jl = sigma_s''(z) z_j z_l + sigma_s'(z) z_jl over `count` numbers of every plane; planes
 * lie `stride` bytes apart. In double, entry by entry; `scratch` has room for four doubles.
 */
export function activateJet<T>(
  h: usize, z: usize, count: i32, stride: usize, directions: i32, planes: i32, code: i32, s: f64, scratch: usize,
): void {
  const seconds = planes > 1 + directions;
  const end = z + bytes<T>(count);
  for (; z < end; z += sizeof<T>(), h += sizeof<T>()) {
    const x = <f64>load<T>(z);
    derivatives(code, x, scratch);
    const first = 1 - s + s * load<f64>(scratch, 8);
    store<T>(h, <T>((1 - s) * x + s * load<f64>(scratch)));
    let at: usize = stride;
    for (let j = 0; j < directions; j++, at += stride) store<T>(h + at, <T>(first * <f64>load<T>(z + at)));
    if (!seconds) continue;
    const second = s * load<f64>(scratch, 16);
    for (let j = 1; j <= directions; j++) {
      const bent = second * <f64>load<T>(z + stride * (<usize>j));
      for (let l = j; l <= directions; l++, at += stride)
        store<T>(h + at, <T>(bent * <f64>load<T>(z + stride * (<usize>l)) + first * <f64>load<T>(z + at)));
    }
  }
}

/**
 * d = dR/dz from d = dR/dh, in place, by the transpose of the derivative of `activateJet`:
 * dz = sigma' dh + sum_j sigma'' z_j dh_j + sum_{j <= l} (sigma''' z_j z_l + sigma'' z_jl) dh_jl,
 * dz_j = sigma' dh_j + sum_l sigma'' z_l dh_jl (twice for l = j), dz_jl = sigma' dh_jl; every derivative that of sigma_s.
 */
export function deactivateJet<T>(
  d: usize, z: usize, count: i32, stride: usize, directions: i32, planes: i32, code: i32, s: f64, scratch: usize,
): void {
  const seconds = planes > 1 + directions;
  const end = z + bytes<T>(count);
  for (; z < end; z += sizeof<T>(), d += sizeof<T>()) {
    const x = <f64>load<T>(z);
    derivatives(code, x, scratch);
    const first = 1 - s + s * load<f64>(scratch, 8);
    const second = s * load<f64>(scratch, 16);
    let value = first * <f64>load<T>(d);
    let at: usize = stride;
    for (let j = 0; j < directions; j++, at += stride) {
      const dj = <f64>load<T>(d + at);
      value += second * <f64>load<T>(z + at) * dj;
      store<T>(d + at, <T>(first * dj));
    }
    if (seconds) {
      const third = s * load<f64>(scratch, 24);
      for (let j = 1; j <= directions; j++) {
        const toJ = stride * (<usize>j);
        const zj = <f64>load<T>(z + toJ);
        for (let l = j; l <= directions; l++, at += stride) {
          const toL = stride * (<usize>l);
          const zl = <f64>load<T>(z + toL);
          const djl = <f64>load<T>(d + at);
          value += (third * zj * zl + second * <f64>load<T>(z + at)) * djl;
          store<T>(d + toJ, <T>(<f64>load<T>(d + toJ) + second * zl * djl));
          store<T>(d + toL, <T>(<f64>load<T>(d + toL) + second * zj * djl));
          store<T>(d + at, <T>(first * djl));
        }
      }
    }
    store<T>(d, <T>value);
  }
}
