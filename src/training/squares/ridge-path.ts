import { eigen } from "../../numerics/linear/eigen.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { gramProduct, multiply, multiplyTransposed, transposedMultiply } from "../../numerics/linear/product.js";

/** Ridge regression C = argmin |Phi C - T|^2 + shift |C|^2 for every shift > 0, from one eigendecomposition. */
export interface RidgePath {
  /** trace(Phi Phi^T) / n: the mean square of a row of Phi, which makes shifts free of its scale. */
  readonly scale: number;
  /** C, (q x k). */
  coefficients(shift: number): Matrix;
  /** Prepares Phi' C of some rows Phi' (n' x q), or of the fit's own; (n' x k) for every shift in n' min(n, q) k operations. */
  fitted(other?: Matrix): (shift: number) => Matrix;
  /**
   * sum of |e_i|^2, e_i the residual of row i under the fit without row i: alpha_i / (A^{-1})_ii with A = Phi Phi^T + shift I and
   * alpha = A^{-1} T, in closed form for all rows at once.
   */
  leaveOneOut(shift: number): number;
}

/**
 * Decomposes the smaller of Phi Phi^T (n x n) and Phi^T Phi (q x q).
 * @param design Phi, (n x q).
 * @param target T, (n x k).
 */
export function ridgePath(design: Matrix, target: Matrix): RidgePath {
  const { rows: n, columns: q } = design;
  const k = target.columns;
  const wide = n <= q;
  const product = wide ? gramProduct(design) : transposedMultiply(design, design);
  let trace = 0;
  for (let i = 0; i < product.rows; i++) trace += product.data[i * product.rows + i];
  const { vectors, values: computed } = eigen(product);
  // Rounding may leave eigenvalues a little under 0.
  const values = computed.map((value) => Math.max(value, 0));
  // Row i: in the wide case the eigenvectors' entries at sample i, else phi_i in the eigenvectors' coordinates.
  const rows = wide ? transposed(vectors) : multiplyTransposed(design, vectors);
  const modes = transposedMultiply(rows, target);

  /** The modes of the solution, over Lambda + shift. */
  const solved = (shift: number): Matrix => ({
    ...modes,
    data: modes.data.map((value, at) => value / (values[Math.floor(at / k)] + shift)),
  });
  /** basis (n' x r) times modes (r x k): too small to be worth a copy of the basis at every shift. */
  const combined = (basis: Matrix, weights: Matrix): Matrix => {
    const result = zeros(basis.rows, k);
    for (let i = 0; i < basis.rows; i++)
      for (let p = 0; p < k; p++) {
        let sum = 0;
        for (let j = 0; j < basis.columns; j++) sum += basis.data[i * basis.columns + j] * weights.data[j * k + p];
        result.data[i * k + p] = sum;
      }
    return result;
  };
  /** Rows of features in the coordinates of the modes: Phi' Phi^T U, or Phi' V. */
  const basisOf = (other: Matrix | undefined): Matrix => {
    if (other) return wide ? multiply(multiplyTransposed(other, design), rows) : multiplyTransposed(other, vectors);
    return wide ? { ...rows, data: rows.data.map((value, at) => value * values[at % rows.columns]) } : rows;
  };

  return {
    scale: trace / n,
    coefficients(shift) {
      const scaled = solved(shift);
      return wide ? transposedMultiply(design, multiply(rows, scaled)) : transposedMultiply(vectors, scaled);
    },
    fitted(other) {
      const basis = basisOf(other);
      return (shift) => combined(basis, solved(shift));
    },
    leaveOneOut(shift) {
      const fit = combined(rows, solved(shift)).data;
      let sum = 0;
      for (let i = 0; i < n; i++) {
        let diagonal = 0;
        for (let j = 0; j < values.length; j++) {
          const entry = rows.data[i * values.length + j];
          diagonal += (entry * entry) / (values[j] + shift);
        }
        // Wide: alpha_i / (A^{-1})_ii. Tall: (t_i - f_i) / (1 - H_ii), H = Phi (Phi^T Phi + shift)^{-1} Phi^T.
        const share = wide ? diagonal : Math.max(1 - diagonal, Number.EPSILON);
        for (let p = 0; p < k; p++) {
          const at = i * k + p;
          const error = (wide ? fit[at] : target.data[at] - fit[at]) / share;
          sum += error * error;
        }
      }
      return sum;
    },
  };
}

function transposed(a: Matrix): Matrix {
  const result = zeros(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) result.data[j * a.rows + i] = a.data[i * a.columns + j];
  return result;
}
