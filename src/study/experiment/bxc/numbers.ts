/** Six significant digits: what a curve needs, in half the room. */
export const short = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);

export const shortAll = (values: ArrayLike<number>): (number | null)[] => Array.from(values, short);

/** 1/2 sum e^2. */
export function halfSquares(error: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < error.length; i++) sum += error[i] * error[i];
  return 0.5 * sum;
}

/** Entries 0, ..., n - 1 at about equal distances, at most `most` of them, the first and the last among them. */
export function evenly(n: number, most = 200): number[] {
  const count = Math.min(n, most);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (n - 1)) / (count - 1))));
}

/** How a sequence rises: how often a value exceeds the one before, and by which share the running minimum is exceeded at most. */
export interface Rises {
  readonly count: number;
  readonly largest: number;
}

/** Rises of more than `rounding`, relative to the value before; up to the first value below `floor` times the first. */
export function risesOf(
  values: ArrayLike<number>,
  { rounding = 0, floor = 0 }: { readonly rounding?: number; readonly floor?: number } = {},
): Rises {
  let count = 0;
  let largest = 0;
  let least = values[0];
  for (let i = 1; i < values.length && values[i] >= floor * values[0]; i++) {
    if (values[i] > values[i - 1] * (1 + rounding)) count++;
    largest = Math.max(largest, values[i] / least - 1);
    least = Math.min(least, values[i]);
  }
  return { count, largest };
}

/**
 * Where rises of a float64 loss are told from rounding: at 1e-10 of the first loss residuals are 1e-5 of theirs, known to about 1e-10 of
 * themselves.
 */
export const inFloat64 = { rounding: 1e-8, floor: 1e-10 };

/** The largest value from each place on: the envelope of what oscillates as it falls. */
export function envelope(values: ArrayLike<number>): Float64Array {
  const result = Float64Array.from(values);
  for (let i = result.length - 2; i >= 0; i--) result[i] = Math.max(result[i], result[i + 1]);
  return result;
}

/** The place of the last local maximum; the end where there is none, as in what only falls. Behind it an envelope is the curve itself. */
export function lastPeak(values: ArrayLike<number>): number {
  for (let i = values.length - 2; i > 0; i--) if (values[i] > values[i - 1] && values[i] >= values[i + 1]) return i;
  return values.length - 1;
}
