import type { Formula, Moments } from "./dual.js";
import { acuteAngle, bend } from "./relu.js";

const TWO_PI = 2 * Math.PI;

/**
 * 1/2 relu^2: E sigma(u) sigma(v) = pq (3 sin t cos t + (pi - t) (1 + 2 cos^2 t)) / 8 pi, its derivative dual is relu's value dual.
 *
 * Cho and Saul, "Kernel methods for deep learning" (2009), arc-cosine kernels of degree 2 and 1.
 */
export const halfSquaredReluFormula: Formula = {
  degree: 2,
  replacesGap: false,
  sensitivity: { covariance: 0.5 },
  moments: (variance): Moments => {
    const slope = variance.map((p) => Math.sqrt(p / TWO_PI));
    return {
      variance,
      value: variance.map((p) => 0.375 * p * p),
      derivative: variance.map((p) => 0.5 * p),
      slope,
      cross: slope,
    };
  },
  row(left, i, right, { length, covariance, gap, value, derivative }) {
    for (let j = 0; j < length; j++) {
      const product = left.variance[i] * right.variance[j];
      const sine = Math.sqrt(gap[j] * (2 - gap[j]));
      const cosine = 1 - gap[j];
      const acute = acuteAngle(gap[j]);
      const bent = bend(acute, sine, cosine);
      // 3 sin cos + angle (1 + 2 cos^2) of the acute angle, and of its supplement: there terms of acute^5 are left of those of acute.
      const even = Math.PI * (1 + 2 * cosine * cosine);
      const odd = 3 * sine * cosine - acute * (1 + 2 * cosine * cosine);
      const positive = covariance[j] >= 0;
      value[j] = (product * (positive ? even + odd : -odd)) / (4 * TWO_PI);
      derivative[j] = (Math.sqrt(product) * (positive ? bent + Math.PI * cosine : bent)) / TWO_PI;
    }
  },
};
