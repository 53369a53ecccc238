import type { Model } from "../../model/model.js";
import { blockLength } from "../../model/network.js";

/** How far a block of parameters is from where it started. */
export interface BlockDistance {
  readonly name: string;
  /** max_i |theta_i - theta_i(0)|. */
  readonly max: number;
  /** ||theta - theta(0)||_2. */
  readonly l2: number;
}

/** How far parameters are from where they started, over all of them and block by block. */
export interface Distance {
  readonly max: number;
  readonly l2: number;
  readonly blocks: readonly BlockDistance[];
}

/**
 * How far the parameters have moved: max_k max(|a_k - a_k(0)|, ||w_k - w_k(0)||_inf), the psi(m) of HRTA's Proposition 3, and the
 * Euclidean norm, over all parameters and in every block. Links and weights that a lossless switch rewrites count as moved.
 * @throws RangeError if both are not of one network's length.
 * @paper HRTA Proposition 3; Wu, lazy training
 */
export function distanceFromStart(model: Model, start: Model): Distance {
  const { network, parameters } = model;
  if (start.parameters.length !== parameters.length)
    throw new RangeError(
      `start: expected ${parameters.length} parameters like the model's, got ${start.parameters.length}`,
    );
  let most = 0;
  let total = 0;
  const blocks = network.blocks.map((b) => {
    let max = 0;
    let squares = 0;
    for (let i = b.offset; i < b.offset + blockLength(b); i++) {
      const moved = parameters[i] - start.parameters[i];
      max = Math.max(max, Math.abs(moved));
      squares += moved * moved;
    }
    most = Math.max(most, max);
    total += squares;
    return { name: b.name, max, l2: Math.sqrt(squares) };
  });
  return { max: most, l2: Math.sqrt(total), blocks };
}
