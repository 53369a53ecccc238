import type { PdeErrors } from "../../pde/index.js";

/** u on a grid of cell centres: along an interval, or over the bounding box of a plane domain, NaN outside it. */
export interface PdeField {
  readonly variables: readonly string[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Cells in each direction; the last one varies fastest. */
  readonly cells: readonly number[];
  readonly value: readonly number[];
  /** The exact or reference solution. */
  readonly known?: readonly number[];
}

/** Where a run stood when it was looked at. */
export interface PdeLook {
  readonly step: number;
  readonly seconds: number;
  readonly loss: number;
  /** Relative L2 error. */
  readonly l2?: number;
  /** For an energy: E(u) - E(u*) on a fine grid, which training does not see. */
  readonly excess?: number;
}

/** All that the report of a solved problem shows. */
export interface PdeRecord {
  readonly name: string;
  readonly title: string;
  readonly equation: string;
  readonly outcome: "finished" | "stopped" | "diverged";
  readonly loss: { readonly name: string; readonly value: number };
  readonly terms: readonly { readonly name: string; readonly value: number }[];
  readonly errors?: PdeErrors;
  /** What the errors are against. */
  readonly against?: "exact" | "reference";
  /** For an energy: E(u) - E(u*) on a fine grid. */
  readonly excess?: number;
  readonly steps: number;
  readonly planned: number;
  readonly seconds: number;
  readonly history: {
    readonly step: readonly number[];
    readonly loss: readonly number[];
    readonly s: readonly number[];
  };
  readonly looks: readonly PdeLook[];
  readonly field?: PdeField;
  /** Names and values, for the page. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly notes: readonly string[];
  readonly command?: string;
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
}
