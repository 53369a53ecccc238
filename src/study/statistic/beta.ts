import { exp, log, log1p } from "../../numerics/elementary.js";
import { lgamma } from "../../numerics/special.js";

/** Lentz's guard against a division by zero. */
const TINY = 1e-300;
const CLOSE = 1e-16;
/** The fraction needs about the square root of the larger parameter; this is enough beyond 1e8. */
const TERMS = 100_000;

/**
 * The regularised incomplete beta function I_x(a, b) = 1/B(a, b) int_0^x t^(a-1) (1-t)^(b-1) dt for a, b > 0, to about 1e-13 for
 * parameters below 1000 (1e-9 at 1e6): the continued fraction DLMF 8.17.22 by Lentz's method, on the side where it converges fast.
 * It carries the binomial tail: P(X >= k) = I_p(k, n - k + 1) for X ~ Bin(n, p).
 * @throws RangeError for x outside [0, 1] or parameters that are not positive.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x: ${x}, expected a number in [0, 1]`);
  if (!(a > 0 && b > 0)) throw new RangeError(`a, b: ${a}, ${b}, expected positive numbers`);
  if (x === 0 || x === 1) return x;
  const scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (scale * fraction(x, a, b)) / a;
  return 1 - (scale * fraction(1 - x, b, a)) / b;
}

/** 1/(1 + d_1/(1 + d_2/(1 + ...))) with d_2m = m (b-m) x / ((a+2m-1)(a+2m)), d_2m+1 = -(a+m)(a+b+m) x / ((a+2m)(a+2m+1)). */
function fraction(x: number, a: number, b: number): number {
  const away = (v: number) => (Math.abs(v) < TINY ? TINY : v);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) <= CLOSE) return value;
  }
  return value;
}
