import type { z } from "zod";
import type { Cell } from "../../cell.js";
import type { ClaimResults } from "../claim.js";

/** What a cell gave, in the shape that its experiment promises; undefined where it failed or was not run. */
export function read<T>(results: ClaimResults, cell: Cell, schema: z.ZodType<T>): T | undefined {
  const result = schema.safeParse(results.of(cell));
  return result.success ? result.data : undefined;
}

/** The cells that gave something, with what they gave. */
export const readAll = <T>(
  results: ClaimResults,
  cells: readonly Cell[],
  schema: z.ZodType<T>,
): { readonly cell: Cell; readonly result: T }[] =>
  cells.flatMap((cell) => {
    const result = read(results, cell, schema);
    return result === undefined ? [] : [{ cell, result }];
  });

/** 0, ..., n - 1. */
export const seeds = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** from, from + step, ..., to. */
export const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

/** For tables: four significant digits. */
export const round = (x: number): number => Number(x.toPrecision(4));
