import type { Matrix } from "./matrix.js";

/** How far a_ij and a_ji may lie apart, in units of the largest entry: more than rounding in sums of a million terms. */
const ASYMMETRY = 1e-12;
const SIDE = 32;

/** What a pass over a symmetric matrix finds. */
export interface Symmetric {
  readonly size: number;
  /** max |a_ij| */
  readonly largest: number;
  /** max |a_ij - a_ji| */
  readonly asymmetry: number;
}

/**
 * Checks that a matrix has as many numbers as it claims, and none that is not finite.
 * @throws RangeError naming the first entry that is NaN or infinite.
 */
export function checkMatrix({ rows, columns, data }: Matrix, name: string): void {
  if (data.length !== rows * columns)
    throw new RangeError(`${name}: ${data.length} numbers, expected rows x columns = ${rows} x ${columns}`);
  // A sum is NaN or infinite if one of its terms is; sums that overflow are told apart by looking for the term.
  let sum = 0;
  for (let k = 0; k < data.length; k++) sum += data[k] - data[k];
  if (sum === 0) return;
  const k = data.findIndex((x) => !Number.isFinite(x));
  const where = `(${Math.floor(k / columns)}, ${k % columns})`;
  throw new RangeError(`${name}: entry ${where} (row, column from 0) is ${data[k]}, expected a finite number`);
}

/**
 * Checks that a matrix is square, finite and symmetric to rounding (1e-12 of its largest entry).
 * @throws RangeError saying which entry is not.
 */
export function checkSymmetric(a: Matrix, name: string): Symmetric {
  const { rows, columns, data } = a;
  if (rows !== columns || rows < 1)
    throw new RangeError(`${name}: ${rows} x ${columns}, expected a square matrix with at least one row`);
  checkMatrix(a, name);
  let largest = 0;
  let asymmetry = 0;
  // Square by square: a column of a large matrix is a cache line for each entry.
  for (let i0 = 0; i0 < rows; i0 += SIDE)
    for (let j0 = 0; j0 <= i0; j0 += SIDE)
      for (let i = i0; i < Math.min(rows, i0 + SIDE); i++) {
        const end = Math.min(i + 1, j0 + SIDE);
        for (let j = j0; j < end; j++) {
          const below = data[i * rows + j];
          const apart = Math.abs(below - data[j * rows + i]);
          const size = Math.abs(below);
          if (apart > asymmetry) asymmetry = apart;
          if (size > largest) largest = size;
        }
      }
  // Above the diagonal an entry can be larger by its asymmetry only, which is small or an error.
  if (asymmetry > ASYMMETRY * largest) throw new RangeError(`${name}: ${whereAsymmetric(a, asymmetry)}`);
  return { size: rows, largest, asymmetry };
}

function whereAsymmetric({ rows, data }: Matrix, asymmetry: number): string {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++) {
      const below = data[i * rows + j];
      const above = data[j * rows + i];
      if (Math.abs(below - above) === asymmetry)
        return (
          `entry (${i}, ${j}) is ${below} but (${j}, ${i}) is ${above} (row, column from 0), ` +
          "expected a symmetric matrix; average the two if rounding made them differ"
        );
    }
  return "expected a symmetric matrix";
}

/** The power of two next to x > 0: a scale that changes no digit. */
export function powerOfTwoNear(x: number): number {
  // The exponent's bits; a subnormal number counts as the smallest normal one.
  const words = new Uint32Array(new Float64Array([x]).buffer);
  words[0] = 0;
  words[1] &= 0x7ff00000;
  return new Float64Array(words.buffer)[0] || 2.2250738585072014e-308;
}
