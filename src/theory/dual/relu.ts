import { asin } from "../../numerics/elementary.js";
import type { Formula, Moments } from "./dual.js";

const TWO_PI = 2 * Math.PI;

/**
 * sin(a) - a cos(a) for a in [0, pi/2], without the cancellation of a^3/3 beside 0.
 * @param sine sin(a); @param cosine cos(a).
 */
export function bend(angle: number, sine: number, cosine: number): number {
  if (angle > 0.3) return sine - angle * cosine;
  const a = angle * angle;
  // sum over k of (-1)^(k+1) 2k / (2k+1)! a^(2k+1); the first term left out is 2e-17 of the first at 0.3.
  const rest = a * (1 / 840 + a * (-1 / 45360 + a * (1 / 3991680 - a / 518918400)));
  return angle * a * (1 / 3 + a * (rest - 1 / 30));
}

/** The acute angle between two lines from 1 - |cosine|. 2 asin(sqrt(gap / 2)) keeps the gap's relative accuracy for all angles. */
export const acuteAngle = (gap: number): number => 2 * asin(Math.sqrt(0.5 * gap));

/**
 * relu: E relu(u) relu(v) = sqrt(pq) (sin t + (pi - t) cos t) / 2 pi, E 1{u>0} 1{v>0} = (pi - t) / 2 pi, t the angle between u and v.
 * A variable of variance 0 is the limit of independent ones: value 0, derivative 1/4.
 *
 * Cho and Saul, "Kernel methods for deep learning" (2009), arc-cosine kernels of degree 1 and 0.
 */
export const reluFormula: Formula = {
  degree: 1,
  replacesGap: true,
  sensitivity: { angle: 1 / TWO_PI },
  moments: (variance): Moments => {
    const half = new Float64Array(variance.length).fill(0.5);
    return { variance, value: variance.map((p) => 0.5 * p), derivative: half, slope: half, cross: half };
  },
  row(left, i, right, pairs, s) {
    const { covariance, gap, value, derivative } = pairs;
    const p = left.variance[i];
    // E sigma_s(u)^2 = second p.
    const second = 1 - s + 0.5 * s * s;
    for (let j = 0; j < pairs.length; j++) {
      const scale = Math.sqrt(p * right.variance[j]);
      const apart = gap[j];
      if (scale === 0) {
        value[j] = 0;
        derivative[j] = 0.25;
        continue;
      }
      const cosine = 1 - apart;
      const sine = Math.sqrt(apart * (2 - apart));
      const acute = acuteAngle(apart);
      const bent = bend(acute, sine, cosine);
      if (covariance[j] >= 0) {
        value[j] = (scale * (bent + Math.PI * cosine)) / TWO_PI;
        derivative[j] = (Math.PI - acute) / TWO_PI;
        gap[j] = (second * apart - (s * s * bent) / TWO_PI) / second;
        continue;
      }
      value[j] = (scale * bent) / TWO_PI;
      derivative[j] = acute / TWO_PI;
      const relaxed = (s * s * bent) / TWO_PI - (1 - s) * cosine;
      // Both are sums of what does not cancel where the gap is small: s near 0 in the first line, near 2 in the second.
      if (relaxed < 0) gap[j] = (0.5 * s * s + (1 - s) * apart + (s * s * bent) / TWO_PI) / second;
      else gap[j] = (0.5 * (2 - s) * (2 - s) + (s - 1) * apart - (s * s * bent) / TWO_PI) / second;
    }
  },
};
