import type { PdeSuiteProblem } from "../../study/pde/suite.js";

/** All that the report of the suite of boundary value problems shows. */
export interface PdeSuiteRecord {
  readonly problems: readonly PdeSuiteProblem[];
  /** Seconds that a run of every method has. */
  readonly time: number;
  readonly seeds: number;
  readonly command?: string;
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  /** Seconds of all runs together. */
  readonly work: number;
  readonly failed: number;
}
