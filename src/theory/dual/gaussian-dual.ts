import type { ElementwiseFunction } from "../../engine/program.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import type { KernelMatrix } from "../kernel/kernel-matrix.js";
import { largest, pairRow } from "./dual.js";
import { dualOf } from "./dual-of.js";

export interface DualOptions {
  /** Default 1: sigma itself. */
  readonly s?: number;
  /** Variances of u_i and v_j. Default: the diagonal of a square covariance matrix, for u and v alike. */
  readonly left?: ArrayLike<number>;
  readonly right?: ArrayLike<number>;
}

/** How far |c| may lie above sqrt(pq): rounding. */
const SLACK = 1e-10;
const EPS = Number.EPSILON;

/**
 * The Gaussian duals of sigma_s(z) = (1-s) z + s sigma(z): E sigma_s(u_i) sigma_s(v_j) and E sigma_s'(u_i) sigma_s'(v_j) for
 * (u_i, v_j) ~ N(0, [[p_i, c_ij], [c_ij, q_j]]). Closed forms for relu, halfSquaredRelu, erf and gelu, an Hermite series for any other sigma.
 *
 * relu's derivative dual depends on the angle, of which covariances tell half the digits between nearly parallel variables; its
 * error says so. The kernels of this library start from the points and keep them all. A variable of variance 0 is a limit: independent of
 * all others.
 * @param covariance c, (n x n').
 * @throws RangeError if a variance is negative or not finite, or |c_ij| > sqrt(p_i q_j).
 * @paper HRTA eq. (8): k^[a] and the expectation in k^[omega]
 * @example gaussianDual(tanh, covariance, { s: 0.5 }).value
 */
export function gaussianDual(
  sigma: ElementwiseFunction,
  covariance: Matrix,
  { s = 1, left, right }: DualOptions = {},
): { readonly value: KernelMatrix; readonly derivative: KernelMatrix } {
  const { rows, columns } = covariance;
  if (!Number.isFinite(s)) throw new RangeError(`s: expected a finite number, usually in [0, 2], got ${s}`);
  const p = variances("left", left, covariance, rows);
  const q = left === undefined && right === undefined ? undefined : variances("right", right, covariance, columns);
  const prepared = dualOf(sigma).prepare(p, q);
  const value = zeros(rows, columns);
  const derivative = zeros(rows, columns);
  const pairs = pairRow(columns);
  pairs.length = columns;
  let angle = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const c = covariance.data[i * columns + j];
      const other = q ? q[j] : p[j];
      const scale = Math.sqrt(p[i] * other);
      if (!(Math.abs(c) <= scale * (1 + SLACK)))
        throw new RangeError(
          `covariance: entry (${i}, ${j}) (row, column from 0) is ${c}, expected at most sqrt(${p[i]} * ${other}) in absolute value`,
        );
      const gap = scale > 0 ? Math.max(0, 1 - Math.abs(c) / scale) : 1;
      pairs.covariance[j] = c;
      pairs.gap[j] = gap;
      // An error e of the gap moves the angle by e / sin(angle), and by sqrt(2 e) at 0; the same variable is at no angle.
      if (!(gap === 0 && c === p[i] && c === other))
        angle = Math.max(angle, Math.min(2 * Math.sqrt(EPS), (2 * EPS) / Math.sqrt(gap * (2 - gap))));
    }
    prepared.row(i, pairs, s);
    value.data.set(pairs.value, i * columns);
    derivative.data.set(pairs.derivative, i * columns);
  }
  const scale = Math.sqrt(largest(p) * largest(q ?? p));
  const errors = prepared.errors(s, { covariance: EPS * scale, angle });
  return { value: { ...value, error: errors.value }, derivative: { ...derivative, error: errors.derivative } };
}

function variances(
  name: "left" | "right",
  given: ArrayLike<number> | undefined,
  { rows, columns, data }: Matrix,
  length: number,
): Float64Array {
  if (given === undefined && rows !== columns)
    throw new RangeError(
      `${name}: a covariance of ${rows} x ${columns} does not hold the variances; give left and right`,
    );
  const values = given ? Float64Array.from(given) : Float64Array.from({ length }, (_, i) => data[i * columns + i]);
  if (values.length !== length) throw new RangeError(`${name}: expected ${length} variances, got ${values.length}`);
  const at = values.findIndex((value) => !(value >= 0 && value <= 1e150));
  if (at >= 0) throw new RangeError(`${name}: variance ${at} is ${values[at]}, expected a number in [0, 1e150]`);
  return values;
}
