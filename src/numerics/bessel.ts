import { cos, exp, log, sin } from "./elementary.js";
import { lgamma } from "./special.js";

/** Beyond this, and beyond nu^2/2, Hankel's expansion has terms below 1e-17 before they grow again. */
const FAR = 25;
/** Past it the weights of Neumann's series overflow where Hankel's expansion does not hold yet. */
const MOST_NU = 100;
/** Where the backward recurrence is brought back into range. */
const HUGE = 1e200;

/**
 * The Bessel function of the first kind, scaled to 1 at the origin: Gamma(nu+1) (2/x)^nu J_nu(x), for real nu in (-1/2, 100] and x >= 0.
 * An even entire function of x, bounded by 1. Absolute error below 1e-15, relative error below 1e-13 where it is not near a zero (x to 1e6).
 *
 * Power series near 0; Hankel's expansion far out; between them Miller's backward recurrence, normalised by Neumann's series
 * sum_k (nu+2k) Gamma(nu+k)/k! J_{nu+2k}(x) = (x/2)^nu (Watson, 5.2 and 7.21; DLMF 10.23.2, 10.17.3).
 * @throws RangeError if nu or x is outside.
 * @example scaledBessel(0.5, x) // sin(x) / x
 */
export function scaledBessel(nu: number, x: number): number {
  if (!(nu > -0.5 && nu <= MOST_NU)) throw new RangeError(`nu: expected a number in (-1/2, ${MOST_NU}], got ${nu}`);
  if (!(x >= 0)) throw new RangeError(`x: expected a number of at least 0, got ${x}`);
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (besselIsNear(nu, x)) return 1 + besselChange(nu, x);
  return x > Math.max(FAR, 0.5 * nu * nu) ? hankel(nu, x) : miller(nu, x);
}

/** Whether `besselChange` gives the function without cancellation: x^2/4 <= nu + 1, where the terms of the series fall. */
export const besselIsNear = (nu: number, x: number): boolean => 0.25 * x * x <= nu + 1;

/** The scaled Bessel function minus 1, sum over k >= 1 of (-x^2/4)^k / (k! (nu+1)_k), to full relative accuracy near 0. */
export function besselChange(nu: number, x: number): number {
  const w = -0.25 * x * x;
  let term = 1;
  let sum = 0;
  for (let k = 1; ; k++) {
    term *= w / (k * (nu + k));
    sum += term;
    if (Math.abs(term) <= 1e-18 * Math.abs(sum)) return sum;
  }
}

function hankel(nu: number, x: number): number {
  // J = sqrt(2/(pi x)) (P cos chi - Q sin chi), chi = x - (nu/2 + 1/4) pi: terms of P at even k, of Q at odd k.
  let p = 1;
  let q = 0;
  let term = 1;
  const four = 4 * nu * nu;
  for (let k = 1; k < 2 * x + nu; k++) {
    const odd = 2 * k - 1;
    const next = (term * (four - odd * odd)) / (8 * k * x);
    // Asymptotic: past its smallest term the series says nothing more.
    if (k > nu && Math.abs(next) >= Math.abs(term)) break;
    term = next;
    const signed = k & 2 ? -term : term;
    if (k & 1) q += signed;
    else p += signed;
    if (Math.abs(term) < 1e-18) break;
  }
  // The sum formula, so that the phase is not rounded to the digits that x leaves; nu has the period 4 in it.
  const phase = (0.5 * (nu % 4) + 0.25) * Math.PI;
  const [sinX, cosX, sinP, cosP] = [sin(x), cos(x), sin(phase), cos(phase)];
  const wave = p * (cosX * cosP + sinX * sinP) - q * (sinX * cosP - cosX * sinP);
  return wave * Math.sqrt(2 / (Math.PI * x)) * exp(lgamma(nu + 1) - nu * log(0.5 * x));
}

function miller(nu: number, x: number): number {
  // From an order where J has fallen below 1e-18 of its largest values; K counts pairs of orders.
  const pairs = Math.ceil(0.5 * (x + 20 + 8 * Math.sqrt(x)));
  // Gamma(nu+k) / (k! Gamma(nu+1)), for k = 1 up to the top.
  let weight = 1;
  for (let k = 1; k < pairs; k++) weight *= (nu + k) / (k + 1);
  let above = 0;
  let here = 1e-250;
  let sum = 0;
  for (let k = pairs; k > 0; k--) {
    const order = nu + 2 * k;
    sum += order * weight * here;
    weight *= k / (nu + k - 1);
    const below = ((2 * order) / x) * here - above;
    above = here;
    here = below;
    const next = ((2 * (order - 1)) / x) * here - above;
    above = here;
    here = next;
    if (Math.abs(here) > HUGE) {
      here /= HUGE;
      above /= HUGE;
      sum /= HUGE;
    }
  }
  return here / (here + sum);
}
