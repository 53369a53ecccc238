import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import { logTicks } from "../../report/number.js";
import { linearTickTexts, logTickTexts } from "./number-text.js";
import type { Axis } from "./scene.js";

/** Data units to px, and back by `invert`; NaN or infinite where the axis does not reach, as for 0 on a log axis. */
export type Scale = ScaleContinuousNumeric<number, number>;

export interface Ticks {
  readonly values: readonly number[];
  /** "" where only the grid line is drawn. */
  readonly texts: readonly string[];
}

const LARGEST = 1e300;

/** The domain of an axis made fit to draw: finite, of some length, positive on a log axis; one end may stand above the other. */
export function safeDomain({ type, domain: [a, b] }: Axis): readonly [number, number] {
  if (type === "log") {
    const usable = (value: number) => value > 0 && Number.isFinite(value);
    const low = usable(a) ? a : usable(b) ? b / 1e3 : 0.1;
    const high = usable(b) ? b : usable(a) ? a * 1e3 : 10;
    const [from, to] = [low, high].map((value) => Math.min(LARGEST, Math.max(1 / LARGEST, value)));
    return Math.abs(Math.log(to / from)) > 1e-6 ? [from, to] : [from / 3, from * 3];
  }
  const low = Number.isFinite(a) ? a : Number.isFinite(b) ? b - 1 : 0;
  const high = Number.isFinite(b) ? b : Number.isFinite(a) ? a + 1 : 1;
  const [from, to] = [low, high].map((value) => Math.min(LARGEST, Math.max(-LARGEST, value)));
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (Math.abs(to - from) > Math.max(1e-9 * size, 1 / LARGEST)) return [from, to];
  const pad = size > 1 / LARGEST ? size / 2 : 1;
  return [from - pad, from + pad];
}

/** The scale of an axis onto [start, end] in px. A `nice` axis ends at round numbers that do not depend on its length. */
export function scaleOf(axis: Axis, start: number, end: number): Scale {
  const scale = (axis.type === "log" ? scaleLog() : scaleLinear()).domain(safeDomain(axis)).range([start, end]);
  return axis.nice ? scale.nice(5) : scale;
}

/** About `count` ticks inside the domain; of a log axis about six at most. */
export function ticksOf(scale: Scale, { type, whole = false }: Pick<Axis, "type" | "whole">, count: number): Ticks {
  const domain = scale.domain();
  const fits = (value: number) => !whole || Number.isInteger(value);
  if (type === "linear") {
    const values = scale.ticks(count).filter(fits);
    return { values, texts: linearTickTexts(values, domain) };
  }
  const values = logTicks(Math.min(...domain), Math.max(...domain), Math.min(6, count)).filter(fits);
  return { values, texts: logTickTexts(values) };
}

/**
 * The most ticks, about `count` or fewer, whose texts do not touch; `span` says from where to where in px a text at some place reaches. Where
 * even two would, only every k-th has a text.
 */
export function fittingTicks(
  scale: Scale,
  axis: Pick<Axis, "type" | "whole">,
  count: number,
  span: (text: string, at: number) => readonly [number, number],
): Ticks {
  const fits = ({ values, texts }: Ticks): boolean => {
    const spans = values
      .flatMap((value, i) => (texts[i] ? [span(texts[i], scale(value))] : []))
      .sort((a, b) => a[0] - b[0]);
    return spans.every(([from], i) => i === 0 || from >= spans[i - 1][1]);
  };
  for (let n = count; n >= 2; n--) {
    const ticks = ticksOf(scale, axis, n);
    if (ticks.values.length >= 2 && fits(ticks)) return ticks;
  }
  const { values, texts } = ticksOf(scale, axis, Math.min(3, count));
  for (let k = 1; k < values.length; k++) {
    const ticks = { values, texts: texts.map((text, i) => (i % k === 0 ? text : "")) };
    if (fits(ticks)) return ticks;
  }
  return { values, texts: texts.map((text, i) => (i === 0 ? text : "")) };
}
