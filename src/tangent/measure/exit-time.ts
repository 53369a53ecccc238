/** A recorded series of how far the kernel has moved. */
export interface DriftSeries {
  /** Ascending times, or steps. */
  readonly times: ArrayLike<number>;
  /** ||G(t) - G(0)||_F at those times. */
  readonly drift: ArrayLike<number>;
}

/** The interval (after, by] of recorded times in which the kernel left its ball; by is Infinity where it never did. */
export interface ExitTime {
  readonly after: number;
  readonly by: number;
}

/**
 * t_p* = inf { t : ||G(t) - G(0)||_F > lambda / 4 }, lambda = lambda_a + lambda_omega, bracketed by recorded times.
 * @param lambda the sum of the smallest eigenvalues of the infinite-width a-kernel and omega-kernel on the same rows.
 * @throws RangeError if the series are empty, of two lengths, or not ascending, or lambda is negative or not finite.
 * @paper HRTA eq. (22) (with G_1 for its G_2, PAPERS.md HRTA 13), (35)
 */
export function exitTime({ times, drift }: DriftSeries, lambda: number): ExitTime {
  if (times.length === 0 || times.length !== drift.length)
    throw new RangeError(`drift: expected one value a time and at least one, got ${drift.length} for ${times.length}`);
  if (!(lambda >= 0 && lambda < Number.POSITIVE_INFINITY))
    throw new RangeError(`lambda: expected a finite number >= 0, got ${lambda}`);
  for (let i = 0; i < times.length; i++) {
    if (i > 0 && !(times[i] > times[i - 1]))
      throw new RangeError(`times: expected ascending numbers, got ${times[i]} after ${times[i - 1]}`);
    // A drift that is not a number has left, too.
    if (!(drift[i] <= lambda / 4)) return { after: i > 0 ? times[i - 1] : times[0], by: times[i] };
  }
  return { after: times[times.length - 1], by: Number.POSITIVE_INFINITY };
}
