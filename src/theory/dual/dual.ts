/** Pairs (u, v_j), j < length, of one variable u with others: what a dual reads and what it writes. */
export interface PairRow {
  length: number;
  /** Covariances c of u and v_j. */
  readonly covariance: Float64Array;
  /** 1 - |correlation|, without cancellation; a dual replaces it by that of sigma_s(u) and sigma_s(v_j). */
  readonly gap: Float64Array;
  /** Written by a dual: E sigma_s(u) sigma_s(v_j). */
  readonly value: Float64Array;
  /** Written by a dual: E sigma_s'(u) sigma_s'(v_j). */
  readonly derivative: Float64Array;
}

/** Room for a row of that many pairs. */
export const pairRow = (length: number): PairRow => ({
  length,
  covariance: new Float64Array(length),
  gap: new Float64Array(length),
  value: new Float64Array(length),
  derivative: new Float64Array(length),
});

/** Moments under sigma of variables u_i of given variances (on the sphere: of given |x_i|^2). */
export interface Moments {
  readonly variance: Float64Array;
  /** E sigma(u)^2. */
  readonly value: Float64Array;
  /** E sigma'(u)^2. */
  readonly derivative: Float64Array;
  /** E sigma'(u). */
  readonly slope: Float64Array;
  /** x in E w sigma(u) = c x for any w of covariance c with u. By Stein's identity x = E sigma'(u) where u is Gaussian. */
  readonly cross: Float64Array;
}

/** How wrong a dual's input may be: absolute error of the covariances, and of the angles in radians. */
export interface PairErrors {
  readonly covariance: number;
  readonly angle: number;
}

/** Bounds on the absolute errors of what a dual writes. */
export interface DualErrors {
  readonly value: number;
  readonly derivative: number;
}

/** A dual for variables of given variances. */
export interface PreparedDual {
  readonly left: Moments;
  readonly right: Moments;
  /** E u v / c: 1, or 1 / D for directions on the unit sphere of R^D. */
  readonly identity: number;
  /** Value and derivative dual of sigma_s for left variable i and the row of right ones. */
  row(i: number, pairs: PairRow, s: number): void;
  /** Whether `row` keeps the relative accuracy of the gaps, and with it that of the angles. */
  readonly keepsAngles: boolean;
  /** Bounds for the rows so far at that s. */
  errors(s: number, input: PairErrors): DualErrors;
}

/** The Gaussian duals of one activation: E sigma_s(u) sigma_s(v) and E sigma_s'(u) sigma_s'(v) as functions of variances and covariances. */
export interface Dual {
  /** @param right the variances of the second variables; the first ones by default. */
  prepare(left: Float64Array, right?: Float64Array): PreparedDual;
}

/** What one activation's closed form consists of; `closedForm` adds s, and the sphere. */
export interface Formula {
  /** k where sigma(r z) = r^k sigma(z) for r > 0. */
  readonly degree?: number;
  moments(variance: Float64Array): Moments;
  /** Writes value and derivative of sigma itself; replaces gap by that of sigma_s if it can do better than by the value. */
  row(left: Moments, i: number, right: Moments, pairs: PairRow, s: number): void;
  readonly replacesGap: boolean;
  /** sup of |d derivative / d c|, and of |d derivative / d angle|, where they are finite. */
  readonly sensitivity: { readonly covariance?: number; readonly angle?: number };
}

/** E sigma_s(u)^2 of every variable. */
export function secondMoments(moments: Moments, identity: number, s: number): Float64Array {
  return moments.value.map((value, i) => {
    const linear = (1 - s) * (1 - s) * identity + 2 * s * (1 - s) * moments.cross[i];
    return linear * moments.variance[i] + s * s * value;
  });
}

/** max of E sigma_s'(u)^2. */
export function largestSlope(moments: Moments, s: number): number {
  let largest = 0;
  for (let i = 0; i < moments.derivative.length; i++) {
    const value = (1 - s) * (1 - s) + 2 * s * (1 - s) * moments.slope[i] + s * s * moments.derivative[i];
    if (value > largest) largest = value;
  }
  return largest;
}

/**
 * Turns a row of duals of sigma into those of sigma_s = (1-s) z + s sigma(z): no new integral is needed, since
 * E u sigma(v) = c E sigma'(v) (Stein) and E sigma_s'(u) sigma_s'(v) = (1-s)^2 + s (1-s) (E sigma'(u) + E sigma'(v)) + s^2 E sigma'(u) sigma'(v).
 */
export function mix({ left, right, identity }: PreparedDual, i: number, pairs: PairRow, s: number): void {
  if (s === 1) return;
  const straight = (1 - s) * (1 - s);
  const crossed = s * (1 - s);
  const value = straight * identity + crossed * left.cross[i];
  const derivative = straight + crossed * left.slope[i];
  for (let j = 0; j < pairs.length; j++) {
    pairs.value[j] = (value + crossed * right.cross[j]) * pairs.covariance[j] + s * s * pairs.value[j];
    pairs.derivative[j] = derivative + crossed * right.slope[j] + s * s * pairs.derivative[j];
  }
}

/** 1 - |correlation| from the value itself, which loses what cancels; exact where u and v are the same variable. */
export function gapOfValue(
  { left, right }: PreparedDual,
  i: number,
  pairs: PairRow,
  own: number,
  others: Float64Array,
) {
  for (let j = 0; j < pairs.length; j++) {
    const same = pairs.gap[j] === 0 && pairs.covariance[j] > 0 && left.variance[i] === right.variance[j];
    const scale = Math.sqrt(own * others[j]);
    pairs.gap[j] = same ? 0 : scale > 0 ? Math.max(0, 1 - Math.abs(pairs.value[j]) / scale) : 1;
  }
}

/** Rounding of sigma's own dual, in units of the largest entry: a dozen operations and an elementary function or two. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * First-order error bounds of `mix`, from sigma's own and the input's. |d E sigma_s(u) sigma_s(v) / d c| = |E sigma_s'(u) sigma_s'(v)| (Price), at most
 * the largest slope; an error of the variances, as large as the covariance's, counts no more than it.
 * @param own errors of sigma's dual beyond rounding; for the derivative, with what comes from the input.
 */
export function mixedErrors(prepared: PreparedDual, s: number, input: PairErrors, own: DualErrors): DualErrors {
  const { left, right, identity, keepsAngles } = prepared;
  const scale = (name: "value" | "derivative" | "variance") => Math.sqrt(largest(left[name]) * largest(right[name]));
  const straight = (1 - s) * (1 - s);
  const crossed = 2 * Math.abs(s * (1 - s));
  const cross = Math.max(largest(left.cross), largest(right.cross));
  const slope = Math.max(largest(left.slope), largest(right.slope));
  const terms = (straight * identity + crossed * cross) * scale("variance") + s * s * scale("value");
  // Where sigma is homogeneous of degree 1, covariance and variances together count once: |f'| + |f - rho f'| for v = sqrt(pq) f(rho).
  const steepest = (keepsAngles ? 1 : 2) * Math.sqrt(largestSlope(left, s) * largestSlope(right, s));
  return {
    value: steepest * input.covariance + ROUNDING * terms + s * s * own.value,
    derivative: ROUNDING * (straight + crossed * slope + s * s * scale("derivative")) + s * s * own.derivative,
  };
}

/** max |x_i|; 0 for none. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
