/**
 * How the error of one mode evolves under a fixed kernel: a training method as seen by an eigenvector of the operator that acts on the
 * error. For the loss c/2 sum |f - y|^2 (c = 1/n for mse) that operator is c G, and lambda = c times an eigenvalue of G.
 */
export interface Dynamics {
  readonly name: string;
  /** Whether times are steps k = 0, 1, 2, ... of an optimiser, or the continuous time of its limiting equation. */
  readonly clock: "step" | "time";
  /**
   * Delta(t) / Delta(0) for eigenvalue lambda, started at rest, at ascending times; Infinity is one of them (0 where the mode decays,
   * Infinity where it does not).
   * @throws RangeError if lambda is negative (rounding below 0 is the caller's to clip), or times are not ascending, negative, or,
   *   on the clock "step", not whole.
   */
  amplitude(lambda: number, times: ArrayLike<number>): Float64Array;
  /** (1 - amplitude) / lambda without cancellation, and its limit at lambda = 0: how far a unit residual has driven the prediction. */
  response(lambda: number, times: ArrayLike<number>): Float64Array;
  /** Whether a mode of this eigenvalue decays to 0 in the end; eigenvalue 0 stays where it is and counts as stable. */
  stable(lambda: number): boolean;
}

/** Dynamics in continuous time whose velocity has a closed form. */
export interface Flow extends Dynamics {
  readonly clock: "time";
  /** Delta'(t) / Delta(0). */
  velocity(lambda: number, times: ArrayLike<number>): Float64Array;
}

/** @throws RangeError if lambda is negative or not finite. */
export function checkEigenvalue(lambda: number): void {
  if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `lambda: expected a finite eigenvalue of at least 0, got ${lambda}; clip what rounding put below 0`,
    );
}

/** @throws RangeError if times are not ascending and of at least 0, or a step is not whole. */
export function checkTimes(times: ArrayLike<number>, clock: "step" | "time"): void {
  let last = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i];
    if (!(time >= last))
      throw new RangeError(`times: expected ascending times of at least 0, got ${time} at index ${i}`);
    if (clock === "step" && time !== Number.POSITIVE_INFINITY && !Number.isInteger(time))
      throw new RangeError(`times: expected whole steps, got ${time} at index ${i}`);
    last = time;
  }
}

/** @throws RangeError if the value is not a positive finite number. */
export function positive(name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name}: expected a positive number, got ${value}`);
}

/** @throws RangeError if the value is not in [0, 1). */
export function fraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${name}: expected a number in [0, 1), got ${value}`);
}

/** @throws RangeError unless 0 < min <= max. */
export function checkRange({ min, max }: EigenvalueRange): void {
  positive("min", min);
  if (!(max >= min && max < Number.POSITIVE_INFINITY))
    throw new RangeError(`max: expected a finite number of at least min = ${min}, got ${max}`);
}

/** The smallest and largest eigenvalue of the operator that acts on the error. */
export interface EigenvalueRange {
  readonly min: number;
  readonly max: number;
}

/** What a mode is asked, at one finite time or step. */
interface Pointwise {
  readonly name: string;
  readonly clock: "step" | "time";
  readonly amplitude: (lambda: number, time: number) => number;
  readonly response: (lambda: number, time: number) => number;
  /** Whether eigenvalue 0 is left where it is, as by a pseudo-inverse: then its response is 0 at Infinity too. Default false. */
  readonly leavesNull?: boolean;
  readonly stable: (lambda: number) => boolean;
}

/** Dynamics from closed forms that know one time as well as many. */
export function pointwise({ name, clock, amplitude, response, leavesNull = false, stable }: Pointwise): Dynamics {
  return {
    name,
    clock,
    amplitude(lambda, times) {
      checkEigenvalue(lambda);
      checkTimes(times, clock);
      return Float64Array.from(times, (t) =>
        t < Number.POSITIVE_INFINITY ? amplitude(lambda, t) : amplitudeAtInfinity(lambda, stable),
      );
    },
    response(lambda, times) {
      checkEigenvalue(lambda);
      checkTimes(times, clock);
      return Float64Array.from(times, (t) =>
        t < Number.POSITIVE_INFINITY
          ? response(lambda, t)
          : lambda === 0 && leavesNull
            ? 0
            : responseAtInfinity(lambda, stable),
      );
    },
    stable,
  };
}

/** 0 where the mode decays, 1 where nothing drives it, Infinity where it grows. */
export const amplitudeAtInfinity = (lambda: number, stable: (lambda: number) => boolean): number =>
  lambda === 0 ? 1 : stable(lambda) ? 0 : Number.POSITIVE_INFINITY;

/** The residual's whole way, 1/lambda; Infinity where it is never gone. */
export const responseAtInfinity = (lambda: number, stable: (lambda: number) => boolean): number =>
  lambda > 0 && stable(lambda) ? 1 / lambda : Number.POSITIVE_INFINITY;

/** A flow from closed forms that know one time as well as many. */
export function pointwiseFlow(
  forms: Omit<Pointwise, "clock"> & { readonly velocity: (lambda: number, time: number) => number },
): Flow {
  return {
    ...pointwise({ ...forms, clock: "time" }),
    clock: "time",
    velocity(lambda, times) {
      checkEigenvalue(lambda);
      checkTimes(times, "time");
      return Float64Array.from(times, (t) => (t < Number.POSITIVE_INFINITY ? forms.velocity(lambda, t) : 0));
    },
  };
}
