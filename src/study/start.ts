import type { Real } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import { initialise } from "../model/initialise.js";
import type { Model } from "../model/model.js";
import type { Network } from "../model/network.js";
import { eigen } from "../numerics/linear/eigen.js";
import { tangentPass } from "../tangent/tangent-pass.js";
import { type Modes, modeEnergy } from "../theory/prediction/index.js";

/** A network before its first step, in the eigenbasis of its own tangent kernel. */
export interface Start {
  readonly model: Model;
  /** Of G(theta_0) = J J^T, (n k) of them, with the curvature that was given. */
  readonly modes: Modes;
  /** The energy of f_0 - y in every mode. */
  readonly energy: Float64Array;
}

/**
 * What the tangent kernel at the start needs to foretell a run: G(theta_0) in its eigenbasis, and the first error there. With sample
 * weights both are those of the weighted error W^(1/2) (f - y), whose operator is W^(1/2) G W^(1/2).
 * @param options.curvature of the loss: 1/n for mse, 1 for the sum.
 * @throws InputError if the Gram matrix is too large.
 * @paper HRTA (10), BXC (2.4)
 */
export function startOf(
  network: Network,
  data: Dataset,
  {
    s,
    seed,
    initial,
    curvature,
  }: { readonly s: number; readonly seed: number; readonly initial?: Real; readonly curvature: number },
): Start {
  const parameters = initial ?? initialise(network, seed, { s });
  const model: Model = { network, parameters, s: network.spec.hidden.map(() => s) };
  const pass = tangentPass(model, data);
  const { total } = pass.gram(undefined, { blocks: false });
  const error = pass.output.map((f, i) => f - data.y[i]);
  if (data.weights) {
    const root = error.map((_, i) => Math.sqrt(data.weights?.[Math.floor(i / data.outputs)] ?? 1));
    for (let i = 0; i < total.rows; i++) {
      for (let j = 0; j < total.columns; j++) total.data[i * total.columns + j] *= root[i] * root[j];
      error[i] *= root[i];
    }
  }
  const modes = { ...eigen(total), curvature };
  return { model, modes, energy: modeEnergy({ ...modes, error }) };
}
