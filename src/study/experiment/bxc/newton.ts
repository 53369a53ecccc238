import { z } from "zod";
import { initialise } from "../../../model/initialise.js";
import { sumOfSquares } from "../../../model/loss.js";
import type { Model } from "../../../model/model.js";
import { buildNetwork } from "../../../model/network.js";
import { eigen, eigenvalues } from "../../../numerics/linear/eigen.js";
import { gram, jacobian, tangentPass } from "../../../tangent/index.js";
import {
  gradientFlow,
  heavyBallFlow,
  heavyBallParameters,
  neuronColumns,
  neuronNewtonOperator,
  newtonFlow,
  predictLoss,
  theoremFriction,
} from "../../../theory/index.js";
import { constant, gaussNewton, heavyBall, neuronNewton, type Optimizer, train } from "../../../training/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { theoremSpec } from "./hidden-layer.js";
import { evenly, short, shortAll } from "./numbers.js";
import { sphereData, theoremData } from "./sphere.js";

export const newtonParams = z.strictObject({
  problem: sphereData,
  width: z.int().positive(),
  /** Steps of each method. */
  steps: z.int().positive(),
});

/**
 * Newton's method of section 5.2 beside heavy ball and Gauss-Newton on the theorem's network: the operator that acts on the error, how
 * many neurons have a singular matrix to invert, the flows under the kernels at the start at equal times, and real training at equal steps,
 * every method at the step that its own operator at the start makes best.
 * @paper BXC section 5.2; PAPERS.md BXC 3
 */
export const newtonExperiment: Experiment = {
  name: "bxc.newton",
  version: 1,
  async run(params, seed, { signal }) {
    const { problem, width, steps } = parseParams(newtonParams, params, "bxc.newton");
    const { data, lambda0 } = theoremData(problem, seed);
    const network = buildNetwork(theoremSpec(width), data.inputs, 1);
    const model: Model = { network, parameters: initialise(network, seed), s: [1] };
    const columns = neuronColumns(network);
    const j = jacobian(model, data);
    const operator = neuronNewtonOperator(j, columns);
    const newton = eigenvalues(operator);
    const kernel = gram(model, data, undefined, { blocks: false }).total;
    const h = eigenvalues(kernel);
    const n = data.rows;
    const error = tangentPass(model, data).output.map((f, i) => f - data.y[i]);
    const singular = columns.filter((at) => active(j, at) < data.inputs).length;

    // Under the kernels at the start, at equal times in units of 1/lambda_0.
    const times = Float64Array.from({ length: 60 }, (_, k) => (k * 6) / (59 * lambda0));
    const flowOf = (a: typeof kernel, dynamics: ReturnType<typeof gradientFlow>) =>
      shortAll(predictLoss({ ...eigen(a), curvature: 1, error, dynamics, times }));

    const ball = heavyBallParameters({ min: h[0], max: h[n - 1] });
    const methods: Record<string, Optimizer> = {
      heavyBall: heavyBall(ball),
      // 2/(min + max) of the operator, in units of 1/m.
      neuronNewton: neuronNewton({ rate: (2 * width) / (newton[0] + newton[n - 1]) }),
      gaussNewton: gaussNewton(),
    };
    const losses: Record<string, (number | null)[]> = {};
    for (const [name, optimizer] of Object.entries(methods)) {
      signal?.throwIfAborted();
      const options = { network: theoremSpec(width), data, loss: sumOfSquares, relaxation: constant(1) };
      const { history } = await train({ ...options, optimizer, steps: steps + 1, seed, dtype: "f64" }).result;
      losses[name] = Array.from({ length: steps + 1 }, (_, k) => short(history.loss[k] ?? Number.NaN));
    }
    return toJson({
      lambda0,
      smallestOfH: h[0],
      rateOfBound: (h[0] * width) / n,
      newton: [newton[0], newton[n - 1]],
      h: [h[0], h[n - 1]],
      singular: singular / width,
      flow: {
        time: shortAll(times),
        gradient: flowOf(kernel, gradientFlow()),
        heavyBall: flowOf(kernel, heavyBallFlow({ friction: theoremFriction(lambda0) })),
        neuronNewton: flowOf(operator, gradientFlow()),
        gaussNewton: flowOf(kernel, newtonFlow()),
      },
      steps: evenly(steps + 1),
      losses,
    });
  },
  cost: (params) => {
    const { problem, width, steps } = parseParams(newtonParams, params, "bxc.newton");
    const { train: n, inputs: d } = problem;
    return 0.1 + width * (n * d * d + 10 * d * d * d) * (steps + 2) * 5e-9;
  },
};

/** Samples at which a neuron is active: rows of its part of the Jacobian that are not 0. */
function active(j: ReturnType<typeof jacobian>, columns: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < j.rows; i++) if (columns.some((at) => j.data[i * j.columns + at] !== 0)) count++;
  return count;
}
