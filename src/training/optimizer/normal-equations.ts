import { blockLength, type Network } from "../../model/network.js";
import { cholesky } from "../../numerics/linear/cholesky.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import type { LeastSquares } from "./least-squares.js";

/** A step d over the trained parameters that minimises |r + J d|^2 + shift |d|^2. */
export interface Direction {
  /** d, in the order of `at`: where the trained parameters lie in theta. */
  readonly change: Float64Array;
  readonly at: Int32Array;
  /** r . J d, which is negative or 0. */
  readonly slope: number;
  /** |J d|^2. */
  readonly curvature: number;
}

/** The linearised loss at one point, to be solved for several dampings. */
export interface System {
  /** Mean eigenvalue of the smaller of J J^T and J^T J. */
  readonly mean: number;
  /** undefined where there is nothing to gain: r or J is 0. */
  direction(shift: number): Direction | undefined;
}

/** Side of a system, at most: two matrices of 512 MiB. */
const MOST = 8192;

/** Why the smaller of the systems N x N and P x P is too large, or undefined if it is not. */
export function systemUnsupported(network: Network, rows: number): string | undefined {
  const residuals = rows * network.outputs;
  const parameters = network.blocks.reduce((sum, b) => sum + (b.trainable ? blockLength(b) : 0), 0);
  const size = Math.min(residuals, parameters);
  if (parameters === 0) return "every layer is frozen";
  if (size <= MOST) return undefined;
  const memory = ((16 * size * size) / 2 ** 30).toFixed(1);
  return `${residuals} residuals (rows x outputs) and ${parameters} parameters need equations of ${size} x ${size}, ${memory} GiB, at every step; expected one of the two to be at most ${MOST}: take fewer rows, or adam or lbfgs`;
}

/** Forms the smaller of J J^T and J^T J at the live parameters. */
export function linearised(squares: LeastSquares): System {
  return squares.residuals <= squares.trained.length ? dual(squares) : primal(squares);
}

/** d = -J^T (J J^T + shift I)^{-1} r. */
function dual(squares: LeastSquares): System {
  const tangent = squares.tangent();
  const { residual } = tangent;
  const gram = tangent.gram();
  const trace = traceOf(gram);
  return {
    mean: trace / gram.rows,
    direction(shift) {
      const solved = solve(gram, trace, shift, residual);
      if (!solved || dot(residual, residual) === 0) return undefined;
      const pulled = tangent.vjp(solved.x);
      const change = Float64Array.from(squares.trained, (i) => -pulled[i]);
      // J d = -G alpha = shift alpha - r.
      const moved = residual.map((r, i) => solved.shift * solved.x[i] - r);
      return { change, at: squares.trained, slope: dot(residual, moved), curvature: dot(moved, moved) };
    },
  };
}

/** d = -(J^T J + shift I)^{-1} J^T r. */
function primal(squares: LeastSquares): System {
  const { matrix, gradient } = squares.normal();
  const trace = traceOf(matrix);
  return {
    mean: trace / matrix.rows,
    direction(shift) {
      const solved = solve(matrix, trace, shift, gradient);
      if (!solved || dot(gradient, gradient) === 0) return undefined;
      const change = solved.x.map((value) => -value);
      const slope = dot(gradient, change);
      // |J d|^2 = d . A d, A d = -g - shift d.
      return {
        change,
        at: squares.trained,
        slope,
        curvature: Math.max(0, -slope - solved.shift * dot(change, change)),
      };
    },
  };
}

/**
 * (A + shift I)^{-1} b for a positive semidefinite A, by Cholesky; where the shift is too small for a factorisation, the next power
 * of ten of rounding that is not. undefined if A is 0.
 */
function solve(
  a: Matrix,
  trace: number,
  wanted: number,
  b: Float64Array,
): { readonly x: Float64Array; readonly shift: number } | undefined {
  if (!(trace > 0)) return undefined;
  let shift = Math.max(wanted, 0);
  for (let rounding = 0.5 * Number.EPSILON * trace; ; rounding *= 10) {
    const factor = cholesky(a, { shift });
    if (factor) return { x: factor.solve({ rows: b.length, columns: 1, data: b }).data, shift };
    shift = Math.max(wanted, rounding);
  }
}

function traceOf({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i];
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
