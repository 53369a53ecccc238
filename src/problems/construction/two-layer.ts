import { homotopy, relu } from "../../model/activation.js";
import type { Model } from "../../model/model.js";
import { block, buildNetwork, mlp } from "../../model/network.js";

/** a relu(w.x + b). */
export interface Neuron {
  /** a. */
  readonly output: number;
  /** w, d numbers. */
  readonly weights: ArrayLike<number>;
  /** b, the weight of the constant input. */
  readonly constant: number;
}

/** The two-layer network sum_k a_k relu(w_k.x + b_k) as a model: float64, factor 1 (scaling "unit"), b_k on the constant input. */
export function twoLayer(inputs: number, neurons: readonly Neuron[]): Model {
  const m = neurons.length;
  const network = buildNetwork(
    mlp({ hidden: [m], activation: homotopy(relu), scaling: "unit", bias: "input" }),
    inputs,
    1,
  );
  const parameters = new Float64Array(network.parameters);
  const first = block(network, "hidden1.weight").offset;
  const second = block(network, "output.weight").offset;
  neurons.forEach(({ output, weights, constant }, k) => {
    for (let j = 0; j < inputs; j++) parameters[first + j * m + k] = weights[j];
    parameters[first + inputs * m + k] = constant;
    parameters[second + k] = output;
  });
  return { network, parameters, s: [1] };
}
