import type { Dataset } from "../../model/dataset.js";
import type { Matrix } from "../../numerics/linear/matrix.js";

/** sqrt(weight) of every row: what turns a weighted sum of squares into a plain one; undefined without weights. */
export const rootWeights = ({ weights }: Dataset): Float64Array | undefined => weights?.map(Math.sqrt);

/** Multiplies row i, or the k rows of sample i, by scale_i, in place. */
export function scaleRows({ rows, columns, data }: Matrix, scale: Float64Array | undefined, k = 1): void {
  if (!scale) return;
  for (let row = 0; row < rows; row++) {
    const factor = scale[Math.floor(row / k)];
    for (let at = row * columns; at < (row + 1) * columns; at++) data[at] *= factor;
  }
}
