import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { initialise } from "../../../model/initialise.js";
import type { Model } from "../../../model/model.js";
import { buildNetwork, mlp } from "../../../model/network.js";
import { risk } from "../../../tangent/index.js";
import { type ShallowKernels, shallowKernels } from "../../../theory/index.js";
import { firstExceeding } from "../../../training/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec, slope } from "./data.js";
import { type Bounds, boundsSchema, leastBounds } from "./eigenvalue.js";
import { flowStage, kernelOf, type StageOptions, stageResult } from "./flow-stage.js";

const schema = z.strictObject({
  data: sampleSpec,
  /** The data's own seed: the theorems fix the samples and draw the weights. */
  dataSeed: z.int(),
  bias: biasSpec,
  width: z.int().positive(),
  s: slope,
  /** s_2 of second stages that start at theta(t_1*): given, or Corollary 1's for a ratio zeta. */
  next: z.array(z.union([slope, z.strictObject({ lossRatio: z.number().gt(1) })])),
  /** A stage ends where the loss has fallen so far. */
  decades: z.number().positive(),
});

/** A first stage, and the second stages that follow where it ends. */
export const stagesResult = z.object({
  rows: z.number(),
  dimension: z.number(),
  first: stageResult,
  next: z.array(
    z.object({
      s: z.number(),
      a: boundsSchema,
      omega: boundsSchema,
      /** lambda_min(G_2) at the end of the first stage. */
      least: boundsSchema,
      /** R_{s_2} there. */
      loss: z.number(),
      /** Present where the first stage left its ball: otherwise t_1* is not reached, and the second never starts. */
      stage: stageResult.optional(),
    }),
  ),
});
export type StagesResult = z.infer<typeof stagesResult>;

/** Local error of a step of the flow, root mean square over the weights. */
const TOLERANCE = 1e-6;

/**
 * The stages of HRTA's Theorem 2 on one network: gradient flow under s_1 until t_1*, then under s_2 until t_2*, with the eigenvalues that
 * the bounds are made of.
 */
export const stagesExperiment: Experiment = {
  name: "hrta.stages",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { data: spec, dataSeed, bias, width, s, next, decades } = parseParams(schema, params, "hrta.stages");
    const data = samplePoints(spec, dataSeed);
    const kernels = shallowKernels(data, { bias });
    const network = buildNetwork(mlp({ hidden: [width], bias }), data.inputs, 1);
    const origin: Model = { network, parameters: initialise(network, seed), s: [s] };
    const common: Omit<StageOptions, "model" | "a" | "omega"> = { data, origin, decades, tolerance: TOLERANCE };
    const { stage: first, end } = await flowStage({ ...common, model: origin, ...pair(kernels, s) });
    const result: StagesResult = { rows: data.rows, dimension: network.widths[0], first, next: [] };
    for (const [i, choice] of next.entries()) {
      signal?.throwIfAborted();
      onProgress?.((i + 1) / (next.length + 1));
      const s2 = typeof choice === "number" ? choice : corollary(end, data, choice.lossRatio);
      const model: Model = { ...end, s: [s2] };
      const lambda = pair(kernels, s2);
      const stage = first.exit === null ? undefined : (await flowStage({ ...common, model, ...lambda })).stage;
      const least = stage?.least ?? leastBounds(kernelOf(model, data));
      result.next.push({ s: s2, ...lambda, least, loss: risk(model, data).value, stage });
    }
    return toJson(result);
  },
  cost: (params) => {
    const { data, width, next } = parseParams(schema, params, "hrta.stages");
    const rows = data.name === "sine" ? (data.inputs === 3 ? 125 : 100) : 10;
    // The solver's handling of the state, and a Gram matrix after each of some hundred steps.
    return (1 + next.length) * (0.1 + width * (4e-4 + 1.5e-7 * rows * rows));
  },
};

const pair = (kernels: ShallowKernels, s: number): { a: Bounds; omega: Bounds } => {
  const at = kernels.at(s);
  return { a: leastBounds(at.a), omega: leastBounds(at.omega) };
};

/** s_2 = inf { s in (s_1, 2) : R_s(theta) > zeta R_{s_1}(theta) }. */
const corollary = (model: Model, data: Dataset, lossRatio: number): number =>
  firstExceeding((s) => risk({ ...model, s: [s] }, data).value, model.s[0], lossRatio);
