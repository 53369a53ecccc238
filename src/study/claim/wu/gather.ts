import type { z } from "zod";
import type { Cell } from "../../cell.js";
import { median } from "../../statistic/quantile.js";
import type { Decision } from "../../verdict/index.js";
import type { ClaimResults, NumberRow } from "../claim.js";

/** The results of some cells that there are, in the order of the cells, and how many there are not. */
export interface Gathered<T> {
  readonly found: readonly { readonly seed: number; readonly value: T }[];
  readonly missing: number;
}

/** Reads results; one that is not what the experiment gives counts as missing. */
export function gather<T>(results: ClaimResults, cells: readonly Cell[], schema: z.ZodType<T>): Gathered<T> {
  const found: { seed: number; value: T }[] = [];
  for (const cell of cells) {
    const parsed = schema.safeParse(results.of(cell));
    if (parsed.success) found.push({ seed: cell.seed, value: parsed.data });
  }
  return { found, missing: cells.length - found.length };
}

/** A decision needs all of its cells; a proven counterexample stands without the others. */
export function onAll(
  { found, missing }: { readonly found: readonly unknown[]; readonly missing: number },
  decide: () => Decision,
): Decision {
  if (missing === 0) return decide();
  const decision = found.length > 0 ? decide() : undefined;
  if (decision?.counterexample) return decision;
  const because = `${missing} ${missing === 1 ? "cell has" : "cells have"} no result; run the claim again.`;
  return { verdict: "undecided", because };
}

/** Seeds 1, 2, ..., n. */
export const seedsTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** One cell a seed. */
export const perSeed = (experiment: string, params: Cell["params"], seeds: number): Cell[] =>
  seedsTo(seeds).map((seed) => ({ experiment, params, seed }));

/** The results of each seed at every x, of the seeds that have all of them. */
export function bySeed<T>(
  results: ClaimResults,
  schema: z.ZodType<T>,
  {
    seeds,
    x,
    cell,
  }: { readonly seeds: number; readonly x: readonly number[]; readonly cell: (x: number, seed: number) => Cell },
): T[][] {
  return seedsTo(seeds).flatMap((seed) => {
    const { found, missing } = gather(
      results,
      x.map((at) => cell(at, seed)),
      schema,
    );
    return missing > 0 ? [] : [found.map(({ value }) => value)];
  });
}

/** The median over seeds; over how many, where some have no such number. */
export function middleRow(
  name: string,
  samples: readonly (number | null)[],
  more: { readonly paper?: string; readonly note?: string } = {},
): NumberRow {
  const values = samples.filter((x): x is number => x !== null && !Number.isNaN(x));
  const some = values.length < samples.length ? [`over ${values.length} of ${samples.length} seeds`] : [];
  const notes = [...(more.note === undefined ? [] : [more.note]), ...some];
  const measured = values.length > 0 ? median(values) : null;
  return { name, measured, ...more, ...(notes.length > 0 ? { note: notes.join("; ") } : {}) };
}
