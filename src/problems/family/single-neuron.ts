import { z } from "zod";
import { count, drawn, noise, sizesOf } from "../fields.js";
import { unitSphere } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** relu(x_1) on the unit sphere. */
export const singleNeuronSpec = z.strictObject({
  name: z.literal("singleNeuron"),
  /** d. Default 20. */
  inputs: count.optional(),
  noise,
  ...drawn,
});

/**
 * One neuron relu(x_1), x uniform on the unit sphere of R^d; by default d = 20 and 50 training points, as in Wu's figures 2 and 3.
 * @paper Wu, Figures 2 and 3
 */
export function singleNeuron(spec: z.infer<typeof singleNeuronSpec>): Problem {
  const { inputs = 20 } = spec;
  const sizes = sizesOf(spec, 50);
  const sampler = labelled(
    unitSphere(inputs),
    scalar((x) => Math.max(x[0], 0)),
  );
  return sampledProblem({
    ...spec,
    title: `one neuron on the sphere, d = ${inputs}, ${sizes.train} points`,
    task: "regression",
    inputs,
    sizes,
    samplers: () => () => sampler,
  });
}
