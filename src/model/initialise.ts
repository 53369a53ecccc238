import { type Random, random } from "../numerics/random.js";
import { type Block, blockLength, type Network } from "./network.js";

/**
 * theta at step 0 for `buildNetwork`'s layout, every block from its own stream (named by the block), so that adding a
 * block or widening another layer leaves the draws of the rest alone. A matrix is drawn neuron by neuron (by column).
 *
 * - hidden weights N(0, 1) for the scalings ntk, mean-field and unit, N(0, 2 / fan in) for standard; `spec.deviation` replaces
 *   the standard deviation; `inputInit: "sphere"` puts every first-layer weight vector (the constant's weight
 *   included) on the unit sphere, whatever the deviation;
 * - output weights N(0, 1) (standard: N(0, 1 / fan in)), +-1, U(-1, 1) or 0, from `spec.outputInit`;
 * - hidden biases N(0, 1), output biases 0; with standard scaling all 0;
 * - links 0; trained slopes s.
 * @param seed an integer; the same seed gives the same bits on every host.
 * @param options.s the value that trained slopes start at: one number, or one a hidden layer. Default 1.
 * @returns float64, length `network.parameters`.
 * @throws RangeError if s does not have one finite value a hidden layer.
 * @paper HRTA eq. (3); BXC section 2 (signs); Wu's lecture (sphere, zero)
 */
export function initialise(
  network: Network,
  seed: number,
  { s = 1 }: { readonly s?: number | readonly number[] } = {},
): Float64Array {
  const theta = new Float64Array(network.parameters);
  for (const b of network.blocks) {
    const view = theta.subarray(b.offset, b.offset + blockLength(b));
    if (b.kind === "weight") drawWeights(view, b, network, random(seed, b.name));
    else if (b.kind === "bias") drawBias(view, b, network, random(seed, b.name));
    else if (b.kind === "slope") view.set(slopes(s, network.spec.hidden.length));
  }
  return theta;
}

function drawWeights(view: Float64Array, b: Block, network: Network, draw: Random): void {
  const { spec } = network;
  const [fan, width] = b.shape;
  const standard = spec.scaling === "standard";
  if (b.layer === 1 && spec.inputInit === "sphere") {
    for (let j = 0; j < width; j++) {
      const point = draw.pointOnSphere(fan);
      for (let i = 0; i < fan; i++) view[i * width + j] = point[i];
    }
    return;
  }
  if (b.layer < network.widths.length - 1) {
    const deviation = spec.deviation ?? (standard ? Math.sqrt(2 / fan) : 1);
    fillColumns(view, fan, width, () => deviation * draw.normal());
    return;
  }
  const deviation = standard ? Math.sqrt(1 / fan) : 1;
  if (spec.outputInit === "normal") fillColumns(view, fan, width, () => deviation * draw.normal());
  else if (spec.outputInit === "sign") fillColumns(view, fan, width, () => draw.sign());
  else if (spec.outputInit === "uniform") fillColumns(view, fan, width, () => 2 * draw.uniform() - 1);
}

function drawBias(view: Float64Array, b: Block, network: Network, draw: Random): void {
  if (b.layer === network.widths.length - 1 || network.spec.scaling === "standard") return;
  for (let j = 0; j < view.length; j++) view[j] = draw.normal();
}

// By column, so that the first neurons of a layer are the same for every width of the layer.
function fillColumns(view: Float64Array, rows: number, columns: number, next: () => number): void {
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) view[i * columns + j] = next();
}

function slopes(s: number | readonly number[], layers: number): readonly number[] {
  const values = typeof s === "number" ? Array.from({ length: layers }, () => s) : s;
  if (values.length !== layers || !values.every(Number.isFinite))
    throw new RangeError(`s: expected one finite number, or one for each of the ${layers} hidden layers, got ${s}`);
  return values;
}
