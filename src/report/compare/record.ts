import type { Comparison, Middle, Route, Side, SuiteTally } from "../../study/compare/index.js";

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
  /** Of all runs together: what one core would take. */
  readonly seconds: number;
  /** Runs without a result. */
  readonly failed: number;
}

/** One problem of the benchmark suite: what its comparison found, at equal time. */
export interface SuiteProblemRecord
  extends Pick<Comparison, "title" | "task" | "measure" | "rows" | "inputs" | "hidden" | "seeds" | "left"> {
  /** Short, for tables. */
  readonly name: string;
  readonly sentence: string;
  readonly route?: Route;
  readonly methods: readonly {
    readonly label: string;
    readonly side: Side;
    readonly steps?: number;
    readonly test: Middle;
    /** Seeds for which it was chosen among its side. */
    readonly picked: number;
    readonly diverged: number;
  }[];
}

/** All that the report of the benchmark suite shows. */
export interface SuiteRecord extends Omit<ComparisonRecord, "title" | "comparison" | "route"> {
  readonly tally: SuiteTally;
  readonly problems: readonly SuiteProblemRecord[];
  /** Seconds that a run of every method has. */
  readonly time: number;
}
