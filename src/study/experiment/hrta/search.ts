import { z } from "zod";
import type { Points } from "../../../model/dataset.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import { type Random, random } from "../../../numerics/random.js";
import { shallowKernels } from "../../../theory/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { biasSpec, slope } from "./data.js";
import { boundsSchema, leastBounds } from "./eigenvalue.js";

const schema = z.strictObject({
  rows: z.int().positive(),
  inputs: z.int().positive(),
  bias: biasSpec,
  kernel: z.enum(["a", "omega"]),
  /** The two s between which lambda_min is to fall. */
  from: slope,
  to: slope,
  /** Points tried. */
  trials: z.int().positive(),
});
type Search = z.infer<typeof schema>;

/** The points where lambda_min falls most that a search has found. */
export const searchResult = z.object({
  /** Rounded to three decimals. */
  x: z.array(z.array(z.number())),
  before: boundsSchema,
  after: boundsSchema,
});
export type SearchResult = z.infer<typeof searchResult>;

/** Under this share of the kernel's size rounding would lead the search. */
const RESOLVED = 1e-9;
const DECIMALS = 1000;
/** Steps without gain after which the step is halved. */
const PATIENCE = 40;

/**
 * Searches the cube for points at which lambda_min of a kernel falls from one s to another: a random start, then random moves of one
 * point at a time that are kept where they raise the ratio before/after. What is found is rounded to three decimals and computed anew
 * with proven intervals, so that it can be written down.
 */
export const searchExperiment: Experiment = {
  name: "hrta.search",
  version: 1,
  async run(params, seed, { signal }) {
    const search = parseParams(schema, params, "hrta.search");
    const { rows, inputs, bias, kernel } = search;
    const best = climb(search, random(seed, "search"), signal);
    const x = best.map((v) => Math.round(v * DECIMALS) / DECIMALS);
    const kernels = shallowKernels({ rows, inputs, x }, { bias });
    const at = (s: number) => leastBounds(kernels.at(s)[kernel]);
    const result: SearchResult = {
      x: Array.from({ length: rows }, (_, i) => [...x.subarray(i * inputs, (i + 1) * inputs)]),
      before: at(search.from),
      after: at(search.to),
    };
    return toJson(result);
  },
  cost: (params) => {
    const { rows, trials } = parseParams(schema, params, "hrta.search");
    return trials * (2e-5 + rows * rows * 1e-6);
  },
};

function climb(search: Search, draws: Random, signal?: AbortSignal): Float64Array {
  const { rows, inputs, trials } = search;
  let x = Float64Array.from({ length: rows * inputs }, () => draws.uniform());
  let value = ratio({ rows, inputs, x }, search);
  let step = 0.3;
  let idle = 0;
  for (let trial = 0; trial < trials; trial++) {
    signal?.throwIfAborted();
    const next = x.slice();
    const row = draws.integer(rows);
    for (let j = row * inputs; j < (row + 1) * inputs; j++)
      next[j] = Math.min(1, Math.max(0, next[j] + step * draws.normal()));
    const gained = ratio({ rows, inputs, x: next }, search);
    if (gained > value) {
      x = next;
      value = gained;
      idle = 0;
    } else if (++idle >= PATIENCE) {
      idle = 0;
      step = step > 1e-3 ? step / 2 : 0.3;
    }
  }
  return x;
}

/** lambda_min(K_from) / lambda_min(K_to); 0 where it cannot be told from rounding. */
function ratio(points: Points, { bias, kernel, from, to }: Search): number {
  const kernels = shallowKernels(points, { bias });
  const [before, after] = [from, to].map((s) => eigenvalues(kernels.at(s)[kernel])[0]);
  return after > RESOLVED ? before / after : 0;
}
