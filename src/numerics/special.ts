import { acos, atan2, log } from "./elementary.js";

export { acos, atan2 };

/**
 * The angle in [0, pi] between two directions whose cosine is given; a cosine that rounding has pushed past 1 counts as 1.
 *
 * The arc-cosine itself is right to 1 unit in the last place, but it magnifies the error e of its argument: the angle is off
 * by e / sin(angle), and by up to sqrt(2 e) (1.5e-8 for e = 1e-16) where the directions are parallel or opposite. Take
 * `angleBetween` where the vectors are at hand and small angles matter.
 * @throws RangeError if the cosine is not a number, or further than 1e-6 beyond [-1, 1].
 */
export function angle(cosine: number): number {
  if (!(Math.abs(cosine) <= 1 + 1e-6))
    throw new RangeError(
      `cosine: ${cosine}, expected a number in [-1, 1]; divide the scalar product by both vectors' lengths`,
    );
  return acos(Math.max(-1, Math.min(1, cosine)));
}

/**
 * The angle in [0, pi] between two vectors, 2 atan2(|u - v|, |u + v|) with u = |b| a and v = |a| b, to a few units in the
 * last place however small it is; pi/2 where one of the vectors is zero, which makes their cosine 0.
 *
 * Kahan, "How futile are mindless assessments of roundoff", section 12.
 */
export function angleBetween(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let aa = 0;
  let bb = 0;
  for (let k = 0; k < a.length; k++) {
    aa += a[k] * a[k];
    bb += b[k] * b[k];
  }
  if (aa === 0 || bb === 0) return Math.PI / 2;
  const p = Math.sqrt(bb);
  const q = Math.sqrt(aa);
  let apart = 0;
  let together = 0;
  for (let k = 0; k < a.length; k++) {
    const u = p * a[k];
    const v = q * b[k];
    apart += (u - v) * (u - v);
    together += (u + v) * (u + v);
  }
  return 2 * atan2(Math.sqrt(apart), Math.sqrt(together));
}

/**
 * log Gamma(2 + t) / (t (1 + t)) on [-1, 1], powers of t from the highest: through 28 Chebyshev nodes, error below 1e-17.
 * The factors are Gamma's two places of logarithm 0, which would otherwise cost the relative accuracy beside them.
 */
const middle = [
  -7.639292345836201e-10, 1.5746606982777302e-9, 2.0986002157033107e-9, -4.312495770350818e-9, -7.842557720538356e-9,
  1.6194359237484174e-8, -2.7296358592514825e-9, 5.910565853507869e-9, -4.9827532071170234e-8, 1.042041826608264e-7,
  -1.878442644643758e-7, 3.958940459367468e-7, -8.54560908975883e-7, 1.8113906873056685e-6, -3.846858091533014e-6,
  8.221234475942905e-6, -1.7661767658452517e-5, 3.816907658276081e-5, -8.309511477709561e-5, 0.0001825526153982638,
  -0.0004057073983775151, 0.0009153769240386907, -0.0021081308339216706, 0.004998641164627129, -0.012384192193371805,
  0.03296500062115691, -0.10031730167435392, 0.42278433509846713,
] as const;

/** B_2k / (2k (2k-1)) for k = 8 down to 1, of Stirling's series; from x = 9 on the rest of it is below 1e-17. */
const stirling = [-3617 / 122400, 1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12] as const;

/** log(2 pi) / 2 */
const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * log Gamma(x) for x > 0, to 1e-14 relative, also beside its zeros 1 and 2; Infinity at 0 and at Infinity, NaN for x < 0.
 *
 * Stirling's series from 9 on, below that Gamma(x + 1) = x Gamma(x) leads to [1, 3] and a polynomial.
 */
export function lgamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (x < 1) return logGammaNear2(x - 1, x) - log(x);
  if (x <= 3) return logGammaNear2(x - 2, x - 1);
  if (x < 9) {
    let product = 1;
    let rest = x;
    while (rest > 3) {
      rest -= 1;
      product *= rest;
    }
    return logGammaNear2(rest - 2, rest - 1) + log(product);
  }
  const inverse = 1 / x;
  let sum = 0;
  for (const c of stirling) sum = sum * inverse * inverse + c;
  // (x - 1/2) log x - x, in an order that overflows only where the value does.
  return (x - 0.5) * (log(x) - 1) - 0.5 + HALF_LOG_TWO_PI + sum * inverse;
}

/** log Gamma(2 + t); 1 + t comes from the caller, who has it without rounding. */
function logGammaNear2(t: number, onePlusT: number): number {
  let y = 0;
  for (const c of middle) y = y * t + c;
  return y * t * onePlusT;
}
