import type { Model } from "./model.js";

/** The s of every hidden layer that the model runs at: the trained ones (PReLU) where the network has them, else `model.s`. */
export function slopes(model: Model): readonly number[] {
  const trained = model.network.blocks.find((b) => b.kind === "slope");
  if (!trained) return model.s;
  return Array.from(model.parameters.subarray(trained.offset, trained.offset + trained.shape[0]));
}
