import { z } from "zod";
import { cos, sin } from "../../numerics/elementary.js";
import { drawn, labelNoise, sizesOf } from "../fields.js";
import type { Problem } from "../problem.js";
import { type Sampler, sampledProblem } from "../sampled.js";

/** Two interleaved half circles in the plane. */
export const moonsSpec = z.strictObject({
  name: z.literal("moons"),
  /** Standard deviation of the Gaussian noise on the points. Default 0.1. */
  spread: z.number().min(0).optional(),
  labelNoise,
  ...drawn,
});

/**
 * Two moons, equally likely: (cos t, sin t) labelled 1 and (1 - cos t, 1/2 - sin t) labelled -1, t uniform in [0, pi], plus
 * spread times N(0, I). Default 200 training points.
 */
export function moons(spec: z.infer<typeof moonsSpec>): Problem {
  const { spread = 0.1 } = spec;
  const sizes = sizesOf(spec, 200);
  const sampler: Sampler = (draws, x, y) => {
    const label = draws.sign();
    const t = Math.PI * draws.uniform();
    const upper = label === 1;
    x[0] = (upper ? cos(t) : 1 - cos(t)) + spread * draws.normal();
    x[1] = (upper ? sin(t) : 0.5 - sin(t)) + spread * draws.normal();
    y[0] = label;
  };
  return sampledProblem({
    ...spec,
    title: `two moons, ${sizes.train} points`,
    task: "classification",
    inputs: 2,
    sizes,
    // Noise lays the moons over each other, and the share of errors that this costs has no closed form.
    ...(spread > 0 ? { floor: "unknown" } : {}),
    samplers: () => () => sampler,
  });
}
