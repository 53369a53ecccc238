import { z } from "zod";
import { type Random, random } from "../../numerics/random.js";
import { count, drawn, noise, sizesOf, wrong } from "../fields.js";
import { unitSphere } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, type Sampler, sampledProblem, scalar } from "../sampled.js";

/** Points on the unit sphere with random targets or those of a teacher network. */
export const sphereSpec = z.strictObject({
  name: z.literal("sphere"),
  /** d. Default 10. */
  inputs: count.optional(),
  /** "sign" (default) +-1, "uniform" in [-1, 1], or "teacher". */
  targets: z.enum(["sign", "uniform", "teacher"]).optional(),
  /** Neurons of the teacher. Default 5. */
  teacher: count.optional(),
  noise,
  ...drawn,
});

const meanSquares = { sign: 1, uniform: 1 / 3, teacher: 0 };

/**
 * The setting of BXC's theorems: |x_i| = 1 and bounded targets, by default 10 points in 10 dimensions. Random targets cannot be
 * predicted: their floor is their own deviation. The teacher is K^(-1/2) sum_k a_k relu(w_k.x), w_k ~ N(0, I), a_k = +-1.
 * @throws InputError if a teacher is described that is not used.
 * @paper BXC Theorem 1
 */
export function sphere(spec: z.infer<typeof sphereSpec>): Problem {
  const { name, inputs = 10, targets = "sign", noise: deviation = 0 } = spec;
  if (spec.teacher !== undefined && targets !== "teacher")
    throw wrong(name, "teacher", `expected targets "teacher" beside it, got targets "${targets}"`);
  const sizes = sizesOf(spec, 10);
  const law = unitSphere(inputs);
  return sampledProblem({
    ...spec,
    title: `${sizes.train} points on the sphere, d = ${inputs}, ${targets === "teacher" ? "teacher" : "random"} targets`,
    task: "regression",
    inputs,
    sizes,
    floor: Math.sqrt(meanSquares[targets] + deviation * deviation),
    samplers: (seed) => {
      if (targets !== "teacher") return () => randomTargets(targets);
      const f = scalar(drawTeacher(inputs, spec.teacher ?? 5, random(seed, `${name} teacher`)));
      return () => labelled(law, f);
    },
  });

  function randomTargets(kind: "sign" | "uniform"): Sampler {
    return (draws, x, y, row) => {
      law.draw(draws, x, row);
      y[0] = kind === "sign" ? draws.sign() : 2 * draws.uniform() - 1;
    };
  }
}

function drawTeacher(inputs: number, neurons: number, draws: Random): (x: Float64Array) => number {
  const teacher = Array.from({ length: neurons }, () => ({
    weights: Float64Array.from({ length: inputs }, draws.normal),
    sign: draws.sign(),
  }));
  return (x) => {
    let total = 0;
    for (const { weights, sign } of teacher) {
      let z = 0;
      for (let j = 0; j < inputs; j++) z += weights[j] * x[j];
      total += sign * Math.max(z, 0);
    }
    return total / Math.sqrt(neurons);
  };
}
