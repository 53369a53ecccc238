import { z } from "zod";
import { homotopy, relu } from "../../../model/activation.js";
import { mlp } from "../../../model/network.js";
import { shallowKernels, widthNeeded } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec, slope } from "./data.js";
import { boundsSchema, leastBounds } from "./eigenvalue.js";

const schema = z.strictObject({
  data: sampleSpec,
  bias: biasSpec,
  s: z.array(slope).min(1),
  /** The share of lambda_a + lambda_omega that lambda_min(G) is to reach. */
  share: z.number().positive(),
  delta: z.number().gt(0).lt(1),
  /** Networks drawn at each width. */
  networks: z.int().positive(),
  /** The first widths; each is doubled until it is enough, and the least that was enough counts. */
  from: z.array(z.int().positive()).min(1),
  most: z.int().positive(),
});

/** The width that is seen to be enough, for each s. */
export const widthResult = z.object({
  s: z.array(z.number()),
  a: z.array(boundsSchema),
  omega: z.array(boundsSchema),
  /** null where `most` is not enough. */
  width: z.array(z.number().nullable()),
});
export type WidthResult = z.infer<typeof widthResult>;

/** The least width at which lambda_min(G(theta_0)) reaches a share of lambda_a + lambda_omega in 1 - delta of the draws, over s. */
export const widthExperiment: Experiment = {
  name: "hrta.width",
  version: 1,
  async run(params, seed, { signal }) {
    const { data, bias, s, share, delta, networks, from, most } = parseParams(schema, params, "hrta.width");
    const points = samplePoints(data, seed);
    const kernels = shallowKernels(points, { bias });
    const pairs = s.map((value) => {
      const at = kernels.at(value);
      return { a: leastBounds(at.a), omega: leastBounds(at.omega) };
    });
    const widths = s.map((value, i) => {
      signal?.throwIfAborted();
      const spec = mlp({ bias, activation: homotopy(relu, value) });
      const least = share * (pairs[i].a[1] + pairs[i].omega[1]);
      const options = { least, spec, s: value, delta, seeds: networks, seed: networks * seed, most };
      const found = from.flatMap((start) => widthNeeded(points, { ...options, from: start }).width ?? []);
      return found.length === 0 ? null : Math.min(...found);
    });
    const result: WidthResult = {
      s,
      a: pairs.map(({ a }) => a),
      omega: pairs.map(({ omega }) => omega),
      width: widths,
    };
    return toJson(result);
  },
  cost: (params) => {
    const { s, networks, from } = parseParams(schema, params, "hrta.width");
    return s.length * networks * from.length * 0.004;
  },
};
