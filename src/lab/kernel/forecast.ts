import type { Dataset } from "../../model/dataset.js";
import { dynamicsOf, fixedKernelObstacle } from "../../study/foretold.js";
import { startOf } from "../../study/start.js";
import { predictLoss } from "../../theory/prediction/index.js";
import type { Plan } from "../../training/plan.js";
import type { StageStart } from "../run/run.js";

/** What the kernel of a stage's first step foretells of the loss over the stage. */
export interface StageForecast {
  /** Steps of the run, ascending; entry i is the loss after so many steps. */
  readonly steps: Float64Array;
  readonly loss: Float64Array;
  /** R decaying at the rate of the smallest eigenvalue alone: all that the theorem promises. */
  readonly promised: Float64Array;
}

/** Points of a curve. */
const POINTS = 160;
/** n k up to which G is decomposed while one looks. */
const MOST_ENTRIES = 400;

/** Why nothing is foretold of a run's stages, or undefined where they can be. */
export function forecastObstacle(plan: Plan, data: Dataset): string | undefined {
  const dynamics = dynamicsOf(plan.optimizer);
  return fixedKernelObstacle(plan, data, MOST_ENTRIES) ?? (typeof dynamics === "string" ? dynamics : undefined);
}

/**
 * The loss of a stage under the tangent kernel G with which it began, held fixed: R_k = 1/(2n) sum_i amplitude_i(k)^2 (v_i . Delta)^2.
 * A method with momentum is foretold from rest only, so for the first stage.
 * @param until the step at which the stage ends.
 * @paper HRTA (38), Proposition 2, Theorem 2; BXC (2.4), (3.7), (4.4), (5.1)
 */
export function forecastStage(plan: Plan, data: Dataset, stage: StageStart, until: number): StageForecast | undefined {
  const dynamics = dynamicsOf(plan.optimizer);
  if (typeof dynamics === "string" || until <= stage.step) return undefined;
  if (stage.step > 0 && plan.optimizer.name !== "gd") return undefined;
  const { modes, energy } = startOf(plan.network, data, {
    s: stage.s,
    seed: plan.seed,
    initial: stage.parameters,
    curvature: 1 / data.rows,
  });
  const times = spaced(until - stage.step);
  const smallest = Math.max(modes.values[0], 0) / data.rows;
  const slowest = dynamics.amplitude(smallest, times);
  const loss = predictLoss({ ...modes, energy, dynamics, times });
  return {
    steps: times.map((k) => stage.step + k),
    loss,
    promised: slowest.map((amplitude) => amplitude * amplitude * loss[0]),
  };
}

/** 0 and whole steps up to `length`, close at first and wider later. */
function spaced(length: number): Float64Array {
  const steps = new Set([0]);
  for (let i = 0; i < POINTS; i++) {
    const share = i / (POINTS - 1);
    steps.add(Math.round(length * share * share));
  }
  return Float64Array.from(steps).sort();
}
