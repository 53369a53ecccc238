import { z } from "zod";
import { mlp } from "../../../model/network.js";
import { lossFloor } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec } from "./data.js";

const schema = z.strictObject({ data: sampleSpec, bias: biasSpec });

/** The loss that no weights go under. */
export const floorResult = z.object({
  floor: z.number(),
  /** A bound on the rounding error of the floor. */
  error: z.number(),
  rows: z.number(),
  /** The largest rank that the kernel can have on these rows. */
  rank: z.number(),
});
export type FloorResult = z.infer<typeof floorResult>;

/** The exact loss floor of a data set for relu networks, from its parallel rows. */
export const floorExperiment: Experiment = {
  name: "hrta.floor",
  version: 1,
  async run(params, seed) {
    const { data, bias } = parseParams(schema, params, "hrta.floor");
    const points = samplePoints(data, seed);
    const { floor, rank } = lossFloor(points, mlp({ bias }));
    // Residuals of targets of size at most |y| are rounded by a few units each, and n of them are summed.
    const size = points.y.reduce((most, y) => Math.max(most, Math.abs(y)), 0);
    const result: FloorResult = {
      floor,
      error: (points.rows + 16) * Number.EPSILON * size * size,
      rows: points.rows,
      rank,
    };
    return toJson(result);
  },
  cost: () => 0.01,
};
