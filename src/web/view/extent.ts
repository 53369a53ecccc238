/** The smallest and the largest finite number; [Infinity, -Infinity] where there is none. */
export function extent(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The smallest and the largest of the positive finite numbers. */
export function positiveExtent(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value > 0) || value === Number.POSITIVE_INFINITY) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The largest power of ten that is at most, and the smallest that is at least the number, given with a hair's breadth of rounding. */
export const decadeBelow = (value: number): number => Number(`1e${Math.floor(Math.log10(value) + 1e-9)}`);
export const decadeAbove = (value: number): number => Number(`1e${Math.ceil(Math.log10(value) - 1e-9)}`);

/** Whole decades around positive numbers, at least one: an axis with these ends seldom moves. */
export function decades(low: number, high: number): readonly [number, number] {
  if (!(low > 0 && high >= low && Number.isFinite(high))) return [0.1, 1];
  const [from, to] = [decadeBelow(low), decadeAbove(high)];
  return from < to ? [from, to] : [from, 10 * from];
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 7, 10];

/** The next round number from a positive one up, so that an axis that reaches so far seldom moves; 1 for anything else. */
export function roundUp(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) return 1;
  const unit = decadeBelow(value);
  const step = STEPS.find((candidate) => candidate * unit >= value * (1 - 1e-9)) ?? 10;
  return Number((step * unit).toPrecision(6));
}

/** A range with some room on both sides, as a share of its length; of a single point, one unit around it. */
export function padded([low, high]: readonly [number, number], share: number): readonly [number, number] {
  if (!(low <= high)) return [-1, 1];
  const room = high > low ? share * (high - low) : 1;
  return [low - room, high + room];
}
