import type { Points } from "../../model/dataset.js";
import { initialise } from "../../model/initialise.js";
import { buildNetwork, mlp, type Network, type NetworkSpec } from "../../model/network.js";
import { cholesky } from "../../numerics/linear/cholesky.js";
import type { Interval } from "../../numerics/linear/interval.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import { gram } from "../../tangent/gram.js";
import { requireMemory } from "../spectrum/memory.js";

export interface WidthNeededOptions {
  /** lambda_min(G) must reach this: 3/4 (lambda_a + lambda_omega) for HRTA Proposition 1, 3/4 lambda_0 for BXC Lemma 3.1. */
  readonly least: number | Interval;
  /** The network, whose hidden widths are all replaced by m. Default `mlp()`: N(0, 1) in both layers, 1/sqrt(m), a constant input. */
  readonly spec?: NetworkSpec;
  /** Default: the activation's own. */
  readonly s?: number;
  /** The property is to hold with probability 1 - delta. Default 0.1. */
  readonly delta?: number;
  /** Networks drawn at every width. Default 20. */
  readonly seeds?: number;
  /** The first seed; the others follow. Default 0. */
  readonly seed?: number;
  /** The first width, doubled from there. Default 16. */
  readonly from?: number;
  /** No width above this is tried. Default 16384. */
  readonly most?: number;
}

/** How often the property held at a width. */
export interface WidthTrial {
  readonly width: number;
  readonly seeds: number;
  readonly holds: number;
  /** holds / seeds. */
  readonly fraction: number;
}

/** The width at which a property of random networks is seen to hold. */
export interface WidthNeeded {
  /** "found"; "more": not up to `most`; "unresolved": `least` cannot be told from zero, so nothing can be seen to reach it. */
  readonly outcome: "found" | "more" | "unresolved";
  /** The first of the doubled widths at which the fraction reached 1 - delta. */
  readonly width?: number;
  readonly trials: readonly WidthTrial[];
  readonly least: number;
  readonly delta: number;
}

/**
 * The least width, by doubling, at which lambda_min(G(theta_0)) >= least is seen to hold for a share of at least 1 - delta of
 * random networks: what `widthBounds` is to be compared with.
 * @param points standardised inputs (n x d).
 * @throws RangeError if an option is out of its range; InputError if n is too large for the memory.
 * @paper HRTA Proposition 1; BXC Lemma 3.1
 * @example widthNeeded(data, { least: 0.75 * (a.min.estimate + omega.min.estimate) }).width
 */
export function widthNeeded(points: Points, options: WidthNeededOptions): WidthNeeded {
  const { least: wanted, spec = mlp(), s = spec.activation.s, delta = 0.1 } = options;
  const { seeds = 20, seed = 0, from = 16, most = 16_384 } = options;
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta: expected a probability in (0, 1), got ${delta}`);
  for (const [name, value] of Object.entries({ seeds, from, most }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name}: expected a positive integer, got ${value}`);
  const least = typeof wanted === "number" ? wanted : wanted.estimate;
  if (!Number.isFinite(least)) throw new RangeError(`least: expected a finite number, got ${least}`);
  requireMemory(points.rows, 3);

  const trials: WidthTrial[] = [];
  const known = typeof wanted === "number" ? least > 0 : wanted.lower > 0;
  if (!known) return { outcome: "unresolved", trials, least, delta };
  for (let width = from; width <= most; width *= 2) {
    const network = buildNetwork({ ...spec, hidden: spec.hidden.map(() => width) }, points.inputs, 1);
    let holds = 0;
    // G = J J^T has no more rank than trained parameters.
    if (trained(network) >= points.rows)
      for (let k = 0; k < seeds; k++) {
        const parameters = initialise(network, seed + k, { s });
        const total = gram({ network, parameters, s: spec.hidden.map(() => s) }, points, undefined, {
          blocks: false,
        }).total;
        if (least <= total.rows * Number.EPSILON * trace(total)) return { outcome: "unresolved", trials, least, delta };
        if (cholesky(total, { shift: -least })) holds++;
      }
    trials.push({ width, seeds, holds, fraction: holds / seeds });
    if (holds >= (1 - delta) * seeds) return { outcome: "found", width, trials, least, delta };
  }
  return { outcome: "more", trials, least, delta };
}

const trained = ({ blocks }: Network): number =>
  blocks.reduce((sum, b) => sum + (b.trainable ? b.shape.reduce((product, length) => product * length, 1) : 0), 0);

function trace({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i];
  return sum;
}
