import { z } from "zod";
import { pathNorm } from "../../../model/penalty.js";
import { log } from "../../../numerics/elementary.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import { buildProblem } from "../../../problems/index.js";
import { gram } from "../../../tangent/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { brief, briefly } from "./brief.js";
import { descend, squaresSlope } from "./descend.js";
import { drawModel, lectureNetwork } from "./network.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** d. */
  inputs: count,
  /** n. */
  points: count,
  /** m. */
  neurons: count,
  /** lambda of lambda sqrt(log(d) / n) sum_j |a_j| |b_j|. */
  strength: z.number().min(0),
  steps: count,
});

/** What one cell gives, at the end of training. */
export const pathNormResult = z.strictObject({
  /** 1/(2n) sum (f - y)^2. */
  loss: z.number().nullable(),
  /** Root mean squared errors. */
  validation: z.number().nullable(),
  test: z.number().nullable(),
  /** sum_j |a_j| |b_j|_2. */
  pathNorm: z.number().nullable(),
  step: z.array(z.number()),
  testCurve: z.array(z.number().nullable()),
});

const LOOKS = 60;

/**
 * Gradient descent on one neuron with a penalty on the path norm, lambda sqrt(log(d) / n) sum_j |a_j| |b_j|_2, from a = 0, b on the sphere,
 * at the rate n / (2 lambda_max(G)) of the start.
 * @paper Wu Figure 3
 */
export const pathNormExperiment: Experiment = {
  name: "wu.path-norm",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { inputs: d, points: n, neurons, strength, steps } = parseParams(paramsSchema, params, "wu.path-norm");
    const { train, validation, test } = buildProblem({ name: "singleNeuron", inputs: d, train: n }).data(seed);
    const model = drawModel(lectureNetwork(neurons), d, seed);
    const { network } = model;
    const values = eigenvalues(gram(model, train, undefined, { blocks: false }).total);
    const norm = pathNorm(1, { first: "l2" });
    const penalty = pathNorm(strength * Math.sqrt(log(d) / n), { first: "l2" });
    const x = new Float64Array((n + validation.rows + test.rows) * d);
    x.set(train.x);
    x.set(validation.x, n * d);
    x.set(test.x, (n + validation.rows) * d);
    const error = (output: Float64Array, y: Float64Array, first: number) => {
      let sum = 0;
      for (let i = 0; i < y.length; i++) sum += (output[first + i] - y[i]) * (output[first + i] - y[i]);
      return Math.sqrt(sum / y.length);
    };
    const step = [0, ...thinSteps(steps, LOOKS)];
    const testCurve: number[] = [];
    let last = { loss: Number.NaN, validation: Number.NaN, pathNorm: Number.NaN };
    await descend({
      model,
      x,
      rows: n,
      slope: squaresSlope(train.y),
      penalise: strength > 0 ? (parameters, gradient) => penalty.evaluate(network, parameters, gradient) : undefined,
      rate: n / (2 * values[n - 1]),
      steps,
      looks: step,
      look: ({ output, parameters }) => {
        const fit = error(output, train.y, 0);
        testCurve.push(error(output, test.y, n + validation.rows));
        last = {
          loss: (fit * fit) / 2,
          validation: error(output, validation.y, n),
          pathNorm: norm.evaluate(network, parameters),
        };
      },
      signal,
      onProgress,
    });
    return toJson({
      loss: brief(last.loss),
      validation: brief(last.validation),
      test: brief(testCurve[testCurve.length - 1]),
      pathNorm: brief(last.pathNorm),
      step,
      testCurve: briefly(testCurve),
    } satisfies z.infer<typeof pathNormResult>);
  },
  cost: (params) => {
    const { inputs, points, neurons, steps, strength } = parseParams(paramsSchema, params, "wu.path-norm");
    return 0.3 + steps * neurons * (1e-7 + 4e-10 * points * inputs + (strength > 0 ? 1.2e-6 : 0));
  },
};
