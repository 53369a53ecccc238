import type { Dataset } from "../../model/dataset.js";
import type { Model } from "../../model/model.js";
import { block, type Network } from "../../model/network.js";
import { slopes } from "../../model/slope.js";
import { zeros } from "../../numerics/linear/matrix.js";
import type { NeuronPart } from "../optimizer/least-squares.js";
import { rootWeights } from "./row-weights.js";

/** Inputs of a neuron, at most: every one costs a p x p eigenproblem a step. */
const MOST_INPUTS = 20;

/** Why the neurons of this network cannot be taken one by one, or undefined if they can. */
export function neuronsUnsupported(network: Network): string | undefined {
  const { spec, inputs, outputs } = network;
  if (spec.hidden.length > 1)
    return `it moves the neurons of one hidden layer, and the network has ${spec.hidden.length}`;
  if (outputs > 1) return `it needs one output, and the network has ${outputs}`;
  if (inputs > MOST_INPUTS)
    return `it solves for every neuron's ${inputs} inputs at every step; expected at most ${MOST_INPUTS}`;
  const other = network.blocks.find((b) => b.trainable && b.layer !== 1);
  if (other)
    return `it moves the first hidden layer only, and ${other.name} would stay as drawn; freeze it (${other.kind === "slope" ? "no trained slopes" : other.kind === "link" ? "no skip" : 'freeze: ["output"], on the command line --freeze output'})`;
  if (!network.blocks.some((b) => b.trainable)) return "the first hidden layer is frozen";
  return undefined;
}

/** The neurons of the first hidden layer of a two-layer network with one output: d f / d w_r = c a_r sigma_s'(w_r x) x. */
export function neuronPart(network: Network, data: Dataset, model: () => Model): NeuronPart {
  const weight = block(network, "hidden1.weight");
  const bias = network.blocks.find((b) => b.name === "hidden1.bias");
  const [fan, count] = weight.shape;
  const p = fan + (bias ? 1 : 0);
  const { rows, inputs, x } = data;
  const at = new Int32Array(count * p);
  for (let r = 0; r < count; r++)
    for (let j = 0; j < p; j++) at[r * p + j] = j < fan ? weight.offset + j * count + r : (bias?.offset ?? 0) + r;
  return {
    count,
    at,
    jacobians() {
      const live = model();
      const [s] = slopes(live);
      const { derivative } = network.spec.activation.sigma;
      const out = block(network, "output.weight");
      const root = rootWeights(data);
      // A row of inputs: x, the constant of bias "input", and the 1 of a bias vector; both are a last column of ones.
      const points = zeros(rows, p);
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < p; j++) points.data[i * p + j] = j < inputs ? x[i * inputs + j] : 1;
      const J = zeros(rows, p);
      return (r) => {
        const a = out.scale * live.parameters[out.offset + r];
        for (let i = 0; i < rows; i++) {
          let z = 0;
          for (let j = 0; j < p; j++) z += points.data[i * p + j] * live.parameters[at[r * p + j]];
          const factor = a * (1 - s + s * derivative(z)) * (root ? root[i] : 1);
          for (let j = 0; j < p; j++) J.data[i * p + j] = factor * points.data[i * p + j];
        }
        return J;
      };
    },
  };
}
