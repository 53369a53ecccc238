/** A grid of values, row by row. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly values: ArrayLike<number>;
}

/** Which two edges of a square (0 lower, 1 right, 2 upper, 3 left) the line crosses, by the corners above the level: 1, 2, 4, 8 around. */
const CUTS: readonly (readonly [number, number] | undefined)[] = [
  ...[undefined, [0, 3], [0, 1], [1, 3], [1, 2], undefined, [0, 2], [2, 3]],
  ...[[2, 3], [0, 2], undefined, [1, 2], [1, 3], [0, 1], [0, 3], undefined],
] as const;

/**
 * The line on which a grid of values, linear between the middles of cells, has the value `level`, in straight pieces (marching squares).
 * Coordinates count cells: the middle of cell (i, j) is (i + 1/2, j + 1/2), and the outer half of a border cell has the value of its middle.
 * Pieces next to a NaN or an infinity are left out, where a contour of filled areas would follow the border.
 */
export function traceLevel(
  { columns, rows, values }: Grid,
  level: number,
  piece: (x1: number, y1: number, x2: number, y2: number) => void,
): void {
  const value = (i: number, j: number) =>
    values[Math.min(rows - 1, Math.max(0, j)) * columns + Math.min(columns - 1, Math.max(0, i))];
  const place = (i: number, count: number) => Math.min(count, Math.max(0, i + 0.5));
  // Where the level crosses each edge of a square.
  const x = new Float64Array(4);
  const y = new Float64Array(4);

  for (let j = -1; j < rows; j++) {
    const [y0, y1] = [place(j, rows), place(j + 1, rows)];
    for (let i = -1; i < columns; i++) {
      const a = value(i, j);
      const b = value(i + 1, j);
      const c = value(i + 1, j + 1);
      const d = value(i, j + 1);
      if (!Number.isFinite(a + b + c + d)) continue;
      const corners = (a >= level ? 1 : 0) + (b >= level ? 2 : 0) + (c >= level ? 4 : 0) + (d >= level ? 8 : 0);
      if (corners === 0 || corners === 15) continue;
      const [x0, x1] = [place(i, columns), place(i + 1, columns)];
      x[0] = x0 + ((level - a) / (b - a)) * (x1 - x0);
      y[0] = y0;
      x[1] = x1;
      y[1] = y0 + ((level - b) / (c - b)) * (y1 - y0);
      x[2] = x0 + ((level - d) / (c - d)) * (x1 - x0);
      y[2] = y1;
      x[3] = x0;
      y[3] = y0 + ((level - a) / (d - a)) * (y1 - y0);
      const join = (from: number, to: number) => piece(x[from], y[from], x[to], y[to]);
      const cut = CUTS[corners];
      if (cut) join(cut[0], cut[1]);
      // Two opposite corners are above: the mean of all four decides whether they belong together.
      else if ((corners === 5) === (a + b + c + d) / 4 >= level) {
        join(0, 1);
        join(2, 3);
      } else {
        join(0, 3);
        join(1, 2);
      }
    }
  }
}
