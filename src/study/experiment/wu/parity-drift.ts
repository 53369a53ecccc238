import { z } from "zod";
import { initialise } from "../../../model/initialise.js";
import { block, blockLength, buildNetwork, mlp } from "../../../model/network.js";
import { random } from "../../../numerics/random.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { brief, briefly } from "./brief.js";
import { descend } from "./descend.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(2).max(16),
  /** m. */
  neurons: count,
  /** Gradient flow by Euler's method: steps of this length ... */
  rate: z.number().positive(),
  /** ... and how many. */
  steps: count,
});

/** What one cell gives. */
export const parityDriftResult = z.strictObject({
  /** E_x |grad h(x; theta_0)|^2 does not depend on f: the root mean square over f of |theta_t - theta_0| at the end. */
  drift: z.number(),
  /** |theta_t - theta_0| at the end by how many bits count, 0 to d. */
  byBits: z.array(z.number().nullable()),
  /** The largest |h(x)| met for parities of two bits and more. */
  height: z.number(),
});

/**
 * A two-layer relu network trained by gradient flow of the hinge loss over all 2^d corners on a parity of k random bits, k = 0, ..., d, always
 * from the same start, with |h| < 1 there.
 * @paper Wu Theorem 8
 */
export const parityDriftExperiment: Experiment = {
  name: "wu.parity-drift",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { inputs: d, neurons, rate, steps } = parseParams(paramsSchema, params, "wu.parity-drift");
    const network = buildNetwork(mlp({ hidden: [neurons], bias: "input" }), d, 1);
    const parameters = initialise(network, seed);
    // Rows have length sqrt(d + 1): so scaled, h at the start is N(0, 0.02) for every d, and within [-1, 1].
    rescale(parameters, block(network, "hidden1.weight"), 1 / Math.sqrt(d + 1));
    rescale(parameters, block(network, "output.weight"), 0.2);
    const corners = 1 << d;
    const x = new Float64Array(corners * d);
    for (let i = 0; i < corners; i++) for (let j = 0; j < d; j++) x[i * d + j] = (i >> j) & 1 ? -1 : 1;
    const draw = random(seed, "bits");
    const byBits: number[] = [];
    let height = 0;
    let mean = 0;
    let chance = 1 / corners;
    for (let k = 0; k <= d; k++) {
      onProgress?.(k / (d + 1));
      const y = parityOf(draw.permutation(d).slice(0, k), x, d);
      let distance = 0;
      await descend({
        model: { network, parameters, s: [1] },
        x,
        rows: corners,
        slope: (output, cotangent) => {
          for (let i = 0; i < corners; i++) cotangent[i] = y[i] * output[i] < 1 ? -y[i] / corners : 0;
        },
        rate,
        steps,
        looks: [0, steps],
        look: ({ output, parameters: now }) => {
          if (k > 1) for (const h of output) height = Math.max(height, Math.abs(h));
          distance = apart(now, parameters);
        },
        signal,
      });
      byBits.push(distance);
      mean += chance * distance * distance;
      chance = (chance * (d - k)) / (k + 1);
    }
    return toJson({
      drift: Math.sqrt(mean),
      byBits: briefly(byBits),
      height: brief(height) ?? 0,
    } satisfies z.infer<typeof parityDriftResult>);
  },
  cost: (params) => {
    const { inputs: d, neurons, steps } = parseParams(paramsSchema, params, "wu.parity-drift");
    return 0.02 + 3e-10 * (1 << d) * neurons * (d + 2) * (d + 1) * steps;
  },
};

function rescale(parameters: Float64Array, b: ReturnType<typeof block>, factor: number): void {
  for (let i = b.offset; i < b.offset + blockLength(b); i++) parameters[i] *= factor;
}

function parityOf(bits: Int32Array, x: Float64Array, d: number): Float64Array {
  return Float64Array.from({ length: x.length / d }, (_, i) => bits.reduce((y, j) => y * x[i * d + j], 1));
}

function apart(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return Math.sqrt(squares);
}
