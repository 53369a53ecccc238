import { Solver } from "odex";

/** y' = f(t, y): writes the derivative, all entries of it. */
export type RightSide = (t: number, y: Float64Array, derivative: Float64Array) => void;

export interface OdeOptions {
  /** Relative local error of a step, root mean square over the entries. Default 1e-9; under 1e-13 rounding spoils the control. */
  readonly tolerance?: number;
  /** Absolute local error beside it, in the units of y. Default: `tolerance`. */
  readonly absoluteTolerance?: number;
  /** Ascending times in [t0, t1] at which the solution is kept; steps end there, nothing is interpolated. */
  readonly times?: ArrayLike<number>;
  /** Ends the integration where it first becomes true, as seen from the ends of steps; located by bisection. */
  readonly until?: (t: number, y: Float64Array) => boolean;
  /** The longest step, where `until` could become true and false again within one. */
  readonly longestStep?: number;
  /** The most evaluations of f. Default 1e6. */
  readonly evaluations?: number;
}

export interface OdeSolution {
  /** Where the integration ended: t1, or where `until` became true (its first time seen true, within `tolerance` (t - t0)). */
  readonly t: number;
  readonly y: Float64Array;
  /** Whether `until` ended it. */
  readonly stopped: boolean;
  /** Those of `options.times` that were reached. */
  readonly times: Float64Array;
  /** The solution at these times. */
  readonly values: readonly Float64Array[];
  readonly evaluations: number;
  /** Accepted steps. */
  readonly steps: number;
}

/** The right side or the solution left the numbers: the step was too long, or the solution ends here. */
class NotFinite extends Error {}

/** After a step into what is no number the next one tries this part of the way. */
const RETREAT = 1 / 8;
/** As many evaluations in a row at the time of the last accepted step mean that t + h = t. */
const STANDSTILL = 60;

/**
 * Solves y' = f(t, y), y(t0) = y0 for non-stiff f, with error control: the extrapolated midpoint rule of variable order
 * (Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, II.9; the library odex).
 * Step sizes come from the host's own logarithm: two hosts agree within the tolerance, not to the bit.
 * @throws RangeError if t1 < t0, times are not ascending in [t0, t1], the evaluations do not suffice, or the solution cannot be continued
 *   (f not finite, or steps too short for the resolution of t).
 * @example solve((_t, y, d) => { d[0] = -y[0]; }, [1], [0, 2]).y[0] // exp(-2)
 */
export function solve(
  f: RightSide,
  y0: ArrayLike<number>,
  [t0, t1]: readonly [number, number],
  options: OdeOptions = {},
): OdeSolution {
  const { tolerance = 1e-9, until, evaluations: most = 1e6 } = options;
  check(t0, t1, options);
  const wanted = Float64Array.from(options.times ?? []);
  const values: Float64Array[] = [];
  const state = Float64Array.from(y0);
  const derivative = new Float64Array(state.length);
  let t = t0;
  let y: Float64Array = Float64Array.from(y0);
  let length = 0;
  let evaluations = 0;
  let steps = 0;
  let still = 0;

  const right = (at: number, from: readonly number[]): Float64Array => {
    if (++evaluations > most)
      throw new RangeError(
        `evaluations: ${most} did not suffice to go from t = ${t0} to ${t1}, the solution is at ${t}; allow more, loosen the tolerance (${tolerance}), or end earlier`,
      );
    still = at === t ? still + 1 : 0;
    if (still > STANDSTILL) throw stuck(t, "the steps it takes are shorter than the numbers there resolve");
    state.set(from);
    f(at, state, derivative);
    if (!derivative.every(Number.isFinite)) throw new NotFinite();
    return derivative;
  };

  /** Goes on from (t, y) to `end`, unless `stop` says otherwise after a step; leaves (t, y) at the last step accepted. */
  function advance(end: number, stop?: (t: number, y: Float64Array) => boolean): boolean {
    let reach = end - t;
    let stopped = false;
    while (t < end && !stopped) {
      const solver = new Solver(y.length);
      solver.maxSteps = Number.POSITIVE_INFINITY;
      solver.relativeTolerance = tolerance;
      solver.absoluteTolerance = options.absoluteTolerance ?? tolerance;
      solver.initialStepSize = length;
      solver.maxStepSize = options.longestStep ?? 0;
      const goal = reach < end - t ? t + reach : end;
      // Over a few units in the last place odex would take the step without a look at f.
      if (goal < end && goal - t <= 16 * Number.EPSILON * Math.abs(t) + Number.MIN_VALUE)
        throw stuck(t, "its derivative is not finite beyond");
      try {
        solver.solve(right, t, Array.from(y), goal, (nr, from, to, next) => {
          if (nr === 1) return true;
          if (!next.every(Number.isFinite)) throw new NotFinite();
          length = to - from;
          t = to;
          y = Float64Array.from(next);
          steps++;
          stopped = stop?.(t, y) ?? false;
          return !stopped;
        });
        // odex takes a remainder of a few units in the last place for the end.
        if (!stopped) t = goal;
        reach *= 4;
      } catch (error) {
        if (!(error instanceof NotFinite)) throw error;
        reach = (goal - t) * RETREAT;
      }
    }
    return stopped;
  }

  const keep = (): void => {
    while (values.length < wanted.length && wanted[values.length] <= t) values.push(y.slice());
  };
  let stopped = false;
  if (until?.(t, y)) stopped = true;
  keep();
  for (const end of stopped ? [] : [...wanted.filter((time) => time > t0 && time < t1), t1]) {
    let before = { t, y };
    const crossed = (at: number, value: Float64Array): boolean => {
      if (until?.(at, value)) return true;
      before = { t: at, y: value };
      return false;
    };
    stopped = advance(end, crossed);
    if (stopped && until) {
      let after = { t, y };
      while (after.t - before.t > tolerance * (after.t - t0)) {
        const middle = before.t + (after.t - before.t) / 2;
        if (!(middle > before.t && middle < after.t)) break;
        ({ t, y } = before);
        advance(middle);
        if (until(t, y)) after = { t, y };
        else before = { t, y };
      }
      ({ t, y } = after);
    }
    keep();
    if (stopped) break;
  }
  return { t, y, stopped, times: wanted.slice(0, values.length), values, evaluations, steps };
}

const stuck = (t: number, why: string) =>
  new RangeError(
    `f: the solution cannot be continued past t = ${t}: ${why}; end before it, or look for a singularity of f`,
  );

function check(
  t0: number,
  t1: number,
  { tolerance, absoluteTolerance, times = [], longestStep, evaluations }: OdeOptions,
) {
  if (!(Number.isFinite(t0) && Number.isFinite(t1) && t0 <= t1))
    throw new RangeError(`interval: expected finite times t0 <= t1, got [${t0}, ${t1}]`);
  const positive = { tolerance, absoluteTolerance, longestStep, evaluations };
  for (const [name, value] of Object.entries(positive))
    if (value !== undefined && !(value > 0)) throw new RangeError(`${name}: expected a positive number, got ${value}`);
  let last = t0;
  for (let i = 0; i < times.length; i++) {
    if (!(times[i] >= last && times[i] <= t1))
      throw new RangeError(`times: expected ascending times in [${t0}, ${t1}], got ${times[i]} at index ${i}`);
    last = times[i];
  }
}
