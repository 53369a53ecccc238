/**
 * The values as a Float64Array of their own, checked: at least `least` of them, no NaN, and (with `finite`) no infinity.
 * An infinite value is a run that diverged; ranks and medians know what to do with it, sums do not.
 * @throws RangeError naming the first value that does not fit.
 */
export function sample(
  values: ArrayLike<number>,
  name: string,
  { least = 1, finite = false }: { readonly least?: number; readonly finite?: boolean } = {},
): Float64Array {
  if (values.length < least)
    throw new RangeError(`${name}: ${values.length} values, expected at least ${least}; run more seeds`);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]))
      throw new RangeError(`${name}[${i}]: NaN, expected a number; give a run that diverged as Infinity`);
    if (finite && !Number.isFinite(values[i]))
      throw new RangeError(`${name}[${i}]: ${values[i]}, expected a finite number; use the median or ranks instead`);
  }
  return Float64Array.from(values);
}

/** Checks that two samples pair up. @throws RangeError if their lengths differ. */
export function checkPairs(a: ArrayLike<number>, b: ArrayLike<number>, names: readonly [string, string]): void {
  if (a.length !== b.length)
    throw new RangeError(
      `${names[0]} and ${names[1]}: ${a.length} and ${b.length} values, expected pairs; leave out what has no partner`,
    );
}

/** Checks a confidence level. @throws RangeError unless it is in (0, 1). */
export function checkLevel(level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`level: ${level}, expected a number between 0 and 1, such as 0.95`);
}
