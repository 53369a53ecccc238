const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

/**
 * Point `index` = 0, 1, ... of Halton's sequence in the unit cube: coordinate j is the radical inverse of index + 1 in the j-th prime base
 * (its digits behind the point, in reverse).
 * @throws RangeError for more than 10 dimensions, where the sequence's first points lie on lines.
 * @paper Halton, On the efficiency of certain quasi-random sequences of points, 1960
 */
export function haltonPoint(dimensions: number, index: number): number[] {
  if (dimensions > primes.length)
    throw new RangeError(`Halton points: at most ${primes.length} dimensions, got ${dimensions}; draw them uniformly`);
  return primes.slice(0, dimensions).map((base) => {
    let value = 0;
    let digit = 1 / base;
    for (let rest = index + 1; rest > 0; rest = Math.floor(rest / base), digit /= base) value += (rest % base) * digit;
    return value;
  });
}
