import { z } from "zod";
import { random } from "../../../numerics/random.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(2).max(22),
  /** m. */
  neurons: z.int().positive(),
});

const classResult = z.strictObject({
  /** |F|. */
  size: z.number(),
  /** E_f |grad R^f - g|^2. */
  variance: z.number(),
  /** The same over E_x |grad h|^2 / |F|, the bound as printed. */
  ratio: z.number(),
});

/** What one cell gives. */
export const gradientVarianceResult = z.strictObject({
  inputs: z.number(),
  /** All 2^d parities. */
  all: classResult,
  /** Those of more than d/2 bits. */
  many: classResult,
});

/**
 * The variance over parities f of the gradient of R^f = E (h - f)^2, for h = 1/sqrt(m) sum_j a_j relu(w_j . x + b_j) with normal parameters,
 * exactly: grad R^f - g = -2 (<f, grad h> - its mean over f), and all <f, grad h> are Walsh-Hadamard transforms. As x_i is itself
 * a parity, <f_v, 1[z > 0] x_i> is the coefficient of 1[z > 0] at v with bit i flipped: two transforms a neuron are enough.
 * @paper Wu Theorem 7
 */
export const gradientVarianceExperiment: Experiment = {
  name: "wu.gradient-variance",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { inputs: d, neurons } = parseParams(paramsSchema, params, "wu.gradient-variance");
    const corners = 1 << d;
    const draw = random(seed, `network ${d}`);
    const value = new Float64Array(corners);
    const active = new Float64Array(corners);
    const powers = { all: 0, many: 0 };
    const means = { all: 0, many: 0 };
    const sizes = { all: corners, many: 0 };
    const many = Uint8Array.from({ length: corners }, (_, v) => (bits(v) > d / 2 ? 1 : 0));
    for (const one of many) sizes.many += one;
    // Row 0 is the sum for the output weight, 1 for the constant's, 2 + i for that of x_i.
    const sums = { all: new Float64Array(d + 2), many: new Float64Array(d + 2) };
    let square = 0;
    for (let j = 0; j < neurons; j++) {
      signal?.throwIfAborted();
      onProgress?.(j / neurons);
      const weights = new Float64Array(d + 1);
      draw.fillNormal(weights);
      square += fill({ weights, output: draw.normal() }, value, active) / neurons;
      transform(value);
      transform(active);
      sums.all.fill(0);
      sums.many.fill(0);
      for (let v = 0; v < corners; v++) {
        for (let row = 0; row < d + 2; row++) {
          const inner = row === 0 ? value[v] : active[row === 1 ? v : v ^ (1 << (row - 2))];
          const squared = inner * inner;
          powers.all += squared / neurons;
          sums.all[row] += inner;
          if (many[v] === 0) continue;
          powers.many += squared / neurons;
          sums.many[row] += inner;
        }
      }
      for (const name of ["all", "many"] as const)
        for (const sum of sums[name]) means[name] += (sum / sizes[name]) * (sum / sizes[name]) * (1 / neurons);
    }
    const result = (name: "all" | "many") => {
      const variance = 4 * (powers[name] / sizes[name] - means[name]);
      return { size: sizes[name], variance, ratio: (variance * sizes[name]) / square };
    };
    return toJson({ inputs: d, all: result("all"), many: result("many") } satisfies z.infer<
      typeof gradientVarianceResult
    >);
  },
  cost: (params) => {
    const { inputs, neurons } = parseParams(paramsSchema, params, "wu.gradient-variance");
    return 0.01 + 1.2e-8 * neurons * inputs * (1 << inputs);
  },
};

interface Neuron {
  /** w and, last, b. */
  readonly weights: Float64Array;
  readonly output: number;
}

/** Writes relu(z) and a 1[z > 0] at every corner; returns the mean of |gradient of a relu(z)|^2. */
function fill({ weights, output }: Neuron, value: Float64Array, active: Float64Array): number {
  const d = weights.length - 1;
  let squares = 0;
  for (let x = 0; x < value.length; x++) {
    let z = weights[d];
    for (let i = 0; i < d; i++) z += (x >> i) & 1 ? -weights[i] : weights[i];
    value[x] = z > 0 ? z : 0;
    active[x] = z > 0 ? output : 0;
    if (z > 0) squares += z * z + (d + 1) * output * output;
  }
  return squares / value.length;
}

/** The means of f against all parities, in place: entry v becomes E_x f(x) (-1)^(v.x). */
function transform(f: Float64Array): void {
  for (let half = 1; half < f.length; half *= 2)
    for (let start = 0; start < f.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const a = f[i];
        const b = f[i + half];
        f[i] = a + b;
        f[i + half] = a - b;
      }
  for (let i = 0; i < f.length; i++) f[i] /= f.length;
}

function bits(v: number): number {
  let count = 0;
  for (let rest = v; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
