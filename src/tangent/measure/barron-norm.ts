import type { Model } from "../../model/model.js";

/**
 * Upper bound on the Barron norm of a two-layer network from its own neurons: with f = c sum_k a_k sigma_s(w_k . x) written as the
 * mean over k of (m c a_k) sigma_s(w_k . x), E |a| ||w||_2 = c sum_k |a_k| ||w_k||_2, in the Barron space of sigma_s. The weight of the
 * constant input, or the bias b_k, is a coordinate of w_k; several outputs add up; a linear link beside the neurons and the output's
 * bias do not count. A bound, as the norm is the infimum over all representations, and of meaning for homogeneous sigma only.
 * @throws RangeError for a network of more hidden layers.
 * @paper Wu, Barron space and Figure 3
 */
export function barronNorm({ network, parameters }: Model): number {
  if (network.spec.hidden.length !== 1)
    throw new RangeError(
      `model: the Barron norm is one of two-layer networks, this one has ${network.spec.hidden.length} hidden layers; use pathNorm`,
    );
  const m = network.widths[1];
  const squares = new Float64Array(m);
  const outer = new Float64Array(m);
  for (const b of network.blocks) {
    if (b.layer === 1)
      for (let at = 0; at < b.shape.reduce((product, length) => product * length, 1); at++)
        squares[at % m] += parameters[b.offset + at] * parameters[b.offset + at];
    if (b.kind === "weight" && b.from === 1) {
      const k = b.shape[1];
      for (let at = 0; at < m * k; at++) outer[Math.floor(at / k)] += b.scale * Math.abs(parameters[b.offset + at]);
    }
  }
  let sum = 0;
  for (let j = 0; j < m; j++) sum += outer[j] * Math.sqrt(squares[j]);
  return sum;
}
