import type { Dtype, Program, Real, Session } from "../../src/engine/program.js";
import { referenceEngine } from "../../src/engine/reference.js";
import { relu } from "../../src/model/activation.js";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { gramProduct, transposedMultiply } from "../../src/numerics/linear/product.js";
import type { LeastSquares, Optimizer, Problem } from "../../src/training/index.js";
import { scheduleState } from "../../src/training/schedule.js";
import { applyRule } from "../../src/training/update.js";

/** A function of a few variables with its gradient and minimum. */
export interface Landscape {
  readonly title: string;
  readonly start: readonly number[];
  readonly minimum: readonly number[];
  value(x: ArrayLike<number>): number;
  gradient(x: ArrayLike<number>, out: Real): void;
  /** The value as 1/2 sum of squares: residuals and their derivatives, a row a residual. */
  squares(x: ArrayLike<number>): {
    readonly residual: readonly number[];
    readonly jacobian: readonly (readonly number[])[];
  };
  /** The variables that the residuals are linear in at fixed others: the "output layer". */
  readonly linear: readonly number[];
}

/** 1/2 sum lambda_i (x_i - c_i)^2. */
export function quadratic(lambda: readonly number[], minimum: readonly number[], start: readonly number[]): Landscape {
  return {
    title: `a quadratic with eigenvalues ${lambda.slice(0, 4)}`,
    start,
    minimum,
    value: (x) => lambda.reduce((sum, l, i) => sum + 0.5 * l * (x[i] - minimum[i]) ** 2, 0),
    gradient(x, out) {
      for (let i = 0; i < lambda.length; i++) out[i] = lambda[i] * (x[i] - minimum[i]);
    },
    squares: (x) => ({
      residual: lambda.map((l, i) => Math.sqrt(l) * (x[i] - minimum[i])),
      jacobian: lambda.map((l, i) => lambda.map((_, j) => (i === j ? Math.sqrt(l) : 0))),
    }),
    linear: lambda.map((_, i) => i).slice(1),
  };
}

/** (1 - x)^2 + 10 (y - x^2)^2: Rosenbrock's valley with walls a tenth as steep, minimum at (1, 1). */
export const rosenbrock: Landscape = {
  title: "Rosenbrock's valley",
  start: [-1, 1],
  minimum: [1, 1],
  value: (x) => (1 - x[0]) ** 2 + 10 * (x[1] - x[0] ** 2) ** 2,
  gradient(x, out) {
    out[0] = -2 * (1 - x[0]) - 40 * x[0] * (x[1] - x[0] ** 2);
    out[1] = 20 * (x[1] - x[0] ** 2);
  },
  squares: (x) => ({
    residual: [Math.SQRT2 * (1 - x[0]), Math.sqrt(20) * (x[1] - x[0] ** 2)],
    jacobian: [
      [-Math.SQRT2, 0],
      [-2 * Math.sqrt(20) * x[0], Math.sqrt(20)],
    ],
  }),
  linear: [1],
};

/** A session whose parameters are the variables of a landscape: nothing runs forward, only updates are used. */
async function bench(length: number, moments: number, dtype: Dtype): Promise<Session> {
  const program: Program = {
    widths: [1, 1, length],
    connections: [{ from: 1, to: 2, scale: 1, offset: 0, gradient: true }],
    biases: [],
    activation: relu,
    parameters: length,
    moments,
    dtype,
    rows: 1,
    threads: 1,
  };
  return referenceEngine.open(program);
}

/** A landscape's residuals as function-space optimisers see them; all variables together are one "neuron". */
function leastSquaresOf({ squares, linear, start }: Landscape, x: Real, frozen: readonly number[]): LeastSquares {
  const trained = Int32Array.from(start.keys()).filter((i) => !frozen.includes(i));
  const matrix = (rows: readonly (readonly number[])[], columns: ArrayLike<number>): Matrix => ({
    rows: rows.length,
    columns: columns.length,
    data: Float64Array.from(rows.flatMap((row) => Array.from(columns, (j) => row[j]))),
  });
  const part = (columns: ArrayLike<number>) => matrix(squares(x).jacobian, columns);
  const residual = () => Float64Array.from(squares(x).residual);
  return {
    residuals: squares(x).residual.length,
    trained,
    curvature: 1,
    residual,
    tangent() {
      const J = part(start.map((_, i) => i));
      const masked = { ...J, data: J.data.map((v, at) => (frozen.includes(at % J.columns) ? 0 : v)) };
      return {
        residual: residual(),
        gram: () => gramProduct(masked),
        vjp: (u) => transposedMultiply(masked, { rows: u.length, columns: 1, data: u }).data,
      };
    },
    normal() {
      const J = part(trained);
      const r = residual();
      return {
        matrix: transposedMultiply(J, J),
        gradient: transposedMultiply(J, { rows: r.length, columns: 1, data: r }).data,
      };
    },
    output: { outputs: 1, at: Int32Array.from(linear), design: () => part(linear) },
    neurons: { count: 1, at: trained, jacobians: () => () => part(trained) },
  };
}

export interface Descent {
  /** theta_0, ..., theta_K. */
  readonly path: readonly (readonly number[])[];
  readonly evaluations: number;
}

/** Follows an optimiser on a landscape for `steps` steps. */
export async function descend(
  optimizer: Optimizer,
  landscape: Landscape,
  steps: number,
  { dtype = "f64", frozen = [] }: { dtype?: Dtype; frozen?: readonly number[] } = {},
): Promise<Descent> {
  const { schedule } = optimizer;
  const session = await bench(landscape.start.length, optimizer.moments.length, dtype);
  const { parameters, gradient } = session;
  parameters.set(landscape.start);
  let evaluations = 0;
  let step = 0;
  const problem: Problem = {
    parameters,
    gradient,
    evaluate() {
      evaluations++;
      landscape.gradient(parameters, gradient);
      for (const i of frozen) gradient[i] = 0;
      return landscape.value(parameters);
    },
    descend(other, rate) {
      for (let i = 0; i < parameters.length; i++)
        if (other.rule && !landscape.linear.includes(i)) applyRule(session, other.rule(step, rate), i, i + 1);
    },
    squares: () => leastSquaresOf(landscape, parameters, frozen),
  };
  const state = optimizer.start?.(problem) ?? { numbers: [], vectors: [] };
  const memory = scheduleState(schedule);
  const path = [Array.from(parameters)];
  for (let k = 1; k <= steps; k++) {
    step = k;
    const rate = schedule.rate(k, steps, memory);
    const loss = problem.evaluate();
    if (optimizer.step) optimizer.step(problem, state, loss, rate);
    else if (optimizer.rule) applyRule(session, optimizer.rule(k, rate), 0, parameters.length);
    schedule.observe?.(k, loss, memory);
    path.push(Array.from(parameters));
  }
  session.close();
  return { path, evaluations };
}

export const last = <T>(list: readonly T[]): T => list[list.length - 1];

export function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i] - y[i]));
  return most;
}
