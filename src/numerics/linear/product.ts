import { checkMatrix } from "./check.js";
import type { Matrix } from "./matrix.js";
import { withWorkspace } from "./workspace.js";

/**
 * A B, each entry summed in the order of A's columns.
 * @throws RangeError if A's columns are not as many as B's rows, or an entry is not finite.
 */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const shape = { rows: a.rows, columns: b.columns, inner: a.columns };
  return product(a, b, shape, a.columns === b.rows, "A B", [8 * a.columns, 8, 8 * b.columns, 0]);
}

/**
 * A B^T, each entry summed in the order of the columns.
 * @throws RangeError if A and B have not the same number of columns, or an entry is not finite.
 */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  const shape = { rows: a.rows, columns: b.rows, inner: a.columns };
  return product(a, b, shape, a.columns === b.columns, "A B^T", [8 * a.columns, 8, 8 * b.columns, 1]);
}

/**
 * A^T B, each entry summed in the order of the rows.
 * @throws RangeError if A and B have not the same number of rows, or an entry is not finite.
 */
export function transposedMultiply(a: Matrix, b: Matrix): Matrix {
  const shape = { rows: a.columns, columns: b.columns, inner: a.rows };
  return product(a, b, shape, a.rows === b.rows, "A^T B", [8, 8 * a.columns, 8 * b.columns, 0]);
}

/**
 * The Gram matrix A A^T of A's rows, symmetric to the bit, in half the time of `multiplyTransposed(a, a)`.
 * @throws RangeError if an entry is not finite.
 */
export function gramProduct(a: Matrix): Matrix {
  checkMatrix(a, "a");
  const n = a.rows;
  return withWorkspace(8 * (a.data.length + n * n), `A A^T with A ${n} x ${a.columns}`, (space) => {
    const c = space.take(8 * n * n);
    space.kernels.denseGram(c, space.put(a.data), n, a.columns, space.product);
    return { rows: n, columns: n, data: space.view(c, n * n).slice() };
  });
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

/** Bytes from one row and one column of the left operand to the next, the right one's line, and whether it is transposed. */
type Layout = readonly [across: number, along: number, stride: number, transposed: number];

function product(a: Matrix, b: Matrix, shape: Shape, fits: boolean, name: string, layout: Layout): Matrix {
  const sizes = `${name} with A ${a.rows} x ${a.columns}, B ${b.rows} x ${b.columns}`;
  if (!fits) throw new RangeError(`${sizes}: the sides that meet differ in length`);
  checkMatrix(a, "a");
  if (b !== a) checkMatrix(b, "b");
  const { rows, columns, inner } = shape;
  const [across, along, stride, transposed] = layout;
  return withWorkspace(8 * (a.data.length + b.data.length + rows * columns), sizes, (space) => {
    const c = space.take(8 * rows * columns);
    const left = space.put(a.data);
    const right = b === a ? left : space.put(b.data);
    const { kernels } = space;
    kernels.denseProduct(c, left, across, along, right, stride, transposed, rows, columns, inner, space.product);
    return { rows, columns, data: space.view(c, rows * columns).slice() };
  });
}
