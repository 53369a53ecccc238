import { log } from "../../../numerics/elementary.js";
import type { Cell } from "../../cell.js";
import { type ExitsResult, exitsResult } from "../../experiment/hrta-runs/exits.js";
import type { Margins } from "../../verdict/index.js";
import type { ClaimResults } from "../claim.js";
import type { FitResult } from "./fit-result.js";
import { MOST } from "./stages-plan.js";

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

/** The exit times of the seeds of which all stages end. */
export const durations = (seeds: readonly SeedExits[]): number[][] =>
  seeds.flatMap(({ stages: list }) => {
    const times = list.flatMap(({ duration }) => (duration !== null && duration > 0 ? [duration] : []));
    return times.length === MOST ? [times] : [];
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
