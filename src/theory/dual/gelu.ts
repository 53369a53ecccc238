import { atan2 } from "../../numerics/elementary.js";
import type { Formula, Moments } from "./dual.js";

const TWO_PI = 2 * Math.PI;

/** A = E Phi(u) Phi(v) = 1/4 + asin(c / sqrt((1+p)(1+q))) / 2 pi, with root = sqrt((1+p)(1+q) - c^2). */
const orthant = (c: number, root: number): number => 0.25 + atan2(c, root) / TWO_PI;

/** c A + B (pq + c^2 (1/(1+p) + 1/(1+q) - 1)), where B = E phi(u) phi(v) = 1 / (2 pi root); the bracket is pq - c^2 + c^2 (...). */
function valueDual(p: number, q: number, c: number, remainder: number): number {
  const root = Math.sqrt(1 + p + q + remainder);
  return c * orthant(c, root) + (remainder + c * c * (1 / (1 + p) + 1 / (1 + q))) / (TWO_PI * root);
}

/** A + c B (1/(1+p) + 1/(1+q) + 1/root^2). */
function derivativeDual(p: number, q: number, c: number, remainder: number): number {
  const square = 1 + p + q + remainder;
  const root = Math.sqrt(square);
  return orthant(c, root) + (c * (1 / (1 + p) + 1 / (1 + q) + 1 / square)) / (TWO_PI * root);
}

/**
 * gelu(z) = z Phi(z), by Stein's identity applied to E u Phi(u) v Phi(v) until no factor u or v is left:
 * value c A + B (pq + c^2 (1/(1+p) + 1/(1+q) - 1)), derivative A + c B (1/(1+p) + 1/(1+q) + 1/D), where D = (1+p)(1+q) - c^2,
 * A = E Phi(u) Phi(v) = 1/4 + asin(c / sqrt((1+p)(1+q))) / 2 pi, B = E phi(u) phi(v) = 1 / (2 pi sqrt(D)).
 */
export const geluFormula: Formula = {
  replacesGap: false,
  // |gelu''| = phi(z) |2 - z^2| <= 0.8.
  sensitivity: { covariance: 0.64, angle: 1 },
  moments: (variance): Moments => {
    const half = new Float64Array(variance.length).fill(0.5);
    return {
      variance,
      value: variance.map((p) => valueDual(p, p, p, 0)),
      derivative: variance.map((p) => derivativeDual(p, p, p, 0)),
      slope: half,
      cross: half,
    };
  },
  row(left, i, right, { length, covariance, gap, value, derivative }) {
    const p = left.variance[i];
    for (let j = 0; j < length; j++) {
      const q = right.variance[j];
      const remainder = p * q * gap[j] * (2 - gap[j]);
      value[j] = valueDual(p, q, covariance[j], remainder);
      derivative[j] = derivativeDual(p, q, covariance[j], remainder);
    }
  },
};
