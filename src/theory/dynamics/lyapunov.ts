import { pow } from "../../numerics/elementary.js";
import type { Matrix } from "../../numerics/linear/matrix.js";

/**
 * BXC's pseudo-loss L^ = 1/2 Delta^T H Delta, whose gradient drives the error as the loss drives the weights: Delta' = -grad L^.
 * @param operator H, (n x n): the Gram matrix times the loss's curvature.
 * @throws RangeError if the lengths differ.
 * @paper BXC section 2
 */
export function pseudoLoss(operator: Matrix, error: Float64Array): number {
  const n = error.length;
  if (operator.rows !== n || operator.columns !== n)
    throw new RangeError(
      `error: expected ${operator.rows} entries for an operator of ${operator.rows} x ${operator.columns}, got ${n}`,
    );
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += operator.data[i * n + j] * error[j];
    sum += error[i] * row;
  }
  return 0.5 * sum;
}

/** Where a second-order dynamics stands: the error, its velocity, and the operator that drives it. */
export interface Moving {
  readonly operator: Matrix;
  /** Delta. */
  readonly error: Float64Array;
  /** Delta'. */
  readonly velocity: Float64Array;
}

/**
 * The heavy ball's Lyapunov function V = L^ + 1/2 |alpha Delta + Delta'|^2 with alpha = b/2. It falls at least like exp(-alpha t)
 * where lambda_min(H) >= alpha^2.
 * @throws RangeError if the lengths differ.
 * @paper BXC proof of Lemma 3.3
 */
export function heavyBallLyapunov({
  operator,
  error,
  velocity,
  friction,
}: Moving & { readonly friction: number }): number {
  const alpha = 0.5 * friction;
  return pseudoLoss(operator, error) + 0.5 * squaredSum(error, velocity, alpha, 1);
}

/**
 * Nesterov's Lyapunov function V = t^alpha L^ + (2 gamma - alpha)^2 t^(alpha-2) / 8 |Delta + 2t/(2 gamma - alpha) Delta'|^2. Without
 * growth for alpha = 2, gamma >= 3.
 * @throws RangeError if the lengths differ or alpha is not in [2, 2 gamma).
 * @paper BXC proof of Lemma 4.1
 */
export function nesterovLyapunov({
  operator,
  error,
  velocity,
  time,
  alpha,
  gamma,
}: Moving & { readonly time: number; readonly alpha: number; readonly gamma: number }): number {
  const reach = 2 * gamma - alpha;
  if (!(alpha >= 2 && reach > 0))
    throw new RangeError(`alpha: expected a number in [2, 2 gamma = ${2 * gamma}), got ${alpha}`);
  const moving = squaredSum(error, velocity, 1, (2 * time) / reach);
  return pow(time, alpha) * pseudoLoss(operator, error) + 0.125 * reach * reach * pow(time, alpha - 2) * moving;
}

/**
 * The energy E = L + 1/2 sum |w'|^2, which friction can only lower.
 * @param loss L at the weights.
 * @param velocity w' of all weights.
 * @paper BXC proof of Lemma 4.1
 */
export function totalEnergy(loss: number, velocity: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < velocity.length; i++) sum += velocity[i] * velocity[i];
  return loss + 0.5 * sum;
}

/** |a u + b v|^2. */
function squaredSum(u: Float64Array, v: Float64Array, a: number, b: number): number {
  if (v.length !== u.length)
    throw new RangeError(`velocity: expected ${u.length} entries like the error, got ${v.length}`);
  let sum = 0;
  for (let i = 0; i < u.length; i++) {
    const entry = a * u[i] + b * v[i];
    sum += entry * entry;
  }
  return sum;
}
