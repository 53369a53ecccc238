import { z } from "zod";
import { random } from "../../numerics/random.js";
import { count, drawn, noise, sizesOf, wrong } from "../fields.js";
import { grid, perAxisOf } from "../grid.js";
import { cube, gaussian, type Law, listed, unitSphere } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";
import { type TargetName, targetNames, targets } from "../target/index.js";
import type { Target } from "../target/target.js";

/** A named function, see `targets`. */
export const functionSpec = z.strictObject({
  name: z.literal("function"),
  target: z.enum(targetNames),
  /** d. Default: the target's own, 1, 2 or 10. */
  inputs: count.optional(),
  /**
   * "uniform" (default) in the target's own cube, on a uniform "grid" of it (training points alone), on the unit "sphere", or
   * "normal", N(0, I); the last two for targets of [-1, 1]^d.
   */
  points: z.enum(["uniform", "grid", "sphere", "normal"]).optional(),
  noise,
  ...drawn,
});

/**
 * Regression of a named function: smooth, kinked, with jumps, or with inputs that say nothing. Default 200 training points (a
 * grid needs k^d), noise as asked for. A target with parameters draws them from the seed.
 * @throws InputError if the target has no such dimension or law, or so many points are no grid.
 */
export function functionProblem(spec: z.infer<typeof functionSpec>): Problem {
  const { name, points = "uniform" } = spec;
  const target: Target = targets[spec.target];
  const { inputs = target.inputs } = spec;
  checkInputs(spec.target, target, inputs);
  if (target.low === 0 && (points === "sphere" || points === "normal"))
    throw wrong(name, "points", `"${spec.target}" is a function on [0, 1]^d; expected uniform or grid, got ${points}`);
  const sizes = sizesOf(spec, 200);
  const perAxis = points === "grid" ? perAxisOf(sizes.train, inputs, name) : 0;
  const law = lawOf(points, inputs, target.low);
  return sampledProblem({
    ...spec,
    title: `${target.title}, d = ${inputs}, ${sizes.train} ${points === "grid" ? "grid" : "random"} points`,
    task: "regression",
    inputs,
    sizes,
    samplers: (seed) => {
      const f = scalar(target.draw(inputs, random(seed, `${name} ${spec.target}`)));
      const { low } = target;
      return (part) => {
        if (part === "train" && points === "grid") return labelled(listed(grid(perAxis, inputs, { low }), inputs), f);
        return labelled(law, f);
      };
    },
  });
}

function lawOf(points: "uniform" | "grid" | "sphere" | "normal", inputs: number, low: number): Law {
  if (points === "sphere") return unitSphere(inputs);
  return points === "normal" ? gaussian(inputs) : cube(inputs, low, 1);
}

function checkInputs(asked: TargetName, { least = 1, most = Number.POSITIVE_INFINITY }: Target, inputs: number): void {
  if (inputs >= least && inputs <= most) return;
  const expected = most === least ? `${least}` : `at least ${least}`;
  throw wrong("function", "inputs", `"${asked}" expects ${expected}, got ${inputs}`);
}
