/**
 * Twice the rank of every value, counted from 1, in the order given; equal values share the mean of their ranks, so that twice the
 * rank is always an integer.
 * @example doubledRanks([5, 1, 5]) // [5, 2, 5]: ranks 2.5, 1, 2.5
 */
export function doubledRanks(values: ArrayLike<number>): Int32Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) =>
    values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0,
  );
  const ranks = new Int32Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let i = first; i <= last; i++) ranks[order[i]] = first + last + 2;
    first = last + 1;
  }
  return ranks;
}
