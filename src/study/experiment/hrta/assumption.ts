import { z } from "zod";
import { assumptionMatrices, parallelRows } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, samplePoints, sampleSpec } from "./data.js";
import { boundsSchema, leastBounds } from "./eigenvalue.js";

const schema = z.strictObject({ data: sampleSpec, bias: biasSpec });

const least = z.object({ K: boundsSchema, H: boundsSchema, M: boundsSchema, T: boundsSchema });

/** The matrices of Assumption 1 on some points. */
export const assumptionResult = z.object({
  rows: z.number(),
  /** Groups of rows on one line through the origin, each with the first few of its rows. */
  groups: z.number(),
  named: z.array(z.array(z.number())),
  /** lambda_min of K, H, M, T, for both kernels. */
  a: least,
  omega: least,
  /** The traces of H: of the a-kernel and of the omega-kernel. */
  traces: z.tuple([z.number(), z.number()]),
});
export type AssumptionResult = z.infer<typeof assumptionResult>;

/** Groups, and rows of each, that are named. */
const MOST_NAMED = 5;

/** The smallest eigenvalues of all eight matrices of HRTA's Assumption 1 within proven intervals, and the parallel rows by name. */
export const assumptionExperiment: Experiment = {
  name: "hrta.assumption",
  version: 1,
  async run(params, seed) {
    const { data, bias } = parseParams(schema, params, "hrta.assumption");
    const points = samplePoints(data, seed);
    const { a, omega } = assumptionMatrices(points, { bias });
    const { groups } = parallelRows(points, { bias });
    const all = ({ K, H, M, T }: typeof a) => ({
      K: leastBounds(K),
      H: leastBounds(H),
      M: leastBounds(M),
      T: leastBounds(T),
    });
    const trace = ({ rows, data: entries }: (typeof a)["H"]) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += entries[i * rows + i];
      return sum;
    };
    const result: AssumptionResult = {
      rows: points.rows,
      groups: groups.length,
      named: groups.slice(0, MOST_NAMED).map(({ rows }) => rows.slice(0, MOST_NAMED)),
      a: all(a),
      omega: all(omega),
      traces: [trace(a.H), trace(omega.H)],
    };
    return toJson(result);
  },
  cost: () => 0.01,
};
