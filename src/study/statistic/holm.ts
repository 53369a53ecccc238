/**
 * Holm's step-down correction: p-values adjusted so that rejecting those of at most alpha errs anywhere in the family with probability
 * at most alpha, whatever the dependence. The k-th smallest of m becomes max over j <= k of min(1, (m - j + 1) p_(j)); given in the
 * order of the input.
 *
 * Holm 1979, "A simple sequentially rejective multiple test procedure".
 * @throws RangeError for a value outside [0, 1].
 * @example holm([0.01, 0.04, 0.03, 0.005]) // [0.03, 0.06, 0.06, 0.02]
 */
export function holm(pValues: ArrayLike<number>): number[] {
  const p = Array.from(pValues);
  const wrong = p.findIndex((v) => !(v >= 0 && v <= 1));
  if (wrong >= 0) throw new RangeError(`pValues[${wrong}]: ${p[wrong]}, expected a probability in [0, 1]`);
  const order = p.map((_, i) => i).sort((i, j) => p[i] - p[j]);
  const adjusted = new Array<number>(p.length);
  let most = 0;
  order.forEach((i, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[i]));
    adjusted[i] = most;
  });
  return adjusted;
}
