import type { Points } from "../model/dataset.js";
import type { Model } from "../model/model.js";
import { type GramOptions, gramOf, type TangentGram } from "./gram.js";
import { pull } from "./pull.js";
import { push } from "./push.js";
import { type Sweep, sweep } from "./sweep.js";

/** A network linearised at its parameters and some points: outputs, and products with J = d f / d theta. */
export interface TangentPass {
  /** n. */
  readonly rows: number;
  /** k. */
  readonly outputs: number;
  /** f(x_i), (n x k) row-major: entry i k + p. */
  readonly output: Float64Array;
  /** J J'^T, J' of another pass over the same network (default: this one). As `gram`. */
  gram(other?: TangentPass, options?: GramOptions): TangentGram;
  /** J v, (n k), forward mode; v has one entry a parameter, and those of frozen blocks count as 0. */
  jvp(v: Float64Array): Float64Array;
  /** J^T u, one entry a parameter (0 in frozen blocks), reverse mode; u is (n k). */
  vjp(u: Float64Array): Float64Array;
}

const sweeps = new WeakMap<TangentPass, Sweep>();

/** What a pass was made of, for the measures that look inside. */
export function sweepOf(pass: TangentPass): Sweep {
  const found = sweeps.get(pass);
  if (!found) throw new RangeError("pass: expected one made by tangentPass");
  return found;
}

/**
 * One forward (and, when a product asks for it, backward) pass of a network in float64, kept for what follows where it fits in
 * 128 MiB and otherwise repeated piece by piece. Reads `model.parameters` again on later calls: they must stay as they are.
 * @param points standardised inputs; a data set is one.
 * @throws InputError if the points do not fit the network or are not finite.
 * @paper HRTA eq. (10); BXC (2.5)
 * @example
 * const pass = tangentPass(model, data.train);
 * const gradient = pass.vjp(pass.output.map((f, i) => (f - data.train.y[i]) / data.train.rows)); // of mse
 */
export function tangentPass(model: Model, points: Points): TangentPass {
  const own = sweep(model, points);
  const { network } = model;
  const k = network.outputs;
  const output = new Float64Array(points.rows * k);
  for (const chunk of own.chunks)
    for (let index = 0; index < own.cut.slices.length; index++) {
      const share = chunk.piece(index).features.output.data;
      for (let at = 0; at < share.length; at++) output[chunk.first * k + at] += share[at];
    }
  const pass: TangentPass = {
    rows: points.rows,
    outputs: k,
    output,
    gram(other = pass, options) {
      const right = sweepOf(other);
      if (right.model.network !== network && !sameShape(right.model, model))
        throw new RangeError(
          "other: expected a pass over a network of the same shape; J J'^T needs the same parameters",
        );
      return gramOf(own, right, options);
    },
    jvp(v) {
      checkLength("v", v, network.parameters, "one a parameter");
      const result = new Float64Array(points.rows * k);
      for (const chunk of own.chunks)
        for (let index = 0; index < own.cut.slices.length; index++) {
          const piece = chunk.piece(index);
          const share = push(model, piece.features, piece.slice, v).output.data;
          for (let at = 0; at < share.length; at++) result[chunk.first * k + at] += share[at];
        }
      return result;
    },
    vjp(u) {
      checkLength("u", u, points.rows * k, "one a row and output");
      const gradient = new Float64Array(network.parameters);
      for (const chunk of own.chunks) {
        const data = u.subarray(chunk.first * k, (chunk.first + chunk.rows) * k);
        for (let index = 0; index < own.cut.slices.length; index++) {
          const piece = chunk.piece(index);
          pull(model, piece.features, piece.slice, { rows: chunk.rows, columns: k, data }, gradient);
        }
      }
      return gradient;
    },
  };
  sweeps.set(pass, own);
  return pass;
}

const sameShape = (a: Model, b: Model): boolean =>
  a.network.parameters === b.network.parameters &&
  a.network.blocks.length === b.network.blocks.length &&
  a.network.blocks.every((block, i) => {
    const other = b.network.blocks[i];
    return (
      block.name === other.name && block.trainable === other.trainable && String(block.shape) === String(other.shape)
    );
  });

function checkLength(name: string, values: Float64Array, length: number, meaning: string): void {
  if (values.length !== length)
    throw new RangeError(`${name}: expected ${length} numbers, ${meaning}, got ${values.length}`);
}
