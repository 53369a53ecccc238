import type { Model } from "../model/model.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiplyTransposed, transposedMultiply } from "../numerics/linear/product.js";
import type { Features } from "./features.js";
import { addScaled, EMPTY, outOf, slopeBlock, trained, widthOf } from "./layer.js";
import { addBlock, belongs, readBlock, type Slice } from "./slice.js";

/** Adds the slice's share of J^T u to `gradient`, reverse mode; u is (r x k). Blocks that are not trained stay as they are. */
export function pull(model: Model, f: Features, slice: Slice, u: Matrix, gradient: Float64Array): void {
  const { network, parameters } = model;
  const last = network.widths.length - 1;
  const slope = slopeBlock(model);
  const dz: Matrix[] = Array.from({ length: last + 1 }, () => EMPTY);
  dz[last] = u;
  for (let layer = last - 1; layer >= lowestTrained(model); layer--) {
    const dh = zeros(f.rows, widthOf(model, layer, slice));
    for (const b of outOf(model, layer))
      addScaled(dh, multiplyTransposed(dz[b.layer], readBlock(b, parameters, slice)), b.scale);
    if (slope?.trainable) gradient[slope.offset + layer - 1] += inner(dh, f.bend[layer]);
    for (let at = 0; at < dh.data.length; at++) dh.data[at] *= f.derivative[layer].data[at];
    dz[layer] = dh;
  }
  for (const b of trained(model)) {
    if (b.kind === "slope" || !belongs(b, slice)) continue;
    if (b.kind === "bias") addBlock(b, gradient, slice, columnSums(dz[b.layer]), 1);
    else addBlock(b, gradient, slice, transposedMultiply(f.h[b.from], dz[b.layer]), b.scale);
  }
}

/** The lowest layer that the backward pass must reach; slopes are trained in all of them. */
export function lowestTrained(model: Model): number {
  const last = model.network.widths.length - 1;
  return Math.min(last, ...trained(model).map((b) => (b.kind === "slope" ? 1 : b.layer)));
}

/** Sum of a_ij b_ij. */
export function inner(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += a.data[at] * b.data[at];
  return sum;
}

/** Sums over rows, as one row. */
export function columnSums(a: Matrix): Matrix {
  const sums = zeros(1, a.columns);
  for (let at = 0; at < a.data.length; at += a.columns)
    for (let j = 0; j < a.columns; j++) sums.data[j] += a.data[at + j];
  return sums;
}
