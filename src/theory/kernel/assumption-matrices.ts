import { relu } from "../../model/activation.js";
import type { Points } from "../../model/dataset.js";
import { zeros } from "../../numerics/linear/matrix.js";
import { dualOf, sphereDualOf } from "../dual/dual-of.js";
import { type KernelMatrix, mirror } from "./kernel-matrix.js";
import { secondMoment } from "./output-init.js";
import { forEachRow, pairErrors, sides } from "./pairs.js";
import type { ShallowOptions } from "./shallow-kernels.js";

/** K_ij = k(x_i, x_j), H_ij = k(-x_i, x_j), M_ij = k(x_i, -x_j), T_ij = k(-x_i, -x_j). */
export interface Reflections {
  readonly K: KernelMatrix;
  readonly H: KernelMatrix;
  readonly M: KernelMatrix;
  readonly T: KernelMatrix;
}

/**
 * The matrices of HRTA's Assumption 1 for relu, of the a-kernel and the omega-kernel. w and -w have the same law, so T = K and M = H, and
 * relu(z) - relu(-z) = z gives H = K - X X^T / 2.
 *
 * The assumption that all are positive definite never holds: H_ii = k(-x_i, x_i) = 0, so H and M have trace 0 (to the bit here).
 * K and T are positive definite where no two rows are parallel.
 * @throws InputError if the points are malformed or too many.
 * @paper HRTA Assumption 1, Remark 2; PAPERS.md HRTA 2
 */
export function assumptionMatrices(
  points: Points,
  options: Omit<ShallowOptions, "sigma"> = {},
  other?: Points,
): { readonly a: Reflections; readonly omega: Reflections } {
  const { bias = "input", inputInit = "normal", outputInit = "normal" } = options;
  const square = secondMoment(outputInit);
  const all = sides(points, other, bias === "input", () => 4);
  const { left, right, rows, columns, symmetric } = all;
  const dual = (inputInit === "sphere" ? sphereDualOf(relu, left.columns) : dualOf(relu)).prepare(
    left.squared,
    symmetric ? undefined : right.squared,
  );
  const [aK, aH, omegaK, omegaH] = [0, 1, 2, 3].map(() => zeros(rows, columns));
  const gap = new Float64Array(columns);
  forEachRow(all, (i, pairs) => {
    gap.set(pairs.gap);
    for (const sign of [1, -1]) {
      pairs.gap.set(gap);
      const a = sign > 0 ? aK : aH;
      const omega = sign > 0 ? omegaK : omegaH;
      // Reflecting x_i turns every angle into its supplement; the gap to 1 of |cosine| stays.
      if (sign < 0) for (let j = 0; j < pairs.length; j++) pairs.covariance[j] = -pairs.covariance[j];
      dual.row(i, pairs, 1);
      for (let j = 0; j < pairs.length; j++) {
        a.data[i * columns + j] = pairs.value[j];
        omega.data[i * columns + j] = square * pairs.covariance[j] * pairs.derivative[j];
      }
    }
  });
  const input = pairErrors(all);
  const bounds = dual.errors(1, input);
  const omegaError = square * (all.scale * bounds.derivative + input.covariance);
  const close = (matrix: ReturnType<typeof zeros>, error: number): KernelMatrix => {
    if (symmetric) mirror(matrix);
    return { ...matrix, error };
  };
  const reflections = (k: KernelMatrix, h: KernelMatrix): Reflections => ({ K: k, H: h, M: h, T: k });
  return {
    a: reflections(close(aK, bounds.value), close(aH, bounds.value)),
    omega: reflections(close(omegaK, omegaError), close(omegaH, omegaError)),
  };
}
