/** Where the search starts, and its step, relative. */
const SMALLEST = 1e-12;
const STRIDE = 1.02;

/**
 * The first x in (0, most] at which a property that holds near 0 ceases to hold; 0 if it does not hold near 0, `most` if it holds
 * everywhere. Sought at steps of 2 %, then bisected.
 */
export function firstChange(holds: (x: number) => boolean, most: number): number {
  let low = SMALLEST * most;
  if (!holds(low)) return 0;
  let high = low;
  do {
    low = high;
    if (low >= most) return most;
    high = Math.min(most, high * STRIDE);
  } while (holds(high));
  while (high - low > 1e-13 * high) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) break;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
