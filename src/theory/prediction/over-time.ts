import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiply, multiplyTransposed, transposedMultiply } from "../../numerics/linear/product.js";
import type { Dynamics, Flow } from "../dynamics/dynamics.js";
import {
  type Modes,
  operatorEigenvalue,
  project,
  type ResolvedModes,
  residual,
  resolveModes,
  tabulate,
} from "./modes.js";

/** Points other than the training points. */
export interface Elsewhere {
  /** K(x, X), (n' x n), of the kernel whose eigenbasis the modes are. */
  readonly kernel: Matrix;
  /** f_0(x), (n' x k). Default 0. */
  readonly initial?: Float64Array;
}

export interface PredictOverTimeOptions extends Modes {
  /** Targets, (n x k) row-major. */
  readonly y: Float64Array;
  /** f_0 at the training points, (n x k). Default 0. */
  readonly initial?: Float64Array;
  readonly dynamics: Dynamics;
  /** Ascending times or steps of the dynamics' clock; Infinity is the end of training. */
  readonly times: ArrayLike<number>;
  /** Where to predict; the training points by default. */
  readonly elsewhere?: Elsewhere;
}

/**
 * The prediction of the linearised (infinitely wide) network at each time of its training,
 * f_t(x) = f_0(x) + K(x, X) K^-1 (I - A(t)) (y - f_0(X)), A(t) the amplitudes in K's eigenbasis; on the training points y + A(t) (f_0 - y).
 * Mode by mode (1 - amplitude)/lambda has a limit at lambda = 0, so K may be singular. A mode whose eigenvalue cannot be told from 0 follows
 * that limit while it is short of 1/(1e-8 lambda_max), and is left out later: by then its K(x, X) v is rounding, blown up. So
 * t = Infinity is the pseudo-inverse, and the limit of large t.
 * @returns for each time the outputs, (n' x k) row-major.
 * @throws RangeError if the shapes do not fit, times are not ascending, or the dynamics is unstable and has left the numbers.
 * @paper HRTA eq. (38) on functions; Lee et al. 2019 (arXiv:1902.06720) eq. (8) to (11); Wu Lemma 14
 * @example predictOverTime({ ...eigen(K), y, dynamics: gradientFlow(), times: [0, 1, Infinity], elsewhere: { kernel: cross } })
 */
export function predictOverTime(options: PredictOverTimeOptions): Float64Array[] {
  const { y, initial, dynamics, times, elsewhere } = options;
  const modes = resolveModes(options);
  const gap = project(
    modes,
    "y",
    residual(y, initial).map((value) => -value),
  );
  if (elsewhere) {
    const { rows, columns } = elsewhere.kernel;
    if (columns !== modes.size)
      throw new RangeError(`elsewhere: expected a kernel of ${modes.size} columns, got ${rows} x ${columns}`);
    const reach = multiplyTransposed(elsewhere.kernel, modes.vectors);
    const { initial: start } = elsewhere;
    const expected = rows * gap.columns;
    if (start && start.length !== expected)
      throw new RangeError(`elsewhere: expected ${expected} initial outputs, got ${start.length}`);
    const driven = responses(modes, dynamics, times);
    return Array.from(times, (time, j) => {
      const change = multiply(reach, scaleRows(gap, driven, j, time)).data;
      return start ? change.map((value, at) => value + start[at]) : change;
    });
  }
  const left = tabulate(modes.size, times.length, (i) => dynamics.amplitude(operatorEigenvalue(modes, i), times));
  return Array.from(times, (time, j) => {
    const error = transposedMultiply(modes.vectors, scaleRows(gap, left, j, time)).data;
    return error.map((value, at) => y[at] - value);
  });
}

/** The error and its velocity along a flow. */
export interface ErrorPath {
  /** Delta at each time, (n x k). */
  readonly error: readonly Float64Array[];
  /** Delta' at each time, (n x k). */
  readonly velocity: readonly Float64Array[];
}

/**
 * Delta(t) and Delta'(t) of a flow started at rest from Delta(0), for Lyapunov functions and energies.
 * @throws RangeError if the shapes do not fit or times are not ascending.
 * @paper BXC (2.4), (3.7), (4.4), (5.1)
 */
export function errorPath({
  error,
  flow,
  times,
  ...rest
}: Modes & { readonly error: Float64Array; readonly flow: Flow; readonly times: ArrayLike<number> }): ErrorPath {
  const modes = resolveModes(rest);
  const start = project(modes, "error", error);
  const along = (form: Flow["amplitude"]) => {
    const table = tabulate(modes.size, times.length, (i) => form(operatorEigenvalue(modes, i), times));
    return Array.from(times, (time, j) => transposedMultiply(modes.vectors, scaleRows(start, table, j, time)).data);
  };
  return { error: along(flow.amplitude), velocity: along(flow.velocity) };
}

/** Of the largest eigenvalue: the square root of 2^-52, so that what rounding leaves of a null vector grows to 1e-8 at most. */
const SHORT = 1.4901161193847656e-8;

/** c (1 - amplitude) / lambda for each mode and time: what turns a residual into dual coefficients. */
export function responses(modes: ResolvedModes, dynamics: Dynamics, times: ArrayLike<number>): Matrix {
  const { values, curvature, size } = modes;
  const slow = SHORT * curvature * Math.max(values[size - 1], 0);
  return tabulate(size, times.length, (i) => {
    const lambda = operatorEigenvalue(modes, i);
    const response = dynamics.response(lambda, times);
    if (lambda > 0) return response.map((value) => curvature * value);
    return response.map((value) => {
      const far = slow * value;
      return value === Number.POSITIVE_INFINITY ? 0 : (curvature * value) / (1 + far * far);
    });
  });
}

/** Row i times entry (i, j) of the table. */
export function scaleRows({ rows, columns, data }: Matrix, table: Matrix, j: number, time: number): Matrix {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    const factor = table.data[i * table.columns + j];
    for (let p = 0; p < columns; p++) {
      const value = data[i * columns + p];
      result[i * columns + p] = value === 0 ? 0 : factor * value;
    }
  }
  if (!result.every(Number.isFinite))
    throw new RangeError(
      `times: at ${time} the dynamics has grown past all numbers; lower the rate until every mode is stable`,
    );
  return { rows, columns, data: result };
}
