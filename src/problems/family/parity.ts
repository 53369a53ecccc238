import { z } from "zod";
import { count, drawn, labelNoise, sizesOf, wrong } from "../fields.js";
import { power } from "../grid.js";
import { corners, everyCorner } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** The product of the first k of d signs. */
export const paritySpec = z.strictObject({
  name: z.literal("parity"),
  /** d. Default 10. */
  inputs: count.optional(),
  /** k, how many of the inputs count (which is immaterial: the law is symmetric). Default: all. */
  active: count.optional(),
  /** Training points at random (default), or all 2^d. */
  points: z.enum(["random", "all"]).optional(),
  labelNoise,
  ...drawn,
});

/**
 * Parity x_1 x_2 ... x_k on {-1, 1}^d, labels -1 and 1; by default 1000 random training points. For online SGD take `stream`.
 * In Wu's coordinates b in {0, 1}^d, x = 1 - 2 b and the product is (-1)^(v.b).
 * @throws InputError if more inputs count than there are, or if all 2^d points are asked for in another number.
 * @paper Wu, "Parity functions as two-layer neural networks" and Figure 1
 */
export function parity(spec: z.infer<typeof paritySpec>): Problem {
  const { name, inputs = 10, active = inputs, points = "random" } = spec;
  if (active > inputs) throw wrong(name, "active", `expected at most the number of inputs, ${inputs}, got ${active}`);
  const every = points === "all";
  const all = power(2, inputs);
  if (every && spec.train !== undefined && spec.train !== all)
    throw wrong(name, "train", `points "all" are ${all}; leave train out, got ${spec.train}`);
  const sizes = sizesOf(spec, every ? all : 1000);
  const rule = scalar((x) => {
    let product = 1;
    for (let j = 0; j < active; j++) product *= x[j];
    return product;
  });
  const which = active === inputs ? `${inputs}` : `${active} of ${inputs}`;
  return sampledProblem({
    ...spec,
    title: `parity of ${which} signs, ${every ? `all ${all}` : `${sizes.train} random`} points`,
    task: "classification",
    inputs,
    sizes,
    samplers: () => (part) => labelled(every && part === "train" ? everyCorner(inputs) : corners(inputs), rule),
  });
}
