import { exp, log } from "../../../numerics/elementary.js";
import type { Axis } from "../../../study/claim/claim.js";
import { extent, padded } from "../../figure/frame.js";
import { formatTick, linearTicks, logTicks } from "../../number.js";

/** An axis with the values that it shows. */
export interface Range {
  readonly type: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  readonly label: string;
  ticks(count: number): readonly number[];
  /** Ticks as powers of ten, where the values are logarithms themselves. */
  readonly tickText?: (value: number) => string;
  /** The value where it lies within the axis, else undefined, which breaks a curve. */
  shown(value: number | null | undefined): number | undefined;
}

/** How far beyond what was measured a prediction is drawn: this factor on a logarithmic axis. */
const ROOM = 30;

const LOGARITHM = /^log10 /;

/** Whole numbers in the domain, at most about `count` of them. */
function wholeTicks([low, high]: Range["domain"], count: number): readonly number[] {
  const [from, to] = [Math.ceil(low), Math.floor(high)];
  const stride = Math.max(1, Math.ceil((to - from + 1) / (count + 1)));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).filter((n) => n % stride === 0);
}

/** As `logTicks`, but with powers of ten alone where those are enough and more would crowd. */
function sparseTicks([low, high]: Range["domain"], count: number): readonly number[] {
  const ticks = logTicks(low, high, count);
  const decades = ticks.filter((tick) => tick.toExponential().startsWith("1e"));
  return ticks.length > count + 2 && decades.length >= 3 ? decades : ticks;
}

/** Where a value lies on an axis, 0 to 1 within it; on a logarithmic one NaN where it is not positive. */
function placeOn({ type, domain: [low, high] }: Range, value: number): number {
  if (type === "linear") return (value - low) / (high - low);
  return value > 0 ? log(value / low) / log(high / low) : Number.NaN;
}

const valueAt = ({ type, domain: [low, high] }: Range, place: number): number => {
  if (place <= 0 || place >= 1) return place <= 0 ? low : high;
  return type === "linear" ? low + place * (high - low) : Math.min(high, low * exp(place * log(high / low)));
};

export interface Place {
  readonly x: number | undefined;
  readonly y: number | undefined;
}

/** The pieces of a line that lie within the axes, up to their very edges; a point without values between two pieces. */
export function clipped(
  points: readonly { readonly x: number; readonly y: number | null }[],
  x: Range,
  y: Range,
): readonly Place[] {
  const places = points.map((point) => [placeOn(x, point.x), point.y === null ? Number.NaN : placeOn(y, point.y)]);
  return places.slice(1).flatMap((to, i): readonly Place[] => {
    const from = places[i];
    let [start, end] = [0, 1];
    for (const axis of [0, 1]) {
      const along = to[axis] - from[axis];
      if (along === 0 && from[axis] >= 0 && from[axis] <= 1) continue;
      const edges = [-from[axis] / along, (1 - from[axis]) / along].sort((a, b) => a - b);
      start = Math.max(start, edges[0]);
      end = Math.min(end, edges[1]);
    }
    if (!(start < end)) return [GAP];
    const at = (t: number): Place => ({
      x: t === 0 ? points[i].x : t === 1 ? points[i + 1].x : valueAt(x, from[0] + t * (to[0] - from[0])),
      y: (t === 0 ? points[i].y : t === 1 ? points[i + 1].y : valueAt(y, from[1] + t * (to[1] - from[1]))) ?? undefined,
    });
    return [...(start > 0 ? [GAP] : []), at(start), at(end), ...(end < 1 ? [GAP] : [])];
  });
}

const GAP: Place = { x: undefined, y: undefined };

/** The part of `range` that `own` has of its axis, both of one kind. */
const share = (own: Range, range: Range): number => placeOn(range, own.domain[1]) - placeOn(range, own.domain[0]);

/** Axes that would leave most of a panel empty are not shared. */
const SMALL = 0.35;

/** The axis that all panels share, or the panel's `own` where its values would lie in a corner of that. */
export const fitting = (own: Range, range: Range): Range =>
  own.type === range.type && share(own, range) < SMALL ? own : range;

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
  const powers = !positive && LOGARITHM.test(label) && wholeTicks(domain, 8).length > 1;
  return {
    type: positive ? "log" : "linear",
    domain,
    label: `${powers ? label.replace(LOGARITHM, "") : label}${positive || powers ? " (log scale)" : ""}`,
    ticks: (count) =>
      positive
        ? sparseTicks(domain, count)
        : powers
          ? wholeTicks(domain, count)
          : linearTicks(domain[0], domain[1], count),
    ...(powers ? { tickText: (value: number) => formatTick(Number(`1e${value}`)) } : {}),
    shown: (value) =>
      typeof value === "number" && value >= domain[0] && value <= domain[1] && Number.isFinite(value)
        ? value
        : undefined,
  };
}
