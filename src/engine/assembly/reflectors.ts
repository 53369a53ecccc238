import { block } from "./product";
import { bytes } from "./vector";

/** Reflectors applied at a time. */
const BLOCK: i32 = 32;

/** Bytes of scratch that `accumulate` needs for n rows, beside a product's. */
export function reflectorScratch(n: i32): usize {
  return 3 * bytes<f64>(BLOCK * n) + 2 * bytes<f64>(BLOCK * BLOCK);
}

/**
 * M (n x n, lines of `stride` bytes) = H_1 H_2 ... H_{n-1} = Q^T of `tridiagonalise`, whose v and beta are given: the rows of
 * M are the eigenvectors once its rows are rotated as T's were.
 *
 * Blocks of 32 as I - V^T T V (compact WY: Schreiber and Van Loan 1989), from the smallest up; a block that reaches to row r
 * changes the leading r x r part only.
 */
export function accumulate(m: usize, stride: usize, a: usize, line: usize, n: i32, beta: usize, work: usize, product: usize): void {
  memory.fill(m, 0, stride * (<usize>n));
  for (let i = 0; i < n; i++) store<f64>(m + (<usize>i) * stride + bytes<f64>(i), 1);
  const v = work;
  const mv = v + bytes<f64>(BLOCK * n);
  const mvt = mv + bytes<f64>(BLOCK * n);
  const gram = mvt + bytes<f64>(BLOCK * n);
  const t = gram + bytes<f64>(BLOCK * BLOCK);
  for (let first = 1; first < n; first += BLOCK) {
    const count = min(BLOCK, n - first);
    // The last reflector of the block acts on this many entries.
    const size = first + count - 1;
    const length = bytes<f64>(size);
    const wide = bytes<f64>(count);
    memory.fill(v, 0, length * (<usize>count));
    for (let i = 0; i < count; i++)
      memory.copy(v + (<usize>i) * length, a + (<usize>(first + i)) * line, bytes<f64>(first + i));
    memory.fill(gram, 0, wide * (<usize>count));
    block<f64>(gram, wide, v, length, 8, v, length, true, count, count, size, 1, product);
    triangle(t, gram, beta + bytes<f64>(first), count);
    memory.fill(mv, 0, length * (<usize>count));
    memory.fill(mvt, 0, length * (<usize>count));
    block<f64>(mv, wide, m, stride, 8, v, length, true, size, count, size, 1, product);
    block<f64>(mvt, wide, mv, wide, 8, t, wide, false, size, count, count, 1, product);
    block<f64>(m, stride, mvt, wide, 8, v, length, false, size, size, count, -1, product);
  }
}

/** The upper triangular T of I - V^T T V = H_1 ... H_count: T_jj = beta_j, column j above it -beta_j T (V v_j). */
function triangle(t: usize, gram: usize, beta: usize, count: i32): void {
  const line = bytes<f64>(count);
  memory.fill(t, 0, line * (<usize>count));
  for (let j = 0; j < count; j++) {
    const factor = load<f64>(beta + bytes<f64>(j));
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k = i; k < j; k++)
        sum += load<f64>(t + (<usize>i) * line + bytes<f64>(k)) * load<f64>(gram + (<usize>k) * line + bytes<f64>(j));
      store<f64>(t + (<usize>i) * line + bytes<f64>(j), -factor * sum);
    }
    store<f64>(t + (<usize>j) * line + bytes<f64>(j), factor);
  }
}
