import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eigenvalues } from "../../../src/numerics/linear/eigen.js";
import { smallestEigenvalue } from "../../../src/numerics/linear/interval.js";
import type { Matrix } from "../../../src/numerics/linear/matrix.js";
import { gramProduct } from "../../../src/numerics/linear/product.js";
import { random } from "../../../src/numerics/random.js";
import { at, fill, hadamard, isPositiveDefinite, laplacian, laplacianEigenvalue, normal } from "./matrices.js";

const hilbert = (n: number) => fill(n, n, (i, j) => 1 / (i + j + 1));

/** Integers, so that the Gram matrix of any of its rows is exact, repeated ones included. */
const integers = (rows: number, columns: number, seed: number): Matrix => {
  const source = random(seed, "integers");
  return fill(rows, columns, () => source.integer(19) - 9);
};

/** Proof in exact arithmetic that the smallest eigenvalue lies in the interval. */
function expectTrue(a: Matrix, { lower, upper }: { lower: number; upper: number }) {
  // Positive definite below: a bound that is itself the eigenvalue is moved by its last place.
  expect(isPositiveDefinite(a, lower - Math.abs(lower) * 2 ** -52 - 2 ** -1000)).toBe(true);
  expect(isPositiveDefinite(a, upper)).toBe(false);
}

