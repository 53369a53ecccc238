import { bytes, lanes } from "./vector";

/** z_i += scale b for `rows` rows of `width` numbers. */
export function addBias<T>(z: usize, b: usize, rows: i32, width: i32, scale: T): void {
  const line = bytes<T>(width);
  const whole = bytes<T>(width - (width % lanes<T>()));
  const factor = v128.splat<T>(scale);
  for (let i = 0; i < rows; i++) {
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(z + j, v128.add<T>(v128.load(z + j), v128.mul<T>(factor, v128.load(b + j))));
    for (; j < line; j += sizeof<T>()) store<T>(z + j, <T>(load<T>(z + j) + scale * load<T>(b + j)));
    z += line;
  }
}

/** g_j += scale sum_i d_ij for the columns [first, end), each in the order of the rows. */
export function sumColumns<T>(g: usize, d: usize, rows: i32, width: i32, first: i32, end: i32, scale: T): void {
  const line = bytes<T>(width);
  const factor = v128.splat<T>(scale);
  let j = first;
  for (; j + lanes<T>() <= end; j += lanes<T>()) {
    let sum = v128.splat<T>(<T>0);
    let at = d + bytes<T>(j);
    for (let i = 0; i < rows; i++, at += line) sum = v128.add<T>(sum, v128.load(at));
    const to = g + bytes<T>(j);
    v128.store(to, v128.add<T>(v128.load(to), v128.mul<T>(factor, sum)));
  }
  for (; j < end; j++) {
    let sum: T = <T>0;
    let at = d + bytes<T>(j);
    for (let i = 0; i < rows; i++, at += line) sum = <T>(sum + load<T>(at));
    const to = g + bytes<T>(j);
    store<T>(to, <T>(load<T>(to) + scale * sum));
  }
}
