import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { initialise } from "../../../model/initialise.js";
import { buildNetwork, mlp } from "../../../model/network.js";
import { smallestEigenvalue } from "../../../numerics/linear/interval.js";
import { buildProblem, problemSpec } from "../../../problems/index.js";
import { gram, kernelDrift, risk } from "../../../tangent/index.js";
import { shallowKernels } from "../../../theory/index.js";
import { trainGradientFlow } from "../../../training/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const schema = z.strictObject({
  problem: problemSpec,
  /** Neurons of the two-layer network. */
  width: z.int().positive(),
  /** s of every stage, in order. */
  s: z.array(z.number().min(0).max(2)).min(1),
  /** The longest time of a stage. */
  time: z.number().positive(),
});

const stage = z.object({
  s: z.number(),
  /** lambda_a + lambda_omega of the infinite-width kernels under s. */
  lambda: z.number(),
  /** How long the stage lasts: t_p* - t_(p-1)*; null where the kernel does not leave its ball. */
  duration: z.number().nullable(),
  /** R_s at its first and last moment; the first is after the change of s. */
  lossStart: z.number(),
  lossEnd: z.number(),
});

/** The stages up to the first that does not end. */
export const exitsResult = z.object({ stages: z.array(stage) });
export type ExitsResult = z.infer<typeof exitsResult>;

/** Local error of the flow; durations are found to about this part of themselves. */
const TOLERANCE = 1e-7;

/**
 * Gradient flow in stages that end as the theory has it: under s_p until ||G_p(theta(t)) - G_p(theta_p)||_F = (lambda_a + lambda_omega) / 4, then s
 * changes by a hard switch. A stage that does not end within `time` is the last.
 * @paper HRTA (22), (35), section 3.5
 */
export const exitsExperiment: Experiment = {
  name: "hrta.exits",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { problem, width, s: values, time } = parseParams(schema, params, "hrta.exits");
    const data = buildProblem(problem).data(seed).train;
    const spec = mlp({ hidden: [width] });
    const network = buildNetwork(spec, data.inputs, data.outputs);
    const lambdas = smallest(data, values);
    let parameters = Float64Array.from(initialise(network, seed, { s: [values[0]] }));
    const stages: ExitsResult["stages"] = [];
    for (const [p, s] of values.entries()) {
      signal?.throwIfAborted();
      const kernel = (theta: Float64Array) =>
        gram({ network, parameters: theta, s: [s] }, data, undefined, { blocks: false }).total;
      const start = kernel(parameters);
      const lossStart = risk({ network, parameters, s: [s] }, data).value;
      const flow = await trainGradientFlow({
        network: spec,
        data,
        s,
        initial: parameters,
        time,
        tolerance: TOLERANCE,
        until: ({ model }) => kernelDrift(kernel(Float64Array.from(model.parameters)), start) > lambdas[p] / 4,
      });
      const ended = flow.outcome === "until";
      parameters = Float64Array.from(flow.model.parameters);
      const lossEnd = risk({ network, parameters, s: [s] }, data).value;
      stages.push({ s, lambda: lambdas[p], duration: ended ? flow.time : null, lossStart, lossEnd });
      onProgress?.((p + 1) / values.length);
      if (!ended) break;
    }
    return toJson({ stages } satisfies ExitsResult);
  },
  cost: (params) => {
    const parsed = schema.safeParse(params);
    return parsed.success ? 0.5 * parsed.data.s.length : 1;
  },
};

/** lambda_a + lambda_omega under each s. */
function smallest(data: Dataset, values: readonly number[]): number[] {
  const kernels = shallowKernels(data);
  return values.map((s) => {
    const { a, omega } = kernels.at(s);
    return [a, omega].reduce(
      (sum, kernel) => sum + smallestEigenvalue(kernel, { entryError: kernel.error }).estimate,
      0,
    );
  });
}
