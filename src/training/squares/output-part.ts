import type { Dataset, Points } from "../../model/dataset.js";
import type { Model } from "../../model/model.js";
import { type Block, blockLength, type Network } from "../../model/network.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { belongs } from "../../tangent/slice.js";
import { sweep } from "../../tangent/sweep.js";
import type { OutputPart } from "../optimizer/least-squares.js";
import { rootWeights, scaleRows } from "./row-weights.js";

/** The trained blocks of the output layer: its weights and biases, and links into it. */
export const outputBlocks = ({ blocks, widths }: Network): readonly Block[] =>
  blocks.filter((b) => b.trainable && b.layer === widths.length - 1);

/** Columns of the output layer's design matrix. */
export const outputFeatures = (network: Network): number =>
  outputBlocks(network).reduce((sum, b) => sum + blockLength(b), 0) / network.outputs;

/** Where the coefficients of the output layer lie in theta, (q x k) row-major. */
export function outputIndices(network: Network): Int32Array {
  const at: number[] = [];
  for (const b of outputBlocks(network)) for (let i = 0; i < blockLength(b); i++) at.push(b.offset + i);
  return Int32Array.from(at);
}

/**
 * Phi, (n x q): the derivatives of any one output by the coefficients of the output layer that lead to it, in the order of
 * `outputIndices`: c h of the layers that its weights and links come from, 1 for its bias.
 */
export function outputDesign(model: Model, points: Points): Matrix {
  const { network } = model;
  const blocks = outputBlocks(network);
  const result = zeros(points.rows, outputFeatures(network));
  const { chunks, cut } = sweep(model, points);
  for (const chunk of chunks)
    for (const [index, slice] of cut.slices.entries()) {
      let column = 0;
      const { h } = chunk.piece(index).features;
      for (const b of blocks) {
        const rows = b.kind === "bias" ? 1 : b.shape[0];
        if (belongs(b, slice)) {
          // A sliced network has one hidden layer, of which a slice holds some neurons.
          const first = !slice.whole && b.from === 1 && b.kind === "weight" ? slice.first : 0;
          for (let i = 0; i < chunk.rows; i++) {
            const to = (chunk.first + i) * result.columns + column + first;
            if (b.kind === "bias") result.data[to] = 1;
            else {
              const { columns, data } = h[b.from];
              for (let j = 0; j < columns; j++) result.data[to + j] = b.scale * data[i * columns + j];
            }
          }
        }
        column += rows;
      }
    }
  return result;
}

/** The output layer of a run's network as an optimiser sees it. */
export function outputPart(network: Network, data: Dataset, model: () => Model): OutputPart {
  return {
    outputs: network.outputs,
    at: outputIndices(network),
    design() {
      const design = outputDesign(model(), data);
      scaleRows(design, rootWeights(data));
      return design;
    },
  };
}

/** Side of a system, and entries of a design matrix (1 GiB), at most. */
const MOST_SIDE = 8192;
const MOST_ENTRIES = 2 ** 27;

/** Why the output layer of this network cannot be solved for on so many rows, or undefined if it can. */
export function outputUnsupported(network: Network, rows: number): string | undefined {
  const features = outputFeatures(network);
  if (features === 0) return "the output layer is frozen";
  const side = Math.min(rows, features);
  if (side <= MOST_SIDE && rows * features <= MOST_ENTRIES) return undefined;
  const memory = ((8 * rows * features + 16 * side * side) / 2 ** 30).toFixed(1);
  return `${rows} rows of ${features} features take ${memory} GiB; expected at most ${MOST_ENTRIES / 2 ** 27} GiB of features and ${MOST_SIDE} of rows or features: take fewer rows or neurons`;
}
