/** Halvings after which an interval of doubles is exhausted, unless the root is below 1e-60 of it. */
const HALVINGS = 256;

/**
 * The place in [low, high] where a function that does not fall crosses 0, to the last bit: the smallest double found with f >= 0,
 * or `high` where f stays negative.
 */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  if (f(a) >= 0) return a;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = a + 0.5 * (b - a);
    if (middle <= a || middle >= b) break;
    if (f(middle) >= 0) b = middle;
    else a = middle;
  }
  return b;
}
