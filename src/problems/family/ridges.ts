import { z } from "zod";
import { sin } from "../../numerics/elementary.js";
import { type Random, random } from "../../numerics/random.js";
import { count, drawn, noise, sizesOf } from "../fields.js";
import { cube, gaussian, unitSphere } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** A sum of ridge functions with directions that the seed draws. */
export const ridgesSpec = z.strictObject({
  name: z.literal("ridges"),
  /** d. Default 5. */
  inputs: count.optional(),
  /** K. Default 5. */
  terms: count.optional(),
  /** g: "sine" sin(pi z), smooth (default); "relu" max(z, 0), kinked; "step" sign(z), with jumps. */
  profile: z.enum(["sine", "relu", "step"]).optional(),
  /** "uniform" in [-1, 1]^d (default), on the unit "sphere", or "normal", N(0, I). */
  points: z.enum(["uniform", "sphere", "normal"]).optional(),
  noise,
  ...drawn,
});

const profiles: Readonly<Record<"sine" | "relu" | "step", (z: number) => number>> = {
  sine: (z) => sin(Math.PI * z),
  relu: (z) => Math.max(z, 0),
  step: (z) => (z >= 0 ? 1 : -1),
};

const laws = { uniform: (inputs: number) => cube(inputs, -1, 1), sphere: unitSphere, normal: gaussian };

/**
 * f(x) = K^(-1/2) sum_k c_k g(w_k.x - t_k) with w_k uniform on the unit sphere, c_k = +-1 and t_k uniform in [-1/2, 1/2].
 * Default 400 training points.
 */
export function ridges(spec: z.infer<typeof ridgesSpec>): Problem {
  const { name, inputs = 5, terms = 5, profile = "sine", points = "uniform" } = spec;
  const sizes = sizesOf(spec, 400);
  const law = laws[points](inputs);
  return sampledProblem({
    ...spec,
    title: `${terms} ${profile} ridges, d = ${inputs}, ${sizes.train} random points`,
    task: "regression",
    inputs,
    sizes,
    samplers: (seed) => {
      const f = scalar(drawRidges(inputs, terms, profiles[profile], random(seed, `${name} terms`)));
      return () => labelled(law, f);
    },
  });
}

function drawRidges(inputs: number, terms: number, g: (z: number) => number, draws: Random) {
  const ridge = Array.from({ length: terms }, () => ({
    direction: draws.pointOnSphere(inputs),
    sign: draws.sign(),
    threshold: draws.uniform() - 0.5,
  }));
  return (x: Float64Array) => {
    let total = 0;
    for (const { direction, sign, threshold } of ridge) {
      let z = -threshold;
      for (let j = 0; j < inputs; j++) z += direction[j] * x[j];
      total += sign * g(z);
    }
    return total / Math.sqrt(terms);
  };
}
