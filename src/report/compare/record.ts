import type { Comparison } from "../../study/compare/index.js";

/** All that the report of a comparison shows. */
export interface ComparisonRecord {
  readonly title: string;
  readonly comparison: Comparison;
  /** The command line that makes the same comparison again. */
  readonly command: string;
  /** The command line that trains the route that the validation data prefer. */
  readonly route?: string;
  /** ISO. */
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  /** Wall clock of the whole comparison. */
  readonly seconds: number;
  /** Runs without a result. */
  readonly failed: number;
}
