import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import { buildProblem } from "../../../problems/index.js";
import { type KernelMatrix, shallowKernels } from "../../../theory/index.js";

const count = z.int().positive();

/** The data of BXC's theorems: points on the unit sphere with bounded targets. */
export const sphereData = z.strictObject({
  inputs: count,
  train: count,
  targets: z.enum(["sign", "uniform", "teacher"]).optional(),
});

/** Data, and the kernel that the theorems speak of: H_inf with its extreme eigenvalues. */
export interface TheoremData {
  readonly data: Dataset;
  readonly kernel: KernelMatrix;
  /** lambda_0 = lambda_min(H_inf). */
  readonly lambda0: number;
  readonly lambdaMax: number;
  /** All of them, ascending. */
  readonly values: Float64Array;
}

/** Draws the data of a seed. @paper BXC Fact 2.2 */
export function theoremData(spec: z.infer<typeof sphereData>, seed: number): TheoremData {
  // Nothing is chosen or judged here: the two other parts are as small as they can be.
  const data = buildProblem({ name: "sphere", ...spec, validation: 1, test: 1 }).data(seed).train;
  const kernel = shallowKernels(data, { bias: false, outputInit: "sign" }).at(1).omega;
  const values = eigenvalues(kernel);
  return { data, kernel, lambda0: values[0], lambdaMax: values[values.length - 1], values };
}
