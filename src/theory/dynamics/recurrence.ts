import { amplitudeAtInfinity, checkEigenvalue, checkTimes, type Dynamics, responseAtInfinity } from "./dynamics.js";
import { powerApply } from "./small-matrix.js";

/** A linear method on one mode: x' = x + differences, all from a driving term g = forcing - eta lambda x. */
export interface Recurrence {
  readonly name: string;
  readonly rate: number;
  /** Numbers in the state besides x. */
  readonly memory: number;
  /**
   * Makes the steps from + 1, ..., to in place. state[0] is x; what follows is the method's memory, 0 at rest. q = eta lambda.
   */
  advance(state: Float64Array, q: number, forcing: number, from: number, to: number): void;
  /** The step is the same for every k: far apart times are reached by squaring its matrix. */
  readonly autonomous: boolean;
  stable(lambda: number): boolean;
}

/** Farther apart than this, the matrix of the step is squared instead. */
const FAR_APART = 1000;
/** Steps between looks at the size of the state. */
const LOOK = 8;
/** Smaller is 0: further down the processor computes with subnormal numbers, a hundred times slower. */
const TINY = 1e-290;
const OVERFLOW = 1e290;

/**
 * The dynamics of a linear method, step by step. x is the amplitude (from 1, not forced) or the response (from 0, forced by eta): with
 * amplitude = 1 - lambda x the second is the first, but without cancellation.
 */
export function recurrent(recurrence: Recurrence): Dynamics {
  const { name, rate, stable } = recurrence;
  const run = (lambda: number, times: ArrayLike<number>, start: number, forcing: number, limit: number) => {
    checkEigenvalue(lambda);
    checkTimes(times, "step");
    return iterate(recurrence, rate * lambda, times, start, forcing, limit);
  };
  return {
    name,
    clock: "step",
    amplitude: (lambda, times) => run(lambda, times, 1, 0, amplitudeAtInfinity(lambda, stable)),
    response: (lambda, times) => run(lambda, times, 0, rate, responseAtInfinity(lambda, stable)),
    stable,
  };
}

function iterate(
  recurrence: Recurrence,
  q: number,
  times: ArrayLike<number>,
  start: number,
  forcing: number,
  limit: number,
): Float64Array {
  const result = new Float64Array(times.length);
  if (q === 0 && forcing === 0) return result.fill(start);
  let state = new Float64Array(1 + recurrence.memory);
  state[0] = start;
  let matrix: Float64Array | undefined;
  let done = 0;
  for (let at = 0; at < times.length; at++) {
    const time = times[at];
    if (time === Number.POSITIVE_INFINITY) return result.fill(limit, at);
    if (recurrence.autonomous && time - done > FAR_APART) {
      matrix ??= matrixOf(recurrence, q, forcing);
      state = powerApply(matrix, Float64Array.of(...state, 1), time - done).slice(0, state.length);
      done = time;
    }
    while (done < time) {
      const next = Math.min(time, done + LOOK);
      recurrence.advance(state, q, forcing, done, next);
      done = next;
      const size = Math.abs(state[0]);
      // What has died out, or grown past all numbers (into NaN, where infinities met), stays there.
      if (!(size < OVERFLOW)) break;
      if (size < TINY && forcing === 0 && state.every((value) => Math.abs(value) < TINY)) return result.fill(0, at);
    }
    if (!(Math.abs(state[0]) < OVERFLOW)) {
      result.fill(Number.POSITIVE_INFINITY, at);
      return result;
    }
    result[at] = state[0];
  }
  return result;
}

/** The affine step as a matrix on (state, 1), column by column from the step itself. */
function matrixOf({ memory, advance }: Recurrence, q: number, forcing: number): Float64Array {
  const size = memory + 2;
  const matrix = new Float64Array(size * size);
  matrix[size * size - 1] = 1;
  for (let j = 0; j < size; j++) {
    const column = new Float64Array(memory + 1);
    if (j <= memory) column[j] = 1;
    advance(column, q, j <= memory ? 0 : forcing, 0, 1);
    for (let i = 0; i <= memory; i++) matrix[i * size + j] = column[i];
  }
  return matrix;
}
