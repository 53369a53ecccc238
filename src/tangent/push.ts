import type { Model } from "../model/model.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiply } from "../numerics/linear/product.js";
import type { Features } from "./features.js";
import { addRow, addScaled, EMPTY, into, slopeBlock, widthOf } from "./layer.js";
import { readBlock, type Slice } from "./slice.js";

/** Derivatives along a direction v of the parameters. */
export interface Tangents {
  /** Of z_l at l = 1, ..., L-1; (r x n_l). Entry 0 of both lists is empty: inputs do not move. */
  readonly z: readonly Matrix[];
  /** Of h_l. */
  readonly h: readonly Matrix[];
  /** Of the slice's share of the outputs, J v; (r x k). */
  readonly output: Matrix;
}

/** The slice's share of J v, forward mode, layer by layer. Entries of v in blocks that are not trained count as 0. */
export function push(model: Model, f: Features, slice: Slice, v: Float64Array): Tangents {
  const { network, parameters } = model;
  const last = network.widths.length - 1;
  const slope = slopeBlock(model);
  const zs: Matrix[] = [EMPTY];
  const hs: Matrix[] = [EMPTY];
  for (let layer = 1; ; layer++) {
    const z = zeros(f.rows, widthOf(model, layer, slice));
    for (const b of into(model, layer, slice)) {
      if (b.kind === "bias") {
        if (b.trainable) addRow(z, readBlock(b, v, slice));
        continue;
      }
      if (b.from > 0) addScaled(z, multiply(hs[b.from], readBlock(b, parameters, slice)), b.scale);
      if (b.trainable) addScaled(z, multiply(f.h[b.from], readBlock(b, v, slice)), b.scale);
    }
    if (layer === last) return { z: zs, h: hs, output: z };
    const h = zeros(z.rows, z.columns);
    const d = f.derivative[layer].data;
    for (let at = 0; at < h.data.length; at++) h.data[at] = d[at] * z.data[at];
    if (slope?.trainable) addScaled(h, f.bend[layer], v[slope.offset + layer - 1]);
    zs.push(z);
    hs.push(h);
  }
}
