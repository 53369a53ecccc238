import { cos, exp, expm1, sin } from "../../numerics/elementary.js";
import { type Flow, pointwiseFlow, positive } from "./dynamics.js";

/**
 * The heavy ball's limit, Delta'' + b Delta' + lambda Delta = 0 from rest:
 * exp(-bt/2) (cosh zt + b/2 sinh(zt)/z) with z^2 = b^2/4 - lambda (cos and sin below 0), to full accuracy also at critical damping.
 * @param options.friction b.
 * @throws RangeError if the friction is not positive.
 * @paper BXC eq. (3.3), (3.7)
 * @example heavyBallFlow({ friction: theoremFriction(min) })
 */
export function heavyBallFlow({ friction: b }: { readonly friction: number }): Flow {
  positive("friction", b);
  return pointwiseFlow({
    name: "heavy ball flow",
    amplitude: (lambda, t) => amplitude(b, lambda, t),
    response: (lambda, t) => response(b, lambda, t),
    velocity: (lambda, t) => -lambda * impulse(b, lambda, t),
    stable: () => true,
  });
}

/**
 * BXC's friction b = sqrt(2 lambda_0), at which every mode with lambda >= lambda_0 oscillates under exp(-bt/2), its square (the loss) under
 * exp(-sqrt(2 lambda_0) t): twice the exponent of their Theorem 2.
 * @throws RangeError if lambda_0 is not positive.
 * @paper BXC Theorem 2, eq. (3.5)
 */
export function theoremFriction(lambda0: number): number {
  positive("lambda0", lambda0);
  return Math.sqrt(2 * lambda0);
}

/**
 * The friction 2 sqrt(lambda_0) at which the slowest mode is critically damped: the fastest decay of all, (1 + st) exp(-st) with s = sqrt(lambda_0).
 * @throws RangeError if lambda_0 is not positive.
 */
export function criticalFriction(lambda0: number): number {
  positive("lambda0", lambda0);
  return 2 * Math.sqrt(lambda0);
}

/** The roots -p, -q of r^2 + br + lambda, p <= q, the smaller without cancellation. */
function roots(b: number, lambda: number, discriminant: number): readonly [p: number, q: number] {
  const q = 0.5 * b + Math.sqrt(discriminant);
  return [lambda / q, q];
}

function amplitude(b: number, lambda: number, t: number): number {
  if (lambda === 0) return 1;
  const discriminant = 0.25 * b * b - lambda;
  const w = discriminant * t * t;
  if (w >= 1) {
    // With cosh and sinh large times could overflow; here (q - p) t >= 2, so that nothing cancels.
    const [p, q] = roots(b, lambda, discriminant);
    return (q * exp(-p * t) - p * exp(-q * t)) / (q - p);
  }
  const decay = exp(-0.5 * b * t);
  if (w > -1) return decay * (coshRoot(w) + 0.5 * b * t * sinhRoot(w));
  const frequency = Math.sqrt(-discriminant);
  return decay * (cos(frequency * t) + ((0.5 * b) / frequency) * sin(frequency * t));
}

/** The answer to a unit velocity at time 0; -Delta' / lambda of the motion from rest. */
function impulse(b: number, lambda: number, t: number): number {
  const discriminant = 0.25 * b * b - lambda;
  const w = discriminant * t * t;
  if (w >= 1) {
    const [p, q] = roots(b, lambda, discriminant);
    return (exp(-p * t) - exp(-q * t)) / (q - p);
  }
  const decay = exp(-0.5 * b * t);
  if (w > -1) return decay * t * sinhRoot(w);
  const frequency = Math.sqrt(-discriminant);
  return (decay * sin(frequency * t)) / frequency;
}

/** (1 - amplitude) / lambda = ((1 - e^-pt)/p - (1 - e^-qt)/q) / (q - p). */
function response(b: number, lambda: number, t: number): number {
  const discriminant = 0.25 * b * b - lambda;
  const w = discriminant * t * t;
  const left = amplitude(b, lambda, t);
  if (left < 0.5 || w <= -1) return (1 - left) / lambda;
  if (w >= 1) {
    const [p, q] = roots(b, lambda, discriminant);
    const slow = p * t === 0 ? t : -expm1(-p * t) / p;
    return (slow + expm1(-q * t) / q) / (q - p);
  }
  return t * t * dividedSeries(b * t, lambda * t * t);
}

/**
 * The second divided difference of exp at 0, -u, -v from u + v = sum and uv = product: sum over k of (-1)^k h_k(u, v) / (k+2)! with the
 * complete symmetric polynomials h_k = sum h_(k-1) - product h_(k-2).
 */
function dividedSeries(sum: number, product: number): number {
  let before = 0;
  let h = 1;
  let factor = 0.5;
  let total = 0;
  // |h_k| <= (k+1) 4^k here: 40 terms reach below 1e-22.
  for (let k = 0; k < 40; k++) {
    total += factor * h;
    [before, h] = [h, sum * h - product * before];
    factor /= -(k + 3);
  }
  return total;
}

/** cosh(sqrt w), for |w| <= 1; cos where w < 0. */
function coshRoot(w: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 10; k++) {
    term *= w / ((2 * k - 1) * (2 * k));
    sum += term;
  }
  return sum;
}

/** sinh(sqrt w) / sqrt w, for |w| <= 1; sin where w < 0. */
function sinhRoot(w: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 10; k++) {
    term *= w / (2 * k * (2 * k + 1));
    sum += term;
  }
  return sum;
}
