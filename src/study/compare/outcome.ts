import { z } from "zod";
import type { Json } from "../cell.js";

const number = z.number().nullable();
const errors = z.object({ rmse: number, error: number.optional() }).nullable();

const result = z.object({
  chosen: number.optional(),
  outcome: z.string(),
  steps: z.number(),
  seconds: number,
  loss: number,
  train: errors,
  validation: errors,
  test: errors,
  course: z.object({ step: z.array(z.number()), loss: z.array(number) }).optional(),
});

/** What a run is chosen by (validation), judged by (test), and beside that; null where it diverged. */
export interface Outcome {
  readonly validation: number | null;
  readonly test: number | null;
  readonly train: number | null;
  readonly loss: number | null;
  /** The tuned value, ridge or strength. */
  readonly chosen?: number | null;
  readonly steps: number;
  readonly seconds: number | null;
  readonly diverged: boolean;
  readonly course?: { readonly step: readonly number[]; readonly loss: readonly (number | null)[] };
}

/** A cell's result; undefined where there is none. The error is the share of wrong classes, or the root mean square. */
export function outcomeOf(value: Json | undefined): Outcome | undefined {
  const parsed = result.safeParse(value);
  if (!parsed.success) return undefined;
  const { outcome, train, validation, test, ...rest } = parsed.data;
  const error = (part: typeof test) => (part?.error === undefined ? (part?.rmse ?? null) : part.error);
  return {
    ...rest,
    train: error(train),
    validation: error(validation),
    test: error(test),
    diverged: outcome === "diverged",
  };
}
