/**
 * Indices of at most about `limit` points of a curve that draw the same picture: the first and the last point, and the smallest
 * and the largest value (by each of `columns`) in every one of equally many neighbours; ascending. Entries that are not finite are kept
 * only where a whole neighbourhood has none else.
 */
export function thinCurve(columns: readonly ArrayLike<number>[], limit: number): Int32Array {
  const n = columns[0]?.length ?? 0;
  if (n <= limit) return Int32Array.from({ length: n }, (_, i) => i);
  const buckets = Math.max(1, Math.floor((limit - 2) / (2 * columns.length)));
  const kept = new Set([0, n - 1]);
  for (let b = 0; b < buckets; b++) {
    const start = Math.floor((b * n) / buckets);
    const end = Math.floor(((b + 1) * n) / buckets);
    for (const column of columns) {
      let low = start;
      let high = start;
      for (let i = start; i < end; i++) {
        if (!Number.isFinite(column[i])) continue;
        if (!Number.isFinite(column[low]) || column[i] < column[low]) low = i;
        if (!Number.isFinite(column[high]) || column[i] > column[high]) high = i;
      }
      kept.add(low).add(high);
    }
  }
  return Int32Array.from(kept).sort();
}

/**
 * Indices of at most `limit` of n points of a cloud, evenly spread over the index range (rows of a test set are in random order
 * already); ascending. `always` are kept in any case.
 */
export function thinCloud(n: number, limit: number, always: readonly number[] = []): Int32Array {
  if (n <= limit) return Int32Array.from({ length: n }, (_, i) => i);
  const kept = new Set(always.slice(0, limit));
  const room = limit - kept.size;
  for (let k = 0; k < room; k++) kept.add(Math.floor((k * n) / room));
  return Int32Array.from(kept).sort();
}

/**
 * Indices of the points of a curve over ascending x > 0 that draw the same picture on a logarithmic x axis: in each of the pieces on which x
 * grows by `ratio` the first, the last, and those of the smallest and the largest finite y; ascending.
 */
export function thinLogarithmic(x: ArrayLike<number>, y: ArrayLike<number>, ratio: number): Int32Array {
  const kept = new Set<number>();
  for (let start = 0; start < x.length; ) {
    let end = start;
    let low = start;
    let high = start;
    for (; end < x.length && (end === start || x[end] <= x[start] * ratio); end++) {
      if (!Number.isFinite(y[end])) continue;
      if (!Number.isFinite(y[low]) || y[end] < y[low]) low = end;
      if (!Number.isFinite(y[high]) || y[end] > y[high]) high = end;
    }
    for (const i of [start, low, high, end - 1]) kept.add(i);
    start = end;
  }
  return Int32Array.from(kept).sort();
}
