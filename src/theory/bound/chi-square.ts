import { expm1 } from "../../numerics/elementary.js";

/**
 * C_{psi,d}, the sub-exponential norm of a chi-square variable with d degrees of freedom, in closed form:
 * inf{s : E exp(X/s) <= 2} with E exp(X/s) = (1 - 2/s)^(-d/2) for s > 2, so s = 2 / (1 - 2^(-2/d)): 8/3 for d = 1, 4 for d = 2, about d / log 2.
 * @throws RangeError if d is not a positive integer.
 * @paper HRTA eq. (24)
 */
export function chiSquareNorm(d: number): number {
  if (!Number.isInteger(d) || d < 1) throw new RangeError(`d: expected a positive integer, got ${d}`);
  return -2 / expm1((-2 * Math.LN2) / d);
}

/**
 * C_{psi,d,2} = 2 C_{psi,d} + 2 d psi^2 / log 2, the norm's bound after the first stage of training has moved the weights by psi.
 * @param psi the largest movement of a weight, `psi(...)`.
 * @paper HRTA eq. (25)
 */
export function movedChiSquareNorm(d: number, psi: number): number {
  return 2 * chiSquareNorm(d) + (2 * d * psi * psi) / Math.LN2;
}

/**
 * C_0 of the sub-exponential Bernstein inequality. HRTA gives it no value. 1/20 is proved: E exp(|X|/K) <= 2 gives E |X|^p <= p! K^p,
 * so E |X - EX|^p <= (p!/2) v b^(p-2) with v = 8 K^2, b = 2 K, and Bernstein's exponent s^2 / (2 (v + b s)) is at least
 * min(s^2/K^2, s/K) / 20.
 * @paper HRTA Proposition 6
 */
export const BERNSTEIN = 1 / 20;

/**
 * c of the radius R = c delta lambda_0 / n^2. BXC gives it no value; by Markov's inequality and P(|w.x| <= R) <= 2R/sqrt(2 pi),
 * sqrt(2 pi) / 16 will do.
 * @paper BXC Lemma 3.2
 */
export const RADIUS = 0.15666426716443752;
