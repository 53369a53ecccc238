/** Dense square matrices of a handful of rows, row-major: what one mode's recurrence or equation of higher order is made of. */

/** Writes A B to c, which is neither. */
function multiplyInto(c: Float64Array, a: Float64Array, b: Float64Array, size: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let l = 0; l < size; l++) {
        const factor = a[i * size + l];
        // Skipped, so that 0 times an entry that overflowed stays 0.
        if (factor !== 0) sum += factor * b[l * size + j];
      }
      c[i * size + j] = sum;
    }
}

/** Writes A z to y, which is not z. */
export function applyInto(y: Float64Array, a: Float64Array, z: Float64Array): void {
  const size = z.length;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) {
      const factor = a[i * size + j];
      if (factor !== 0) sum += factor * z[j];
    }
    y[i] = sum;
  }
}

/** A^count z, by repeated squaring. */
export function powerApply(a: Float64Array, z: Float64Array, count: number): Float64Array {
  let [base, spare] = [a.slice(), a.slice()];
  let [result, next] = [z.slice(), z.slice()];
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      applyInto(next, base, result);
      [result, next] = [next, result];
    }
    if (left > 1) {
      multiplyInto(spare, base, base, z.length);
      [base, spare] = [spare, base];
    }
  }
  return result;
}

/** Terms of exp's series for a norm of at most 1/4; the rest is below 1e-17. */
const TERMS = 12;

/**
 * exp(A t) for a matrix with row sums of at most `norm`: Taylor's series of A t / 2^k, squared k times. For an A without growing modes the
 * absolute error is some units of 1e-16 norm t.
 */
export function exponential(a: Float64Array, size: number, t: number, norm: number): Float64Array {
  let doublings = 0;
  let scale = t;
  for (; norm * scale > 0.25; scale *= 0.5) doublings++;
  const step = a.map((entry) => entry * scale);
  let term = step.slice();
  let spare = step.slice();
  let sum = step.slice();
  for (let i = 0; i < size; i++) sum[i * size + i] += 1;
  for (let k = 2; k <= TERMS; k++) {
    multiplyInto(spare, term, step, size);
    [term, spare] = [spare, term];
    for (let at = 0; at < sum.length; at++) {
      term[at] /= k;
      sum[at] += term[at];
    }
  }
  for (; doublings > 0; doublings--) {
    multiplyInto(spare, sum, sum, size);
    [sum, spare] = [spare, sum];
  }
  return sum;
}
