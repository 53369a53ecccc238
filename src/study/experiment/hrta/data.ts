import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { InputError } from "../../../model/errors.js";
import { buildProblem, problemSpec } from "../../../problems/index.js";

/** Points written out, one a row, such as a counterexample. */
const listed = z.strictObject({
  name: z.literal("listed"),
  x: z.array(z.array(z.number()).min(1)).min(1),
  /** One a row. Default 0. */
  y: z.array(z.number()).optional(),
});

/** The training points of a problem, or points written out. */
export const sampleSpec = z.discriminatedUnion("name", [problemSpec, listed]);
export type SampleSpec = z.infer<typeof sampleSpec>;

/** A constant 1 beside x (the case of the theory), or none (as the paper prints its networks). */
export const biasSpec = z.union([z.literal("input"), z.literal(false)]);

/** The homotopy parameter. */
export const slope = z.number().min(0).max(2);

/**
 * The points that a description stands for, with their targets.
 * @throws InputError if rows differ in length, or the problem lives in a file.
 */
export function samplePoints(spec: SampleSpec, seed: number): Dataset {
  if (spec.name !== "listed") return buildProblem(spec).data(seed).train;
  const { x, y = x.map(() => 0) } = spec;
  const inputs = x[0].length;
  const odd = x.findIndex((row) => row.length !== inputs);
  if (odd >= 0)
    throw new InputError(`data: row ${odd} has ${x[odd].length} numbers, expected ${inputs} like the first`);
  if (y.length !== x.length) throw new InputError(`data: ${y.length} targets for ${x.length} rows, expected one a row`);
  return { rows: x.length, inputs, outputs: 1, x: Float64Array.from(x.flat()), y: Float64Array.from(y) };
}
