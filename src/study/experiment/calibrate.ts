import { z } from "zod";
import { problemSpec } from "../../problems/index.js";
import { stepsOf } from "../../training/length.js";
import { plan } from "../../training/plan.js";
import { trainOptions } from "../../training/spec.js";
import type { Experiment } from "../cell.js";
import { isTrained, unnamedMethod } from "../method.js";
import { parseParams } from "./params.js";
import { openProblem } from "./problem.js";
import { defaultLoss } from "./train.js";

const calibrateParams = z.strictObject({
  problem: problemSpec,
  source: z.string().optional(),
  method: unnamedMethod,
  seconds: z.number().positive(),
});

/** Looks at the clock, of which the fastest one counts: others that ran beside it can only slow it down. */
const TRIALS = 3;
/** Seconds of a trial, roughly. */
const TRIAL = 0.35;

/**
 * How many steps of a method on a problem a time budget is, on this machine and at this moment: `{ steps }`. To be run alone. Looks at the
 * validation data are not counted: they are the study's, not the method's.
 */
export const calibrateExperiment: Experiment = {
  name: "calibrate",
  version: 2,
  async run(params, seed, context) {
    const { problem: spec, source, method, seconds } = parseParams(calibrateParams, params, "calibrate");
    if (!isTrained(method))
      throw new RangeError(`method: ${method.kind} takes no steps; expected a method that trains`);
    const { kind: _kind, polish: _polish, earlyStop: _earlyStop, ...rest } = method;
    const problem = await openProblem(spec, context, source);
    const data = problem.data(seed).train;
    const options = trainOptions({ ...rest, loss: rest.loss ?? defaultLoss(problem.task), seconds, seed }, data.rows);
    const counts: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) counts.push(await stepsOf(plan({ ...options, data }), [], false));
    return { steps: Math.max(...counts) };
  },
  cost: () => TRIALS * TRIAL,
};
