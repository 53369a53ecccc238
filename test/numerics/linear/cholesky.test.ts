import { describe, expect, test } from "vitest";
import { cholesky } from "../../../src/numerics/linear/cholesky.js";
import { gramProduct, multiply, transposedMultiply } from "../../../src/numerics/linear/product.js";
import { at, fill, hadamard, identity, maxDifference, normal, plainProduct, U } from "./matrices.js";

const positive = <T>(factor: T | undefined): T => {
  if (factor === undefined) throw new Error("not positive definite");
  return factor;
};

/** The roundings that a term of a sum goes through (cholesky.ts of the engine, `hidden` of interval.ts). */
const chain = (n: number) => Math.min(n, 64) + Math.ceil(n / 64) + 2;

describe("cholesky", () => {
  // Sizes around the block of 64 columns and the chunk of 64 rows.
  test.each([1, 2, 3, 5, 63, 64, 65, 130, 200])("solves %d equations with a small residual", (n) => {
    const a = gramProduct(normal(n, n + 5));
    const b = normal(n, 3, 2);
    const x = positive(cholesky(a)).solve(b);
    const left = multiply(a, x);
    // |A x - b| <= 3 c u |L| |L^T| |x| of the factor and two substitutions (Higham 10.4); |L| |L^T| <= sqrt(a_ii a_jj),
    // and the sums of the substitution run over n terms.
    const trace = Array.from({ length: n }, (_, i) => at(a, i, i)).reduce((sum, value) => sum + value, 0);
    const largest = x.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(maxDifference(left.data, b.data)).toBeLessThanOrEqual(3 * (n + 4) * U * trace * largest);
  });

  test("forward gives L^-1 B, whose columns have the scalar products b^T A^-1 b", () => {
    const a = gramProduct(normal(90, 120));
    const b = normal(90, 4, 2);
    const factor = positive(cholesky(a));
    const half = factor.forward(b);
    // Both are right to the condition (about 200) times n u, of numbers of size 1.
    expect(
      maxDifference(transposedMultiply(half, half).data, transposedMultiply(b, factor.solve(b)).data),
    ).toBeLessThan(200 * 90 * U);
  });

  test("L^-1 L = I shows the factor itself: |L L^T - A| is within the bound that intervals rest on", () => {
    const n = 150;
    const a = gramProduct(normal(n, n + 30));
    const inverse = positive(cholesky(a)).forward(identity(n));
    // L^-1 A L^-T = I up to ||L^-1||^2 ||E|| and the roundings of these products.
    const back = plainProduct(
      plainProduct(inverse, a),
      fill(n, n, (i, j) => at(inverse, j, i)),
    );
    const trace = Array.from({ length: n }, (_, i) => at(a, i, i)).reduce((sum, value) => sum + value, 0);
    const norm = inverse.data.reduce((sum, value) => sum + value * value, 0);
    expect(maxDifference(back.data, identity(n).data)).toBeLessThan((chain(n) + 3 * n) * U * trace * norm);
  });

  test("the determinant of a matrix with known eigenvalues", () => {
    const values = Array.from({ length: 64 }, (_, k) => k + 1);
    let expected = 0;
    for (const value of values) expected += Math.log(value);
    // Each log has an error of condition 64 times c u.
    const error = 64 * 64 * chain(64) * U;
    expect(Math.abs(positive(cholesky(hadamard(values))).logDeterminant - expected)).toBeLessThan(error);
    const shifted = positive(cholesky(hadamard(values.map((value) => value - 3)), { shift: 3 }));
    expect(Math.abs(shifted.logDeterminant - expected)).toBeLessThan(error);
  });

  test("a matrix with an eigenvalue below zero, or one that is not told from zero, has no factor", () => {
    expect(cholesky(fill(2, 2, (i, j) => (i === j ? 1 : 2)))).toBeUndefined();
    expect(cholesky(fill(100, 100, () => 1))).toBeUndefined();
    const values = Array.from({ length: 128 }, (_, k) => (k === 77 ? -1 : 2));
    expect(cholesky(hadamard(values))).toBeUndefined();
    expect(cholesky(hadamard(values), { shift: 1.5 })?.size).toBe(128);
    expect(cholesky(fill(3, 3, () => 0))).toBeUndefined();
  });

  test("bad input is named", () => {
    expect(() => cholesky(normal(2, 3))).toThrow(
      new RangeError("a: 2 x 3, expected a square matrix with at least one row"),
    );
    expect(() => cholesky(identity(2), { shift: Number.NaN })).toThrow(
      new RangeError("shift: NaN, expected a finite number"),
    );
    expect(() => cholesky(identity(2))?.solve(normal(3, 1))).toThrow(
      new RangeError("b: 3 rows, expected 2, as many as the factorised matrix has"),
    );
    expect(() => cholesky(fill(2, 2, (i, j) => (i === j ? Number.NaN : 0)))).toThrow(/entry \(0, 0\).*is NaN/);
  });
});
