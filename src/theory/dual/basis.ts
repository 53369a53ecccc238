import { cos, exp, sin } from "../../numerics/elementary.js";
import { gaussLegendre, type Quadrature } from "../../numerics/quadrature.js";

/**
 * Polynomials h_0, h_1, ... orthonormal under a symmetric measure of z, in which duals become sums: with f(sqrt(p) z) = sum_k a_k h_k(z),
 * E f(u) f(v) = sum_k a_k(p) a_k(q) P_k(rho). z h_k = sqrt(b_{k+1}) h_{k+1} + sqrt(b_k) h_{k-1}.
 */
export interface Basis {
  /** b_k of the recurrence, k >= 1. */
  recurrence(k: number): number;
  /** E f(z) = sum w (f(z) + f(-z)) over these nodes z > 0; `fine` is the rule to use, another checks it. */
  rule(fine: boolean): Quadrature;
  /** D of the unit sphere, where P_k is Gegenbauer's polynomial with P_k(1) = 1; without it P_k(rho) = rho^k. */
  readonly dimension?: number;
  /** P_k'(1), which bounds P_k'. */
  slope(k: number): number;
  /** Terms after which an expansion that has not converged is cut off. */
  readonly most: number;
}

const PANEL = gaussLegendre(16);

/** Gauss-Legendre panels of equal width on [0, end]. A kink of the integrand at 0 costs them nothing, as it would a trapezoid rule. */
function panels(count: number, end: number, density: (z: number) => number): Quadrature {
  const size = PANEL.nodes.length;
  const nodes = new Float64Array(count * size);
  const weights = new Float64Array(count * size);
  const half = end / (2 * count);
  for (let panel = 0; panel < count; panel++)
    for (let i = 0; i < size; i++) {
      const z = half * (2 * panel + 1 + PANEL.nodes[i]);
      nodes[panel * size + i] = z;
      weights[panel * size + i] = half * PANEL.weights[i] * density(z);
    }
  return { nodes, weights };
}

/**
 * Hermite polynomials under N(0, 1): Mehler's formula E h_k(z) h_l(z') = rho^k if k = l, else 0.
 * A term of degree k is the Hermite function psi_k <= 1 times phi^(1/2), so that at z = 12.4 what is cut off is 1e-17, and it oscillates
 * with at most sqrt(k) radians a unit, 18 in a panel at k = 2048: 16 points integrate that, and tanh's poles at variance 20, to rounding.
 */
export const hermiteBasis: Basis = {
  recurrence: (k) => k,
  rule: (fine) => panels(fine ? 31 : 33, fine ? 12.4 : 12.8, (z) => 0.3989422804014327 * exp(-0.5 * z * z)),
  slope: (k) => k,
  most: 2048,
};

/**
 * Gegenbauer polynomials under the law of one coordinate of a uniform point of the unit sphere of R^D, D >= 2 (Funk and Hecke).
 * With z = cos(t) the density is sin(t)^(D-2), whose mass lies within a few 1/sqrt(D) of the equator.
 */
export function gegenbauerBasis(dimension: number): Basis {
  const end = Math.min(0.5 * Math.PI, 12.4 / Math.sqrt(dimension));
  return {
    dimension,
    // b_1 = E z^2; the general formula is 0/0 there for D = 2.
    recurrence: (k) =>
      k === 1 ? 1 / dimension : (k * (k + dimension - 3)) / ((2 * k + dimension - 2) * (2 * k + dimension - 4)),
    rule(fine) {
      // From the equator: z = sin(t), density cos(t)^(D-2), normalised by the rule itself.
      const { nodes, weights } = panels(fine ? 48 : 52, end, (t) => integerPower(cos(t), dimension - 2));
      let total = 0;
      for (const weight of weights) total += 2 * weight;
      return { nodes: nodes.map(sin), weights: weights.map((weight) => weight / total) };
    },
    slope: (k) => (k * (k + dimension - 2)) / (dimension - 1),
    most: 512,
  };
}

function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, k = exponent; k > 0; k = Math.floor(k / 2), square *= square)
    if (k % 2 === 1) result *= square;
  return result;
}
