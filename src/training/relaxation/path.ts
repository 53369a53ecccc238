import {
  checkFraction,
  checkS,
  extent,
  type Relaxation,
  refuseZero,
  type SwitchOptions,
  switching,
} from "./relaxation.js";

/** A corner of the path. */
export interface PathPoint {
  /** When, as a fraction of the run. */
  readonly at: number;
  readonly s: number;
}

/** From one point to the next that is later. */
interface Stretch {
  readonly from: PathPoint;
  readonly to: PathPoint;
  /** Whether two points are at its end, and s is switched there; to the same value, if they are equal. */
  readonly jump: boolean;
  /** Whether that changes s. */
  readonly change: boolean;
}

/**
 * s(t) as a polyline through points (at, s): between two points s moves linearly at every step, as `ramp` does; two points at one
 * time are a switch. Before the first point s is the first's, after the last the last's. The s of step k is that of the time
 * (k - 1) / steps, and a switch at u comes after step round(u steps), as that of `stages` does.
 * @throws RangeError for points that go back in time, or more than two at one time.
 * @example path([{ at: 0, s: 0.5 }, { at: 0.2, s: 0.5 }, { at: 0.2, s: 1 }, { at: 1, s: 1.5 }]) // a switch, then a ramp
 */
export function path(points: readonly PathPoint[], options: SwitchOptions = {}): Relaxation {
  if (points.length === 0) throw new RangeError("points: expected at least one point of the path of s");
  const corners = points.map(({ at, s }, p) => ({
    at: checkFraction(`points[${p}].at`, at),
    s: checkS(`points[${p}].s`, s),
  }));
  for (let p = 1; p < corners.length; p++) {
    if (corners[p].at < corners[p - 1].at)
      throw new RangeError(
        `points[${p}].at: expected at least ${corners[p - 1].at}, where the point before is, got ${corners[p].at}`,
      );
    if (p > 1 && corners[p].at === corners[p - 2].at)
      throw new RangeError(
        `points[${p}].at: expected at most two points at one time, which are a switch, got a third at ${corners[p].at}`,
      );
  }
  const values = corners.map(({ s }) => s);
  const stretches = stretchesOf(corners);
  const crossing = stretches.some(({ from, to }) => from.s * to.s < 0);
  refuseZero("points", crossing ? [0] : values, options);
  const jumps = stretches.filter(({ change }) => change).map(({ to }) => to.at);
  return {
    name: "path",
    initial: values[0],
    range: extent(values),
    ...switching(options),
    smooth: (step, steps) => !jumps.some((at) => step - 1 === Math.round(at * steps)),
    options: { points: corners },
    next({ step, steps }) {
      // A switch may come half a step early: what ends before it has then ended too.
      const left = stretches.findLastIndex(({ jump, to }) => jump && step > Math.round(to.at * steps));
      const stretch = stretches.slice(left + 1).find(({ jump, to }) => jump || step - 1 < to.at * steps);
      return stretch ? along(stretch, step, steps) : values[values.length - 1];
    },
  };
}

/** The stretches between points at different times; the first holds the first s until the first point. */
function stretchesOf(corners: readonly PathPoint[]): Stretch[] {
  const start = { at: Number.NEGATIVE_INFINITY, s: corners[0].s };
  return corners.flatMap((to, p) => {
    const from = corners[p - 1] ?? start;
    const next = corners[p + 1];
    const jump = next?.at === to.at;
    return from.at === to.at ? [] : [{ from, to, jump, change: jump && next.s !== to.s }];
  });
}

function along({ from, to }: Stretch, step: number, steps: number): number {
  if (from.s === to.s) return to.s;
  // Behind a switch that came half a step early, the time is still before the stretch.
  const part = Math.max(0, (step - 1 - from.at * steps) / ((to.at - from.at) * steps));
  return part < 1 ? from.s + (to.s - from.s) * part : to.s;
}
