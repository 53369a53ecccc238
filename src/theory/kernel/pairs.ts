import type { Points } from "../../model/dataset.js";
import { InputError } from "../../model/errors.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiplyTransposed } from "../../numerics/linear/product.js";
import { largest, type PairErrors, type PairRow, pairRow } from "../dual/dual.js";
import { checkSize, type Layout, lengthOf } from "./kernel-matrix.js";

/** Points as a network's first layer sees them. */
export interface Inputs extends Matrix {
  /** |x_i|^2. */
  readonly squared: Float64Array;
  /** x_i / |x_i|; zero rows stay zero. */
  readonly unit: Float64Array;
}

/**
 * The points' rows, with a constant 1 appended where the bias is an input.
 * @throws InputError if there is no row, x has another length than rows x inputs, or a number is not finite.
 */
export function inputRows({ rows, inputs, x }: Points, constant: boolean, name: string): Inputs {
  if (!Number.isInteger(rows) || rows < 1)
    throw new InputError(`${name}: expected at least one row, got ${rows}; give rows, inputs and x`);
  if (!Number.isInteger(inputs) || inputs < 1)
    throw new InputError(`${name}: expected at least one input, got ${inputs}; give rows, inputs and x`);
  if (x.length !== rows * inputs)
    throw new InputError(
      `${name}: expected x of ${rows} x ${inputs} = ${rows * inputs} numbers, got ${x.length}; x is row-major`,
    );
  const columns = inputs + (constant ? 1 : 0);
  const data = new Float64Array(rows * columns);
  const unit = new Float64Array(rows * columns);
  const squared = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = constant ? 1 : 0;
    for (let k = 0; k < inputs; k++) {
      const value = x[i * inputs + k];
      if (!Number.isFinite(value))
        throw new InputError(`${name}: x of row ${i + 1}, input ${k + 1} is ${value}; expected a finite number`);
      data[i * columns + k] = value;
      sum += value * value;
    }
    // The duals multiply two of them.
    if (sum > 1e150)
      throw new InputError(`${name}: row ${i + 1} has |x|^2 = ${sum}; standardise the inputs, kernels overflow there`);
    if (constant) data[i * columns + inputs] = 1;
    squared[i] = sum;
    const length = Math.sqrt(sum);
    if (length > 0) for (let k = 0; k < columns; k++) unit[i * columns + k] = data[i * columns + k] / length;
  }
  return { rows, columns, data, squared, unit };
}

/** Both sides of a kernel matrix: points against themselves (symmetric), or against others. */
export interface Sides extends Layout {
  readonly left: Inputs;
  readonly right: Inputs;
  /** max |x| |x'|. */
  readonly scale: number;
}

/**
 * @param matrices how many matrices of the kernel's size the caller forms (a symmetric one that is kept by half counts as a half).
 * @throws InputError if the points are malformed, do not fit each other, or are too many for the memory.
 */
export function sides(
  points: Points,
  other: Points | undefined,
  constant: boolean,
  matrices: (symmetric: boolean) => number,
): Sides {
  const left = inputRows(points, constant, "points");
  const symmetric = other === undefined || other === points;
  const right = symmetric ? left : inputRows(other, constant, "other");
  if (left.columns !== right.columns)
    throw new InputError(
      `other: has ${other?.inputs} inputs, points have ${points.inputs}; encode both with the same columns`,
    );
  checkSize(left.rows, right.rows, matrices(symmetric));
  const scale = Math.sqrt(largest(left.squared) * largest(right.squared));
  return { left, right, rows: left.rows, columns: right.rows, symmetric, scale };
}

/** Below this 1 - |cosine| comes from the difference of the directions: from the product it would lose half its digits. */
const NEAR = 0.1;
const CHUNK = 256;

/**
 * Visits the rows of pairs (x_i, x_j), j <= i where symmetric: covariance x_i . x_j, and 1 - |cosine|, which between nearly parallel or
 * opposite rows is |x_i/|x_i| -+ x_j/|x_j||^2 / 2 and keeps its digits. The row is the same object at every visit.
 */
export function forEachRow(all: Sides, visit: (i: number, pairs: PairRow) => void): void {
  const { left, right, symmetric } = all;
  const { columns: d } = left;
  const pairs = pairRow(right.rows);
  for (let first = 0; first < left.rows; first += CHUNK) {
    const rows = Math.min(CHUNK, left.rows - first);
    const width = symmetric ? first + rows : right.rows;
    const products = multiplyTransposed(
      { rows, columns: d, data: left.data.subarray(first * d, (first + rows) * d) },
      { rows: width, columns: d, data: right.data.subarray(0, width * d) },
    ).data;
    for (let at = 0; at < rows; at++) {
      const i = first + at;
      pairs.length = lengthOf(all, i);
      for (let j = 0; j < pairs.length; j++) {
        const c = products[at * width + j];
        const scale = Math.sqrt(left.squared[i] * right.squared[j]);
        // Independent of everything, where a row is zero.
        let gap = scale > 0 ? 1 - Math.abs(c) / scale : 1;
        if (gap < NEAR) gap = symmetric && i === j ? 0 : halfSquaredDistance(left.unit, i, right.unit, j, d, c < 0);
        pairs.gap[j] = gap;
        // Parallel rows: to the bit what the diagonal holds.
        pairs.covariance[j] = gap === 0 ? (c < 0 ? -scale : scale) : c;
      }
      visit(i, pairs);
    }
  }
}

function halfSquaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  d: number,
  opposite: boolean,
): number {
  const sign = opposite ? -1 : 1;
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = a[i * d + k] - sign * b[j * d + k];
    sum += difference * difference;
  }
  return 0.5 * sum;
}

/** What rounding leaves open of the pairs: sums of d products, and angles through 1 - |cosine| >= NEAR or a difference. */
export const pairErrors = ({ left, scale }: Sides): PairErrors => ({
  covariance: (0.75 * left.columns + 2) * Number.EPSILON * scale,
  angle: (1.25 * left.columns + 4) * Number.EPSILON,
});
