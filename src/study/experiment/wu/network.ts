import { initialise } from "../../../model/initialise.js";
import type { Model } from "../../../model/model.js";
import { buildNetwork, mlp, type NetworkSpec } from "../../../model/network.js";

/** How the network of a claim is scaled and drawn: as in the lecture, or as the tangent kernel's literature has it. */
export type Start = "lecture" | "ntk";

/**
 * f(x) = sum_j a_j relu(b_j . x) of m neurons, no bias. "lecture": a = 0, b uniform on the unit sphere. "ntk": a and b N(0, 1) and a
 * factor 1/sqrt(m).
 * @paper Wu (0.18), (0.21)
 */
export const lectureNetwork = (neurons: number, start: Start = "lecture"): NetworkSpec =>
  mlp(
    start === "lecture"
      ? { hidden: [neurons], scaling: "unit", bias: false, inputInit: "sphere", outputInit: "zero" }
      : { hidden: [neurons], scaling: "ntk", bias: false },
  );

/** That network for d inputs as the seed draws it. */
export function drawModel(spec: NetworkSpec, inputs: number, seed: number): Model {
  const network = buildNetwork(spec, inputs, 1);
  return { network, parameters: initialise(network, seed), s: [1] };
}
