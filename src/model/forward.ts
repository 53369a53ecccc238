import { InputError } from "./errors.js";
import type { Model } from "./model.js";
import type { Block } from "./network.js";
import { slopes } from "./slope.js";

/**
 * The network's outputs in float64, synchronously and without an engine: its definition in a few loops, for a handful of rows
 * and as the yardstick of everything faster.
 * z_l = b_l + sum over connections c h_from W, h_l = (1-s_l) z_l + s_l sigma(z_l), output = z_L.
 * @param x standardised inputs (rows x d), row-major, without the constant column.
 * @returns outputs (rows x k), row-major, standardised.
 * @throws InputError if x is not a whole number of rows of d inputs.
 * @paper HRTA eq. (3), (6)
 */
export function forward(model: Model, x: Float64Array): Float64Array {
  const { network } = model;
  const rows = rowCount(network, x);
  const last = network.widths.length - 1;
  const s = slopes(model);
  const { value: sigma } = network.spec.activation.sigma;
  const result = new Float64Array(rows * network.outputs);
  const h = network.widths.map((width) => new Float64Array(width));
  const into = network.widths.map((_, layer) => network.blocks.filter((b) => b.kind !== "slope" && b.layer === layer));
  if (network.spec.bias === "input") h[0][network.inputs] = 1;
  for (let row = 0; row < rows; row++) {
    h[0].set(x.subarray(row * network.inputs, (row + 1) * network.inputs));
    for (let layer = 1; layer <= last; layer++) {
      const z = h[layer].fill(0);
      for (const b of into[layer]) accumulate(z, b, h[b.from], model);
      if (layer < last)
        for (let j = 0; j < z.length; j++) z[j] = (1 - s[layer - 1]) * z[j] + s[layer - 1] * sigma(z[j]);
    }
    result.set(h[last], row * network.outputs);
  }
  return result;
}

function accumulate(z: Float64Array, b: Block, source: Float64Array, { parameters }: Model): void {
  if (b.kind === "bias") {
    for (let j = 0; j < z.length; j++) z[j] += parameters[b.offset + j];
    return;
  }
  for (let i = 0; i < source.length; i++) {
    const scaled = b.scale * source[i];
    const start = b.offset + i * z.length;
    for (let j = 0; j < z.length; j++) z[j] += scaled * parameters[start + j];
  }
}

/** The number of rows in x. */
export function rowCount({ inputs }: { readonly inputs: number }, x: Float64Array): number {
  const rows = x.length / inputs;
  if (Number.isInteger(rows)) return rows;
  throw new InputError(
    `x: expected rows of ${inputs} inputs, got ${x.length} numbers, which is not a multiple of ${inputs}`,
  );
}
