import type { Matrix } from "../../numerics/linear/matrix.js";

/**
 * A loss R = c/2 |r|^2 as function-space optimisers see it: its N residuals (rows times outputs) and their derivatives at the live
 * parameters, in float64. Every call is a computation.
 */
export interface LeastSquares {
  /** N. */
  readonly residuals: number;
  /** Where the P' trained parameters lie in theta, ascending. */
  readonly trained: Int32Array;
  /** c: 1/n for mse, 1 for the sum of squares. */
  readonly curvature: number;
  /** r = sqrt(weight) (f - y), length N. */
  residual(): Float64Array;
  /** J = dr/dtheta and its products. */
  tangent(): ResidualTangent;
  /** J^T J (P' x P') over the trained parameters, and J^T r. */
  normal(): { readonly matrix: Matrix; readonly gradient: Float64Array };
  /** The output layer. */
  readonly output: OutputPart;
  /** The neurons of the first hidden layer; only where an optimiser that asked for them was not refused. */
  readonly neurons: NeuronPart;
}

export interface ResidualTangent {
  /** r. */
  readonly residual: Float64Array;
  /** J J^T, (N x N). */
  gram(): Matrix;
  /** J^T u, one entry a parameter of theta, 0 where frozen. */
  vjp(u: Float64Array): Float64Array;
}

/** The part of theta that f is linear in whatever the rest: f = rest + Phi C, with one Phi for all outputs. */
export interface OutputPart {
  /** k. */
  readonly outputs: number;
  /** (q x k) row-major: where the entries of C lie in theta. */
  readonly at: Int32Array;
  /** Phi, (n x q), row i times sqrt(weight_i). */
  design(): Matrix;
}

/** Groups of p parameters each, such as the weights into one neuron. */
export interface NeuronPart {
  /** m. */
  readonly count: number;
  /** (m x p) row-major: where the parameters of each neuron lie in theta. */
  readonly at: Int32Array;
  /** The derivatives of r by one neuron's parameters, (N x p), at the parameters of this call; a buffer that the next neuron overwrites. */
  jacobians(): (neuron: number) => Matrix;
}
