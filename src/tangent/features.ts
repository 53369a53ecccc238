import type { Model } from "../model/model.js";
import { slopes } from "../model/slope.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiply } from "../numerics/linear/product.js";
import { addRow, addScaled, EMPTY, into, slopeBlock, widthOf } from "./layer.js";
import { readBlock, type Slice } from "./slice.js";

/** What a forward pass over r rows of a slice leaves behind. */
export interface Features {
  readonly rows: number;
  /** h_0 (with the constant column), ..., h_{L-1}; (r x n_l). */
  readonly h: readonly Matrix[];
  /** z_l at l = 1, ..., L-1; (r x n_l). Entry 0 of this list and of those below is empty. */
  readonly z: readonly Matrix[];
  /** sigma_s'(z_l); (r x n_l). */
  readonly derivative: readonly Matrix[];
  /** d h_l / d s_l = sigma(z_l) - z_l, where slopes are trained. */
  readonly bend: readonly Matrix[];
  /** The slice's share of the outputs; (r x k). */
  readonly output: Matrix;
}

/**
 * Forward pass over a slice: z_l = b_l + sum over connections c h_from W, h_l = (1-s_l) z_l + s_l sigma(z_l).
 * @param h0 inputs with the constant column, (r x n_0).
 * @paper HRTA eq. (3), (6)
 */
export function features(model: Model, h0: Matrix, slice: Slice): Features {
  const { network, parameters } = model;
  const last = network.widths.length - 1;
  const s = slopes(model);
  const { value, derivative: prime } = network.spec.activation.sigma;
  const bends = slopeBlock(model)?.trainable === true;
  const h: Matrix[] = [h0];
  const zs: Matrix[] = [EMPTY];
  const derivative: Matrix[] = [EMPTY];
  const bend: Matrix[] = [EMPTY];
  for (let layer = 1; ; layer++) {
    const z = zeros(h0.rows, widthOf(model, layer, slice));
    for (const b of into(model, layer, slice)) {
      const part = readBlock(b, parameters, slice);
      if (b.kind === "bias") addRow(z, part);
      else addScaled(z, multiply(h[b.from], part), b.scale);
    }
    if (layer === last) return { rows: h0.rows, h, z: zs, derivative, bend, output: z };
    const y = zeros(z.rows, z.columns);
    const d = zeros(z.rows, z.columns);
    const e = bends ? zeros(z.rows, z.columns) : EMPTY;
    const slope = s[layer - 1];
    const rest = 1 - slope;
    for (let at = 0; at < z.data.length; at++) {
      const v = z.data[at];
      const sigma = value(v);
      y.data[at] = rest * v + slope * sigma;
      d.data[at] = rest + slope * prime(v);
      if (bends) e.data[at] = sigma - v;
    }
    h.push(y);
    zs.push(z);
    derivative.push(d);
    bend.push(e);
  }
}
