import type { Network } from "../../model/network.js";
import { type Matrix, place, zeros } from "../../numerics/linear/matrix.js";
import { gramProduct } from "../../numerics/linear/product.js";

/** Columns of orthonormal bases that are multiplied out at once. */
const BATCH = 4096;
/** A direction this much shorter than a neuron's longest, after what is known of it is taken off, is rounding. */
const RANK = 1e-10;

/**
 * The operator of BXC's Newton method, N = sum over neurons r of J_r (J_r^T J_r)^+ J_r^T: block-Jacobi, a sum of projections onto
 * what each neuron alone can change. The error follows Delta' = -N Delta, or (I - eta N) Delta a step: take `gradientFlow` or
 * `gradientDescent` on N's eigenvalues (curvature 1), whose stable rate is 2/lambda_max(N), of order 1/m.
 * @param jacobian (n k x P), as from `jacobian(model, points)`.
 * @param neurons the columns of each neuron, as from `neuronColumns(network)`.
 * @throws RangeError if a column is none of the Jacobian's.
 * @paper BXC section 5.2, with the pseudo-inverse that neurons with few active samples need
 * @example eigenvalues(neuronNewtonOperator(jacobian(model, data), neuronColumns(model.network)))
 */
export function neuronNewtonOperator(jacobian: Matrix, neurons: readonly ArrayLike<number>[]): Matrix {
  const { rows: n, columns, data } = jacobian;
  const operator = zeros(n, n);
  let basis: Float64Array[] = [];
  const flush = (): void => {
    if (basis.length === 0) return;
    const batch = zeros(n, basis.length);
    for (const [j, q] of basis.entries()) for (let i = 0; i < n; i++) batch.data[i * basis.length + j] = q[i];
    place(operator, gramProduct(batch));
    basis = [];
  };
  for (const neuron of neurons) {
    const vectors = Array.from(neuron, (column) => {
      if (!(Number.isInteger(column) && column >= 0 && column < columns))
        throw new RangeError(`neurons: expected columns of the Jacobian, 0 to ${columns - 1}, got ${column}`);
      return Float64Array.from({ length: n }, (_, i) => data[i * columns + column]);
    });
    basis.push(...rangeOf(vectors));
    if (basis.length >= BATCH) flush();
  }
  flush();
  return operator;
}

/**
 * The columns of the weights (and bias) into each neuron of the first hidden layer, which BXC's Newton method takes one by one.
 */
export function neuronColumns(network: Network): number[][] {
  const blocks = network.blocks.filter((b) => b.layer === 1 && (b.kind === "weight" || b.kind === "bias"));
  return Array.from({ length: network.widths[1] }, (_, j) =>
    blocks.flatMap((b) =>
      b.kind === "bias" ? [b.offset + j] : Array.from({ length: b.shape[0] }, (_, i) => b.offset + i * b.shape[1] + j),
    ),
  );
}

/** An orthonormal basis of what the vectors span: Gram-Schmidt, longest first, each freed of the others twice. */
function rangeOf(vectors: readonly Float64Array[]): Float64Array[] {
  const rest = vectors.map((v) => v.slice());
  const basis: Float64Array[] = [];
  let scale = 0;
  while (rest.length > 0) {
    let longest = 0;
    for (let j = 1; j < rest.length; j++) if (norm(rest[j]) > norm(rest[longest])) longest = j;
    const [v] = rest.splice(longest, 1);
    for (const q of basis) remove(v, q);
    const length = norm(v);
    scale = Math.max(scale, length);
    if (!(length > RANK * scale)) break;
    for (let i = 0; i < v.length; i++) v[i] /= length;
    basis.push(v);
    for (const other of rest) remove(other, v);
  }
  return basis;
}

function remove(v: Float64Array, q: Float64Array): void {
  let along = 0;
  for (let i = 0; i < v.length; i++) along += v[i] * q[i];
  for (let i = 0; i < v.length; i++) v[i] -= along * q[i];
}

function norm(v: Float64Array): number {
  let sum = 0;
  for (const value of v) sum += value * value;
  return Math.sqrt(sum);
}
