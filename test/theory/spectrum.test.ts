import fc from "fast-check";
import { expect, test } from "vitest";
import { type Matrix, zeros } from "../../src/numerics/linear/matrix.js";
import { gramProduct } from "../../src/numerics/linear/product.js";
import { random } from "../../src/numerics/random.js";
import { energyLearnt, targetEnergy } from "../../src/theory/spectrum/energy.js";
import { requireMemory } from "../../src/theory/spectrum/memory.js";
import { spectrum } from "../../src/theory/spectrum/spectrum.js";

const diagonal = (values: readonly number[]): Matrix => {
  const matrix = zeros(values.length, values.length);
  for (const [i, value] of values.entries()) matrix.data[i * values.length + i] = value;
  return matrix;
};

/** A A^T with A (n x k) of standard normal entries: rank min(n, k). */
function wishart(n: number, k: number, seed: number): Matrix {
  const a = zeros(n, k);
  random(seed, "wishart").fillNormal(a.data);
  return gramProduct(a);
}

const scale = ({ rows, columns, data }: Matrix, c: number): Matrix => ({ rows, columns, data: data.map((v) => c * v) });

test("a diagonal matrix has its diagonal as spectrum, ascending, and the condition max / min", () => {
  const { values, min, max, condition, rank, resolved, trace } = spectrum(diagonal([4, 0.5, 2, 1]));
  // The solver works on a matrix that is already tridiagonal: nothing is rounded but a scale by a power of two.
  expect(Array.from(values)).toEqual([0.5, 1, 2, 4]);
  expect(min.lower).toBeLessThanOrEqual(0.5);
  expect(min.upper).toBeGreaterThanOrEqual(0.5);
  expect(condition.lower).toBeLessThanOrEqual(8);
  expect(condition.upper).toBeGreaterThanOrEqual(8);
  expect(max.estimate).toBe(4);
  expect({ rank, resolved, trace }).toEqual({ rank: 4, resolved: true, trace: 7.5 });
});

test("a kernel of one row is its own eigenvalue", () => {
  const { values, condition, rank, effectiveRank } = spectrum(diagonal([0.25]));
  expect(values[0]).toBe(0.25);
  expect(condition.estimate).toBe(1);
  expect(rank).toBe(1);
  expect(effectiveRank).toEqual({ entropy: 1, trace: 1 });
});

test("both effective ranks of the identity are n, and one dominant eigenvalue brings them to 1", () => {
  const { effectiveRank } = spectrum(diagonal([1, 1, 1, 1, 1]));
  expect(effectiveRank.entropy).toBeCloseTo(5, 13);
  expect(effectiveRank.trace).toBe(5);
  const lone = spectrum(diagonal([1e-9, 1e-9, 1])).effectiveRank;
  // Entropy of two shares p = 1e-9: about -2 p log p = 4e-8.
  expect(lone.entropy).toBeCloseTo(1, 7);
  expect(lone.trace).toBeCloseTo(1, 8);
});

test("half of the energy in each of two directions: exp(entropy) = 2, and exp(entropy) of (3/4, 1/4) is known", () => {
  expect(spectrum(diagonal([0, 1, 1])).effectiveRank.entropy).toBeCloseTo(2, 14);
  const shares = spectrum(diagonal([1, 3])).effectiveRank;
  expect(shares.entropy).toBeCloseTo(4 / 3 ** 0.75, 14);
  expect(shares.trace).toBeCloseTo(4 / 3, 15);
});

test("the matrix of zeros has rank 0, and nothing about its condition is claimed from above", () => {
  const { rank, resolved, condition, effectiveRank } = spectrum(diagonal([0, 0, 0]));
  expect({ rank, resolved, upper: condition.upper }).toEqual({
    rank: 0,
    resolved: false,
    upper: Number.POSITIVE_INFINITY,
  });
  expect(effectiveRank).toEqual({ entropy: 0, trace: 0 });
});

