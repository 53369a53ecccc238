import { log } from "../../../numerics/elementary.js";
import type { Cell } from "../../cell.js";
import { type ExitsResult, exitsResult } from "../../experiment/hrta-runs/exits.js";
import { powerLaw } from "../../statistic/index.js";
import { limits, type Margins } from "../../verdict/index.js";
import type { ClaimResults } from "../claim.js";
import type { FitResult } from "./fit-result.js";
import { counts, LONGEST } from "./stages-plan.js";

/** The runs of M stages, one a seed 0, 1, ... */
export interface Trained {
  readonly m: number;
  readonly fits: readonly (FitResult | undefined)[];
}

export interface SeedExits {
  readonly seed: number;
  readonly stages: ExitsResult["stages"];
}

export function exitsOf(results: ClaimResults, cells: readonly Cell[]): SeedExits[] {
  return cells.flatMap((cell) => {
    const parsed = exitsResult.safeParse(results.of(cell));
    return parsed.success ? [{ seed: cell.seed, stages: parsed.data.stages }] : [];
  });
}

/** A stage did not end, and none came after it. */
export const isCensored = ({ stages: list }: SeedExits): boolean => list.some(({ duration }) => duration === null);

/** How long the stages of a seed last, up to the first that does not end, which lasts at least to its limit. */
export const durations = ({ stages: list }: SeedExits): number[] => list.map(({ duration }) => duration ?? LONGEST);

/** How long stage p lasts in each of the seeds that come to it. */
export const lasting = (seeds: readonly SeedExits[], p: number): number[] =>
  seeds.flatMap((seed) => durations(seed).slice(p - 1, p));

/** The exponents of t_p* in p, one a seed, with what is not in them. */
export interface Exponents {
  readonly slopes: readonly number[];
  /** Stages in the fits: the fewest, and the most. */
  readonly least: number;
  readonly most: number;
  /** Seeds with a stage without end; those of them with too few stages for a fit; and those whose first stage has no end. */
  readonly censored: number;
  readonly short: number;
  readonly first: number;
}

/**
 * A stage without end is the strongest evidence against "t_p* shrinks", so it counts as its limit, a lower bound of t_p* and so of the
 * exponent. Where fewer stages than a fit takes come before it the exponent counts as larger than any number, as a run that diverged counts
 * as worse than any; a seed whose first stage has no end says nothing of a second.
 */
export function exponents(seeds: readonly SeedExits[]): Exponents {
  const told = seeds.map((seed) => ({ times: durations(seed), censored: isCensored(seed) }));
  const fitted = told.filter(({ times }) => times.length >= limits.fitPoints);
  const short = told.filter(({ times, censored }) => censored && times.length > 1 && times.length < limits.fitPoints);
  const sizes = fitted.map(({ times }) => times.length);
  return {
    slopes: [
      ...fitted.map(({ times }) => powerLaw(counts.slice(0, times.length), times).slope.estimate),
      ...short.map(() => Number.POSITIVE_INFINITY),
    ],
    least: sizes.length === 0 ? 0 : Math.min(...sizes),
    most: Math.max(0, ...sizes),
    censored: told.filter(({ censored }) => censored).length,
    short: short.length,
    first: told.filter(({ times, censored }) => censored && times.length === 1).length,
  };
}

/** The decades by which the loss rises at each change of s in the runs of M stages of Adam: the changes of a seed one after the other. */
export const trainJumps = ({ fits }: Trained): number[][] =>
  fits.flatMap((fit) => {
    const rises = (fit?.stages ?? []).flatMap(({ kind, lossBefore: before, lossStart: after }) =>
      kind === "hard" && before !== null && after !== null ? [log(after / before) / Math.LN10] : [],
    );
    return rises.length === 0 ? [] : [rises];
  });

/** The same where the flow's stages end. */
export const exitJumps = (seeds: readonly SeedExits[]): number[][] =>
  seeds.flatMap(({ stages: list }) => {
    const rises = list.slice(1).map(({ lossStart }, i) => log(lossStart / list[i].lossEnd) / Math.LN10);
    return rises.length === 0 ? [] : [rises];
  });

/** Rounding of an output in float32 training, where many terms of size 1 are added. */
const SINGLE = 1 / 2 ** 20;

export function trainMargins(trained: readonly Trained[]): Margins[] {
  return trained[0].fits.flatMap((_, seed) => {
    const switches = trained.flatMap(({ fits }) =>
      (fits[seed]?.stages ?? []).flatMap(({ kind, from, lossBefore: before, lossStart: after }) =>
        kind === "hard" && before !== null && after !== null ? [{ from, before, after }] : [],
      ),
    );
    if (switches.length === 0) return [];
    // d log R = e . df / (n R) <= |df| sqrt(2 / R), for both of the losses.
    const least = Math.min(...switches.map(({ before, after }) => Math.min(before, after)));
    return {
      seed,
      margins: switches.map(({ before, after }) => log(after / before)),
      at: switches.map(({ from }) => from),
      error: 2 * SINGLE * Math.sqrt(2 / least),
    };
  });
}

/** Both losses are sums of n squares in float64. */
const DOUBLE = 1e-9;

export const exitMargins = (seeds: readonly SeedExits[]): Margins[] =>
  seeds.flatMap(({ seed, stages: list }) => {
    const later = list.slice(1);
    if (later.length === 0) return [];
    return [{ seed, margins: later.map(({ lossStart }, i) => log(lossStart / list[i].lossEnd)), error: DOUBLE }];
  });
