import { z } from "zod";
import { InputError } from "../../model/errors.js";
import { buildProblem, type Problem, type ProblemData, problemFile, problemSpec } from "../../problems/index.js";
import { polish, train } from "../../training/index.js";
import { trainOptions } from "../../training/spec.js";
import { type Experiment, type ExperimentContext, toJson } from "../cell.js";
import { isTrained, type TrainedMethod, unnamedMethod } from "../method.js";
import { fitCost } from "./cost.js";
import { errorsOf, type Fit } from "./fit.js";
import { parseParams } from "./params.js";
import { openProblem } from "./problem.js";
import { thinHistory } from "./thin.js";
import { untrainedFit } from "./untrained.js";

const count = z.int().positive();

/** A problem, a method, and how many steps it has, where it takes steps. */
export const fitParams = z.strictObject({
  problem: problemSpec,
  /** Fingerprint of the table of a problem that lives in a file (`tableHash`). */
  source: z.string().optional(),
  method: unnamedMethod,
  steps: count.optional(),
});

/** Looks at the validation data along a run at most, and their share of its work, where the method does not say. */
const LOOKS = 50;
const LOOKED = 0.1;
/** A step passes forward and back: about this many looks at as many rows. */
const PASSES = 3;

/** Steps between looks: enough for a curve, and little beside the steps. */
function between(steps: number, stepRows: number, looked: number): number {
  const affordable = (LOOKED * PASSES * steps * stepRows) / looked;
  return Math.ceil(steps / Math.max(1, Math.min(LOOKS, affordable)));
}

/** Loss of a method that names none. */
export const defaultLoss = (task: Problem["task"]) => (task === "classification" ? "logistic" : "mse");

/**
 * Fits a problem by a method and measures it on training, validation and test data of the same seed. The test data choose nothing.
 * A run that diverges is a result without errors.
 */
export const trainExperiment: Experiment = {
  name: "train",
  version: 1,
  async run(params, seed, context) {
    const { problem: spec, source, method, steps } = parseParams(fitParams, params, "train");
    const problem = await openProblem(spec, context, source);
    const data = problem.data(seed);
    const fit = isTrained(method)
      ? await trainedFit(method, problem, data, { steps, seed, context })
      : await untrainedFit(method, problem, data, seed);
    return toJson(fit);
  },
  cost(params) {
    const { problem, method, steps = 0 } = parseParams(fitParams, params, "train");
    return problemFile(problem) ? 1 : fitCost(buildProblem(problem).data(0), method, steps);
  },
};

async function trainedFit(
  method: TrainedMethod,
  { task }: Problem,
  data: ProblemData,
  { steps, seed, context }: { readonly steps?: number; readonly seed: number; readonly context: ExperimentContext },
): Promise<Fit> {
  const { kind: _, polish: polished, ...spec } = method;
  if (steps === undefined) throw new InputError("train: steps: is missing; expected a whole number above 0");
  const { rows } = data.train;
  const options = trainOptions({ ...spec, loss: spec.loss ?? defaultLoss(task), steps, seed }, rows);
  const seen = typeof spec.batch === "number" ? Math.min(spec.batch, rows) : rows;
  const looks = spec.earlyStop
    ? {}
    : { validateEvery: spec.validateEvery ?? between(steps, seen, data.validation.rows) };
  const run = train({ ...options, data: data.train, validation: data.validation, ...looks });
  for await (const progress of run) {
    context.signal?.throwIfAborted();
    context.onProgress?.(progress.step / progress.steps);
  }
  const result = await run.result;
  const { outcome, history, stages } = result;
  const diverged = outcome === "diverged";
  const better = polished && !diverged ? polish(result.model, data.train, { validation: data.validation }) : undefined;
  const model = better?.model ?? result.model;
  return {
    outcome: outcome === "stopped" ? "finished" : outcome,
    steps: result.steps,
    seconds: result.seconds,
    loss: better?.training.after ?? result.loss,
    ...(diverged ? { train: null, validation: null, test: null } : await errorsOf(model, data, task)),
    history: thinHistory(history),
    stages,
    s: model.s,
    ...(better && Number.isFinite(better.strength) ? { chosen: better.strength } : {}),
  };
}
