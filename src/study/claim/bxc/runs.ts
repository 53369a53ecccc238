import type { z } from "zod";
import type { Cell, Json } from "../../cell.js";
import { medianInterval } from "../../statistic/index.js";
import { across, combine, type Decision, type Mode, type Part } from "../../verdict/index.js";
import type { ClaimResults, NumberRow } from "../claim.js";

/** The same parameters under several seeds, and the shape of what they give. */
export interface Group<T> {
  readonly cells: readonly Cell[];
  readonly schema: z.ZodType<T>;
}

/** Seeds of a test; a quick run has two. */
export const seedsOf = (mode: Mode, full = 10): number[] =>
  Array.from({ length: mode === "full" ? full : 2 }, (_, i) => i + 1);

export const group = <T>(
  experiment: string,
  params: Json,
  seeds: readonly number[],
  schema: z.ZodType<T>,
): Group<T> => ({ cells: seeds.map((seed) => ({ experiment, params, seed })), schema });

export interface Run<T> {
  readonly seed: number;
  readonly value: T;
}

/** What a group gave: the runs that there are, in the order of the seeds. */
export interface Runs<T> {
  readonly runs: readonly Run<T>[];
  readonly missing: number;
}

export function gather<T>(results: ClaimResults, { cells, schema }: Group<T>): Runs<T> {
  const runs: Run<T>[] = [];
  for (const cell of cells) {
    const parsed = schema.safeParse(results.of(cell));
    if (parsed.success) runs.push({ seed: cell.seed, value: parsed.data });
  }
  return { runs, missing: cells.length - runs.length };
}

export const values = <T, R>({ runs }: Runs<T>, of: (value: T) => R): R[] => runs.map(({ value }) => of(value));

/** Runs of several groups put together seed by seed, so that a rule counts seeds and not runs. */
export function bySeed<T>(groups: readonly Runs<T>[]): { readonly seed: number; readonly values: readonly T[] }[] {
  const all = groups.flatMap(({ runs }) => runs);
  return [...new Set(all.map(({ seed }) => seed))].map((seed) => ({
    seed,
    values: all.filter((run) => run.seed === seed).map(({ value }) => value),
  }));
}

/** A decision that needs all runs of some groups. */
export function whole(groups: readonly Runs<unknown>[], decide: () => Decision): Decision {
  const missing = groups.reduce((sum, { missing }) => sum + missing, 0);
  if (missing === 0) return decide();
  return {
    verdict: "undecided",
    because: `${missing} ${missing === 1 ? "cell has" : "cells have"} no result; run the claim again.`,
  };
}

/** What stands in the place of the notebook's part where there are no images. */
export const noImages: Decision = {
  verdict: "undecided",
  because: "No MNIST images are at hand; name their IDX file with --mnist.",
};

/**
 * The verdict of a claim with a theorem behind it: what is so in the theorem's own setting decides; where it holds there, and not in that of
 * the public notebook, the first is its condition.
 */
export function inBoth(theorem: readonly Part[], notebook: readonly Part[]): Decision {
  const first = combine(theorem);
  if (!first.verdict.startsWith("holds")) return first;
  return across([
    { name: "the setting of the theorems", decision: first },
    { name: "the setting of the notebook", decision: combine(notebook) },
  ]);
}

/** The verdict of a claim that is made in general: it can hold in some settings only. Open as long as one that was asked for is. */
export function inEither(settings: readonly Part[]): Decision {
  const open = settings.filter(({ decision }) => decision.verdict === "undecided" && decision !== noImages);
  return open.length > 0 ? combine(open) : across(settings);
}

/** Median over seeds, with the interval of the sign test where there are seeds enough. */
export function row(
  name: string,
  samples: readonly (number | null)[],
  more: { readonly paper?: string; readonly note?: string } = {},
): NumberRow {
  const finite = samples.filter((value): value is number => value !== null && Number.isFinite(value));
  if (finite.length === 0) return { name, measured: null, ...more };
  const { estimate, lower, upper } = medianInterval(finite);
  const bounded = Number.isFinite(lower) && Number.isFinite(upper);
  return {
    name,
    measured: four(estimate),
    ...(bounded ? { interval: [four(lower), four(upper)] as const } : {}),
    ...more,
  };
}

/** Four significant digits. */
export const four = (value: number): number => Number(value.toPrecision(4));
