import type { Dtype } from "../../src/engine/program.js";
import { forward } from "../../src/model/forward.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { blockLength, buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";

export interface Example {
  readonly options: MlpOptions;
  /** One a hidden layer. */
  readonly s: readonly number[];
  readonly inputs?: number;
  readonly outputs?: number;
  readonly links?: boolean;
  readonly seed?: number;
  readonly dtype?: Dtype;
}

/** A model with random parameters, its links filled as if it had gone through lossless switches. */
export function example({
  options,
  s,
  inputs = 3,
  outputs = 1,
  links = false,
  seed = 1,
  dtype = "f64",
}: Example): Model {
  const network = buildNetwork(mlp(options), inputs, outputs, { links });
  const theta = initialise(network, seed, { s });
  for (const b of network.blocks)
    if (b.kind === "link")
      random(seed, `test ${b.name}`).fillNormal(theta.subarray(b.offset, b.offset + blockLength(b)), 0.5);
  // With trained slopes model.s is not used: prove it by one that is wrong.
  return {
    network,
    parameters: dtype === "f32" ? Float32Array.from(theta) : theta,
    s: options.trainSlope ? s.map(() => 0) : s,
  };
}

/** Standard normal inputs, (rows x d). */
export function inputs(model: Model, rows: number, seed = 7): Float64Array {
  const x = new Float64Array(rows * model.network.inputs);
  random(seed, "test x").fillNormal(x);
  return x;
}

/**
 * A bound of the rounding error of any order of evaluation: eps times the number of terms times the outputs of the network
 * of absolute weights and slopes at absolute inputs (every partial sum is below those). The factor 4 covers the activation's own error.
 */
export function rounding(model: Model, x: Float64Array, eps: number): number {
  const parameters = model.parameters.map(Math.abs);
  const amplified = (s: number) => 2 + 2 * Math.abs(s);
  for (const b of model.network.blocks)
    if (b.kind === "slope")
      for (let i = 0; i < b.shape[0]; i++) parameters[b.offset + i] = amplified(parameters[b.offset + i]);
  const largest = forward({ ...model, parameters, s: model.s.map(amplified) }, x.map(Math.abs));
  const terms = model.network.widths.reduce((sum, width) => sum + width, 0);
  return 4 * terms * eps * largest.reduce((max, v) => Math.max(max, Math.abs(v)), 1);
}

export const EPS32 = 2 ** -23;
export const EPS64 = 2 ** -52;
