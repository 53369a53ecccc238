import { z } from "zod";
import { pathNorm } from "../../../model/penalty.js";
import { forward } from "../../../model/predict.js";
import { parityNetwork } from "../../../problems/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(1).max(20),
});

/** What one cell gives. */
export const parityNetworkResult = z.strictObject({
  inputs: z.number(),
  /** 2^d corners times d + 1 sizes of v. */
  cases: z.number(),
  /** Where f(x) is not (-1)^(v.x) to the bit. */
  wrong: z.number(),
  /** The largest |f(x) - (-1)^(v.x)|. */
  worst: z.number(),
  neurons: z.number(),
  /** Of the network for the parity of all d inputs. */
  pathNorm: z.number(),
  /** Path norm of the form with the fewest neurons, equal at the corners. */
  compactPathNorm: z.number(),
  compactWrong: z.number(),
});

const ROWS = 4096;

/** Whether the lecture's relu network is the parity of the first k of d signs at every corner, k = 0, ..., d. */
export const parityNetworkExperiment: Experiment = {
  name: "wu.parity-network",
  version: 1,
  async run(params, _seed, { signal }) {
    const { inputs: d } = parseParams(paramsSchema, params, "wu.parity-network");
    const corners = 1 << d;
    let wrong = 0;
    let compactWrong = 0;
    let worst = 0;
    for (let k = 0; k <= d; k++) {
      signal?.throwIfAborted();
      const active = Array.from({ length: k }, (_, j) => j);
      const paper = parityNetwork(d, { active });
      const compact = parityNetwork(d, { active, form: "compact" });
      for (let first = 0; first < corners; first += ROWS) {
        const { x, parity } = block(first, Math.min(ROWS, corners - first), d, k);
        const f = forward(paper, x);
        const g = forward(compact, x);
        for (let i = 0; i < parity.length; i++) {
          if (f[i] !== parity[i]) wrong++;
          if (g[i] !== parity[i]) compactWrong++;
          worst = Math.max(worst, Math.abs(f[i] - parity[i]));
        }
      }
    }
    const norm = (form: "paper" | "compact") => {
      const { network, parameters } = parityNetwork(d, { form });
      return pathNorm(1).evaluate(network, parameters);
    };
    return toJson({
      inputs: d,
      cases: corners * (d + 1),
      wrong,
      worst,
      neurons: 3 * (d + 1),
      pathNorm: norm("paper"),
      compactPathNorm: norm("compact"),
      compactWrong,
    } satisfies z.infer<typeof parityNetworkResult>);
  },
  cost: (params) => {
    const { inputs: d } = parseParams(paramsSchema, params, "wu.parity-network");
    return 2e-9 * (1 << d) * (d + 1) * (d + 1) * (d + 1) * 4 + 0.01;
  },
};

/** Corners of {-1, 1}^d from a number on, x_j = -1 where bit j is set, and the product of their first k signs. */
function block(first: number, rows: number, d: number, k: number): { x: Float64Array; parity: Float64Array } {
  const x = new Float64Array(rows * d);
  const parity = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let product = 1;
    for (let j = 0; j < d; j++) {
      const sign = ((first + i) >> j) & 1 ? -1 : 1;
      x[i * d + j] = sign;
      if (j < k) product *= sign;
    }
    parity[i] = product;
  }
  return { x, parity };
}
