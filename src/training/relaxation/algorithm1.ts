import {
  checkCount,
  checkS,
  extent,
  type Relaxation,
  refuseZero,
  type SwitchOptions,
  switching,
} from "./relaxation.js";

export interface Algorithm1Options extends SwitchOptions {
  /** s_1. Default 0.5. */
  readonly s1?: number;
  /** zeta, the increment s_{p+1} = s_p + zeta. Default 0.5. */
  readonly increment?: number;
  /** M, the number of values of s. Default 2. */
  readonly stages?: number;
  /** T, the steps at each value (the last one keeps the rest). Default: the run's steps / M. */
  readonly period?: number;
}

/**
 * The Homotopy Relaxation Training Algorithm: M stages of T steps, s_{p+1} = s_p + zeta.
 * @paper HRTA Algorithm 1
 */
export function algorithm1({
  s1 = 0.5,
  increment = 0.5,
  stages = 2,
  period,
  ...options
}: Algorithm1Options = {}): Relaxation {
  checkS("s1", s1);
  checkS("increment", increment);
  checkCount("stages", stages);
  if (period !== undefined) checkCount("period", period);
  const values = Array.from({ length: stages }, (_, p) => s1 + p * increment);
  refuseZero("s1", values, options);
  return {
    name: "algorithm1",
    initial: s1,
    range: extent(values),
    ...switching(options),
    smooth: false,
    options: { s1, increment, stages, ...(period === undefined ? {} : { period }) },
    next: ({ step, steps }) => {
      const T = period ?? Math.max(1, Math.floor(steps / stages));
      return values[Math.min(stages - 1, Math.floor((step - 1) / T))];
    },
  };
}
