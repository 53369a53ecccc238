import type { BoundInputs } from "./inputs.js";

/** The inputs with every smallest eigenvalue as one number: its estimate, or an end of its interval. */
export interface Quantities extends Omit<BoundInputs, "first" | "second" | "relu" | "inputs"> {
  /** lambda_{a,1}, lambda_{omega,1}, lambda_{a,2}, lambda_{omega,2}. */
  readonly a1: number;
  readonly omega1: number;
  readonly a2: number;
  readonly omega2: number;
  /** BXC's lambda_0. */
  readonly lambda0: number;
  /** Wu's lambda_n(K), for weights on the unit sphere. */
  readonly sphere: number;
}

/** Whether the formula stands as printed, with its slips mended, or carries the constants that the proof gives. */
export type Variant = "printed" | "corrected" | "derived";

export type Paper = "HRTA" | "BXC" | "Wu";

/** A width bound as data: m >= width(q) is enough for the statement. */
export interface Bound {
  readonly id: string;
  readonly paper: Paper;
  readonly statement: string;
  readonly variant: Variant;
  /** What the width is enough for. */
  readonly claim: string;
  readonly formula: string;
  readonly notes: readonly string[];
  /** Decreasing in every eigenvalue. */
  width(q: Quantities): number;
}
