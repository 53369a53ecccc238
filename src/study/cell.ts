import type { Table } from "../model/table.js";
import { hashBytes } from "../numerics/hash.js";
import type { ProblemFile } from "../problems/index.js";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The unit of work, of the journal and of resumption: one experiment with its parameters under one seed. */
export interface Cell {
  /** Name in the table of experiments. */
  readonly experiment: string;
  readonly params: Json;
  readonly seed: number;
}

export interface ExperimentContext {
  readonly signal?: AbortSignal;
  /** Told now and then which share of the cell is done, in [0, 1]. */
  readonly onProgress?: (done: number) => void;
  /** Reads the file that a problem lives in; absent where there are no files. */
  readonly readTable?: (file: ProblemFile) => Promise<Table>;
}

/** A pure function of parameters and seed; the same bits on every host, times aside. */
export interface Experiment {
  readonly name: string;
  /** Counts up whenever the same parameters give another result: results of earlier versions are then computed anew. */
  readonly version: number;
  /**
   * Numbers that are not finite come out as null.
   * @throws InputError, RangeError for parameters that make no sense; a run that diverges is a result.
   */
  run(params: Json, seed: number, context: ExperimentContext): Promise<Json>;
  /** Seconds that a cell takes on one core, roughly; for the estimate and the order of work only. */
  cost?(params: Json): number;
}

/**
 * JSON with sorted keys and without spaces: equal values give equal text, in whatever order they were written. Entries that are undefined
 * are left out, as JSON does.
 * @throws RangeError for a number that is not finite, or something that JSON cannot say.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`canonicalJson: expected finite numbers, got ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    // By code units: a locale's order would differ between hosts.
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(",")}}`;
  }
  throw new RangeError(`canonicalJson: expected what JSON can say, got ${typeof value}`);
}

/** A fingerprint of a JSON value, 16 hexadecimal digits: equal for equal values, in whatever order they were written. */
export const contentHash = (value: unknown): string => hashBytes(new TextEncoder().encode(canonicalJson(value)));

/** A value as JSON keeps it: undefined entries gone, numbers that are not finite null. */
export const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value) ?? "null");

/** The cell's identity: what is computed, by which version, from which seed. */
export const cellId = ({ experiment, params, seed }: Cell, version: number): string =>
  contentHash({ experiment, version, params, seed });
