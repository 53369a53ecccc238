import { exp, expm1 } from "../../numerics/elementary.js";

/**
 * The population risk of the cosine neuron, exactly: E (g(u.x) - g(v.x))^2 over x ~ N(0, I), g = sin or cos.
 *
 * From E cos(w.x) = exp(-|w|^2 / 2) and the products of sines and cosines: for sin
 * 1 - (exp(-2|u|^2) + exp(-2|v|^2)) / 2 - exp(-|u-v|^2 / 2) + exp(-|u+v|^2 / 2), for cos with the
 * signs of all but the term in u - v changed. Summed as differences by expm1, so that the well at u = v does not drown in rounding.
 * @param u the neuron's vector, L w in Wu's landscape.
 * @param v the target's, L w*.
 * @throws RangeError if the lengths differ.
 * @paper Wu, "An illustration of the landscape of cosine neuron"
 */
export function waveRisk(wave: "sin" | "cos", u: ArrayLike<number>, v: ArrayLike<number>): number {
  if (u.length !== v.length) throw new RangeError(`v: expected as many numbers as u has, ${u.length}, got ${v.length}`);
  let uu = 0;
  let vv = 0;
  let apart = 0;
  let along = 0;
  let against = 0;
  for (let j = 0; j < u.length; j++) {
    const w = v[j] - u[j];
    uu += u[j] * u[j];
    vv += v[j] * v[j];
    apart += w * w;
    along += u[j] * w;
    against += v[j] * w;
  }
  // |u+v|^2 / 2 is 2 |u|^2 + 2 u.w + |w|^2 / 2 and 2 |v|^2 - 2 v.w + |w|^2 / 2, w = v - u: subtracted, they would lose the small w.
  const mirror = (fall(2 * uu, 2 * along + apart / 2) + fall(2 * vv, apart / 2 - 2 * against)) / 2;
  const well = -expm1(-apart / 2);
  return Math.max(0, wave === "sin" ? well - mirror : well + mirror);
}

/** exp(-p) - exp(-p - gap), without cancellation for a small gap and without overflow. */
const fall = (p: number, gap: number): number => (gap >= 0 ? -exp(-p) * expm1(-gap) : exp(-p - gap) * expm1(gap));
