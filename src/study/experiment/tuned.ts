import { z } from "zod";
import { InputError } from "../../model/errors.js";
import type { Model } from "../../model/model.js";
import { buildProblem, problemFile, problemSpec } from "../../problems/index.js";
import { train } from "../../training/index.js";
import { optimizerSpec } from "../../training/optimizer-spec.js";
import { trainOptions } from "../../training/spec.js";
import { type Experiment, type Json, toJson } from "../cell.js";
import { isTrained, type TrainedMethod, unnamedMethod } from "../method.js";
import { fitCost } from "./cost.js";
import { type FitErrors, fitErrors } from "./errors.js";
import { errorsOf } from "./fit.js";
import { halving, roundsOf, type Score, worst } from "./halving.js";
import { parseParams } from "./params.js";
import { openProblem } from "./problem.js";
import { thinHistory } from "./thin.js";
import { defaultLoss } from "./train.js";

/** The option of an optimiser that is tuned, and the values to choose among. */
export const tuning = z.strictObject({
  option: z.enum(["rate", "damping"]),
  values: z.array(z.number().positive()).min(1),
});

export type Tuning = z.infer<typeof tuning>;

export const tunedParams = z.strictObject({
  problem: problemSpec,
  /** Fingerprint of the table of a problem that lives in a file (`tableHash`). */
  source: z.string().optional(),
  /** Without the option that is tuned. */
  method: unnamedMethod,
  tune: tuning,
  /** Steps of the last round. */
  steps: z.int().positive(),
  /** Points of the last run's course that are kept. Default: none. */
  course: z.int().min(2).optional(),
});

const number = z.number().nullable();
const errors = z.object({ rmse: number, error: number.optional(), crossEntropy: number.optional() }).nullable();

/** What it gives; the errors are null where the last run diverged. */
export const tunedResult = z.object({
  /** The value that was chosen. */
  chosen: z.number(),
  outcome: z.string(),
  steps: z.number(),
  /** Of the last run. */
  seconds: number,
  loss: number,
  train: errors,
  validation: errors,
  test: errors,
  /** s of the hidden layers at the end. */
  s: z.array(z.number()),
  course: z.object({ step: z.array(z.number()), loss: z.array(number) }).optional(),
});

export type TunedResult = z.infer<typeof tunedResult>;

/** The method with a value for the option that is tuned. */
export function withValue({ optimizer = { name: "adam" }, ...method }: TrainedMethod, option: string, value: number) {
  return { ...method, optimizer: { ...optimizer, [option]: value } } as TrainedMethod;
}

/**
 * Tunes one option of a method's optimiser by successive halving on the validation data, and measures the run of the last round on all
 * three sets. Only that run sees the test data.
 */
export const tunedExperiment: Experiment = {
  name: "tuned",
  version: 1,
  async run(params, seed, context) {
    const { problem: spec, source, method, tune, steps, course } = parseParams(tunedParams, params, "tuned");
    if (!isTrained(method)) throw new InputError(`tuned: method.kind: expected "train", got "${method.kind}"`);
    const options = checked(method, tune);
    const problem = await openProblem(spec, context, source);
    const data = problem.data(seed);
    const trial = async (value: number, length: number) => {
      const loss = options.loss ?? defaultLoss(problem.task);
      const { kind: _kind, polish: _polish, ...run } = { ...withValue(options, tune.option, value), loss };
      const running = train({ ...trainOptions({ ...run, steps: length, seed }, data.train.rows), data: data.train });
      for await (const _progress of running) context.signal?.throwIfAborted();
      return { value, ...(await running.result) };
    };
    const score = async ({ model, outcome }: { readonly model: Model; readonly outcome: string }): Promise<Score> =>
      outcome === "diverged" ? worst : scoreOf(await fitErrors(model, data.validation, { task: problem.task }));
    const last = await halving(tune.values, steps, { trial, score, onProgress: context.onProgress });
    const { value, loss, model, outcome, history, seconds } = last;
    return toJson({
      chosen: value,
      outcome,
      steps: last.steps,
      seconds,
      loss,
      ...(outcome === "diverged"
        ? { train: null, validation: null, test: null }
        : await errorsOf(model, data, problem.task)),
      s: model.s,
      ...(course === undefined ? {} : { course: courseOf(thinHistory(history, course)) }),
    });
  },
  cost: (params) => {
    if (typeof params !== "object" || params === null) return 1;
    const known = costs.get(params) ?? costOf(params);
    costs.set(params, known);
    return known;
  },
};

const courseOf = ({ step, loss }: ReturnType<typeof thinHistory>) => ({ step, loss });

/** Refuses an option that the optimiser does not have, by name. */
function checked(method: TrainedMethod, { option, values }: Tuning): TrainedMethod {
  const { optimizer } = withValue(method, option, values[0]);
  if (optimizerSpec.safeParse(optimizer).success) return method;
  throw new InputError(`tuned: tune.option: ${optimizer?.name} has no ${option} to tune`);
}

/** Seeds share the object of their parameters, and the data that an estimate counts take a while to draw. */
const costs = new WeakMap<object, number>();

function costOf(params: Json): number {
  const parsed = tunedParams.safeParse(params);
  if (!parsed.success) return 1;
  const { problem, method, tune, steps } = parsed.data;
  if (problemFile(problem)) return 1;
  return tunedCost(fitCost(buildProblem(problem).data(0), method, steps), tune);
}

/** Every round costs as much as the last one. */
export const tunedCost = (fit: number, { values }: Tuning): number => (1 + roundsOf(values.length)) * fit;

/** In regression the root mean squared error, in classification the share of errors and the cross entropy between equals. */
const scoreOf = ({ rmse, error, crossEntropy }: FitErrors): Score =>
  [error ?? rmse, crossEntropy ?? 0].map((v) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v)) as [number, number];
