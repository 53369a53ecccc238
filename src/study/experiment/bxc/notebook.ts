import { z } from "zod";
import { initialise } from "../../../model/initialise.js";
import { buildNetwork } from "../../../model/network.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import { gram, kernelDrift } from "../../../tangent/index.js";
import { constant, train } from "../../../training/index.js";
import { buildOptimizer } from "../../../training/optimizer-spec.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { notebookData, notebookProblem, notebookSpec } from "./notebook-data.js";
import { inFloat64, risesOf, shortAll } from "./numbers.js";

const momentum = z.number().min(0).lt(1);

/** The notebook's methods; rates are those of the mean squared error 1/n |f - y|^2. */
export const notebookMethod = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("gd"), rate: z.number().positive() }),
  z.strictObject({ name: z.literal("heavyBall"), rate: z.number().positive(), momentum }),
  z.strictObject({ name: z.literal("nesterov"), rate: z.number().positive(), gamma: z.number().positive() }),
  z.strictObject({ name: z.literal("nesterov constant"), rate: z.number().positive(), momentum }),
  z.strictObject({ name: z.literal("higherMomentum"), rate: z.number().positive(), momenta: z.array(momentum).min(2) }),
]);

export const notebookParams = z.strictObject({
  problem: notebookProblem,
  width: z.int().positive(),
  method: notebookMethod,
  epochs: z.int().positive(),
  /** Whether the tangent kernel is looked at, before and after. Default false. */
  kernel: z.boolean().optional(),
});

/**
 * Trains the notebook's network on the first images of a file, full batch, in float64. The seed draws the network; the images are the same.
 * @paper BXC Figures 1 to 4; PAPERS.md BXC 4
 */
export const notebookExperiment: Experiment = {
  name: "bxc.notebook",
  version: 1,
  async run(params, seed, context) {
    const { problem, width, method, epochs, kernel = false } = parseParams(notebookParams, params, "bxc.notebook");
    const data = await notebookData(problem, context);
    const run = train({
      network: notebookSpec(width),
      data,
      optimizer: optimizerOf(method),
      relaxation: constant(1),
      steps: epochs + 1,
      seed,
      dtype: "f64",
    });
    for await (const progress of run) {
      context.signal?.throwIfAborted();
      context.onProgress?.(progress.step / progress.steps);
    }
    const { history, outcome, model } = await run.result;
    // Half the mean square is what is minimised; the mean square is what the paper draws.
    const loss = history.loss.map((value) => 2 * value);
    const kept = [0, ...thinSteps(epochs, 199)];
    let watched: object | null = null;
    if (kernel && outcome === "finished") {
      const network = buildNetwork(notebookSpec(width), data.inputs, 1);
      const start = gram({ network, parameters: initialise(network, seed), s: [1] }, data, undefined, {
        blocks: false,
      });
      const end = gram(model, data, undefined, { blocks: false });
      const [before, after] = [eigenvalues(start.total), eigenvalues(end.total)];
      const drift = kernelDrift(end.total, start.total, { norm: "spectral" });
      const last = before.length - 1;
      watched = { before: [before[0], before[last]], after: [after[0], after[last]], drift };
    }
    return toJson({
      outcome,
      final: loss.length > epochs ? loss[epochs] : null,
      least: Math.min(...loss),
      curve: { step: kept, loss: shortAll(kept.map((k) => loss[k] ?? Number.NaN)) },
      rises: risesOf(loss, inFloat64),
      kernel: watched,
    });
  },
  cost: (params) => {
    const { problem, width, epochs } = parseParams(notebookParams, params, "bxc.notebook");
    const images = problem.train ?? 60;
    return 0.1 + epochs * 1.5e-10 * images * Math.min(images, 784) * width;
  },
};

function optimizerOf(method: z.infer<typeof notebookMethod>) {
  // train's mse is half the mean square: twice the rate makes the same step.
  const rate = 2 * method.rate;
  if (method.name === "nesterov constant")
    return buildOptimizer({ name: "nesterov", rate, momentum: method.momentum, decay: "none" });
  return buildOptimizer({ ...method, rate, decay: "none" });
}
