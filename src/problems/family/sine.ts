import { z } from "zod";
import { sin } from "../../numerics/elementary.js";
import { count, drawn, noise, sizesOf } from "../fields.js";
import { grid, perAxisOf, power } from "../grid.js";
import { cube, listed } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** sin(2 pi (x_1 + ... + x_d)) on [0, 1]^d. */
export const sineSpec = z.strictObject({
  name: z.literal("sine"),
  /** d. Default 1. */
  inputs: count.optional(),
  /** Training points on a uniform grid (default) or uniformly at random. */
  points: z.enum(["grid", "uniform"]).optional(),
  /** Whether the grid holds the ends 0 and 1. Default true; false: the middles of equal cells. */
  ends: z.boolean().optional(),
  noise,
  ...drawn,
});

const TWO_PI = 6.283185307179586;

/**
 * HRTA's function sin(2 pi (x_1 + ... + x_d)) on [0, 1]^d, by default on its grids: 100 points for d = 1, 5^d beyond (125 for d = 3);
 * at random 100 points for d = 1 and 400 beyond. Judged on a fine grid of cell middles for d = 1, on fresh uniform points beyond.
 * @throws InputError if so many points are no grid.
 * @paper HRTA section 4.1, appendix B
 */
export function sine(spec: z.infer<typeof sineSpec>): Problem {
  const { name, inputs = 1, points = "grid", ends = true } = spec;
  const sizes = sizesOf(spec, inputs === 1 ? 100 : points === "grid" ? power(5, inputs) : 400);
  const perAxis = points === "grid" ? perAxisOf(sizes.train, inputs, name) : 0;
  const f = scalar((x) => {
    let sum = 0;
    for (let j = 0; j < inputs; j++) sum += x[j];
    return sin(TWO_PI * sum);
  });
  const where = inputs === 1 ? "[0, 1]" : `[0, 1]^${inputs}`;
  return sampledProblem({
    ...spec,
    title: `${formula(inputs)}, ${sizes.train} ${points === "grid" ? "grid" : "random"} points of ${where}`,
    task: "regression",
    inputs,
    sizes,
    samplers: () => (part) => {
      if (part === "train" && points === "grid") return labelled(listed(grid(perAxis, inputs, { ends }), inputs), f);
      if (part === "test" && inputs === 1) return labelled(listed(grid(sizes.test, 1, { ends: false }), 1), f);
      return labelled(cube(inputs), f);
    },
  });
}

function formula(inputs: number): string {
  if (inputs === 1) return "sin(2 pi x)";
  const terms = inputs <= 3 ? Array.from({ length: inputs }, (_, j) => `x${j + 1}`) : ["x1", "...", `x${inputs}`];
  return `sin(2 pi (${terms.join(" + ")}))`;
}
