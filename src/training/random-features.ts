import type { Dtype } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import { initialise } from "../model/initialise.js";
import type { Model } from "../model/model.js";
import { buildNetwork, mlp, type NetworkSpec } from "../model/network.js";
import { tangentPass } from "../tangent/tangent-pass.js";
import { outputDesign, outputIndices, outputUnsupported } from "./squares/output-part.js";
import { ridge } from "./squares/ridge.js";
import { rootWeights, scaleRows } from "./squares/row-weights.js";

export interface RandomFeaturesOptions {
  readonly data: Dataset;
  /** Default `mlp()`: one hidden layer of 1000 neurons, homotopy(relu); its s is that of the activation. */
  readonly network?: NetworkSpec;
  /** lambda >= 0 in 1/(2n) sum_i w_i |phi_i C - y_i|^2 + lambda/2 |C|^2. Default 0: the least-norm interpolation. */
  readonly strength?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Default "f64": near-interpolating coefficients are large and cancel. */
  readonly dtype?: Dtype;
}

/**
 * A network without training: hidden layers as drawn, the output layer from one (ridge) least-squares solve. With as many neurons as
 * rows (and no parallel ones) it interpolates the data. What `train` with `outputSolve()` gives in one step, in float64.
 * @throws RangeError for a negative strength, a frozen output layer, or data too large for the solve.
 * @paper Wu, random feature models; PAPERS.md HRTA 9
 * @example const model = randomFeatures({ data: data.train, network: mlp({ hidden: [4000] }), strength: 1e-6 })
 */
export function randomFeatures(options: RandomFeaturesOptions): Model {
  const { data, network: spec = mlp(), strength = 0, seed = 0, dtype = "f64" } = options;
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw new RangeError(`strength: expected a number >= 0, got ${strength}`);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`);
  const network = buildNetwork(spec, data.inputs, data.outputs);
  const reason = outputUnsupported(network, data.rows);
  if (reason !== undefined) throw new RangeError(`network: ${reason}`);
  const { s } = spec.activation;
  const drawn = initialise(network, seed, { s });
  const parameters = dtype === "f32" ? Float32Array.from(drawn) : drawn;
  const at = outputIndices(network);
  for (const i of at) parameters[i] = 0;
  const model: Model = { network, parameters, s: spec.hidden.map(() => s) };
  const root = rootWeights(data);
  const design = outputDesign(model, data);
  scaleRows(design, root);
  // What no coefficient moves (frozen parts of the output layer) is left to be fitted around.
  const fixed = tangentPass(model, data).output;
  const target = { rows: data.rows, columns: data.outputs, data: data.y.map((y, i) => y - fixed[i]) };
  scaleRows(target, root);
  const coefficients = ridge(design, target, strength * data.rows).data;
  for (const [i, to] of at.entries()) parameters[to] = coefficients[i];
  return model;
}