// The entries of A A^T are sums of 12 products of order 1: each is right to 12 eps times a few.
test("a singular kernel is not resolved: lambda_min's interval holds 0, the condition is 'more than', the rank that of A", () => {
  const { min, resolved, condition, rank } = spectrum({ ...wishart(20, 12, 1), error: 1e-14 });
  expect(min.lower).toBeLessThanOrEqual(0);
  expect(min.upper).toBeGreaterThanOrEqual(0);
  expect(resolved).toBe(false);
  expect(condition.upper).toBe(Number.POSITIVE_INFINITY);
  expect(condition.estimate).toBe(condition.lower);
  // lambda_min is at most n times the entries' error, 2e-13, and lambda_max at least the mean diagonal, 12.
  expect(condition.lower).toBeGreaterThan(1e12);
  expect(rank).toBe(12);
});

test("the error of the entries widens lambda_min's interval by n times itself, and raises the rank's threshold", () => {
  const kernel = diagonal([1e-6, 1, 2]);
  const exact = spectrum(kernel);
  const vague = spectrum({ ...kernel, error: 1e-5 });
  expect(exact.resolved).toBe(true);
  expect(vague.resolved).toBe(false);
  expect(vague.min.lower).toBeLessThanOrEqual(1e-6 - 3e-5);
  expect(vague.min.upper).toBeGreaterThanOrEqual(1e-6 + 3e-5);
  expect([exact.rank, vague.rank]).toEqual([3, 2]);
});

test("lambda_min's interval holds the smallest eigenvalue of the exact matrix whatever the errors of the entries are", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 1e-12, max: 1e-2, noNaN: true }), (seed, error) => {
      const n = 6;
      const truth = wishart(n, 8, seed);
      const draw = random(seed, "error");
      const seen = zeros(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++)
          seen.data[i * n + j] = seen.data[j * n + i] = truth.data[i * n + j] + error * (2 * draw.uniform() - 1);
      const { min } = spectrum({ ...seen, error });
      const { min: exact } = spectrum(truth);
      expect(min.lower).toBeLessThanOrEqual(exact.upper);
      expect(min.upper).toBeGreaterThanOrEqual(exact.lower);
    }),
    { numRuns: 50 },
  );
});

test("the spectrum does not depend on the order of the rows, and c K has c times the spectrum of K", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (seed, c) => {
      const n = 7;
      const kernel = wishart(n, 9, seed);
      const order = random(seed, "order").permutation(n);
      const mixed = zeros(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) mixed.data[i * n + j] = kernel.data[order[i] * n + order[j]];
      const plain = spectrum(kernel);
      const other = spectrum(mixed);
      const times = spectrum(scale(kernel, c));
      for (let i = 0; i < n; i++) {
        // Each spectrum is right to its own `error`.
        expect(Math.abs(other.values[i] - plain.values[i])).toBeLessThanOrEqual(2 * plain.error);
        expect(Math.abs(times.values[i] - c * plain.values[i])).toBeLessThanOrEqual(2 * times.error);
      }
      expect(times.rank).toBe(plain.rank);
      expect(times.effectiveRank.entropy).toBeCloseTo(plain.effectiveRank.entropy, 10);
    }),
    { numRuns: 50 },
  );
});

test("the values are right to `error`: against the residuals of the eigenvectors", () => {
  const n = 40;
  const kernel = wishart(n, 60, 4);
  const { values, error, vectors } = spectrum(kernel);
  const v = vectors().data;
  for (let k = 0; k < n; k++) {
    let residual = 0;
    for (let i = 0; i < n; i++) {
      let sum = -values[k] * v[k * n + i];
      for (let j = 0; j < n; j++) sum += kernel.data[i * n + j] * v[k * n + j];
      residual += sum * sum;
    }
    // Some eigenvalue is within the residual of values[k] (Bauer and Fike); sums of 40 terms add rounding of the same size.
    expect(Math.sqrt(residual)).toBeLessThan(2 * error);
  }
});

test("eigenvectors are computed once", () => {
  const { vectors } = spectrum(wishart(5, 7, 2));
  expect(vectors()).toBe(vectors());
});

test("what is no kernel matrix is refused: empty, not square, not symmetric, not finite", () => {
  expect(() => spectrum(zeros(0, 0))).toThrow("at least one row");
  expect(() => spectrum(zeros(2, 3))).toThrow("square");
  expect(() => spectrum({ rows: 2, columns: 2, data: Float64Array.of(1, 0.5, 0, 1) })).toThrow("symmetric");
  expect(() => spectrum(diagonal([1, Number.NaN]))).toThrow("finite");
  expect(() => spectrum({ ...diagonal([1, 2]), error: -1 })).toThrow(RangeError);
});

