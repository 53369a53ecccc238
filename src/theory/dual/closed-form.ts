import { exp, log } from "../../numerics/elementary.js";
import { lgamma } from "../../numerics/special.js";
import {
  type Dual,
  type Formula,
  gapOfValue,
  type Moments,
  mix,
  mixedErrors,
  type PreparedDual,
  secondMoments,
} from "./dual.js";

/** Factors from Gaussian variables to those of a homogeneous sigma on the unit sphere. */
interface Factors {
  readonly identity: number;
  readonly value: number;
  readonly cross: number;
  readonly slope: number;
  readonly derivative: number;
}

const GAUSSIAN: Factors = { identity: 1, value: 1, cross: 1, slope: 1, derivative: 1 };

/** The dual of sigma_s from sigma's formula, for Gaussian variables. */
export const closedForm = (formula: Formula): Dual => withFactors(formula, GAUSSIAN);

/**
 * The same for u = w . x with w uniform on the unit sphere of R^D, |x|^2 in place of variances: g ~ N(0, I) is its length r, which is chi
 * distributed and independent of its direction, so a homogeneous function of degree k has E f(g) = E r^k E f(w).
 */
export function closedFormOnSphere(formula: Formula, degree: number, dimension: number): Dual {
  const inverse = (k: number) => 1 / chiMoment(dimension, k);
  return withFactors(formula, {
    identity: inverse(2),
    value: inverse(2 * degree),
    cross: inverse(degree + 1),
    slope: inverse(degree - 1),
    derivative: inverse(2 * degree - 2),
  });
}

/** E r^k for the length r of a standard normal vector in R^D: 2^(k/2) Gamma((D+k)/2) / Gamma(D/2). */
function chiMoment(dimension: number, k: number): number {
  if (k % 2 === 0) {
    let product = 1;
    for (let i = 0; i < k; i += 2) product *= dimension + i;
    return product;
  }
  return exp(0.5 * k * log(2) + lgamma(0.5 * (dimension + k)) - lgamma(0.5 * dimension));
}

function withFactors(formula: Formula, factors: Factors): Dual {
  const scaled = (values: Float64Array, factor: number) => (factor === 1 ? values : values.map((v) => factor * v));
  const moments = (variance: Float64Array): Moments => {
    const m = formula.moments(variance);
    return {
      variance,
      value: scaled(m.value, factors.value),
      derivative: scaled(m.derivative, factors.derivative),
      slope: scaled(m.slope, factors.slope),
      cross: scaled(m.cross, factors.cross),
    };
  };
  return {
    prepare(p, q) {
      const left = moments(p);
      const right = q ? moments(q) : left;
      let second: { s: number; left: Float64Array; right: Float64Array } | undefined;
      const prepared: PreparedDual = {
        left,
        right,
        identity: factors.identity,
        keepsAngles: formula.replacesGap,
        row(i, pairs, s) {
          formula.row(left, i, right, pairs, s);
          if (factors !== GAUSSIAN)
            for (let j = 0; j < pairs.length; j++) {
              pairs.value[j] *= factors.value;
              pairs.derivative[j] *= factors.derivative;
            }
          mix(prepared, i, pairs, s);
          if (formula.replacesGap) return;
          if (second?.s !== s)
            second = {
              s,
              left: secondMoments(left, factors.identity, s),
              right: secondMoments(right, factors.identity, s),
            };
          gapOfValue(prepared, i, pairs, second.left[i], second.right);
        },
        errors(s, input) {
          const { covariance, angle } = formula.sensitivity;
          const byCovariance = covariance === undefined ? Number.POSITIVE_INFINITY : covariance * input.covariance;
          const byAngle = angle === undefined ? Number.POSITIVE_INFINITY : angle * input.angle;
          const byInput = factors.derivative * Math.min(byCovariance, byAngle);
          return mixedErrors(prepared, s, input, { value: 0, derivative: byInput });
        },
      };
      return prepared;
    },
  };
}
