import { z } from "zod";
import { InputError } from "../../../model/errors.js";
import type { Model } from "../../../model/model.js";
import { buildProblem, problemSpec } from "../../../problems/index.js";
import { train } from "../../../training/index.js";
import { trainOptions } from "../../../training/spec.js";
import { type Experiment, type ExperimentContext, type Json, toJson } from "../../cell.js";
import { isTrained, unnamedMethod } from "../../method.js";
import { fitCost } from "../cost.js";
import { type FitErrors, fitErrors } from "../errors.js";
import { errorsOf } from "../fit.js";
import { parseParams } from "../params.js";
import { defaultLoss } from "../train.js";

const schema = z.strictObject({
  problem: problemSpec,
  /** Without a rate: that is tuned. */
  method: unnamedMethod,
  /** Rates to choose among; a third of the trials survives each round. */
  rates: z.array(z.number().positive()).min(1),
  /** Steps of the last round. */
  steps: z.int().positive(),
});

const number = z.number().nullable();
const errors = z.object({ rmse: number, error: number.optional(), crossEntropy: number.optional() }).nullable();

export const tunedResult = z.object({
  rate: z.number(),
  loss: number,
  train: errors,
  validation: errors,
  test: errors,
});

/** Trials of which one goes on to the next round, which is as many times longer. */
const FACTOR = 3;

interface Trial {
  readonly rate: number;
  readonly model: Model;
  readonly loss: number;
  readonly diverged: boolean;
}

/**
 * Tunes a method's learning rate by successive halving on the validation data (rounds of steps/9, steps/3 and steps for 9 rates, each round
 * from the start), and measures the run of the last round on all three sets. Only that run sees the test data.
 */
export const tunedExperiment: Experiment = {
  name: "hrta.tuned",
  version: 1,
  async run(params, seed, context) {
    const { problem: spec, method, rates, steps } = parseParams(schema, params, "hrta.tuned");
    if (!isTrained(method)) throw new InputError(`hrta.tuned: method.kind: expected "train", got "${method.kind}"`);
    const { kind: _kind, polish: _polish, optimizer = { name: "adam" }, ...rest } = method;
    if (optimizer.name === "outputSolve" || optimizer.name === "lbfgs")
      throw new InputError(`hrta.tuned: method.optimizer: ${optimizer.name} has no learning rate to tune`);
    const problem = buildProblem(spec);
    const data = problem.data(seed);
    const trial = async (rate: number, length: number): Promise<Trial> => {
      const tuned = { ...rest, optimizer: { ...optimizer, rate }, loss: rest.loss ?? defaultLoss(problem.task) };
      const run = train({ ...trainOptions({ ...tuned, steps: length, seed }, data.train.rows), data: data.train });
      for await (const _progress of run) context.signal?.throwIfAborted();
      const { model, loss, outcome } = await run.result;
      return { rate, model, loss, diverged: outcome === "diverged" };
    };
    const score = async ({ model, diverged }: Trial): Promise<Score> =>
      diverged ? worst : scoreOf(await fitErrors(model, data.validation, { task: problem.task }));
    const last = await halving(rates, steps, { trial, score }, context);
    const { rate, loss, model, diverged } = last;
    return toJson({
      rate,
      loss,
      ...(diverged ? { train: null, validation: null, test: null } : await errorsOf(model, data, problem.task)),
    });
  },
  cost: (params) => {
    if (typeof params !== "object" || params === null) return 1;
    const known = costs.get(params) ?? costOf(params);
    costs.set(params, known);
    return known;
  },
};

/** Seeds share the object of their parameters, and the data that an estimate counts take a while to draw. */
const costs = new WeakMap<object, number>();

function costOf(params: Json): number {
  const parsed = schema.safeParse(params);
  if (!parsed.success) return 1;
  const { problem, method, rates, steps } = parsed.data;
  // Every round costs as much as the last one.
  return fitCost(buildProblem(problem).data(0), method, (1 + roundsOf(rates.length)) * steps);
}

/** What is made small, and what decides between equals. */
type Score = readonly [number, number];
const worst: Score = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

/** In regression the root mean squared error, in classification the share of errors and the cross entropy between equals. */
const scoreOf = ({ rmse, error, crossEntropy }: FitErrors): Score =>
  [error ?? rmse, crossEntropy ?? 0].map((v) => (Number.isNaN(v) ? Number.POSITIVE_INFINITY : v)) as [number, number];

interface Tools {
  readonly trial: (rate: number, steps: number) => Promise<Trial>;
  readonly score: (trial: Trial) => Promise<Score>;
}

/** Rounds before the last one. */
function roundsOf(trials: number): number {
  let rounds = 0;
  for (let n = trials; n > 1; n = Math.ceil(n / FACTOR)) rounds++;
  return rounds;
}

async function halving(
  rates: readonly number[],
  steps: number,
  { trial, score }: Tools,
  { onProgress }: ExperimentContext,
): Promise<Trial> {
  let left = [...rates];
  const of = roundsOf(rates.length);
  for (let round = of; round > 0; round--) {
    let length = steps;
    for (let i = 0; i < round; i++) length /= FACTOR;
    const trials: { rate: number; score: Score }[] = [];
    for (const rate of left)
      trials.push({ rate, score: await score(await trial(rate, Math.max(1, Math.round(length)))) });
    // A stable order: of equals the smaller rate, which comes first.
    trials.sort((a, b) => compare(a.score, b.score));
    left = trials.slice(0, Math.ceil(left.length / FACTOR)).map(({ rate }) => rate);
    onProgress?.((of - round + 1) / (of + 1));
  }
  return trial(left[0], steps);
}

/** Differences of infinities would be no numbers. */
const compare = ([a, c]: Score, [b, d]: Score): number => (a < b ? -1 : a > b ? 1 : c < d ? -1 : c > d ? 1 : 0);
