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
  const value = (p: number) => s1 + p * increment;
  // The one stage that may be at 0; a list of all stages could be as long as the user says.
  const zero = increment === 0 ? 0 : Math.min(Math.max(Math.round(-s1 / increment), 0), stages - 1);
  refuseZero("s1", [value(zero)], options);
  return {
    name: "algorithm1",
    initial: s1,
    range: extent([s1, value(stages - 1)]),
    ...switching(options),
    smooth: false,
    options: { s1, increment, stages, ...(period === undefined ? {} : { period }) },
    next: ({ step, steps }) => {
      const T = period ?? Math.max(1, Math.floor(steps / stages));
      return value(Math.min(stages - 1, Math.floor((step - 1) / T)));
    },
  };
}
