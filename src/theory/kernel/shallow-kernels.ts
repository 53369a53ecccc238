import type { ElementwiseFunction } from "../../engine/program.js";
import { relu } from "../../model/activation.js";
import type { Points } from "../../model/dataset.js";
import type { InputInit, OutputInit } from "../../model/network.js";
import { zeros } from "../../numerics/linear/matrix.js";
import { largestSlope } from "../dual/dual.js";
import { dualOf, sphereDualOf } from "../dual/dual-of.js";
import { type KernelMatrix, lengthOf, mirror, room, startOf } from "./kernel-matrix.js";
import { secondMoment } from "./output-init.js";
import { forEachRow, pairErrors, sides } from "./pairs.js";

export interface ShallowOptions {
  /** Default relu. */
  readonly sigma?: ElementwiseFunction;
  /** `"input"` (default): a constant 1 beside x, the case of the theory. `false`: none. */
  readonly bias?: "input" | false;
  /** Law of w: `"normal"` (default) N(0, I), or `"sphere"`, uniform on the unit sphere (Wu's lecture). */
  readonly inputInit?: InputInit;
  /** Law of a, of which E a^2 matters: 1 for `"normal"` (default) and `"sign"`, 1/3 for `"uniform"`, 0 for `"zero"`. */
  readonly outputInit?: OutputInit;
}

/** The two kernels of a two-layer network, and their sum. Each is formed when it is first looked at. */
export interface KernelPair {
  /** k^[a]: the output weights' part. */
  readonly a: KernelMatrix;
  /** k^[omega]: the first layer's part. */
  readonly omega: KernelMatrix;
  /** The tangent kernel where both layers are trained. */
  readonly sum: KernelMatrix;
}

/** The kernels of two-layer networks for every s, from one pass over the angles. */
export interface ShallowKernels {
  readonly rows: number;
  readonly columns: number;
  /** @throws RangeError if s is not finite. */
  at(s: number): KernelPair;
}

/**
 * The infinite-width kernels of f(x) = 1/sqrt(m) sum_k a_k sigma_s(w_k . x) for every s:
 * k^[a](x, x') = E sigma_s(w . x) sigma_s(w . x'), k^[omega](x, x') = E a^2 sigma_s'(w . x) sigma_s'(w . x') x . x'.
 *
 * Both are (1-s)^2 K_id + s (1-s) K_cross + s^2 K_sigma, where K_cross = x . x' (g(x) + g(x')) with g = E sigma'(w . x), so that the matrices
 * of s = 1 and x . x' are enough: `at` costs one pass over n^2 numbers. (On the sphere k^[a] has E u sigma(u) / |x|^2, u = w . x, as its g,
 * and K_id = x . x' / D.) For relu with N(0, I) g = 1/2 and
 * K_s = (1-s) X X^T + s^2 K_relu = (1 - s/2)^2 K_0 + (s/2)^2 K_2.
 *
 * Per neuron, without 1/sqrt(m) (Wu's lecture: `inputInit: "sphere"`, `outputInit: "zero"`), multiply by the width m.
 * Memory: 12 n^2 bytes (3 half matrices) and 8 n^2 for each matrix looked at.
 * @param other columns of rectangular kernels (train x test); the points themselves by default.
 * @throws InputError if the points are malformed or too many; RangeError for a bias or law that is not one of those above.
 * @paper HRTA eq. (8), (9); PAPERS.md HRTA 1; BXC Fact 2.2 (omega at s = 1); Wu's lecture
 * @example const { a, omega, sum } = shallowKernels(data).at(1.5)
 */
export function shallowKernels(points: Points, options: ShallowOptions = {}, other?: Points): ShallowKernels {
  const { sigma = relu, bias = "input", inputInit = "normal", outputInit = "normal" } = options;
  checkOptions(bias, inputInit);
  const square = secondMoment(outputInit);
  // Three matrices are kept (a symmetric one by half), and the first that is looked at is formed beside them.
  const all = sides(points, other, bias === "input", (symmetric) => (symmetric ? 2.5 : 4));
  const { left, right, rows, columns, symmetric } = all;
  const dual = inputInit === "sphere" ? sphereDualOf(sigma, left.columns) : dualOf(sigma);
  const prepared = dual.prepare(left.squared, symmetric ? undefined : right.squared);
  const linear = room(all);
  const value = room(all);
  const derivative = room(all);
  forEachRow(all, (i, pairs) => {
    prepared.row(i, pairs, 1);
    const start = startOf(all, i);
    for (let j = 0; j < pairs.length; j++) {
      linear[start + j] = pairs.covariance[j];
      value[start + j] = pairs.value[j];
      derivative[start + j] = pairs.covariance[j] * pairs.derivative[j];
    }
  });
  const { left: mine, right: yours, identity } = prepared;
  const input = pairErrors(all);

  /** Adds (identity (1-s)^2 + s (1-s) (g_i + h_j)) x_i . x_j + s^2 K_sigma, times `factor`. */
  function combine(
    s: number,
    part: { readonly of: Float64Array; readonly g: Float64Array; readonly h: Float64Array; readonly identity: number },
    factor: number,
    into: Float64Array,
  ): void {
    const straight = factor * part.identity * (1 - s) * (1 - s);
    const crossed = factor * s * (1 - s);
    const bent = factor * s * s;
    for (let i = 0; i < rows; i++) {
      const start = startOf(all, i);
      const length = lengthOf(all, i);
      for (let j = 0; j < length; j++)
        into[i * columns + j] +=
          (straight + crossed * (part.g[i] + part.h[j])) * linear[start + j] + bent * part.of[start + j];
    }
  }
  const parts = {
    a: { of: value, g: mine.cross, h: yours.cross, identity },
    omega: { of: derivative, g: mine.slope, h: yours.slope, identity: 1 },
  };

  return {
    rows,
    columns,
    at(s) {
      if (!Number.isFinite(s)) throw new RangeError(`s: expected a finite number, usually in [0, 2], got ${s}`);
      const bounds = prepared.errors(s, input);
      const slope = Math.sqrt(largestSlope(mine, s) * largestSlope(yours, s));
      const error = {
        a: bounds.value,
        omega: square * (all.scale * bounds.derivative + slope * input.covariance),
      };
      const form = (names: readonly ("a" | "omega")[]): KernelMatrix => {
        const matrix = zeros(rows, columns);
        for (const name of names) combine(s, parts[name], name === "a" ? 1 : square, matrix.data);
        if (symmetric) mirror(matrix);
        return { ...matrix, error: names.reduce((sum, name) => sum + error[name], 0) };
      };
      const kept: { a?: KernelMatrix; omega?: KernelMatrix; sum?: KernelMatrix } = {};
      return {
        get a() {
          kept.a ??= form(["a"]);
          return kept.a;
        },
        get omega() {
          kept.omega ??= form(["omega"]);
          return kept.omega;
        },
        get sum() {
          kept.sum ??= form(["a", "omega"]);
          return kept.sum;
        },
      };
    },
  };
}

function checkOptions(bias: unknown, inputInit: unknown): void {
  if (bias !== "input" && bias !== false)
    throw new RangeError(
      `bias: expected "input" or false, got "${bias}"; infiniteKernel has the kernels of networks with a bias in every layer`,
    );
  if (inputInit !== "normal" && inputInit !== "sphere")
    throw new RangeError(`inputInit: expected "normal" or "sphere", got "${inputInit}"`);
}
