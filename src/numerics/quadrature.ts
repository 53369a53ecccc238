import { cos, exp } from "./elementary.js";

/** sum_i weights[i] f(nodes[i]) approximates an integral of f; nodes ascend and are symmetric about 0 to the bit. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** From here on the outermost weights are below the smallest double, and so is where their recurrence starts. */
const MOST_NODES = 600;

const HALVINGS = 24;
const NEWTON_STEPS = 4;

/**
 * The n-point Gauss-Hermite rule for the standard normal: E f(z) = sum_i weights[i] f(nodes[i]), exact for polynomials of degree
 * up to 2n - 1. Nodes are the zeros of the orthonormal Hermite polynomial h_n, weights 1 / (n h_{n-1}^2).
 *
 * Bisection by Sturm sequences isolates a zero, Newton's method on e^(-z^2/4) h_n (which neither overflows nor underflows) finds it.
 * @throws RangeError if n is not an integer in [1, 600].
 * @example gaussHermite(20).nodes
 */
export function gaussHermite(n: number): Quadrature {
  if (!Number.isInteger(n) || n < 1 || n > MOST_NODES)
    throw new RangeError(`n: expected an integer in [1, ${MOST_NODES}], got ${n}`);
  // Every zero lies within sqrt(4n + 2) of 0.
  const bound = Math.sqrt(4 * n + 2);
  return symmetric(n, (k) => {
    let low = 0;
    let high = bound;
    for (let step = 0; step < HALVINGS; step++) {
      const middle = 0.5 * (low + high);
      if (zerosBelow(n, middle) > k) high = middle;
      else low = middle;
    }
    let z = k === (n - 1) / 2 ? 0 : 0.5 * (low + high);
    for (let step = 0; step < NEWTON_STEPS && z !== 0; step++) {
      const [last, before] = hermite(n, z);
      // h_n' = sqrt(n) h_{n-1}; the factor e^(-z^2/4) cancels.
      z -= last / (Math.sqrt(n) * before);
    }
    const before = hermite(n, z)[1];
    return [z, exp(-0.5 * z * z) / (n * before * before)];
  });
}

/**
 * The n-point Gauss-Legendre rule on [-1, 1], exact for polynomials of degree up to 2n - 1.
 * @throws RangeError if n is not an integer in [1, 600].
 */
export function gaussLegendre(n: number): Quadrature {
  if (!Number.isInteger(n) || n < 1 || n > MOST_NODES)
    throw new RangeError(`n: expected an integer in [1, ${MOST_NODES}], got ${n}`);
  return symmetric(n, (k) => {
    let z = k === (n - 1) / 2 ? 0 : cos((Math.PI * (n - k - 0.25)) / (n + 0.5));
    for (let step = 0; step < NEWTON_STEPS && z !== 0; step++) {
      const [value, slope] = legendre(n, z);
      z -= value / slope;
    }
    const slope = legendre(n, z)[1];
    return [z, 2 / ((1 - z * z) * slope * slope)];
  });
}

/** Both halves of a rule from its nodes k >= (n-1)/2, in ascending order. */
function symmetric(n: number, rule: (k: number) => readonly [node: number, weight: number]): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let k = Math.floor(n / 2); k < n; k++) {
    const [node, weight] = rule(k);
    nodes[k] = node;
    weights[k] = weight;
    if (k !== n - 1 - k) nodes[n - 1 - k] = -node;
    weights[n - 1 - k] = weight;
  }
  return { nodes, weights };
}

/** How many zeros of h_n lie below z: negative pivots of the Jacobi matrix (off-diagonal sqrt(k)) less z. */
function zerosBelow(n: number, z: number): number {
  let pivot = -z;
  let count = pivot < 0 ? 1 : 0;
  for (let k = 1; k < n; k++) {
    // A pivot of 0 stands for a tiny negative one.
    pivot = -z - k / (pivot === 0 ? -1e-300 : pivot);
    if (pivot < 0) count++;
  }
  return count;
}

/** e^(-z^2/4) times h_n(z) and h_{n-1}(z). */
function hermite(n: number, z: number): readonly [number, number] {
  let before = 0;
  let value = exp(-0.25 * z * z);
  for (let k = 0; k < n; k++) {
    const next = (z * value - Math.sqrt(k) * before) / Math.sqrt(k + 1);
    before = value;
    value = next;
  }
  return [value, before];
}

/** P_n(z) and P_n'(z). */
function legendre(n: number, z: number): readonly [number, number] {
  let before = 0;
  let value = 1;
  for (let k = 0; k < n; k++) {
    const next = ((2 * k + 1) * z * value - k * before) / (k + 1);
    before = value;
    value = next;
  }
  return [value, (n * (before - z * value)) / (1 - z * z)];
}
