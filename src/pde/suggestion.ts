import type { NetworkSpec } from "../model/network.js";
import type { Sampling } from "./domain/points.js";
import type { Path } from "./path.js";

/** What trains well on a problem; taken where nothing else is asked for. */
export interface Suggestion {
  readonly loss?: "residual" | "energy";
  readonly network?: {
    readonly hidden?: number[];
    readonly bias?: NetworkSpec["bias"];
    readonly deviation?: number;
  };
  readonly points?: number;
  readonly boundary?: number;
  readonly sampling?: Sampling;
  readonly boundaryWeight?: number;
  readonly scalars?: Record<string, Path>;
  readonly steps?: number;
}
