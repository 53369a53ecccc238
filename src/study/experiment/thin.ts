import { pow } from "../../numerics/elementary.js";
import type { History } from "../../training/index.js";

/** A run's course at few steps; entries that are not finite become null in JSON. */
export interface ThinHistory {
  /** Counted from 1. */
  readonly step: readonly number[];
  /** Training loss at the start of the step. */
  readonly loss: readonly number[];
  readonly s: readonly number[];
  /** Validation loss at the last look up to this step, NaN before the first. */
  readonly validation: readonly number[];
}

const MOST = 200;

/**
 * At most `most` of the steps 1, ..., n, spaced evenly on a logarithmic axis where they are sparse and one by one where they are
 * dense; the first and the last are among them.
 */
export function thinSteps(n: number, most: number = MOST): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i + 1);
  const steps: number[] = [];
  let step = 1;
  for (let left = most - 1; left > 0; left--) {
    steps.push(step);
    // The ratio that would reach n in the steps that are left; a step goes on by one at least.
    step = Math.max(step + 1, Math.round(step * pow(n / step, 1 / left)));
  }
  steps.push(n);
  return steps;
}

/** A run's history at few steps, by default at most 200. */
export function thinHistory({ loss, s, validation }: History, most: number = MOST): ThinHistory {
  const step = thinSteps(loss.length, most);
  const last = new Float64Array(loss.length);
  for (let i = 0; i < last.length; i++)
    last[i] = Number.isNaN(validation[i]) ? (i > 0 ? last[i - 1] : Number.NaN) : validation[i];
  const at = (values: Float64Array) => step.map((k) => values[k - 1]);
  return { step, loss: at(loss), s: at(s), validation: at(last) };
}
