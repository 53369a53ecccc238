import type { Model } from "../../model/model.js";
import type { HalfSpaces } from "../half-spaces.js";
import { type Neuron, twoLayer } from "./two-layer.js";

/**
 * An intersection of integer half-spaces as a two-layer relu network g: sign(g) is 1 inside and -1 outside for every x of
 * {-1, 1}^d. With c_k = w_k.x - t_k,
 * g(x) = 1/(2K) (sum_k (relu(2 c_k) - relu(2 c_k - 1)) - K + 1/3),
 * whose inner difference is the step function where |c_k| >= 1/2. So g = 1/(6K) inside and at most -1/(3K) outside.
 * 2K + 1 neurons; the last is the constant.
 * @throws RangeError if a w_k is not of integers or a t_k is not a whole number and a half.
 * @paper Wu, proof of Theorem 5
 * @example halfSpacesNetwork({ normals: [Float64Array.of(1, 1)], thresholds: [0.5] }) // both coordinates 1
 */
export function halfSpacesNetwork({ normals, thresholds }: HalfSpaces): Model {
  const K = normals.length;
  if (K === 0 || thresholds.length !== K)
    throw new RangeError(
      `thresholds: expected one for each of ${K} normals, and at least one, got ${thresholds.length}`,
    );
  const inputs = normals[0].length;
  for (const [k, w] of normals.entries()) {
    if (w.length !== inputs || !w.every(Number.isInteger))
      throw new RangeError(`normals: expected ${inputs} integers each, got ${[...w].join(", ")}`);
    if (!Number.isInteger(thresholds[k] + 0.5))
      throw new RangeError(`thresholds: expected a whole number and a half each, got ${thresholds[k]}`);
  }
  const neurons = normals.flatMap((w, k): Neuron[] => {
    const weights = w.map((value) => 2 * value);
    return [
      { output: 1 / (2 * K), weights, constant: -2 * thresholds[k] },
      { output: -1 / (2 * K), weights, constant: -2 * thresholds[k] - 1 },
    ];
  });
  const constant = { output: (1 / 3 - K) / (2 * K), weights: new Float64Array(inputs), constant: 1 };
  return twoLayer(inputs, [...neurons, constant]);
}
