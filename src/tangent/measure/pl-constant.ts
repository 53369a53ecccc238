import type { Dataset } from "../../model/dataset.js";
import type { Loss } from "../../model/loss.js";
import type { Model } from "../../model/model.js";
import { risk } from "./risk.js";

export interface PlOptions {
  /** Default `mse`. */
  readonly loss?: Loss;
  /** inf R, the smallest loss that the model could have. Default 0. */
  readonly infimum?: number;
}

/**
 * The Polyak-Lojasiewicz ratio at a model's parameters, mu = ||grad R||^2 / (2 (R - inf R)). Where it stays above mu along the path,
 * gradient flow has R(t) - inf R <= exp(-2 mu t) (R(0) - inf R); the lecture's C is 2 mu (its norm should be squared, PAPERS.md Wu 3).
 * For mse and inf R = 0 it is the Rayleigh quotient e^T G e / (n e^T e) of the error e, so at least lambda_min(G) / n.
 * @returns NaN where R = inf R.
 * @throws RangeError if the loss is below inf R; InputError if the data do not fit the network.
 * @paper Wu Theorem 3, corrected
 */
export function plConstant(model: Model, data: Dataset, { loss, infimum = 0 }: PlOptions = {}): number {
  const { value, gradient } = risk(model, data, { loss });
  return plRatio(value, gradient, infimum);
}

/** mu from a loss and its gradient. */
export function plRatio(value: number, gradient: Float64Array, infimum = 0): number {
  if (!(value >= infimum))
    throw new RangeError(
      `infimum: expected at most the loss, ${value}, got ${infimum}; give the smallest loss there is`,
    );
  let squares = 0;
  for (const g of gradient) squares += g * g;
  return squares / (2 * (value - infimum));
}
