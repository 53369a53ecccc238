import type { Model } from "../model/model.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiplyTransposed } from "../numerics/linear/product.js";
import type { Features } from "./features.js";
import { addScaled, EMPTY, outOf, slopeBlock, widthOf } from "./layer.js";
import { lowestTrained } from "./pull.js";
import { readBlock, type Slice } from "./slice.js";

/** d f_p / d z_l of a slice, row i k + p for sample i and output p. */
export interface Deltas {
  /** At l = 1, ..., L-1 from the lowest layer with a trained block on; (r k x n_l). */
  readonly delta: readonly Matrix[];
  /** The slice's share of d f_p / d s_l; (r k x hidden layers), absent where slopes are not trained. */
  readonly slope?: Matrix;
}

/** Backward pass with every output on its own: delta_l = (sum over connections c delta_to W^T) sigma_s'(z_l), delta_L = I. */
export function deltas(model: Model, f: Features, slice: Slice): Deltas {
  const { network, parameters } = model;
  const k = network.outputs;
  const last = network.widths.length - 1;
  const slopes = slopeBlock(model)?.trainable === true ? zeros(f.rows * k, last - 1) : undefined;
  const lowest = lowestTrained(model);
  const delta: Matrix[] = Array.from({ length: last }, () => EMPTY);
  for (let layer = last - 1; layer >= lowest; layer--) {
    const dh = zeros(f.rows * k, widthOf(model, layer, slice));
    for (const b of outOf(model, layer)) {
      const w = readBlock(b, parameters, slice);
      if (b.layer === last) addOutputWeights(dh, w, b.scale);
      else addScaled(dh, multiplyTransposed(delta[b.layer], w), b.scale);
    }
    if (slopes) {
      const bend = f.bend[layer];
      for (let row = 0; row < dh.rows; row++)
        slopes.data[row * (last - 1) + layer - 1] = dot(dh, row, bend, Math.floor(row / k));
    }
    const d = f.derivative[layer];
    for (let row = 0, at = 0; row < dh.rows; row++) {
      const from = Math.floor(row / k) * dh.columns;
      for (let j = 0; j < dh.columns; j++, at++) dh.data[at] *= d.data[from + j];
    }
    delta[layer] = dh;
  }
  return { delta, slope: slopes };
}

/** Adds c W^T, the derivatives of the k outputs by the layer below them, to the k rows of every sample. */
function addOutputWeights(dh: Matrix, w: Matrix, scale: number): void {
  const k = w.columns;
  for (let row = 0, at = 0; row < dh.rows; row++) {
    const p = row % k;
    for (let j = 0; j < dh.columns; j++, at++) dh.data[at] += scale * w.data[j * k + p];
  }
}

function dot(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let l = 0; l < a.columns; l++) sum += a.data[i * a.columns + l] * b.data[j * b.columns + l];
  return sum;
}
