import type { Dataset } from "../../model/dataset.js";

/**
 * What linear least squares leaves of the targets: min over v of sum_i w_i |y_i - v.x_i|^2, and the rank of the inputs.
 * By Gram and Schmidt's process with every column taken twice, which keeps the basis orthogonal to rounding.
 */
export function linearResidual(
  { rows: n, inputs: d, outputs, x, y, weights }: Dataset,
  { constant }: { readonly constant: boolean },
): { readonly residual: number; readonly rank: number } {
  const root = Float64Array.from({ length: n }, (_, i) => Math.sqrt(weights?.[i] ?? 1));
  const basis: Float64Array[] = [];
  for (let j = 0; j < d + (constant ? 1 : 0); j++) {
    const column = root.map((w, i) => w * (j < d ? x[i * d + j] : 1));
    const before = length(column);
    removeProjection(column, basis);
    const after = length(column);
    // What is left of a dependent column is rounding.
    if (after > RANK_TOLERANCE * before) basis.push(column.map((value) => value / after));
  }
  let residual = 0;
  for (let p = 0; p < outputs; p++) {
    const target = root.map((w, i) => w * y[i * outputs + p]);
    const before = length(target);
    removeProjection(target, basis);
    const left = length(target);
    // Each scalar product is known to n roundings.
    if (left > 4 * (n + d) * Number.EPSILON * before) residual += left * left;
  }
  return { residual, rank: basis.length };
}

const RANK_TOLERANCE = 1e-12;

function removeProjection(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const unit of basis) {
      let along = 0;
      for (let i = 0; i < vector.length; i++) along += unit[i] * vector[i];
      for (let i = 0; i < vector.length; i++) vector[i] -= along * unit[i];
    }
}

function length(vector: Float64Array): number {
  let square = 0;
  for (const value of vector) square += value * value;
  return Math.sqrt(square);
}
