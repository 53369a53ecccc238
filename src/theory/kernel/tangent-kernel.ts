import type { Activation } from "../../model/activation.js";
import type { Points } from "../../model/dataset.js";
import { mlp, type NetworkSpec } from "../../model/network.js";
import { infiniteKernel } from "./infinite-kernel.js";
import type { KernelMatrix } from "./kernel-matrix.js";

/**
 * The tangent kernel of infinite width, of a network or, given an activation alone, of two layers with a constant 1 beside x:
 * k^[a] + k^[omega].
 * @throws as `infiniteKernel`.
 * @paper HRTA eq. (8)
 * @example spectrum(tangentKernel(homotopy(relu, 1.5), data))
 */
export function tangentKernel(
  of: Activation | NetworkSpec,
  points: Points,
  options: { readonly other?: Points; readonly s?: number | readonly number[] } = {},
): KernelMatrix {
  const spec = "hidden" in of ? of : mlp({ hidden: [1], activation: of });
  return infiniteKernel(spec, points, { ...options, blocks: false }).ntk;
}
