import { erfc, pow } from "../numerics/elementary.js";
import type { Random } from "../numerics/random.js";

/** The intersection of K half-spaces w_k.x >= t_k. */
export interface HalfSpaces {
  /** w_k, d numbers each. */
  readonly normals: readonly Float64Array[];
  /** t_k. */
  readonly thresholds: readonly number[];
}

/** Whether x lies in all of them. */
export function isInside({ normals, thresholds }: HalfSpaces, x: ArrayLike<number>): boolean {
  return normals.every((w, k) => {
    let sum = 0;
    for (let j = 0; j < w.length; j++) sum += w[j] * x[j];
    return sum >= thresholds[k];
  });
}

/**
 * Half-spaces for x uniform on {-1, 1}^d: w_kj is -1, 0 or 1 (not all 0) and t_k = b_k + 1/2 with a whole b_k, so that
 * |w_k.x - t_k| >= 1/2. b_k brings P(x in the half-space) as near as can be to 2^(-1/K), so about half of the corners lie in all.
 * Wu's w and b are natural numbers, which leaves next to none inside; signs are allowed here.
 * @paper Wu, Theorem 4
 */
export function integerHalfSpaces(inputs: number, faces: number, draws: Random): HalfSpaces {
  const share = pow(2, -1 / faces);
  const normals = Array.from({ length: faces }, () => drawSigns(inputs, draws));
  return { normals, thresholds: normals.map((w) => integerThreshold(w, share)) };
}

/**
 * Half-spaces for x ~ N(0, I): w_k uniform on the unit sphere, every t_k the quantile with P(w_k.x >= t_k) = 2^(-1/K).
 */
export function normalHalfSpaces(inputs: number, faces: number, draws: Random): HalfSpaces {
  const threshold = upperQuantile(pow(2, -1 / faces));
  const normals = Array.from({ length: faces }, () => draws.pointOnSphere(inputs));
  return { normals, thresholds: normals.map(() => threshold) };
}

function drawSigns(inputs: number, draws: Random): Float64Array {
  const w = new Float64Array(inputs);
  while (w.every((value) => value === 0)) for (let j = 0; j < inputs; j++) w[j] = draws.integer(3) - 1;
  return w;
}

/** The b + 1/2 whose P(w.x > b) is nearest to the share, w_j in {-1, 0, 1}: w.x is a sum of as many fair signs as w has entries. */
function integerThreshold(w: Float64Array, share: number): number {
  const signs = w.reduce((sum, value) => sum + Math.abs(value), 0);
  // chances[i] = P(i of the signs are 1), so that w.x = 2 i - signs.
  let chances = Float64Array.of(1);
  for (let n = 0; n < signs; n++) {
    const next = new Float64Array(chances.length + 1);
    for (let i = 0; i < chances.length; i++) {
      next[i] += chances[i] / 2;
      next[i + 1] += chances[i] / 2;
    }
    chances = next;
  }
  let best = signs;
  let tail = 0;
  let distance = share;
  for (let i = signs; i >= 0; i--) {
    tail += chances[i];
    if (Math.abs(tail - share) < distance) {
      distance = Math.abs(tail - share);
      best = 2 * i - signs - 1;
    }
  }
  return best + 0.5;
}

/** t with P(N(0, 1) >= t) = share, by bisection to the last place but a few. */
function upperQuantile(share: number): number {
  let low = -10;
  let high = 10;
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (0.5 * erfc(middle * Math.SQRT1_2) >= share) low = middle;
    else high = middle;
  }
  return low;
}
