import { jacobiEigen } from "../../numerics/linear/jacobi.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { type Decay, type Schedule, schedule } from "../schedule.js";
import { neuronsUnsupported } from "../squares/neuron-part.js";
import type { Optimizer } from "./optimizer.js";

export interface NeuronNewtonOptions {
  /** The step in units of 1/m, m the neurons: eta = rate / m. Default 1; stable under 2. */
  readonly rate?: number | Schedule;
  readonly decay?: Decay;
}

/** J^T J knows its eigenvalues to about 1e-16 p of the largest: smaller ones than this share of it count as 0. */
const RANK = 1e-12;

/**
 * Newton's method for every neuron of the first hidden layer by itself: w_r <- w_r - eta (J_r^T J_r)^+ J_r^T (f - y),
 * J_r = d f / d w_r (n x p), eta = rate / m. The pseudo-inverse (smallest step) stands where fewer than p samples are active, and
 * for every neuron J_r (J_r^T J_r)^+ J_r^T is a projection: their sum has eigenvalues of at most m, so that eta = 1/m never overshoots.
 * For two-layer networks with one output and at most 20 inputs of which only the hidden layer is trained.
 * @paper BXC section 5.2, with PAPERS.md BXC 3
 */
export function neuronNewton({ rate = 1, decay = "none" }: NeuronNewtonOptions = {}): Optimizer {
  return {
    name: "neuronNewton",
    schedule: schedule(rate, decay),
    options: {},
    moments: [],
    linear: false,
    squares: true,
    unsupported: neuronsUnsupported,
    step(problem, _state, _loss, eta) {
      const squares = problem.squares();
      const { count, at, jacobians } = squares.neurons;
      const p = at.length / count;
      const residual = squares.residual();
      const jacobianOf = jacobians();
      const normal = zeros(p, p);
      const vectors = zeros(p, p);
      const gradient = new Float64Array(p);
      const change = new Float64Array(p);
      for (let r = 0; r < count; r++) {
        const { rows, data } = jacobianOf(r);
        normal.data.fill(0);
        gradient.fill(0);
        for (let i = 0; i < rows; i++) {
          const row = i * p;
          // Inactive samples of relu at s = 1 have rows of zeros.
          let active = false;
          for (let j = p - 1; j >= 0 && !active; j--) active = data[row + j] !== 0;
          if (!active) continue;
          for (let j = 0; j < p; j++) {
            const d = data[row + j];
            gradient[j] += d * residual[i];
            for (let k = 0; k <= j; k++) normal.data[j * p + k] += d * data[row + k];
          }
        }
        for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) normal.data[k * p + j] = normal.data[j * p + k];
        pseudoSolve(normal, gradient, vectors, change);
        for (let k = 0; k < p; k++) problem.parameters[at[r * p + k]] -= (eta / count) * change[k];
      }
    },
  };
}

/** change <- A^+ b for a positive semidefinite A, which is overwritten. */
function pseudoSolve(a: Matrix, b: Float64Array, vectors: Matrix, change: Float64Array): void {
  const p = a.rows;
  jacobiEigen(a, vectors);
  let largest = 0;
  for (let j = 0; j < p; j++) largest = Math.max(largest, a.data[j * p + j]);
  change.fill(0);
  for (let j = 0; j < p; j++) {
    const value = a.data[j * p + j];
    if (!(value > RANK * largest)) continue;
    let along = 0;
    for (let k = 0; k < p; k++) along += vectors.data[j * p + k] * b[k];
    for (let k = 0; k < p; k++) change[k] += (along / value) * vectors.data[j * p + k];
  }
}
