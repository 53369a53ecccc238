import type { ElementwiseFunction } from "../../engine/program.js";
import type { Basis } from "./basis.js";
import { type Coefficients, coefficients } from "./coefficients.js";
import {
  type Dual,
  gapOfValue,
  largest,
  type Moments,
  mix,
  mixedErrors,
  type PairRow,
  type PreparedDual,
  secondMoments,
} from "./dual.js";
import { gegenbauerSum, powerSum, type Tally } from "./pair-sum.js";
import { polynomials } from "./polynomials.js";

/**
 * The dual of any activation by its orthonormal expansion: E sigma(u) sigma(v) = sum_k a_k(p) a_k(q) P_k(rho), and the same for sigma'.
 * Parseval's identity, sum_k a_k^2 = E sigma^2, bounds what a cut-off leaves out: by |rho|^k times the two tails. The series converges
 * slowly where sigma has a kink, or poles close to the axis for its variance, and rho is near 1; the errors say so. For variances up to
 * 20 they are below 1e-12 for tanh and softplus.
 */
export function seriesDual(sigma: ElementwiseFunction, basis: Basis): Dual {
  const sum = basis.dimension === undefined ? powerSum : gegenbauerSum(basis.dimension, basis.most);
  const fill = (
    of: Coefficients,
    i: number,
    others: Int32Array,
    { length, covariance, gap }: PairRow,
    into: Float64Array,
    tally: Tally,
  ) => {
    for (let j = 0; j < length; j++) {
      const c = covariance[j];
      const k = others[j];
      // The same variable twice: no series, however slowly it converges.
      if (gap[j] === 0 && c > 0 && i === k) into[j] = of.second[i];
      else into[j] = sum(of, i, k, c < 0 ? gap[j] - 1 : 1 - gap[j], tally);
    }
  };
  return {
    prepare(p, q) {
      const { variances, index } = distinct(q ? [p, q] : [p]);
      const expander = {
        fine: polynomials(basis, basis.rule(true)),
        check: polynomials(basis, basis.rule(false)),
        most: basis.most,
      };
      const value = coefficients(sigma.value, `sigma: ${sigma.name}`, variances, expander);
      const derivative = coefficients(sigma.derivative, `sigma: ${sigma.name}'`, variances, expander);
      const all = moments(sigma, basis, variances, value, derivative);
      const left = pick(all, index[0]);
      const right = q ? pick(all, index[1]) : left;
      const others = q ? index[1] : index[0];
      const cut = { value: { most: 0 }, derivative: { most: 0 } };
      let second: { s: number; left: Float64Array; right: Float64Array } | undefined;
      const prepared: PreparedDual = {
        left,
        right,
        identity: basis.recurrence(1),
        keepsAngles: false,
        row(i, pairs, s) {
          fill(value, index[0][i], others, pairs, pairs.value, cut.value);
          fill(derivative, index[0][i], others, pairs, pairs.derivative, cut.derivative);
          mix(prepared, i, pairs, s);
          if (second?.s !== s)
            second = {
              s,
              left: secondMoments(left, prepared.identity, s),
              right: secondMoments(right, prepared.identity, s),
            };
          gapOfValue(prepared, i, pairs, second.left[i], second.right);
        },
        errors(s, input) {
          const own = (of: Coefficients, { most }: Tally) => most + 2 * of.error * Math.sqrt(largest(of.second));
          const byInput = curvature(derivative, variances, basis) * input.covariance;
          const errors = { value: own(value, cut.value), derivative: own(derivative, cut.derivative) + byInput };
          return mixedErrors(prepared, s, input, errors);
        },
      };
      return prepared;
    },
  };
}

/** The different variances among several lists, and where each list's are. */
function distinct(lists: readonly Float64Array[]): { variances: Float64Array; index: readonly Int32Array[] } {
  const places = new Map<number, number>();
  const index = lists.map((list) =>
    Int32Array.from(list, (variance) => {
      const known = places.get(variance);
      if (known !== undefined) return known;
      places.set(variance, places.size);
      return places.size - 1;
    }),
  );
  return { variances: Float64Array.from(places.keys()), index };
}

function moments(
  sigma: ElementwiseFunction,
  basis: Basis,
  variance: Float64Array,
  value: Coefficients,
  derivative: Coefficients,
): Moments {
  const first = ({ terms, data }: { terms: number; data: Float64Array }, i: number) =>
    terms > 0 ? data[i * terms] : 0;
  const slope = variance.map((_, i) => first(derivative.even, i));
  // Stein's identity; on the sphere E u sigma(u) / |x|^2 = a_1 E z h_1 / |x|, with limit sigma'(0) E z^2.
  const onSphere = (p: number, i: number) =>
    p === 0
      ? sigma.derivative(0) * basis.recurrence(1)
      : (first(value.odd, i) * Math.sqrt(basis.recurrence(1))) / Math.sqrt(p);
  const cross = basis.dimension === undefined ? slope : variance.map(onSphere);
  return { variance, value: value.second, derivative: derivative.second, slope, cross };
}

function pick(all: Moments, index: Int32Array): Moments {
  const chosen = (values: Float64Array) => Float64Array.from(index, (i) => values[i]);
  return {
    variance: chosen(all.variance),
    value: chosen(all.value),
    derivative: chosen(all.derivative),
    slope: chosen(all.slope),
    cross: chosen(all.cross),
  };
}

/** sup |d E sigma'(u) sigma'(v) / d c|, at most max_i sum_k P_k'(1) b_k(p_i)^2 / p_i by Cauchy and Schwarz. */
function curvature({ even, odd }: Coefficients, variances: Float64Array, basis: Basis): number {
  let most = 0;
  for (const [i, p] of variances.entries()) {
    if (p === 0) continue;
    let sum = 0;
    for (const [which, { terms, data }] of [even, odd].entries())
      for (let t = 0; t < terms; t++) sum += basis.slope(2 * t + which) * data[i * terms + t] * data[i * terms + t];
    most = Math.max(most, sum / p);
  }
  return most;
}
