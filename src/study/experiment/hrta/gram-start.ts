import { z } from "zod";
import { initialise } from "../../../model/initialise.js";
import { buildNetwork, mlp } from "../../../model/network.js";
import { boundInputs, shallowKernels, widthBounds } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec, slope } from "./data.js";
import { boundsSchema, leastBounds } from "./eigenvalue.js";
import { kernelOf } from "./flow-stage.js";

const schema = z.strictObject({
  data: sampleSpec,
  dataSeed: z.int(),
  bias: biasSpec,
  s: slope,
  /** s of the second stage, which the bounds of Proposition 4 and Theorem 2 take. Default s. */
  s2: slope.optional(),
  widths: z.array(z.int().positive()).min(1),
  /** The probability that the theorem's bound may fail with. */
  delta: z.number().gt(0).lt(1),
});

/** lambda_min(G(theta_0)) of networks of several widths, beside the kernels' and the widths that the theorems ask for. */
export const gramStartResult = z.object({
  a: boundsSchema,
  omega: boundsSchema,
  widths: z.array(z.number()),
  least: z.array(boundsSchema),
  /** Width bounds by their id, such as "hrta.prop1.printed"; null where a lambda_min is not proven to be positive. */
  bounds: z.record(z.string(), z.number().nullable()),
});
export type GramStartResult = z.infer<typeof gramStartResult>;

/** The smallest eigenvalue of a finite network's tangent kernel at the start, over widths. */
export const gramStartExperiment: Experiment = {
  name: "hrta.gramStart",
  version: 1,
  async run(params, seed, { signal }) {
    const { data: spec, dataSeed, bias, s, s2 = s, widths, delta } = parseParams(schema, params, "hrta.gramStart");
    const data = samplePoints(spec, dataSeed);
    const kernels = shallowKernels(data, { bias });
    const at = kernels.at(s);
    const inputs = boundInputs(data, kernels, { s: [s, s2], bias, delta });
    const result: GramStartResult = {
      a: leastBounds(at.a),
      omega: leastBounds(at.omega),
      widths,
      least: widths.map((width) => {
        signal?.throwIfAborted();
        const network = buildNetwork(mlp({ hidden: [width], bias }), data.inputs, 1);
        return leastBounds(kernelOf({ network, parameters: initialise(network, seed), s: [s] }, data));
      }),
      bounds: Object.fromEntries(
        widthBounds(inputs)
          .filter(({ paper }) => paper === "HRTA")
          .map(({ id, value }) => [id, value.estimate]),
      ),
    };
    return toJson(result);
  },
  cost: (params) => {
    const { widths } = parseParams(schema, params, "hrta.gramStart");
    return 0.02 + widths.reduce((sum, width) => sum + width, 0) * 4e-6;
  },
};
