/**
 * Whether all roots lie inside the unit circle: Schur and Cohn's recursion.
 * @param coefficients real, from the highest power.
 */
export function insideUnitCircle(coefficients: readonly number[]): boolean {
  let p = [...coefficients];
  while (p.length > 1) {
    const first = p[0];
    const last = p[p.length - 1];
    if (!(Math.abs(last) < Math.abs(first))) return false;
    const ratio = last / first;
    p = p.slice(0, -1).map((c, i) => c - ratio * p[p.length - 1 - i]);
  }
  return true;
}

/**
 * Whether all roots have a negative real part: Routh's scheme.
 * @param coefficients real, from the highest power, the first positive.
 */
export function inLeftHalfPlane(coefficients: readonly number[]): boolean {
  let upper = coefficients.filter((_, i) => i % 2 === 0);
  let lower = coefficients.filter((_, i) => i % 2 === 1);
  while (lower.length > 0) {
    if (!(lower[0] > 0)) return false;
    const ratio = upper[0] / lower[0];
    const next = upper.slice(1).map((c, i) => c - ratio * (lower[i + 1] ?? 0));
    upper = lower;
    lower = next;
  }
  return true;
}
