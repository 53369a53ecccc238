import { z } from "zod";
import { activations, homotopy } from "../../../model/activation.js";
import { losses } from "../../../model/loss.js";
import { mlp, type NetworkSpec } from "../../../model/network.js";
import { predict } from "../../../model/predict.js";
import { buildProblem } from "../../../problems/index.js";
import { constant, gd, train } from "../../../training/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { briefly } from "./brief.js";
import { drawModel } from "./network.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** d. */
  inputs: z.int().min(2).max(30),
  /** m. */
  neurons: count,
  batch: count,
  rate: z.number().positive(),
  steps: count,
});

/** What one cell gives. */
export const parityOnlineResult = z.strictObject({
  /** Steps counted from 1. */
  step: z.array(z.number()),
  /** Hinge loss on the fresh batch of the step, before it. */
  loss: z.array(z.number().nullable()),
  /** Share of wrong signs among fresh points, at the start and at the end. */
  errorBefore: z.number(),
  errorAfter: z.number(),
});

const TEST = 20_000;

/**
 * Stochastic gradient descent on the hinge loss of the parity of all d bits, a fresh batch at every step: one hidden relu layer with bias,
 * He's initialisation.
 * @paper Wu Figure 1
 */
export const parityOnlineExperiment: Experiment = {
  name: "wu.parity-online",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { inputs, neurons, batch, rate, steps } = parseParams(paramsSchema, params, "wu.parity-online");
    const problem = buildProblem({ name: "parity", inputs, train: 1, validation: 1, test: TEST });
    if (!problem.stream) throw new RangeError("parity: expected a problem with a stream");
    const network: NetworkSpec = mlp({
      hidden: [neurons],
      activation: homotopy(activations.relu),
      scaling: "standard",
      bias: "input",
    });
    const options = {
      data: problem.stream({ batch }),
      network,
      loss: losses.hinge,
      optimizer: gd({ rate }),
      relaxation: constant(1),
      seed,
    };
    const { test } = problem.data(seed);
    const wrong = async (model: Parameters<typeof predict>[0]) => {
      const output = await predict(model, test);
      return output.reduce((sum, f, i) => sum + (f * test.y[i] > 0 ? 0 : 1), 0) / TEST;
    };
    const start = drawModel(network, inputs, seed);
    const run = train({ ...options, steps });
    for await (const progress of run) {
      signal?.throwIfAborted();
      onProgress?.(progress.step / progress.steps);
    }
    const { model, history } = await run.result;
    const step = thinSteps(history.loss.length);
    return toJson({
      step,
      loss: briefly(step.map((k) => history.loss[k - 1])),
      errorBefore: await wrong(start),
      errorAfter: await wrong(model),
    } satisfies z.infer<typeof parityOnlineResult>);
  },
  cost: (params) => {
    const { inputs, neurons, batch, steps } = parseParams(paramsSchema, params, "wu.parity-online");
    // Beyond 16 inputs with the constant the kernels for one hidden layer step aside.
    return 0.05 + (inputs < 16 ? 2e-10 : 3e-10) * neurons * batch * (inputs + 4) * steps;
  },
};
