import { openSession } from "../../../engine/choose.js";
import type { Dataset } from "../../../model/dataset.js";
import { initialise } from "../../../model/initialise.js";
import { block, buildNetwork, mlp, type Network, program } from "../../../model/network.js";
import { type Matrix, zeros } from "../../../numerics/linear/matrix.js";

/** The network of BXC's theorems: f(x) = 1/sqrt(m) sum_r a_r relu(w_r . x), a = +-1 frozen, w ~ N(0, I), no bias. */
export const theoremSpec = (width: number) =>
  mlp({ hidden: [width], bias: false, scaling: "ntk", outputInit: "sign", freeze: ["output"] });

/** Which neurons are active at which samples, w_r . x_i > 0: bit r of row i. */
export type Pattern = readonly Uint32Array[];

/**
 * That network on one data set of one output, in float64, with what its dynamics needs at every step: the error and gradient by an engine, the
 * kernel from the bits of its active pattern.
 */
export interface HiddenLayer {
  readonly network: Network;
  /** n. */
  readonly rows: number;
  /** w at the start, (d x m) row-major: column r is neuron r. */
  readonly start: Float64Array;
  /** The error f - y at w, and the gradient of L = 1/2 |f - y|^2 where one is asked for. */
  evaluate(w: Float64Array, error: Float64Array, gradient?: Float64Array): void;
  /** Delta' = J w', 0 without a velocity, and the active pattern at w. */
  observe(w: Float64Array, velocity: Float64Array | undefined, change: Float64Array): Pattern;
  /** Delta' = J w' as if the neurons of a pattern were the active ones. */
  push(pattern: Pattern, velocity: Float64Array, change: Float64Array): void;
  /** H of a pattern, H_ij = x_i . x_j / m times the neurons active at both. @paper BXC (2.6) */
  gram(pattern: Pattern): Matrix;
  close(): void;
}

/** Opens the theorem's network of that width, drawn from the seed. */
export async function openHiddenLayer(data: Dataset, width: number, seed: number): Promise<HiddenLayer> {
  const { rows: n, inputs: d, x, y } = data;
  const network = buildNetwork(theoremSpec(width), d, 1);
  const theta = initialise(network, seed);
  const first = block(network, "hidden1.weight");
  const output = block(network, "output.weight");
  const signs = theta.subarray(output.offset, output.offset + width);
  const session = await openSession(program(network, { rows: n, dtype: "f64" }), "auto");
  session.parameters.set(theta);
  session.input.set(x);
  const weights = session.parameters.subarray(first.offset, first.offset + d * width);
  const pull = session.gradient.subarray(first.offset, first.offset + d * width);
  const slope = [1];
  const z = new Float64Array(width);
  const products = inputProducts(data);

  /** z = x_i . w over all neurons, in an order that runs along the rows of w. */
  function along(i: number, w: Float64Array): void {
    z.fill(0);
    for (let j = 0; j < d; j++) {
      const factor = x[i * d + j];
      const row = w.subarray(j * width, (j + 1) * width);
      for (let r = 0; r < width; r++) z[r] += factor * row[r];
    }
  }

  function push(pattern: Pattern, velocity: Float64Array, change: Float64Array): void {
    for (const [i, bits] of pattern.entries()) {
      along(i, velocity);
      let sum = 0;
      for (let r = 0; r < width; r++) if ((bits[r >>> 5] >>> (r & 31)) & 1) sum += signs[r] * z[r];
      change[i] = output.scale * sum;
    }
  }

  return {
    network,
    rows: n,
    start: theta.slice(first.offset, first.offset + d * width),
    evaluate(w, error, gradient) {
      weights.set(w);
      session.forward(n, slope);
      for (let i = 0; i < n; i++) error[i] = session.output[i] - y[i];
      if (!gradient) return;
      session.cotangent.set(error);
      session.clear();
      session.pull(n);
      gradient.set(pull);
    },
    observe(w, velocity, change) {
      const pattern = Array.from({ length: n }, (_, i) => {
        const bits = new Uint32Array(Math.ceil(width / 32));
        along(i, w);
        for (let r = 0; r < width; r++) if (z[r] > 0) bits[r >>> 5] |= 1 << (r & 31);
        return bits;
      });
      if (velocity) push(pattern, velocity, change);
      else change.fill(0);
      return pattern;
    },
    push,
    gram(pattern) {
      const h = zeros(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const value = (products.data[i * n + j] * both(pattern[i], pattern[j])) / width;
          h.data[i * n + j] = value;
          h.data[j * n + i] = value;
        }
      return h;
    },
    close: () => session.close(),
  };
}

/** Pairs (sample, neuron) that are active in one pattern only. */
export function flips(a: Pattern, b: Pattern): number {
  let count = 0;
  for (const [i, row] of a.entries()) for (let at = 0; at < row.length; at++) count += ones(row[at] ^ b[i][at]);
  return count;
}

function both(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < a.length; at++) count += ones(a[at] & b[at]);
  return count;
}

/** Bits of a 32-bit word, added up in parallel. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function inputProducts({ rows: n, inputs: d, x }: Dataset): Matrix {
  const result = zeros(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < d; k++) result.data[i * n + j] += x[i * d + k] * x[j * d + k];
  return result;
}
