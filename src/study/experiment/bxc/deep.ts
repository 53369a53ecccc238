import { z } from "zod";
import { initialise } from "../../../model/initialise.js";
import { sumOfSquares } from "../../../model/loss.js";
import type { Model } from "../../../model/model.js";
import { buildNetwork, mlp } from "../../../model/network.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import { risk, tangentPass } from "../../../tangent/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { halfSquares } from "./numbers.js";
import { sphereData, theoremData } from "./sphere.js";

export const deepParams = z.strictObject({
  problem: sphereData,
  /** Width of every hidden layer. */
  width: z.int().positive(),
  /** Hidden layers. */
  layers: z.int().positive(),
  /** Steps of the heavy ball, b = sqrt(2 lambda), in its own clock. */
  steps: z.int().positive(),
  /** Looks along the way. */
  looks: z.int().positive(),
});

/** Half the distance of the central difference along the velocity, in units of the velocity's own clock: neurons rarely flip within. */
const STEP = 1e-4;

/**
 * A deep network, all layers trained, along a heavy ball of b = sqrt(2 lambda), lambda = lambda_min(G(0)): at each look
 * - the kernels of the layers, their smallest eigenvalues, and by how much their sum misses G;
 * - by how much f' under gradient flow misses -G Delta, over |G Delta|;
 * - w'.(d^2 f / dw^2) w', which (3.6) takes for 0, over |G Delta|.
 * @paper BXC section 5.3; PAPERS.md BXC 8
 */
export const deepExperiment: Experiment = {
  name: "bxc.deep",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { problem, width, layers, steps, looks } = parseParams(deepParams, params, "bxc.deep");
    const { data } = theoremData(problem, seed);
    const hidden = Array.from({ length: layers }, () => width);
    const network = buildNetwork(mlp({ hidden, bias: false, scaling: "ntk", outputInit: "sign" }), data.inputs, 1);
    const theta = initialise(network, seed);
    const s = hidden.map(() => 1);
    const modelAt = (parameters: Float64Array): Model => ({ network, parameters, s });
    const start = eigenvalues(tangentPass(modelAt(theta), data).gram(undefined, { blocks: false }).total);
    const friction = Math.sqrt(2 * start[0]);
    // Far inside the stable steps: the clock's frequencies reach sqrt(lambda_max).
    const h = 0.1 / Math.sqrt(start[start.length - 1]);
    const velocity = new Float64Array(theta.length);
    const seen: object[] = [];
    for (let k = 0; k <= steps; k++) {
      signal?.throwIfAborted();
      onProgress?.(k / (steps + 1));
      const { gradient, cotangent: error, pass } = risk(modelAt(theta), data, { loss: sumOfSquares });
      if (k % Math.ceil(steps / looks) === 0) seen.push(look(error, gradient, pass));
      // Semi-implicit Euler: velocities first. The identities that are looked at hold wherever the weights are.
      for (let i = 0; i < theta.length; i++) {
        velocity[i] = (velocity[i] - h * gradient[i]) / (1 + friction * h);
        theta[i] += h * velocity[i];
      }
    }
    return toJson({ before: start[0], seen, time: steps * h });

    function look(error: Float64Array, gradient: Float64Array, pass: ReturnType<typeof tangentPass>) {
      const { total, blocks } = pass.gram();
      const n = error.length;
      const driven = Float64Array.from({ length: n }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += total.data[i * n + j] * error[j];
        return sum;
      });
      const along = pass.jvp(gradient);
      const sum = blocks.reduce(
        (all, { gram }) => all.map((value, i) => value + gram.data[i]),
        new Float64Array(n * n),
      );
      return {
        loss: halfSquares(error),
        smallest: eigenvalues(total)[0],
        layers: blocks.map(({ name, gram }) => ({ name, smallest: eigenvalues(gram)[0] })),
        sum: norm(sum.map((value, i) => value - total.data[i])) / norm(total.data),
        first: norm(along.map((value, i) => value - driven[i])) / norm(driven),
        // The second derivative along the velocity, from the change of J w' over a short way, at two lengths.
        second: [STEP, STEP / 2].map((length) => norm(curvature(length)) / norm(driven)),
      };
    }

    function curvature(length: number): Float64Array {
      const shifted = (sign: number) =>
        tangentPass(modelAt(theta.map((value, i) => value + sign * length * velocity[i])), data).jvp(velocity);
      const back = shifted(-1);
      return shifted(1).map((value, i) => (value - back[i]) / (2 * length));
    }
  },
  cost: (params) => {
    const { problem, width, layers, steps, looks } = parseParams(deepParams, params, "bxc.deep");
    const weights = width * problem.inputs + (layers - 1) * width * width;
    return 0.1 + problem.train * weights * (steps * 4e-9 + looks * 4e-8);
  },
};

function norm(values: Float64Array): number {
  return Math.sqrt(2 * halfSquares(values));
}
