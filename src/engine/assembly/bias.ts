import { bytes, lanes } from "./vector";

/** z_i += b for `rows` rows of `width` numbers. */
export function addBias<T>(z: usize, b: usize, rows: i32, width: i32): void {
  const line = bytes<T>(width);
  const whole = bytes<T>(width - (width % lanes<T>()));
  for (let i = 0; i < rows; i++) {
    let j: usize = 0;
    for (; j < whole; j += 16) v128.store(z + j, v128.add<T>(v128.load(z + j), v128.load(b + j)));
    for (; j < line; j += sizeof<T>()) store<T>(z + j, <T>(load<T>(z + j) + load<T>(b + j)));
    z += line;
  }
}

/** g_j += sum_i d_ij for the columns [first, end), each in the order of the rows. */
export function sumColumns<T>(g: usize, d: usize, rows: i32, width: i32, first: i32, end: i32): void {
  const line = bytes<T>(width);
  let j = first;
  for (; j + lanes<T>() <= end; j += lanes<T>()) {
    let sum = v128.load(g + bytes<T>(j));
    let at = d + bytes<T>(j);
    for (let i = 0; i < rows; i++, at += line) sum = v128.add<T>(sum, v128.load(at));
    v128.store(g + bytes<T>(j), sum);
  }
  for (; j < end; j++) {
    let sum = load<T>(g + bytes<T>(j));
    let at = d + bytes<T>(j);
    for (let i = 0; i < rows; i++, at += line) sum = <T>(sum + load<T>(at));
    store<T>(g + bytes<T>(j), sum);
  }
}
