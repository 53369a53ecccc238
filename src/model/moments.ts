/** Mean and population deviation of a column's entries, their extremes, and how many are missing (NaN). */
export interface Moments {
  readonly count: number;
  readonly missing: number;
  readonly mean: number;
  /** sqrt(mean((v - mean)^2)); 0 if all entries are equal. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/** Moments of the entries in the given rows, by two passes in the order of the rows; safe from overflow and underflow. */
export function moments(values: Float64Array, rows: ArrayLike<number>): Moments {
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]];
    if (Number.isNaN(value)) continue;
    count++;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const missing = rows.length - count;
  if (count === 0 || min === max) return { count, missing, mean: count === 0 ? 0 : min, deviation: 0, min, max };

  // In units of half the range, about its middle, no sum or square overflows, and none underflows that matters.
  const middle = min / 2 + max / 2;
  const radius = Math.max(max - middle, middle - min);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]];
    if (!Number.isNaN(value)) sum += (value - middle) / radius;
  }
  const shift = sum / count;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]];
    if (Number.isNaN(value)) continue;
    const distance = (value - middle) / radius - shift;
    squares += distance * distance;
  }
  return { count, missing, mean: middle + shift * radius, deviation: Math.sqrt(squares / count) * radius, min, max };
}
