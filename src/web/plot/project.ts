import type { PanelLayout } from "./layout.js";
import type { Scale } from "./scale.js";

/** Points in px; `x` is NaN where a curve is interrupted. The arrays are used again by the next projection. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Of a band, its upper edge. */
  readonly high: Float64Array;
  readonly length: number;
}

type Numbers = ArrayLike<number>;

// One set of arrays for every frame, as large as the longest curve so far: new ones sixty times a second would feed the garbage collector.
const buffer = { x: new Float64Array(0), y: new Float64Array(0), high: new Float64Array(0), length: 0 };

function reserve(count: number): typeof buffer {
  if (buffer.x.length < count)
    for (const part of ["x", "y", "high"] as const) buffer[part] = new Float64Array(Math.max(1024, 2 * count));
  buffer.length = 0;
  return buffer;
}

// Beyond this many px a canvas computes inexactly or not at all; nothing of what moves is in sight.
const FAR = 1e5;

/** The px of a value that has a place on the axis, cut to what can be drawn with. */
export function pxOf(value: number, scale: Scale): number {
  const px = scale(value);
  if (px >= -FAR && px <= FAR) return px;
  if (!Number.isNaN(px)) return px > 0 ? FAR : -FAR;
  // So far that the scale computes with infinities: only the side is known.
  const [a, b] = scale.domain();
  const [from, to] = scale.range();
  return (value > Math.max(a, b) === b > a) === to > from ? FAR : -FAR;
}

/** Whether a value has a place on an axis. */
export const drawable = (value: number, type: "linear" | "log"): boolean =>
  Number.isFinite(value) && (type === "linear" || value > 0);

/** Which column of `resolution` columns a px a place is in: -1 on the left of the panel, the largest on its right. */
function columnOf(px: number, { left, width }: PanelLayout, resolution: number): number {
  const column = Math.floor((px - left) * resolution);
  return column < -1 ? -1 : Math.min(column, Math.ceil(width * resolution));
}

/**
 * The points of a line in px. Of a line with more than two points a column, only the first, lowest, highest and last of each run within a
 * column are kept: drawn, it looks the same.
 * @param resolution columns a px.
 */
export function projectLine(
  { x, y }: { readonly x: Numbers; readonly y: Numbers },
  panel: PanelLayout,
  resolution: number,
): Points {
  const count = Math.min(x.length, y.length);
  const points = reserve(count);
  const dense = count > 2 * panel.width * resolution;
  const [xType, yType] = [panel.panel.x.type, panel.panel.y.type];
  let [column, first, low, high, last] = [Number.NaN, -1, -1, -1, -1];

  const put = (i: number) => {
    points.x[points.length] = pxOf(x[i], panel.x);
    points.y[points.length] = pxOf(y[i], panel.y);
    points.length++;
  };
  const endRun = () => {
    if (first < 0) return;
    const [earlier, later] = low < high ? [low, high] : [high, low];
    put(first);
    if (earlier !== first) put(earlier);
    if (later !== earlier && later !== first) put(later);
    if (last !== later && last !== first) put(last);
    first = -1;
  };

  for (let i = 0; i < count; i++) {
    if (!drawable(x[i], xType) || !drawable(y[i], yType)) {
      endRun();
      if (points.length > 0) points.x[points.length++] = Number.NaN;
      continue;
    }
    if (!dense) {
      put(i);
      continue;
    }
    const here = columnOf(pxOf(x[i], panel.x), panel, resolution);
    if (first < 0 || here !== column) {
      endRun();
      column = here;
      first = low = high = i;
    } else {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    last = i;
  }
  endRun();
  return points;
}

/** The edges of a band in px, `y` the lower values' and `high` the higher; a dense one has one point a column, as wide as its widest. */
export function projectBand(
  { x, low, high }: { readonly x: Numbers; readonly low: Numbers; readonly high: Numbers },
  panel: PanelLayout,
  resolution: number,
): Points {
  const count = Math.min(x.length, low.length, high.length);
  const points = reserve(count);
  const dense = count > 2 * panel.width * resolution;
  const [xType, yType] = [panel.panel.x.type, panel.panel.y.type];
  const bottom = panel.top + panel.height;
  let column = Number.NaN;

  for (let i = 0; i < count; i++) {
    const lowest = yType === "log" && low[i] <= 0;
    if (!drawable(x[i], xType) || !drawable(high[i], yType) || !(lowest || drawable(low[i], yType))) {
      column = Number.NaN;
      if (points.length > 0) points.x[points.length++] = Number.NaN;
      continue;
    }
    const px = pxOf(x[i], panel.x);
    const from = lowest ? bottom : pxOf(low[i], panel.y);
    const to = pxOf(high[i], panel.y);
    const here = columnOf(px, panel, resolution);
    if (dense && here === column && i < count - 1) {
      const k = points.length - 1;
      // The larger px is the smaller value.
      points.y[k] = Math.max(points.y[k], from);
      points.high[k] = Math.min(points.high[k], to);
      continue;
    }
    column = here;
    points.x[points.length] = px;
    points.y[points.length] = from;
    points.high[points.length] = to;
    points.length++;
  }
  return points;
}
