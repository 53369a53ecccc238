import fc from "fast-check";
import { EigenvalueDecomposition, Matrix as Oracle } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../../src/numerics/hash.js";
import { eigen, eigenvalues } from "../../../src/numerics/linear/eigen.js";
import type { Matrix } from "../../../src/numerics/linear/matrix.js";
import { gramProduct, multiply } from "../../../src/numerics/linear/product.js";
import {
  at,
  fill,
  hadamard,
  identity,
  laplacian,
  laplacianEigenvalue,
  largestEntry,
  maxDifference,
  normal,
  U,
} from "./matrices.js";

const norm = (values: Float64Array) => Math.max(Math.abs(values[0]), Math.abs(values[values.length - 1]));

const symmetric = (n: number, seed: number): Matrix => {
  const a = normal(n, n, seed);
  return fill(n, n, (i, j) => at(a, Math.min(i, j), Math.max(i, j)));
};

/** Wilkinson's W+: |i - n/2| on the diagonal, 1 beside it; its large eigenvalues come in pairs that nearly agree. */
const wilkinson = (n: number) =>
  fill(n, n, (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : Math.abs(i - j) === 1 ? 1 : 0));

const matrices: [string, Matrix][] = [
  ["random, n = 4", symmetric(4, 1)],
  ["random, n = 33", symmetric(33, 2)],
  ["random, n = 150", symmetric(150, 3)],
  ["a Gram matrix of half the rank", gramProduct(normal(80, 40))],
  ["the Laplacian", laplacian(100)],
  ["Wilkinson's", wilkinson(41)],
  ["the identity", identity(20)],
  ["ones", fill(30, 30, () => 1)],
  ["multiple eigenvalues", hadamard(Array.from({ length: 64 }, (_, k) => (k % 4) - 1))],
  ["graded down", fill(40, 40, (i, j) => 10 ** -(i + j) * (i === j ? 2 : 1))],
  ["graded up", fill(40, 40, (i, j) => 10 ** (i + j - 78) * (i === j ? 2 : 1))],
  ["Hilbert's", fill(30, 30, (i, j) => 1 / (i + j + 1))],
];

describe("eigenvalues", () => {
  test("of 1, 2 and 3 rows by hand", () => {
    expect([...eigenvalues(fill(1, 1, () => -3))]).toEqual([-3]);
    const two = eigenvalues({ rows: 2, columns: 2, data: Float64Array.of(1, 2, 2, 4) });
    expect(maxDifference(two, [0, 5])).toBeLessThan(2 * 4 * U * 5);
    const three = eigenvalues(fill(3, 3, (i, j) => (i === j ? 2 : 1)));
    expect(maxDifference(three, [1, 1, 4])).toBeLessThan(3 * 4 * U * 4);
  });

  // The bound that `eigenvalues` promises is a few u ||A||; measured, the worst of these is below 2 sqrt(n) u ||A||.
  test.each([2, 10, 64, 65, 300])("of the discrete Laplacian are 4 sin^2(k pi / (2n + 2)), n = %d", (n) => {
    const expected = Array.from({ length: n }, (_, k) => laplacianEigenvalue(n, k + 1));
    expect(maxDifference(eigenvalues(laplacian(n)), expected)).toBeLessThan(8 * Math.sqrt(n) * U * 4);
  });

  test("of Wilkinson's W21+ agree with his book, the last two apart by 7e-14", () => {
    const values = eigenvalues(wilkinson(21));
    expect(values[20]).toBeCloseTo(10.746194182903393, 13); // 13 decimals: a few u ||A|| = 1e-15
    expect(values[19]).toBeCloseTo(10.746194182903322, 13);
    expect(values[20] - values[19]).toBeGreaterThan(5e-14);
    expect(values[0]).toBeCloseTo(-1.1254415221199847, 13);
  });

  test("of a full matrix with known multiple eigenvalues", () => {
    const values = Array.from({ length: 128 }, (_, k) => Math.floor(k / 20) * 7 - 11);
    const sorted = [...values].sort((a, b) => a - b);
    expect(maxDifference(eigenvalues(hadamard(values)), sorted)).toBeLessThan(8 * Math.sqrt(128) * U * 31);
  });

  test("of a diagonal matrix are its diagonal, to the bit", () => {
    const diagonal = Float64Array.from(normal(1, 50).data);
    expect(eigenvalues(fill(50, 50, (i, j) => (i === j ? diagonal[i] : 0)))).toEqual(diagonal.slice().sort());
    expect(eigenvalues(fill(5, 5, () => 0))).toEqual(new Float64Array(5));
  });

  test("that ought to be zero are, to rounding: as many as the rank is short", () => {
    const n = 120;
    const values = eigenvalues(gramProduct(normal(n, 50)));
    expect(norm(values.subarray(0, n - 50))).toBeLessThan(Math.sqrt(n) * 8 * U * values[n - 1]);
    expect(values[n - 50]).toBeGreaterThan(1);
  });

  test.each([20, 60, 110])("agree with ml-matrix, n = %d", (n) => {
    const a = symmetric(n, n);
    const oracle = new EigenvalueDecomposition(Oracle.from1DArray(n, n, a.data), { assumeSymmetric: true });
    const expected = Float64Array.from(oracle.realEigenvalues).sort();
    // Of the two, the oracle's error is the larger; n u ||A|| covers both.
    expect(maxDifference(eigenvalues(a), expected)).toBeLessThan(4 * n * U * norm(expected));
  });

  test("add up to the trace, and their squares to the squares of the entries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (n, seed) => {
        const a = symmetric(n, seed);
        let trace = 0;
        for (let i = 0; i < n; i++) trace += at(a, i, i);
        const squares = a.data.reduce((sum, x) => sum + x * x, 0);
        const values = eigenvalues(a);
        const error = 8 * Math.sqrt(n) * U * norm(values);
        expect(Math.abs(values.reduce((sum, x) => sum + x, 0) - trace)).toBeLessThan(n * error);
        expect(Math.abs(values.reduce((sum, x) => sum + x * x, 0) - squares)).toBeLessThan(
          2 * n * norm(values) * error,
        );
      }),
      { numRuns: 40 },
    );
  });

  test("scale with the matrix to the bit, from the smallest numbers to the largest", () => {
    const a = symmetric(30, 5);
    const values = eigenvalues(a);
    for (const scale of [2 ** -900, 2 ** -300, 2 ** 300, 2 ** 1000])
      expect(eigenvalues(fill(30, 30, (i, j) => scale * at(a, i, j)))).toEqual(values.map((x) => scale * x));
  });

  test("have the same bits on every host", () => {
    expect(hashBytes(eigenvalues(symmetric(90, 7)))).toMatchInlineSnapshot(`"bf6ee5ab2ded9d71"`);
    expect(hashBytes(eigen(symmetric(90, 7)).vectors.data)).toMatchInlineSnapshot(`"5014c5b8db05a61d"`);
  });

  test("bad input is named", () => {
    expect(() => eigenvalues(normal(2, 3))).toThrow(/a: 2 x 3, expected a square matrix/);
    expect(() => eigenvalues(normal(0, 0))).toThrow(/a: 0 x 0, expected a square matrix with at least one row/);
    const skew = fill(3, 3, (i, j) => (i === 2 && j === 1 ? 1 + 1e-9 : 1));
    expect(() => eigenvalues(skew)).toThrow(
      new RangeError(
        "a: entry (2, 1) is 1.000000001 but (1, 2) is 1 (row, column from 0), " +
          "expected a symmetric matrix; average the two if rounding made them differ",
      ),
    );
    expect(eigenvalues(fill(3, 3, (i, j) => (i === 2 && j === 1 ? 1 + 1e-15 : 1)))).toHaveLength(3);
    const missing = fill(3, 3, (i, j) => (i === 1 && j === 0 ? Number.NaN : 1));
    expect(() => eigen(missing)).toThrow(
      new RangeError("a: entry (1, 0) (row, column from 0) is NaN, expected a finite number"),
    );
  });
});

