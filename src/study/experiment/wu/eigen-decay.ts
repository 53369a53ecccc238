import { z } from "zod";
import { smallestEigenvalue } from "../../../numerics/linear/interval.js";
import { random } from "../../../numerics/random.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { sphereKernel } from "./sphere-data.js";

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(2),
  /** n, ascending; every set begins with the points of the smaller ones. */
  counts: z.array(z.int().positive()).min(1),
});

/** What one cell gives: proven bounds on lambda_n(K), one for each n. */
export const eigenDecayResult = z.strictObject({
  inputs: z.number(),
  counts: z.array(z.number()),
  estimate: z.array(z.number()),
  lower: z.array(z.number()),
  upper: z.array(z.number()),
});

/**
 * The smallest eigenvalue of K_ij = E relu(b . x_i) relu(b . x_j), b and the n points uniform on the unit sphere of R^d.
 * @paper Wu, remarks on Lemma 11
 */
export const eigenDecayExperiment: Experiment = {
  name: "wu.eigen-decay",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { inputs: d, counts } = parseParams(paramsSchema, params, "wu.eigen-decay");
    const draw = random(seed, `points ${d}`);
    const most = Math.max(...counts);
    const x = new Float64Array(most * d);
    for (let i = 0; i < most; i++) x.set(draw.pointOnSphere(d), i * d);
    const found = counts.map((n, i) => {
      signal?.throwIfAborted();
      onProgress?.(i / counts.length);
      const kernel = sphereKernel({ rows: n, inputs: d, x: x.subarray(0, n * d) });
      return smallestEigenvalue(kernel, { entryError: kernel.error });
    });
    return toJson({
      inputs: d,
      counts,
      estimate: found.map(({ estimate }) => estimate),
      lower: found.map(({ lower }) => lower),
      upper: found.map(({ upper }) => upper),
    } satisfies z.infer<typeof eigenDecayResult>);
  },
  cost: (params) => {
    const { counts } = parseParams(paramsSchema, params, "wu.eigen-decay");
    return counts.reduce((sum, n) => sum + 3e-10 * n * n * n + 2e-8 * n * n, 0.005);
  },
};
