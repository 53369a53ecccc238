import { z } from "zod";
import { pathNorm } from "../../../model/penalty.js";
import { forward } from "../../../model/predict.js";
import { type Random, random } from "../../../numerics/random.js";
import { type HalfSpaces, halfSpacesNetwork, integerHalfSpaces, isInside } from "../../../problems/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(1).max(16),
  /** K. */
  faces: z.int().positive(),
  /** "natural": entries of w in {0, 1} and b from 0 on, as the lecture has it. "signed": entries in {-1, 0, 1}, half of the corners inside. */
  law: z.enum(["natural", "signed"]),
});

/** What one cell gives. */
export const halfSpacesResult = z.strictObject({
  corners: z.number(),
  /** Corners in the intersection. */
  inside: z.number(),
  /** Corners where sign(g) is not 1 inside and -1 outside. */
  wrong: z.number(),
  pathNorm: z.number(),
  /** 1/(2K) (K + 1/3 + sum_k (2 (2 |w_k|_1 + |b_k| + 1/2) + 1)). */
  printed: z.number(),
  /** 1/(2K) (K + 1/3 + sum_k (4 |w_k|_1 + 4 (|b_k| + 1/2) + 1)). */
  corrected: z.number(),
});

/** The lecture's network for an intersection of half-spaces that the seed draws, at every corner, and its path norm. */
export const halfSpacesExperiment: Experiment = {
  name: "wu.half-spaces",
  version: 1,
  async run(params, seed) {
    const { inputs: d, faces, law } = parseParams(paramsSchema, params, "wu.half-spaces");
    const draws = random(seed, `half-spaces ${law}`);
    const truth = law === "natural" ? naturalHalfSpaces(d, faces, draws) : integerHalfSpaces(d, faces, draws);
    const model = halfSpacesNetwork(truth);
    const corners = 1 << d;
    const x = new Float64Array(d);
    let inside = 0;
    let wrong = 0;
    for (let corner = 0; corner < corners; corner++) {
      for (let j = 0; j < d; j++) x[j] = (corner >> j) & 1 ? -1 : 1;
      const label = isInside(truth, x);
      if (label) inside++;
      const [g] = forward(model, x);
      // g is at least 1/(6K) away from 0, which rounding of sums of small numbers does not reach.
      if (label ? !(g > 0) : !(g < 0)) wrong++;
    }
    return toJson({
      corners,
      inside,
      wrong,
      pathNorm: pathNorm(1).evaluate(model.network, model.parameters),
      ...bounds(truth),
    } satisfies z.infer<typeof halfSpacesResult>);
  },
  cost: (params) => {
    const { inputs, faces } = parseParams(paramsSchema, params, "wu.half-spaces");
    return (1 << inputs) * (1e-6 + 1e-8 * inputs * faces) + 0.01;
  },
};

function naturalHalfSpaces(d: number, faces: number, draws: Random): HalfSpaces {
  const normals = Array.from({ length: faces }, () => {
    const w = new Float64Array(d);
    while (w.every((value) => value === 0)) for (let j = 0; j < d; j++) w[j] = draws.integer(2);
    return w;
  });
  return { normals, thresholds: normals.map((w) => draws.integer(length1(w)) + 0.5) };
}

function bounds({ normals, thresholds }: HalfSpaces): { printed: number; corrected: number } {
  const K = normals.length;
  let printed = K + 1 / 3;
  let corrected = K + 1 / 3;
  for (const [k, w] of normals.entries()) {
    const b = Math.abs(thresholds[k] - 0.5);
    printed += 2 * (2 * length1(w) + b + 0.5) + 1;
    corrected += 4 * length1(w) + 4 * (b + 0.5) + 1;
  }
  return { printed: printed / (2 * K), corrected: corrected / (2 * K) };
}

const length1 = (w: Float64Array): number => w.reduce((sum, value) => sum + Math.abs(value), 0);
