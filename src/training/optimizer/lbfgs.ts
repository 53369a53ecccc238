import { type Schedule, schedule } from "../schedule.js";
import { wolfe } from "./line-search.js";
import type { Optimizer, OptimizerState, Problem } from "./optimizer.js";

export interface LbfgsOptions {
  /** First trial step of every line search. Default 1. */
  readonly rate?: number | Schedule;
  /** Pairs (theta, gradient) remembered. Default 10. */
  readonly memory?: number;
  /** Evaluations in one line search. Default 25. */
  readonly evaluations?: number;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/**
 * Limited-memory BFGS with a strong Wolfe line search: theta_{k+1} = theta_k - alpha_k H_k grad R(theta_k), H_k from the last
 * `memory` pairs by the two-loop recursion, H_k^0 = (s.y / y.y) I. Full batches only. A pair without positive curvature is skipped;
 * a direction without descent, or a search that fails, drops the memory and goes along the gradient.
 * @paper Nocedal and Wright, Numerical Optimization, Algorithms 7.4 and 7.5
 */
export function lbfgs({ rate = 1, memory = 10, evaluations = 25 }: LbfgsOptions = {}): Optimizer {
  if (!Number.isInteger(memory) || memory < 1)
    throw new RangeError(`memory: expected a positive integer, got ${memory}`);
  if (!Number.isInteger(evaluations) || evaluations < 1)
    throw new RangeError(`evaluations: expected a positive integer, got ${evaluations}`);
  return {
    name: "lbfgs",
    schedule: schedule(rate),
    options: { memory, evaluations },
    moments: [],
    linear: true,
    // Vectors: s_1, y_1, s_2, y_2, ..., oldest first.
    start: () => ({ numbers: [], vectors: [] }),
    step(problem, state, loss, eta) {
      const theta = Float64Array.from(problem.parameters);
      const gradient = Float64Array.from(problem.gradient);
      const direction = twoLoop(gradient, state);
      let slope = dot(direction, gradient);
      if (!(slope < 0)) {
        state.vectors.length = 0;
        for (let i = 0; i < direction.length; i++) direction[i] = -gradient[i];
        slope = dot(direction, gradient);
        if (!(slope < 0)) return;
      }
      // Without memory the gradient's length says nothing about the step: start from a step of length at most 1.
      const first = state.vectors.length > 0 ? eta : Math.min(1, 1 / Math.sqrt(-slope)) * eta;
      const found = wolfe(phi(problem, theta, direction), { loss, slope, first, evaluations });
      if (found === undefined) {
        problem.parameters.set(theta);
        state.vectors.length = 0;
        return;
      }
      const change = new Float64Array(theta.length);
      const turn = new Float64Array(theta.length);
      for (let i = 0; i < theta.length; i++) {
        change[i] = problem.parameters[i] - theta[i];
        turn[i] = problem.gradient[i] - gradient[i];
      }
      const curvature = dot(change, turn);
      if (curvature > 1e-10 * dot(turn, turn)) {
        state.vectors.push(change, turn);
        if (state.vectors.length > 2 * memory) state.vectors.splice(0, 2);
      }
    },
  };
}

/** phi(alpha) = R(theta + alpha d) and its derivative; leaves the live parameters at the last alpha asked for. */
function phi(problem: Problem, theta: Float64Array, direction: Float64Array) {
  return (alpha: number) => {
    for (let i = 0; i < theta.length; i++) problem.parameters[i] = theta[i] + alpha * direction[i];
    const value = problem.evaluate();
    let slope = 0;
    for (let i = 0; i < theta.length; i++) slope += problem.gradient[i] * direction[i];
    return { value, slope };
  };
}

/** -H g by the two-loop recursion. */
function twoLoop(gradient: Float64Array, { vectors }: OptimizerState): Float64Array {
  const q = gradient.slice();
  const pairs = vectors.length / 2;
  const alpha = new Float64Array(pairs);
  for (let k = pairs - 1; k >= 0; k--) {
    const [s, y] = [vectors[2 * k], vectors[2 * k + 1]];
    alpha[k] = dot(s, q) / dot(s, y);
    for (let i = 0; i < q.length; i++) q[i] -= alpha[k] * y[i];
  }
  if (pairs > 0) {
    const [s, y] = [vectors[2 * pairs - 2], vectors[2 * pairs - 1]];
    const scale = dot(s, y) / dot(y, y);
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  for (let k = 0; k < pairs; k++) {
    const [s, y] = [vectors[2 * k], vectors[2 * k + 1]];
    const beta = dot(y, q) / dot(s, y);
    for (let i = 0; i < q.length; i++) q[i] += (alpha[k] - beta) * s[i];
  }
  for (let i = 0; i < q.length; i++) q[i] = -q[i];
  return q;
}
