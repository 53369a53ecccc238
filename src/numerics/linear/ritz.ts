import { accurateProduct } from "./accurate.js";
import type { Matrix } from "./matrix.js";

/** The rounding error of one operation is at most this times its result: 2^-53. */
export const UNIT = Number.EPSILON / 2;
/** More than all underflows together, next to entries of size 1. */
export const UNDERFLOW = 1e-280;
/** Pays for the roundings, a few in a row of n, in which a bound itself is computed. */
export const up = (n: number): number => 1 + (2 * n + 100) * UNIT;

/** The Rayleigh quotient rho = x^T A x / x^T x of a vector, with proven bounds. */
export interface Ritz {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Upper bound on |A x - rho x| / |x|. */
  readonly residual: number;
}

/**
 * The Rayleigh quotient of factor A, whose entries are below 2, at an x of length about 1.
 * x^T A x is that of A's symmetric part. |A x - value x| is at least what rho itself would leave, so it bounds the residual.
 */
export function ritzOf(a: Matrix, x: Float64Array, { factor }: { readonly factor: number }): Ritz {
  const n = x.length;
  const y = accurateProduct(a, x, factor);
  let xy = 0;
  let absolute = 0;
  let xx = 0;
  let sum = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += x[i] * y[i];
    absolute += Math.abs(x[i] * y[i]);
    xx += x[i] * x[i];
    sum += Math.abs(x[i]);
    yy += y[i] * y[i];
  }
  const gamma = (n + 2) * UNIT * up(n);
  // Every y_i is off by at most u |y_i| + lost.
  const lost = 2 * gamma * gamma * sum * up(n) + UNDERFLOW;
  const value = xy / xx;
  // The sums' own roundings, those of y, of the quotient, and of x^T x.
  const error = ((gamma + 2 * UNIT) * absolute + sum * lost) / xx + (gamma + 2 * UNIT) * Math.abs(value);
  let rr = 0;
  for (let i = 0; i < n; i++) {
    const r = y[i] - value * x[i];
    rr += r * r;
  }
  const length = Math.sqrt(xx);
  const rounded = 2 * UNIT * (Math.sqrt(yy) + Math.abs(value) * length + Math.sqrt(rr)) + Math.sqrt(n) * lost;
  return {
    value,
    lower: value - error * up(n) - UNDERFLOW,
    upper: value + error * up(n) + UNDERFLOW,
    residual: ((Math.sqrt(rr) + rounded) / length) * up(n) + UNDERFLOW,
  };
}
