/** A dense float64 matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** The (rows x columns) matrix of zeros. */
export const zeros = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** Adds factor A to the part of `target` whose first entry is at (row, column), in place. */
export function place(target: Matrix, a: Matrix, { row = 0, column = 0, factor = 1 } = {}): void {
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.columns;
    const to = (row + i) * target.columns + column;
    for (let j = 0; j < a.columns; j++) target.data[to + j] += factor * a.data[from + j];
  }
}

/** Adds factor A B to `target`, in place. */
export function addProduct(target: Matrix, a: Matrix, b: Matrix, factor = 1): void {
  for (let i = 0; i < a.rows; i++)
    for (let l = 0; l < a.columns; l++) {
      const f = factor * a.data[i * a.columns + l];
      const to = i * b.columns;
      const from = l * b.columns;
      for (let j = 0; j < b.columns; j++) target.data[to + j] += f * b.data[from + j];
    }
}
