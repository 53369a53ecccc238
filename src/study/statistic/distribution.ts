import { erfc } from "../../numerics/elementary.js";
import { incompleteBeta } from "./beta.js";
import { bisect } from "./bisect.js";

/** Phi(-39) is below the smallest double. */
const FARTHEST = 39;

/** Phi(z) = P(Z <= z) for the standard normal, also far out in the tails. */
export const normalCdf = (z: number): number => 0.5 * erfc(-z * Math.SQRT1_2);

/** The z with Phi(z) = p; -Infinity at 0 and Infinity at 1. @throws RangeError for p outside [0, 1]. */
export function normalQuantile(p: number): number {
  checkProbability(p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  return bisect((z) => normalCdf(z) - p, -FARTHEST, 0);
}

/** P(T <= t) for Student's distribution with nu > 0 degrees of freedom. */
export function studentCdf(t: number, nu: number): number {
  if (!(nu > 0)) throw new RangeError(`nu: ${nu}, expected a positive number of degrees of freedom`);
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const square = t * t;
  // In the tail the small probability itself is computed; near the middle its distance from 1/2.
  if (square > nu) {
    const tail = 0.5 * incompleteBeta(nu / (nu + square), 0.5 * nu, 0.5);
    return t > 0 ? 1 - tail : tail;
  }
  const half = 0.5 * incompleteBeta(square / (nu + square), 0.5, 0.5 * nu);
  return t > 0 ? 0.5 + half : 0.5 - half;
}

/**
 * The t with P(T <= t) = p for Student's distribution with nu > 0 degrees of freedom.
 * @throws RangeError for p outside [0, 1].
 * @example studentQuantile(0.975, 9) // 2.2622
 */
export function studentQuantile(p: number, nu: number): number {
  checkProbability(p);
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p > 0.5) return -studentQuantile(1 - p, nu);
  let low = -1;
  while (studentCdf(low, nu) > p) low *= 2;
  return bisect((t) => studentCdf(t, nu) - p, low, 0);
}

function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p: ${p}, expected a probability in [0, 1]`);
}
