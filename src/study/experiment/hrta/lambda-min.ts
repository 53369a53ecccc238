import { z } from "zod";
import { lambdaMinCurve, parallelRows, shallowKernels } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec, slope } from "./data.js";
import { bounds, boundsSchema } from "./eigenvalue.js";

const schema = z.strictObject({
  data: sampleSpec,
  bias: biasSpec,
  /** Ascending. */
  s: z.array(slope).min(1),
});

/** lambda_min of the two infinite-width kernels over s. */
export const lambdaMinResult = z.object({
  rows: z.number(),
  /** d of the theorem: the inputs, with the constant where there is one. */
  dimension: z.number(),
  /** Rows that are parallel to an earlier one, or zero: Remark 2 asks for none. */
  parallel: z.number(),
  s: z.array(z.number()),
  a: z.array(boundsSchema),
  omega: z.array(boundsSchema),
});
export type LambdaMinResult = z.infer<typeof lambdaMinResult>;

/** lambda_min(K_s) of the a-kernel and the omega-kernel over a list of s, each within a proven interval. */
export const lambdaMinExperiment: Experiment = {
  name: "hrta.lambdaMin",
  version: 1,
  async run(params, seed) {
    const { data, bias, s } = parseParams(schema, params, "hrta.lambdaMin");
    const points = samplePoints(data, seed);
    const curve = lambdaMinCurve(shallowKernels(points, { bias }), s);
    const { duplicates, parallel, antiparallel, zeros } = parallelRows(points, { bias });
    const result: LambdaMinResult = {
      rows: points.rows,
      dimension: points.inputs + (bias === "input" ? 1 : 0),
      parallel: duplicates + parallel + antiparallel + zeros.length,
      s,
      a: curve.a.values.map(bounds),
      omega: curve.omega.values.map(bounds),
    };
    return toJson(result);
  },
  cost: () => 0.05,
};
