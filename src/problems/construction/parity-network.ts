import type { Model } from "../../model/model.js";
import { type Neuron, twoLayer } from "./two-layer.js";

export interface ParityNetworkOptions {
  /** The inputs that count, from 0. Default: all. */
  readonly active?: readonly number[];
  /** "paper" (default): k + 1 hats of three neurons each. "compact": the same function on the corners from k + 1 neurons. */
  readonly form?: "paper" | "compact";
}

/**
 * Parity x_1 ... x_k on {-1, 1}^d, exactly, as a two-layer relu network of path norm O(k^2).
 *
 * With t the number of -1s among the k active inputs, 2 t = k - sum_j x_j and the product is (-1)^t: a triangle wave,
 * sum_i (-1)^i (relu(2t - 2i + 1) - 2 relu(2t - 2i) + relu(2t - 2i - 1)), i = 0 .. k. The outer neurons of neighbouring hats
 * cancel; what is left is the compact form relu(2t + 1) - 2 relu(2t) + 2 relu(2t - 2) - ..., i = 0 .. k-1.
 * All numbers are small integers, so the outputs are exact in float32 too.
 * @param inputs d.
 * @throws RangeError if an active input is none of 0 .. d-1, or named twice.
 * @paper Wu eq. (0.3), (0.4)
 * @example forward(parityNetwork(3), Float64Array.of(1, -1, -1)) // 1
 */
export function parityNetwork(inputs: number, { active, form = "paper" }: ParityNetworkOptions = {}): Model {
  if (!Number.isInteger(inputs) || inputs < 1)
    throw new RangeError(`inputs: expected a positive integer, got ${inputs}`);
  const which = active ?? Array.from({ length: inputs }, (_, j) => j);
  for (const [position, j] of which.entries())
    if (!Number.isInteger(j) || j < 0 || j >= inputs || which.indexOf(j) < position)
      throw new RangeError(`active: expected different whole numbers from 0 to ${inputs - 1}, got ${which.join(", ")}`);
  const weights = new Float64Array(inputs);
  for (const j of which) weights[j] = -1;
  const k = which.length;
  /** a relu(2t + shift). */
  const neuron = (output: number, shift: number): Neuron => ({ output, weights, constant: k + shift });
  const sign = (i: number) => (i % 2 === 0 ? 1 : -1);
  if (form === "compact")
    return twoLayer(inputs, [neuron(1, 1), ...Array.from({ length: k }, (_, i) => neuron(-2 * sign(i), -2 * i))]);
  const hats = Array.from({ length: k + 1 }, (_, i) => [
    neuron(sign(i), 1 - 2 * i),
    neuron(-2 * sign(i), -2 * i),
    neuron(sign(i), -1 - 2 * i),
  ]);
  return twoLayer(inputs, hats.flat());
}
