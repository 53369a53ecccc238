import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import type { Model } from "../../../model/model.js";
import { exp, log } from "../../../numerics/elementary.js";
import type { Matrix } from "../../../numerics/linear/matrix.js";
import { distanceFromStart, gram, kernelDrift, risk } from "../../../tangent/index.js";
import { type GradientFlowResult, trainGradientFlow } from "../../../training/index.js";
import { boundsSchema, leastBounds } from "./eigenvalue.js";

/** One stage of gradient flow under one s, from its start to its end. */
export const stageResult = z.object({
  s: z.number(),
  /** lambda_min of the infinite-width a-kernel and omega-kernel at this s. */
  a: boundsSchema,
  omega: boundsSchema,
  /** lambda_min of G at the start of the stage. */
  least: boundsSchema,
  /** t_p*, counted from the start of the stage: where |G - G(start)|_F exceeds (lambda_a + lambda_omega)/4; null if not before the end. */
  exit: z.number().nullable(),
  /** Times since the start of the stage, and R there; the last is the end. */
  times: z.array(z.number()),
  losses: z.array(z.number()),
  /** How far the computed logarithm of a loss may be off, from a run at ten times the tolerance. */
  error: z.number(),
  /** The largest movement of a weight from theta(0) to the end of the stage; along it there may have been a larger one. */
  moved: z.number(),
});
export type StageResult = z.infer<typeof stageResult>;

export interface StageOptions {
  readonly data: Dataset;
  /** Where the stage starts; its s is that of the stage. */
  readonly model: Model;
  /** theta(0), from which movement is counted. */
  readonly origin: Model;
  readonly a: StageResult["a"];
  readonly omega: StageResult["omega"];
  /** The stage ends where the loss has fallen by so many decades, if it has not left its ball before. */
  readonly decades: number;
  readonly tolerance: number;
}

const TIMES = 50;
/** The first time that is kept, as a share of the longest. */
const EARLIEST = 1e-9;
const LOOSER = 10;

/**
 * Gradient flow from a model until its kernel leaves the ball |G - G(start)|_F <= (lambda_a + lambda_omega)/4, the loss has fallen by
 * `decades`, or the time is over at which the bound R(0) exp(-t (lambda_a + lambda_omega)/n) has.
 * @paper HRTA (5), (22), (35)
 */
export async function flowStage(options: StageOptions): Promise<{ readonly stage: StageResult; readonly end: Model }> {
  const { data, model, origin, a, omega, decades, tolerance } = options;
  const lambda = a[1] + omega[1];
  const time = (data.rows * decades * Math.LN10) / lambda;
  const times = [
    0,
    ...Array.from({ length: TIMES }, (_, i) => time * exp((log(EARLIEST) * (TIMES - 1 - i)) / (TIMES - 1))),
  ];
  times[TIMES] = time;
  const start = kernelOf(model, data);
  const fallen = exp(-decades * Math.LN10);
  const run = (tight: number): Promise<GradientFlowResult> => {
    let least = 0;
    return trainGradientFlow({
      network: model.network.spec,
      data,
      s: model.s,
      time,
      times,
      initial: model.parameters,
      tolerance: tight,
      until: (view) => {
        const { loss } = view;
        if (view.time === 0) least = fallen * loss;
        return loss <= least || kernelDrift(kernelOf(view.model, data), start) > lambda / 4;
      },
    });
  };
  const fine = await run(tolerance);
  const coarse = await run(LOOSER * tolerance);
  const left = fine.outcome === "until" && kernelDrift(kernelOf(fine.model, data), start) > lambda / 4;
  const last = risk(fine.model, data).value;
  const kept = fine.times.length - (fine.times.at(-1) === fine.time ? 1 : 0);
  return {
    end: fine.model,
    stage: {
      s: model.s[0],
      a,
      omega,
      least: leastBounds(start),
      exit: left ? fine.time : null,
      times: [...fine.times.subarray(0, kept), fine.time].map(digits),
      losses: [...fine.losses.subarray(0, kept), last].map(digits),
      error: disagreement(fine.losses, coarse.losses) + ROUNDED,
      moved: distanceFromStart(fine.model, origin).max,
    },
  };
}

/** What six digits of times and losses add to the error of a logarithm, exp(-t lambda / n) included. */
const ROUNDED = 2e-5;

const digits = (x: number): number => Number(x.toPrecision(6));

/** max |log(R / R')| over the times that both runs reached. */
function disagreement(a: Float64Array, b: Float64Array): number {
  let most = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) most = Math.max(most, Math.abs(log(a[i] / b[i])));
  return most;
}

export const kernelOf = (model: Model, data: Dataset): Matrix => gram(model, data, undefined, { blocks: false }).total;