describe("eigen", () => {
  test.each(matrices)("%s: residual, orthogonality and the same values", (_, a) => {
    const n = a.rows;
    const { values, vectors } = eigen(a);
    const size = norm(values);
    const product = multiply(vectors, a);
    const residual = fill(n, n, (i, j) => at(product, i, j) - values[i] * at(vectors, i, j));
    // Householder's and QL's errors, about sqrt(n) u each, measured below 3 sqrt(n) u.
    expect(largestEntry(residual)).toBeLessThan(10 * Math.sqrt(n) * U * size);
    const overlap = gramProduct(vectors);
    expect(maxDifference(overlap.data, identity(n).data)).toBeLessThan(20 * Math.sqrt(n) * U);
    expect(eigenvalues(a)).toEqual(values);
    expect(values.slice().sort()).toEqual(values);
  });

  test("row i is the eigenvector of value i, its largest component positive", () => {
    const n = 40;
    const { vectors } = eigen(laplacian(n));
    for (const k of [1, 2, 17, 40]) {
      const wave = Float64Array.from({ length: n }, (_, j) => Math.sin(((j + 1) * k * Math.PI) / (n + 1)));
      const length = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0));
      const row = vectors.data.subarray((k - 1) * n, k * n);
      const sign = row[0] * wave[0] > 0 ? 1 : -1;
      // The error of a vector is that of the matrix over the gap to the next eigenvalue, 0.006 at the ends.
      expect(
        maxDifference(
          row,
          wave.map((x) => (sign * x) / length),
        ),
      ).toBeLessThan((20 * 4 * U) / 0.006);
      expect(Math.max(...row)).toBeGreaterThanOrEqual(Math.max(...row.map((x) => -x)) - 1e-12);
    }
  });

  test("of the zero matrix are the coordinate axes", () => {
    expect(eigen(fill(3, 3, () => 0))).toEqual({ values: new Float64Array(3), vectors: identity(3) });
  });

  test("many sweeps at once: more rotations than are collected before they are applied", () => {
    // 420^2 rotations and more, two numbers each, in room for 2^18 numbers.
    const n = 420;
    const a = symmetric(n, 9);
    const { values, vectors } = eigen(a);
    const product = multiply(vectors, a);
    const residual = fill(n, n, (i, j) => at(product, i, j) - values[i] * at(vectors, i, j));
    expect(largestEntry(residual)).toBeLessThan(10 * Math.sqrt(n) * U * norm(values));
  });
});
