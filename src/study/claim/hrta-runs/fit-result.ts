import { z } from "zod";
import type { Cell } from "../../cell.js";
import type { ClaimResults } from "../claim.js";

const number = z.number().nullable();
const errors = z.object({ rmse: number }).nullable();

/** What these claims read of the result of `train`. */
const fitResult = z.object({
  loss: number,
  test: errors,
  history: z.object({ step: z.array(z.number()), loss: z.array(number) }),
  stages: z.array(z.object({ from: z.number(), kind: z.string(), lossBefore: number, lossStart: number })),
});

export type FitResult = z.infer<typeof fitResult>;

/** A cell's result; undefined where there is none. */
export function fitOf(results: ClaimResults, cell: Cell): FitResult | undefined {
  const parsed = fitResult.safeParse(results.of(cell));
  return parsed.success ? parsed.data : undefined;
}

/** The results of the cells of one path; undefined where a cell has none. */
export const fitsOf = (results: ClaimResults, cells: readonly Cell[]): (FitResult | undefined)[] =>
  cells.map((cell) => fitOf(results, cell));
