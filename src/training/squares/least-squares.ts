import type { Dataset } from "../../model/dataset.js";
import type { Loss } from "../../model/loss.js";
import type { Model } from "../../model/model.js";
import { blockLength, type Network } from "../../model/network.js";
import { type Matrix, place, zeros } from "../../numerics/linear/matrix.js";
import { transposedMultiply } from "../../numerics/linear/product.js";
import { jacobian } from "../../tangent/jacobian.js";
import { tangentPass } from "../../tangent/tangent-pass.js";
import type { LeastSquares } from "../optimizer/least-squares.js";
import { neuronPart } from "./neuron-part.js";
import { outputPart } from "./output-part.js";
import { rootWeights, scaleRows } from "./row-weights.js";

/** What is needed to see a run's loss as a sum of squares. */
export interface SquaresInput {
  readonly network: Network;
  readonly data: Dataset;
  readonly loss: Loss;
  /** A copy of the live network. */
  readonly model: () => Model;
}

/** The losses that are sums of squares. */
export const isSquares = ({ name }: Loss): boolean => name === "mse" || name === "sum";

/** c in R = c/2 sum weight |f - y|^2. */
export const curvatureOf = ({ name }: Loss, rows: number): number => (name === "mse" ? 1 / rows : 1);

/** Where the trained parameters lie in theta, ascending. */
export function trainedIndices(network: Network): Int32Array {
  const blocks = network.blocks.filter((b) => b.trainable);
  const indices = new Int32Array(blocks.reduce((sum, b) => sum + blockLength(b), 0));
  let at = 0;
  for (const b of blocks) for (let i = 0; i < blockLength(b); i++) indices[at++] = b.offset + i;
  return indices;
}

/** Entries of a Jacobian that are formed at once: 32 MiB. */
const PIECE = 2 ** 22;

/** The loss of a run as a sum of squares. */
export function leastSquares({ network, data, loss, model }: SquaresInput): LeastSquares {
  const { rows, inputs, outputs: k } = data;
  const root = rootWeights(data);
  const trained = trainedIndices(network);
  const scaled = (values: Float64Array): Float64Array => {
    scaleRows({ rows: rows * k, columns: 1, data: values }, root, k);
    return values;
  };
  const residualOf = (output: Float64Array) => scaled(output.map((f, at) => f - data.y[at]));

  return {
    residuals: rows * k,
    trained,
    curvature: curvatureOf(loss, rows),
    residual: () => residualOf(tangentPass(model(), data).output),
    tangent() {
      const pass = tangentPass(model(), data);
      return {
        residual: residualOf(pass.output),
        gram() {
          const { total } = pass.gram(pass, { blocks: false });
          // sqrt(w_i w_j) G_ij keeps G symmetric to the bit, as its factors are multiplied first.
          if (root)
            for (let i = 0; i < total.rows; i++)
              for (let j = 0; j < total.columns; j++)
                total.data[i * total.columns + j] *= root[Math.floor(i / k)] * root[Math.floor(j / k)];
          return total;
        },
        vjp: (u) => pass.vjp(scaled(u.slice())),
      };
    },
    normal() {
      const live = model();
      const size = trained.length;
      const matrix = zeros(size, size);
      const gradient = zeros(size, 1);
      const residual = residualOf(tangentPass(live, data).output);
      const count = Math.max(1, Math.floor(PIECE / (k * network.parameters)));
      for (let first = 0; first < rows; first += count) {
        const n = Math.min(count, rows - first);
        const x = data.x.subarray(first * inputs, (first + n) * inputs);
        const J = trainedColumns(jacobian(live, { rows: n, inputs, x }), trained);
        scaleRows(J, root?.subarray(first, first + n), k);
        place(matrix, transposedMultiply(J, J));
        const r = residual.subarray(first * k, (first + n) * k);
        place(gradient, transposedMultiply(J, { rows: n * k, columns: 1, data: r }));
      }
      return { matrix, gradient: gradient.data };
    },
    output: outputPart(network, data, model),
    neurons: neuronPart(network, data, model),
  };
}

/** The columns of the trained parameters. */
export function trainedColumns(J: Matrix, trained: Int32Array): Matrix {
  if (trained.length === J.columns) return J;
  const result = zeros(J.rows, trained.length);
  for (let i = 0; i < J.rows; i++)
    for (let j = 0; j < trained.length; j++) result.data[i * trained.length + j] = J.data[i * J.columns + trained[j]];
  return result;
}