describe("smallestEigenvalue", () => {
  test.each([2, 3, 5, 8, 10, 12, 15])("of the Hilbert matrix of %d rows, by exact elimination", (n) => {
    const a = hilbert(n);
    const interval = smallestEigenvalue(a);
    expectTrue(a, interval);
    expect(interval.lower).toBeLessThanOrEqual(interval.estimate);
    expect(interval.upper).toBeGreaterThanOrEqual(interval.estimate);
    // Down to condition 1e13 (n = 10) the smallest eigenvalue stands apart, and eight digits are proven.
    if (n <= 10) expect(interval.upper - interval.lower).toBeLessThan(1e-8 * interval.estimate);
  });

  test("of any small matrix, whatever its rank, scale and expected value, by exact elimination", () => {
    const spread = fc.integer({ min: -40, max: 40 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(),
        spread,
        (n, k, seed, power) => {
          const x = normal(n, k, seed);
          // Some rows nearly or exactly alike, and a scale for each row.
          const source = random(seed, "rows");
          for (let i = 1; i < n; i++)
            if (source.uniform() < 0.4)
              for (let j = 0; j < k; j++) x.data[i * k + j] = x.data[j] * (1 + (source.uniform() < 0.5 ? 0 : 1e-9 * j));
          const gram = gramProduct(x);
          const a = fill(n, n, (i, j) => at(gram, i, j) * 2 ** power - (i === j && seed % 3 === 0 ? 1 : 0));
          expectTrue(a, smallestEigenvalue(a));
          expectTrue(a, smallestEigenvalue(a, { estimate: source.normal() * 2 ** power }));
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each([3, 50, 64, 65, 300])("of the discrete Laplacian of %d rows, to twelve digits", (n) => {
    const { lower, upper } = smallestEigenvalue(laplacian(n));
    // The closed form itself is right to a few units in the last place.
    const truth = laplacianEigenvalue(n, 1);
    expect(lower).toBeLessThanOrEqual(truth * (1 + 1e-15));
    expect(upper).toBeGreaterThanOrEqual(truth * (1 - 1e-15));
    expect(upper - lower).toBeLessThan(1e-12 * truth); // n u and a few more
  });

  const spectra: [string, (k: number) => number, number][] = [
    ["condition 3.5e13", (k) => (k === 5 ? 1 : 2 ** 45), 1],
    ["condition 3.5e13, all sizes", (k) => 2 ** (45 - (k % 46)), 1],
    ["a multiple smallest one", (k) => (k % 2 ? 3 : 1000 + k), 3],
    ["an indefinite matrix", (k) => (k === 9 ? -12345 : k), -12345],
    ["a singular matrix", (k) => k % 10, 0],
    ["all equal", () => 7, 7],
  ];
  test.each(spectra)("of full matrices with exact eigenvalues, 16 and 128 rows: %s", (_, value, truth) => {
    // 128 rows of up to 2^45 leave 2^52: exact.
    for (const n of [16, 128]) {
      const values = Array.from({ length: n }, (_, k) => value(k));
      const { lower, upper } = smallestEigenvalue(hadamard(values));
      const least = Math.min(...values);
      if (n === 128) expect(least).toBe(truth);
      expect(lower).toBeLessThanOrEqual(least);
      expect(upper).toBeGreaterThanOrEqual(least);
    }
  });

  test("repeated rows: the interval holds 0, at every size of the blocks", () => {
    for (const n of [10, 64, 100, 200]) {
      const x = integers(n, n + 5, n);
      x.data.copyWithin(0, 7 * x.columns, 8 * x.columns);
      const { lower, upper } = smallestEigenvalue(gramProduct(x));
      expect(lower).toBeLessThanOrEqual(0);
      expect(upper).toBeGreaterThanOrEqual(0);
      // c u trace, c = 70 or less, the trace n^2 times 30 (the mean square of an entry).
      expect(upper - lower).toBeLessThan(2 * 70 * 2 ** -53 * 30 * n * (n + 5));
    }
  });

  test("errors of the entries move it by no more than the interval says", () => {
    const n = 20;
    const entryError = 1e-6;
    const a = gramProduct(normal(n, 25));
    const { lower, upper } = smallestEigenvalue(a, { entryError });
    const source = random(1, "errors");
    for (let trial = 0; trial < 20; trial++) {
      const noise = fill(n, n, () => 0);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++)
          noise.data[i * n + j] = noise.data[j * n + i] =
            entryError * (trial < 10 ? source.sign() : 2 * source.uniform() - 1);
      const [moved] = eigenvalues(fill(n, n, (i, j) => at(a, i, j) + at(noise, i, j)));
      expect(moved).toBeGreaterThan(lower);
      expect(moved).toBeLessThan(upper);
    }
    expect(upper - lower).toBeGreaterThan(2 * n * entryError);
    expect(upper - lower).toBeLessThan(2.001 * n * entryError);
    // The worst case is met: all errors of one sign, on the matrix of zeros and ones on the diagonal.
    const least = smallestEigenvalue(
      fill(n, n, (i, j) => (i === j ? 1 : 0)),
      { entryError: 1e-3 },
    );
    const [worst] = eigenvalues(fill(n, n, (i, j) => (i === j ? 1 : 0) - 1e-3));
    expect(least.lower).toBeLessThanOrEqual(worst);
    expect(worst - least.lower).toBeLessThan(1e-12);
  });

  test("rounding that has made the matrix asymmetric counts as an error of its entries", () => {
    const a = laplacian(10);
    a.data[1] += 1e-13;
    const { lower, upper } = smallestEigenvalue(a);
    expect(upper - lower).toBeGreaterThan(1e-13);
    expect(upper - lower).toBeLessThan(1e-11);
  });

  test("one number, and zeros", () => {
    expect(smallestEigenvalue(fill(1, 1, () => 0.1))).toEqual({ estimate: 0.1, lower: 0.1, upper: 0.1 });
    expect(smallestEigenvalue(fill(4, 4, () => 0))).toEqual({ estimate: 0, lower: 0, upper: 0 });
    const { lower, upper } = smallestEigenvalue(
      fill(4, 4, () => 0),
      { entryError: 1 },
    );
    expect(lower).toBeLessThanOrEqual(-4);
    expect(upper).toBeGreaterThanOrEqual(4);
  });

  test("a far estimate costs time, not truth", () => {
    const truth = laplacianEigenvalue(40, 1);
    for (const estimate of [0, 2, -1e9, 1e-4, 3, 1e6]) {
      const { lower, upper } = smallestEigenvalue(laplacian(40), { estimate });
      expect(lower).toBeLessThanOrEqual(truth * (1 + 1e-15));
      expect(upper).toBeGreaterThanOrEqual(truth * (1 - 1e-15));
      expect(upper - lower).toBeLessThan(1e-12);
    }
  });

  test("bad input is named", () => {
    const a = laplacian(3);
    expect(() => smallestEigenvalue(normal(2, 3))).toThrow(/a: 2 x 3, expected a square matrix/);
    expect(() => smallestEigenvalue(normal(3, 3))).toThrow(/expected a symmetric matrix/);
    expect(() => smallestEigenvalue(a, { entryError: -1 })).toThrow(
      new RangeError("entryError: -1, expected a finite number that is not negative"),
    );
    expect(() => smallestEigenvalue(a, { estimate: Number.NaN })).toThrow(
      new RangeError("estimate: NaN, expected a finite number"),
    );
  });
});
