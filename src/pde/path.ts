import { pow } from "../numerics/elementary.js";

/** How a number of a problem moves over a run. */
export interface Path {
  readonly from: number;
  readonly to: number;
  /** The fraction of the run in which it moves; it then stays. Default 0.7. */
  readonly over?: number;
  /** Whether equal steps change it by equal amounts, or by equal factors. Default: factors where both ends are positive. */
  readonly scale?: "linear" | "geometric";
}

/** Where a path is at step k = 1, ..., K. */
export function along({ from, to, over = 0.7, scale }: Path, step: number, steps: number): number {
  const moving = Math.max(1, Math.round(over * steps) - 1);
  const share = over === 0 || steps === 1 ? 1 : Math.min(1, (step - 1) / moving);
  if (share === 1) return to;
  if ((scale ?? (from > 0 && to > 0 ? "geometric" : "linear")) === "geometric") return from * pow(to / from, share);
  return from + (to - from) * share;
}
