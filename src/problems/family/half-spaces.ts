import { z } from "zod";
import { random } from "../../numerics/random.js";
import { count, drawn, labelNoise, sizesOf } from "../fields.js";
import { integerHalfSpaces, isInside, normalHalfSpaces } from "../half-spaces.js";
import { corners, gaussian } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** Whether a point lies in the intersection of half-spaces that the seed draws. */
export const halfSpacesSpec = z.strictObject({
  name: z.literal("halfSpaces"),
  /** d. Default 10. */
  inputs: count.optional(),
  /** K half-spaces. Default 2. */
  faces: count.optional(),
  /** "corners" of {-1, 1}^d (default) and integer half-spaces, or "normal", N(0, I), and half-spaces of any direction. */
  points: z.enum(["corners", "normal"]).optional(),
  labelNoise,
  ...drawn,
});

/**
 * Labels 1 in the intersection of K half-spaces and -1 outside, about as many of each; see `integerHalfSpaces` and
 * `normalHalfSpaces`. Default 400 random training points.
 * @paper Wu, "Learning intersections of halfspaces", Theorem 4
 */
export function halfSpaces(spec: z.infer<typeof halfSpacesSpec>): Problem {
  const { name, inputs = 10, faces = 2, points = "corners" } = spec;
  const sizes = sizesOf(spec, 400);
  const draw = points === "corners" ? integerHalfSpaces : normalHalfSpaces;
  const law = (points === "corners" ? corners : gaussian)(inputs);
  return sampledProblem({
    ...spec,
    title: `${faces === 1 ? "a half-space" : `${faces} half-spaces`}, d = ${inputs}, ${sizes.train} ${points === "corners" ? "corners" : "normal points"}`,
    task: "classification",
    inputs,
    sizes,
    samplers: (seed) => {
      const truth = draw(inputs, faces, random(seed, `${name} truth`));
      const sampler = labelled(
        law,
        scalar((x) => (isInside(truth, x) ? 1 : -1)),
      );
      return () => sampler;
    },
  });
}
