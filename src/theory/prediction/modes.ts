import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { multiply } from "../../numerics/linear/product.js";

/** A kernel on the training points in its eigenbasis, as `eigen` gives it, and the loss that it is trained on. */
export interface Modes {
  /** Ascending eigenvalues of the kernel (K or G, without the 1/n of a loss), length n; or n k for the G of a network with k outputs. */
  readonly values: Float64Array;
  /** Row i is the unit eigenvector of values[i]. */
  readonly vectors: Matrix;
  /** c of the loss c/2 sum |f - y|^2: 1/n for mse, 1 for the sum. Default 1 / values.length; give 1/n where the kernel is n k x n k. */
  readonly curvature?: number;
  /** Eigenvalues up to this cannot be told from 0. Default: their number times 2^-52 times the largest; a kernel's own error adds to it. */
  readonly threshold?: number;
}

/** `Modes` with every choice made. */
export interface ResolvedModes extends Required<Modes> {
  readonly size: number;
}

/** @throws RangeError if the shapes do not fit, or curvature or threshold is out of range. */
export function resolveModes({ values, vectors, curvature, threshold }: Modes): ResolvedModes {
  const size = values.length;
  if (size === 0) throw new RangeError("values: expected at least one eigenvalue");
  if (vectors.rows !== size || vectors.columns !== size)
    throw new RangeError(
      `vectors: expected ${size} x ${size} numbers for ${size} eigenvalues, got ${vectors.rows} x ${vectors.columns}`,
    );
  if (curvature !== undefined && !(curvature > 0))
    throw new RangeError(`curvature: expected a positive number, 1/n for the mean squared error, got ${curvature}`);
  if (threshold !== undefined && !(threshold >= 0))
    throw new RangeError(`threshold: expected a number of at least 0, got ${threshold}`);
  return {
    size,
    values,
    vectors,
    curvature: curvature ?? 1 / size,
    threshold: threshold ?? size * Number.EPSILON * Math.max(values[size - 1], -values[0]),
  };
}

/** Eigenvalue i of the operator on the error; 0 where it cannot be told from 0. */
export const operatorEigenvalue = ({ values, curvature, threshold }: ResolvedModes, i: number): number =>
  values[i] > threshold ? curvature * values[i] : 0;

/**
 * Coefficients of the columns of a (size x k) array in the eigenbasis, (size x k).
 * @throws RangeError if it is not a whole number of columns.
 */
export function project({ size, vectors }: ResolvedModes, name: string, data: Float64Array): Matrix {
  const columns = data.length / size;
  if (!(Number.isInteger(columns) && columns > 0))
    throw new RangeError(`${name}: expected ${size} rows of numbers, one an eigenvalue, got ${data.length} numbers`);
  return multiply(vectors, { rows: size, columns, data });
}

/** f(X) - y; f = 0 where there is none. */
export function residual(y: Float64Array, initial: Float64Array | undefined): Float64Array {
  if (!initial) return y.map((value) => -value);
  if (initial.length !== y.length)
    throw new RangeError(`initial: expected ${y.length} numbers like y, got ${initial.length}`);
  return initial.map((value, i) => value - y[i]);
}

/** A (size x times) table, row by row. */
export function tabulate(size: number, times: number, row: (i: number) => Float64Array): Matrix {
  const table = zeros(size, times);
  for (let i = 0; i < size; i++) table.data.set(row(i), i * times);
  return table;
}
