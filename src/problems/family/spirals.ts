import { z } from "zod";
import { cos, sin } from "../../numerics/elementary.js";
import { drawn, sizesOf } from "../fields.js";
import type { Problem } from "../problem.js";
import { type Sampler, sampledProblem } from "../sampled.js";

/** Interleaved spirals in the plane, one a class. */
export const spiralsSpec = z.strictObject({
  name: z.literal("spirals"),
  /** Classes. Default 2. */
  arms: z.int().min(2).optional(),
  /** Full turns of an arm. Default 1. */
  turns: z.number().positive().optional(),
  /** Standard deviation of the Gaussian noise on the points. Default 0.02. */
  spread: z.number().min(0).optional(),
  ...drawn,
});

const TWO_PI = 6.283185307179586;

/**
 * Arm a of A, equally likely: radius r = sqrt(u), u uniform in [0, 1], at the angle 2 pi (turns r + a / A), plus spread times
 * N(0, I). Two arms are labelled -1 and 1, more are one-hot. Default 200 training points.
 */
export function spirals(spec: z.infer<typeof spiralsSpec>): Problem {
  const { arms = 2, turns = 1, spread = 0.02 } = spec;
  const sizes = sizesOf(spec, 200);
  const sampler: Sampler = (draws, x, y) => {
    const arm = draws.integer(arms);
    const radius = Math.sqrt(draws.uniform());
    const angle = TWO_PI * (turns * radius + arm / arms);
    x[0] = radius * cos(angle) + spread * draws.normal();
    x[1] = radius * sin(angle) + spread * draws.normal();
    if (arms === 2) y[0] = arm === 0 ? -1 : 1;
    else for (let a = 0; a < arms; a++) y[a] = a === arm ? 1 : 0;
  };
  return sampledProblem({
    ...spec,
    title: `${arms} spirals, ${sizes.train} points`,
    task: "classification",
    inputs: 2,
    outputs: arms === 2 ? 1 : arms,
    sizes,
    // Arms meet in the origin and noise mixes them further: the best share of errors has no closed form.
    ...(spread > 0 ? { floor: "unknown" } : {}),
    samplers: () => () => sampler,
  });
}
