import type { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { mlp } from "../../../model/network.js";
import { eigen } from "../../../numerics/linear/eigen.js";
import { gramProduct } from "../../../numerics/linear/product.js";
import { mnistSpec } from "../../../problems/family/mnist.js";
import type { ExperimentContext } from "../../cell.js";
import { openProblem } from "../problem.js";

/** Images and labels of the public notebook behind the paper's figures. */
export const notebookProblem = mnistSpec;

/**
 * The notebook's network: f(x) = sum_r a_r relu(w_r . x + b_r), both layers trained, w and b ~ N(0, 1/m^2), a ~ U(-1, 1), no 1/sqrt(m).
 * @paper PAPERS.md BXC 4
 */
export const notebookSpec = (width: number) =>
  mlp({ hidden: [width], bias: "input", scaling: "unit", outputInit: "uniform", deviation: 1 / width });

/** The training images, in coordinates of the space they span. */
export async function notebookData(
  spec: z.infer<typeof notebookProblem>,
  context: Pick<ExperimentContext, "readTable">,
): Promise<Dataset> {
  return ownCoordinates((await openProblem(spec, context)).data(0).train);
}

/** Directions in which the samples are this much shorter than in the longest are rounding. */
const RANK = 1e-13;

/**
 * The same samples in coordinates along the principal axes of X X^T, as many as its rank: all x_i . x_j are kept. A network whose
 * first layer starts at an isotropic normal law has the same law of outputs, at every step of a gradient method: what lies across the samples
 * neither acts nor moves. 60 images then have 60 inputs in place of 784.
 */
export function ownCoordinates(data: Dataset): Dataset {
  const { rows: n, inputs, x } = data;
  const { values, vectors } = eigen(gramProduct({ rows: n, columns: inputs, data: x }));
  const kept = values.reduce((count, value) => count + (value > RANK * values[n - 1] ? 1 : 0), 0);
  const own = new Float64Array(n * kept);
  for (let j = 0; j < kept; j++) {
    const at = n - kept + j;
    const length = Math.sqrt(values[at]);
    for (let i = 0; i < n; i++) own[i * kept + j] = length * vectors.data[at * n + i];
  }
  return { ...data, inputs: kept, x: own };
}
