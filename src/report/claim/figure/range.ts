import type { Axis } from "../../../study/claim/claim.js";
import { extent, padded } from "../../figure/frame.js";
import { linearTicks, logTicks } from "../../number.js";

/** An axis with the values that it shows. */
export interface Range {
  readonly type: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  readonly label: string;
  ticks(count: number): readonly number[];
  /** The value where it lies within the axis, else undefined, which breaks a curve. */
  shown(value: number | null | undefined): number | undefined;
}

/** How far beyond what was measured a prediction is drawn: this factor on a logarithmic axis. */
const ROOM = 30;

/**
 * The axis over all `values`, and over `loose` ones as far as they stay near. A logarithmic axis has only what is positive; with nothing
 * positive it is a linear one.
 */
export function rangeOf(
  { label, scale }: Axis,
  values: readonly number[],
  { loose = [], tight = false }: { readonly loose?: readonly number[]; readonly tight?: boolean } = {},
): Range {
  const positive = scale === "log" && [...values, ...loose].some((value) => value > 0);
  const usable = (all: readonly number[]) => extent(positive ? all.filter((value) => value > 0) : all);
  const measured = usable(values);
  const span = measured[1] - measured[0] || Math.abs(measured[0]) || 1;
  const [least, most] = positive ? [measured[0] / ROOM, measured[1] * ROOM] : [measured[0] - span, measured[1] + span];
  // With nothing measured the bounds are NaN, and nothing lies outside of them.
  const near = loose.filter((value) => !(value < least || value > most));
  const [low, high] = extent(measured, usable(near));
  const domain = ((): [number, number] => {
    if (!(low <= high)) return positive ? [0.1, 1] : [0, 1];
    if (positive) return low === high ? [low / 2, high * 2] : tight ? [low, high] : [low * 0.8, high * 1.25];
    return low < high && tight ? [low, high] : padded([low, high], 0.05);
  })();
  return {
    type: positive ? "log" : "linear",
    domain,
    label: `${label}${positive ? " (log scale)" : ""}`,
    ticks: (count) => (positive ? logTicks(domain[0], domain[1], count) : linearTicks(domain[0], domain[1], count)),
    shown: (value) =>
      typeof value === "number" && value >= domain[0] && value <= domain[1] && Number.isFinite(value)
        ? value
        : undefined,
  };
}
