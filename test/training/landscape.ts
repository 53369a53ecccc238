import type { Dtype, Program, Real, Session } from "../../src/engine/program.js";
import { referenceEngine } from "../../src/engine/reference.js";
import { relu } from "../../src/model/activation.js";
import type { Optimizer, Problem } from "../../src/training/index.js";
import { scheduleState } from "../../src/training/schedule.js";

/** A function of a few variables with its gradient and minimum. */
export interface Landscape {
  readonly title: string;
  readonly start: readonly number[];
  readonly minimum: readonly number[];
  value(x: ArrayLike<number>): number;
  gradient(x: ArrayLike<number>, out: Real): void;
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
  const problem: Problem = {
    parameters,
    gradient,
    evaluate() {
      evaluations++;
      landscape.gradient(parameters, gradient);
      for (const i of frozen) gradient[i] = 0;
      return landscape.value(parameters);
    },
  };
  const state = optimizer.start?.(problem) ?? { numbers: [], vectors: [] };
  const memory = scheduleState(schedule);
  const path = [Array.from(parameters)];
  for (let k = 1; k <= steps; k++) {
    const rate = schedule.rate(k, steps, memory);
    const loss = problem.evaluate();
    if (optimizer.step) optimizer.step(problem, state, loss, rate);
    else if (optimizer.rule) session.update(optimizer.rule(k, rate));
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