test("too many rows are refused before anything is computed, with the memory and the rows that fit", () => {
  const huge: Matrix = { rows: 20_000, columns: 20_000, data: new Float64Array(0) };
  expect(() => spectrum(huge)).toThrow(
    "rows: 20000 rows take 9.6 GB (3 matrices of 20000 x 20000 numbers), the limit is 4 GB; take a sample of at most 12909 rows, or raise memory",
  );
  expect(() => requireMemory(5000, 3, { memory: 1e9 })).not.toThrow();
  expect(() => requireMemory(2, 1, { memory: 31 })).toThrow("at most 1 rows");
  expect(() => requireMemory(2, 1, { memory: 0 })).toThrow("memory: expected a positive number of bytes, got 0");
});

test("a target along one eigenvector has all its energy there", () => {
  const { fractions, cumulated, total, unresolved } = targetEnergy(
    spectrum(diagonal([1, 2, 3])),
    Float64Array.of(0, -4, 0),
  );
  expect(Array.from(fractions)).toEqual([0, 1, 0]);
  expect(Array.from(cumulated)).toEqual([1, 1, 0]);
  expect({ total, unresolved }).toEqual({ total: 16, unresolved: 0 });
});

test("fractions add up over modes and outputs, and bins hold them all", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      (seed, outputs, rank) => {
        const n = 8;
        const y = new Float64Array(n * outputs);
        random(seed, "y").fillNormal(y);
        const found = targetEnergy(spectrum(wishart(n, rank, seed)), y, { bins: 4 });
        const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
        // Sums of at most 8 terms, each at most 1.
        expect(sum(Array.from(found.fractions))).toBeCloseTo(1, 14);
        expect(sum(found.bins.map(({ energy }) => energy))).toBeCloseTo(1, 14);
        expect(sum(found.bins.map(({ modes }) => modes))).toBe(n);
        expect(found.cumulated[0]).toBeCloseTo(1, 14);
        for (const { from, to } of found.bins) expect(from).toBeLessThanOrEqual(to);
      },
    ),
    { numRuns: 60 },
  );
});

test("each eigenvalue lies in its bin, the largest in the first, and those that are rounding in the last, from 0", () => {
  const { bins, unresolved } = targetEnergy(spectrum(diagonal([0, 1, 10, 100, 1000])), Float64Array.of(2, 1, 1, 1, 3), {
    bins: 3,
  });
  expect(bins.map(({ modes }) => modes)).toEqual([1, 1, 2, 1]);
  expect(bins[0]).toMatchObject({ to: 1000, energy: 9 / 16 });
  expect(bins[3]).toMatchObject({ from: 0, energy: 4 / 16 });
  expect(unresolved).toBe(4 / 16);
});

test("gradient flow has learnt nothing at t = 0, a mode's energy by exp(-2 lambda t / n), and all that is resolved at infinity", () => {
  const kernel = spectrum(diagonal([0, 1, 4]));
  const energy = targetEnergy(kernel, Float64Array.of(1, 1, 1));
  const [start, later, end] = energyLearnt(kernel, energy, [0, 3, Number.POSITIVE_INFINITY]);
  expect(start).toBeCloseTo(0, 15);
  // n = 3: (1 - e^-2) / 3 + (1 - e^-8) / 3.
  expect(later).toBeCloseTo((2 - Math.exp(-2) - Math.exp(-8)) / 3, 14);
  expect(end).toBeCloseTo(2 / 3, 14);
  expect(energyLearnt(kernel, energy, [1], { curvature: 1 })[0]).toBeCloseTo((2 - Math.exp(-2) - Math.exp(-8)) / 3, 14);
});

test("targets of the wrong length, not finite, or all zero are refused", () => {
  const kernel = spectrum(diagonal([1, 2]));
  expect(() => targetEnergy(kernel, new Float64Array(3))).toThrow("y: expected 2 rows of targets, got 3 numbers");
  expect(() => targetEnergy(kernel, Float64Array.of(0, 0))).toThrow("not all zero");
  expect(() => targetEnergy(kernel, Float64Array.of(0, Number.NaN))).toThrow("finite");
  expect(() => targetEnergy(kernel, Float64Array.of(0, 1), { bins: 0 })).toThrow("bins");
});
