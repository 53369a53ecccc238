import type { z } from "zod";
import type { Cell, Json } from "../../cell.js";
import { medianInterval } from "../../statistic/index.js";
import { across, combine, type Decision, type Mode, type Part } from "../../verdict/index.js";
import type { ClaimResults, NumberRow } from "../claim.js";

/** The same parameters under several seeds, and the shape of what they give. */
export interface Group<T> {
  readonly cells: readonly Cell[];
  readonly schema: z.ZodType<T>;
  /** Whether numerical error leaves nothing to judge by. */
  readonly inexact?: (value: T) => boolean;
}

/** Seeds of a test, those behind `after`; a quick run has two. */
export const seedsOf = (mode: Mode, full = 10, after = 0): number[] =>
  Array.from({ length: mode === "full" ? full : 2 }, (_, i) => after + i + 1);

export const group = <T>(
  experiment: string,
  params: Json,
  seeds: readonly number[],
  schema: z.ZodType<T>,
  inexact?: (value: T) => boolean,
): Group<T> => ({ cells: seeds.map((seed) => ({ experiment, params, seed })), schema, inexact });

export interface Run<T> {
  readonly seed: number;
  readonly value: T;
}

/** What a group gave: the runs that there are, in the order of the seeds. */
export interface Runs<T> {
  readonly runs: readonly Run<T>[];
  readonly missing: number;
  /** Seeds of runs that are too inexact to be among them. */
  readonly open: readonly number[];
}

export function gather<T>(results: ClaimResults, { cells, schema, inexact }: Group<T>): Runs<T> {
  const runs: Run<T>[] = [];
  const open: number[] = [];
  for (const cell of cells) {
    const parsed = schema.safeParse(results.of(cell));
    if (!parsed.success) continue;
    if (inexact?.(parsed.data)) open.push(cell.seed);
    else runs.push({ seed: cell.seed, value: parsed.data });
  }
  return { runs, missing: cells.length - runs.length - open.length, open };
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

/** A decision that needs a result of every run of some groups, and knows what to do with inexact ones. */
export function present(groups: readonly Runs<unknown>[], decide: () => Decision): Decision {
  const missing = groups.reduce((sum, { missing }) => sum + missing, 0);
  if (missing === 0) return decide();
  return {
    verdict: "undecided",
    because: `${missing} ${missing === 1 ? "cell has" : "cells have"} no result; run the claim again.`,
  };
}

/** A decision that needs all runs of some groups, none of them inexact. */
export const whole = (groups: readonly Runs<unknown>[], decide: () => Decision): Decision =>
  present(groups, () => {
    const open = [...new Set(groups.flatMap(({ open }) => open))];
    if (open.length === 0) return decide();
    return {
      verdict: "undecided",
      because: `Numerical error leaves seed ${open.join(", ")} open; compute the flow in more steps.`,
    };
  });

/** What stands in the place of the notebook's part where there are no images. */
export const noImages: Decision = {
  verdict: "undecided",
  because: "No MNIST images are at hand; name their IDX file with --mnist.",
};

/** Parts that make up one setting of a claim. */
export interface Setting {
  readonly name: string;
  readonly parts: readonly Part[];
}

/**
 * The verdict of a claim with a theorem behind it: what is so in the theorem's own setting decides; where it holds there, and not in another
 * one such as that of the public notebook, the settings it holds in are its condition.
 */
export function inBoth(theorem: readonly Part[], ...others: readonly Setting[]): Decision {
  const first = combine(theorem);
  if (!first.verdict.startsWith("holds")) return first;
  return inEither([
    { name: "in the setting of the theorems", decision: first },
    ...others.map(({ name, parts }) => ({ name, decision: combine(parts) })),
  ]);
}

/**
 * The verdict of a claim that is made in general: it can hold in some settings only. Open as long as a setting is that was asked for; one without
 * images was not, and is told beside the verdict on the others.
 */
export function inEither(settings: readonly Part[]): Decision {
  const asked = settings.filter(({ decision }) => decision !== noImages);
  if (asked.length === 0) return combine(settings);
  const open = asked.filter(({ decision }) => decision.verdict === "undecided");
  const decision = open.length > 0 ? withSettled(combine(open), asked) : across(asked);
  if (asked.length === settings.length) return decision;
  return { ...decision, because: `${decision.because} The notebook's setting was not tested: ${noImages.because}` };
}

/** What other settings have come to, beside a verdict that waits for one of them. */
function withSettled(decision: Decision, settings: readonly Part[]): Decision {
  const settled = settings.filter((part) => part.decision.verdict !== "undecided");
  if (settled.length === 0) return decision;
  const told = settled.map((part) => `${part.name}: ${part.decision.verdict}`).join("; ");
  return { ...decision, because: `${decision.because} Of the other settings, ${told}.` };
}

/** Median over seeds, with the interval of the sign test where there are seeds enough; over how many, where some have no such number. */
export function row(
  name: string,
  samples: readonly (number | null)[],
  more: { readonly paper?: string; readonly note?: string } = {},
): NumberRow {
  const finite = samples.filter((value): value is number => value !== null && Number.isFinite(value));
  const some = finite.length < samples.length ? [`over ${finite.length} of ${samples.length} seeds`] : [];
  const notes = [...(more.note === undefined ? [] : [more.note]), ...some];
  const told = { ...more, ...(notes.length > 0 ? { note: notes.join("; ") } : {}) };
  if (finite.length === 0) return { name, measured: null, ...told };
  const { estimate, lower, upper } = medianInterval(finite);
  const bounded = Number.isFinite(lower) && Number.isFinite(upper);
  return {
    name,
    measured: four(estimate),
    ...(bounded ? { interval: [four(lower), four(upper)] as const } : {}),
    ...told,
  };
}

/** Four significant digits. */
export const four = (value: number): number => Number(value.toPrecision(4));
