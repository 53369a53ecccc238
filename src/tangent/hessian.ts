import type { Dataset } from "../model/dataset.js";
import { type Loss, mse } from "../model/loss.js";
import type { Model } from "../model/model.js";
import { slopes } from "../model/slope.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiplyTransposed, transposedMultiply } from "../numerics/linear/product.js";
import type { Features } from "./features.js";
import { addScaled, EMPTY, outOf, slopeBlock, trained, widthOf } from "./layer.js";
import { checkTargets, lossAt } from "./measure/risk.js";
import { columnSums, inner, lowestTrained } from "./pull.js";
import { push, type Tangents } from "./push.js";
import { secondDerivative } from "./second-derivative.js";
import { addBlock, belongs, readBlock, type Slice } from "./slice.js";
import { sweepOf, tangentPass } from "./tangent-pass.js";

/** Products with the Hessian of a loss at a model's parameters. */
export interface Hessian {
  /** H v over the trained parameters, 0 in frozen blocks; entries of v there count as 0. */
  apply(v: Float64Array): Float64Array;
}

/**
 * Products with the Hessian of R, H v = J^T (R'' J v) + sum_i (dR/df_i) (d^2 f_i) v, by one forward and one backward pass of the network and
 * of its derivative along v, in float64. Exact almost everywhere: sigma'' is taken without the kinks of relu, which a difference
 * of gradients would pick up at random. R'' J v is a central difference of dR/df, exact for squares up to rounding;
 * hinge has none.
 * @throws InputError if the data do not fit the network.
 */
export function hessian(model: Model, data: Dataset, { loss = mse }: { readonly loss?: Loss } = {}): Hessian {
  checkTargets(model, data);
  const { network } = model;
  const k = network.outputs;
  const pass = tangentPass(model, data);
  const { cut, chunks } = sweepOf(pass);
  const u = new Float64Array(pass.output.length);
  lossAt(loss, data, pass.output, u);
  return {
    apply(v) {
      const w = curvatureAlong(loss, data, pass.output, pass.jvp(v));
      const result = new Float64Array(network.parameters);
      for (const { first, rows, piece } of chunks) {
        const part = (values: Float64Array): Matrix => ({
          rows,
          columns: k,
          data: values.subarray(first * k, (first + rows) * k),
        });
        for (let index = 0; index < cut.slices.length; index++) {
          const { slice, features: f } = piece(index);
          pullTwice(model, f, slice, { tangents: push(model, f, slice, v), v, u: part(u), w: part(w) }, result);
        }
      }
      return result;
    },
  };
}

/** Truncation eps^(2/3) and rounding eps / step are equal at cbrt(2^-52). */
const STEP = 6e-6;

/** d/dt dR/df (f + t g) at t = 0. */
function curvatureAlong(loss: Loss, data: Dataset, f: Float64Array, g: Float64Array): Float64Array {
  const size = g.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0 || loss.curvature === 0) return new Float64Array(g.length);
  const step = (STEP * (1 + f.reduce((most, value) => Math.max(most, Math.abs(value)), 0))) / size;
  const at = (t: number) => {
    const cotangent = new Float64Array(f.length);
    lossAt(
      loss,
      data,
      f.map((value, i) => value + t * g[i]),
      cotangent,
    );
    return cotangent;
  };
  const above = at(step);
  const below = at(-step);
  return above.map((value, i) => (value - below[i]) / (2 * step));
}

interface Seed {
  readonly tangents: Tangents;
  readonly v: Float64Array;
  /** dR/df and its derivative along v; (r x k). */
  readonly u: Matrix;
  readonly w: Matrix;
}

/** Adds the derivative along v of the slice's share of J^T u. */
function pullTwice(model: Model, f: Features, slice: Slice, { tangents, v, u, w }: Seed, result: Float64Array): void {
  const { network, parameters } = model;
  const last = network.widths.length - 1;
  const slope = slopeBlock(model);
  const s = slopes(model);
  const { sigma } = network.spec.activation;
  const second = secondDerivative(sigma);
  // Cotangents of z_l, and their derivatives along v.
  const dz: Matrix[] = Array.from({ length: last + 1 }, () => EMPTY);
  const along: Matrix[] = [...dz];
  dz[last] = u;
  along[last] = w;
  for (let layer = last - 1; layer >= lowestTrained(model); layer--) {
    const dh = zeros(f.rows, widthOf(model, layer, slice));
    const turned = zeros(f.rows, dh.columns);
    for (const b of outOf(model, layer)) {
      const map = readBlock(b, parameters, slice);
      addScaled(dh, multiplyTransposed(dz[b.layer], map), b.scale);
      addScaled(turned, multiplyTransposed(along[b.layer], map), b.scale);
      if (b.trainable) addScaled(turned, multiplyTransposed(dz[b.layer], readBlock(b, v, slice)), b.scale);
    }
    const z = f.z[layer].data;
    const moved = tangents.z[layer].data;
    const d = f.derivative[layer].data;
    const turn = slope?.trainable ? v[slope.offset + layer - 1] : 0;
    if (slope?.trainable) {
      let sum = inner(turned, f.bend[layer]);
      for (let at = 0; at < z.length; at++) sum += dh.data[at] * (sigma.derivative(z[at]) - 1) * moved[at];
      result[slope.offset + layer - 1] += sum;
    }
    for (let at = 0; at < z.length; at++) {
      let bent = s[layer - 1] * second(z[at]) * moved[at];
      if (turn !== 0) bent += turn * (sigma.derivative(z[at]) - 1);
      turned.data[at] = turned.data[at] * d[at] + dh.data[at] * bent;
      dh.data[at] *= d[at];
    }
    dz[layer] = dh;
    along[layer] = turned;
  }
  for (const b of trained(model)) {
    if (b.kind === "slope" || !belongs(b, slice)) continue;
    if (b.kind === "bias") {
      addBlock(b, result, slice, columnSums(along[b.layer]), 1);
      continue;
    }
    addBlock(b, result, slice, transposedMultiply(f.h[b.from], along[b.layer]), b.scale);
    if (b.from > 0) addBlock(b, result, slice, transposedMultiply(tangents.h[b.from], dz[b.layer]), b.scale);
  }
}
