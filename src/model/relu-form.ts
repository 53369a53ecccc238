import type { Matrix } from "../numerics/linear/matrix.js";
import { homotopy, relu } from "./activation.js";
import { InputError } from "./errors.js";
import type { Model } from "./model.js";
import { type Block, block, buildNetwork, mlp } from "./network.js";
import { blockMatrix, type Dense, type ReluForm, relax, type Sums, sumAt } from "./relu-layer.js";
import { slopes } from "./slope.js";

/**
 * The same function as a plain relu network: dense layers only, s = 1, every factor folded into the weights (scaling "unit").
 * It takes the slopes as they are (any s, trained ones too), dissolves links and skips, and keeps the kind of bias and the
 * precision; in exact arithmetic the two networks are equal, so they differ by rounding.
 *
 * - `"paper"` (Remark 1): sigma_s(z) = relu(z) - (1-s) relu(-z), 2m neurons in two layers.
 * - `"compact"` (PAPERS.md HRTA 10): sum_k a_k sigma_s(z_k) = sum_k s a_k relu(z_k) + u.x with u.x = relu(u.x) - relu(-u.x),
 *   m + 2 neurons in two layers with one output. In depth, every hidden layer keeps its m neurons and carries what is
 *   linear in it by the cheapest of three ways: as sums at the layers after it (2 neurons each), as all neurons before it
 *   (1 each, since relu repeats what is not negative; 2 for an input), or as relu(-z) (m neurons).
 * @throws InputError if the model's activation is not relu.
 * @paper HRTA Remark 1
 * @example toRelu(model).network.widths // [2, 1002, 1] for one input, the constant, 1000 neurons and one output
 */
export function toRelu(model: Model, form: ReluForm = "compact"): Model {
  const { network } = model;
  const { sigma } = network.spec.activation;
  if (sigma.name !== relu.name)
    throw new InputError(`toRelu: expected a network of relu, got ${sigma.name}, which plain relus cannot equal`);
  const s = slopes(model);
  const last = network.widths.length - 1;
  const constants = network.widths.map((width) => new Float64Array(width));
  for (const b of network.blocks)
    if (b.kind === "bias") constants[b.layer].set(model.parameters.subarray(b.offset, b.offset + b.shape[0]));
  const layers: Dense[] = [];
  let sums: Sums = outOf(model, 0);
  for (let layer = 1; layer < last; layer++) {
    const next = relax({
      form,
      layer,
      s: s[layer - 1],
      sums,
      weights: outOf(model, layer),
      constants,
      signed: signs(model, layer),
    });
    layers.push(next.dense);
    sums = next.sums;
  }
  layers.push({ weight: sumAt(sums, last), bias: constants[last] });
  return assemble(model, layers);
}

/** The weights that leave a layer, by the layer that they go to. */
function outOf(model: Model, layer: number): Sums {
  const sums = new Map<number, Matrix>();
  for (const b of model.network.blocks)
    if ((b.kind === "weight" || (b.kind === "link" && !isZero(model, b))) && b.from === layer)
      sums.set(b.layer, blockMatrix(model, b));
  return sums;
}

// Links that a lossless switch has reserved but not filled would cost neurons for nothing.
const isZero = ({ parameters }: Model, b: Block): boolean =>
  parameters.subarray(b.offset, b.offset + b.shape[0] * b.shape[1]).every((v) => v === 0);

/** Which units under a layer may be negative: the inputs, but neither their constant column nor any relu. */
const signs = ({ network }: Model, layer: number): ((unit: number) => boolean) =>
  layer === 1 ? (unit) => unit < network.inputs : () => false;

function assemble(model: Model, layers: readonly Dense[]): Model {
  const { spec, inputs, outputs } = model.network;
  const hidden = layers.slice(0, -1).map((layer) => layer.bias.length);
  const network = buildNetwork(
    mlp({ hidden, activation: homotopy(relu), scaling: "unit", bias: spec.bias }),
    inputs,
    outputs,
  );
  const parameters =
    model.parameters instanceof Float32Array
      ? new Float32Array(network.parameters)
      : new Float64Array(network.parameters);
  for (const [l, { weight, bias }] of layers.entries()) {
    const name = l === layers.length - 1 ? "output" : `hidden${l + 1}`;
    parameters.set(weight.data, block(network, `${name}.weight`).offset);
    if (spec.bias === "layers") parameters.set(bias, block(network, `${name}.bias`).offset);
  }
  return { ...model, network, parameters, s: hidden.map(() => 1) };
}
