import { atan2 } from "../../numerics/elementary.js";
import type { Formula, Moments } from "./dual.js";

const TWO_OVER_PI = 2 / Math.PI;
const TWO_OVER_SQRT_PI = 1.1283791670955126;

/**
 * erf: E erf(u) erf(v) = 2/pi asin(2c / sqrt((1 + 2p)(1 + 2q))), E erf'(u) erf'(v) = 4/pi / sqrt((1 + 2p)(1 + 2q) - 4 c^2).
 * The root of the second is 1 + 2p + 2q + 4 (pq - c^2), where pq - c^2 = pq sin^2 comes from the angle, so that large variances cost no digits.
 *
 * Williams, "Computing with infinite networks" (1997).
 */
export const erfFormula: Formula = {
  replacesGap: false,
  // |erf''| <= 1; the angle's share is bounded for all variances.
  sensitivity: { covariance: 1, angle: 1 },
  moments: (variance): Moments => {
    const slope = variance.map((p) => TWO_OVER_SQRT_PI / Math.sqrt(1 + 2 * p));
    return {
      variance,
      value: variance.map((p) => TWO_OVER_PI * atan2(2 * p, Math.sqrt(1 + 4 * p))),
      derivative: variance.map((p) => (2 * TWO_OVER_PI) / Math.sqrt(1 + 4 * p)),
      slope,
      cross: slope,
    };
  },
  row(left, i, right, { length, covariance, gap, value, derivative }) {
    const p = left.variance[i];
    for (let j = 0; j < length; j++) {
      const q = right.variance[j];
      const root = Math.sqrt(1 + 2 * p + 2 * q + 4 * p * q * gap[j] * (2 - gap[j]));
      value[j] = TWO_OVER_PI * atan2(2 * covariance[j], root);
      derivative[j] = (2 * TWO_OVER_PI) / root;
    }
  },
};
