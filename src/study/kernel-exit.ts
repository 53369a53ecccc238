import { type ExitTime, exitTime } from "../tangent/measure/exit-time.js";
import { watchedRows } from "../tangent/watch-kernel.js";
import { kernelFamily } from "../theory/kernel/kernel-family.js";
import { lambdaMinCurve } from "../theory/spectrum/curve.js";
import type { History, TrainOptions } from "../training/index.js";
import { isStream, plan } from "../training/plan.js";

/** When the kernel of a run left the ball in which HRTA's theorems follow it. */
export interface KernelExit extends ExitTime {
  /** lambda_a + lambda_omega of infinite width on the watched rows; the ball's radius is a quarter of it. */
  readonly lambda: number;
  readonly rows: number;
  /** The s of the stage: the looks after s has changed do not count. */
  readonly s: number;
}

/**
 * t_1* of a run that `watchKernel` watched: the steps (after, by] between which |G(t) - G(0)|_F first exceeded (lambda_a + lambda_omega) / 4,
 * on the watched rows, as long as s stayed at its first value.
 * @returns undefined where the kernel was not watched from the start or s moves at once, the network has no such limit or is deeper than
 *   the theorem's, or lambda cannot be told from 0.
 * @paper HRTA eq. (22)
 */
export function kernelExit(options: TrainOptions, { observed, s: values }: History): KernelExit | undefined {
  const { data } = options;
  const seen = observed.find(({ name }) => name === "kernel");
  const at = seen?.measures.indexOf("kernelDrift") ?? -1;
  if (!seen || at < 0 || seen.steps[0] !== 0 || isStream(data)) return undefined;
  const { spec } = plan(options).network;
  if (spec.hidden.length > 1 || spec.scaling !== "ntk" || spec.trainSlope) return undefined;
  const [s] = values;
  const changed = values.findIndex((value) => value !== s);
  const last = changed < 0 ? values.length : changed;
  const count = seen.steps.filter((step) => step <= last).length;
  // A ramp of s leaves its first value at once.
  if (count < 2) return undefined;
  const watched = watchedRows(data, data.outputs);
  const { a, omega } = lambdaMinCurve(kernelFamily(spec, watched), [s]);
  if (!(a.values[0].lower + omega.values[0].lower > 0)) return undefined;
  const lambda = a.values[0].estimate + omega.values[0].estimate;
  const times = seen.steps.slice(0, count);
  const drift = seen.values.slice(0, count).map((row) => row[at]);
  return { ...exitTime({ times, drift }, lambda), lambda, rows: watched.rows, s };
}
