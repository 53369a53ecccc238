const MOST = 1e300;

/**
 * The least m with m >= required(m), for conditions that have m on both sides: bisection of log m to 12 digits.
 * m / required(m) must grow with m, as it does for powers of log m; then every larger m satisfies the condition too.
 * @returns a real number of at least 1; Infinity if none is below 1e300.
 * @paper HRTA Proposition 4, Theorem 2
 */
export function leastWidth(required: (m: number) => number): number {
  let high = 1;
  if (required(high) <= high) return high;
  while (!(required(high) <= high)) {
    if (high >= MOST) return Number.POSITIVE_INFINITY;
    high *= 16;
  }
  let low = high / 16;
  while (high / low > 1 + 1e-12) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (middle <= low || middle >= high) break;
    if (required(middle) <= middle) high = middle;
    else low = middle;
  }
  return high;
}
