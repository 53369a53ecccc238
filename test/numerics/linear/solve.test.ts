import { describe, expect, test } from "vitest";
import { multiply, transposedMultiply } from "../../../src/numerics/linear/product.js";
import { leastSquares, solveSymmetric } from "../../../src/numerics/linear/solve.js";
import { fill, hadamard, identity, largestEntry, maxDifference, normal, U } from "./matrices.js";

describe("solveSymmetric", () => {
  test("inverts a regular matrix", () => {
    const values = Array.from({ length: 32 }, (_, k) => k - 10.5);
    const x = solveSymmetric(hadamard(values), identity(32));
    const inverse = hadamard(values.map((value) => 1 / value));
    expect(maxDifference(x.data, inverse.data)).toBeLessThan(32 * 43 * U * 4); // n u times the condition and 1 / min
  });

  test("applies the pseudo-inverse of a singular one: zeros stay zero", () => {
    const values = Array.from({ length: 32 }, (_, k) => (k % 3 === 0 ? 0 : k));
    const x = solveSymmetric(hadamard(values), identity(32));
    const inverse = hadamard(values.map((value) => (value === 0 ? 0 : 1 / value)));
    expect(maxDifference(x.data, inverse.data)).toBeLessThan(32 * 31 * U * 4);
  });

  test("leaves out what is below the cutoff", () => {
    const x = solveSymmetric(hadamard([1, 1e-3, 2, 4]), identity(4), { cutoff: 0.01 });
    expect(maxDifference(x.data, hadamard([1, 0, 0.5, 0.25]).data)).toBeLessThan(4 * 4 * U * 4);
  });

  test("a cutoff outside [0, 1) and a right side of another length are refused", () => {
    expect(() => solveSymmetric(identity(2), identity(2), { cutoff: 1 })).toThrow(
      new RangeError("cutoff: 1, expected a number in [0, 1)"),
    );
    expect(() => solveSymmetric(identity(2), identity(3))).toThrow(
      new RangeError("b: 3 rows, expected 2, as many as A has"),
    );
  });
});

describe("leastSquares", () => {
  const cases: [string, number, number, number][] = [
    ["more equations than unknowns", 50, 20, 0],
    ["more equations than unknowns, with a ridge", 50, 20, 0.7],
    ["fewer equations than unknowns", 20, 50, 0],
    ["fewer equations than unknowns, with a ridge", 20, 50, 0.7],
  ];
  test.each(cases)("%s: the gradient A^T (A X - B) + ridge X vanishes", (_, rows, columns, ridge) => {
    const a = normal(rows, columns);
    const b = normal(rows, 3, 2);
    const x = leastSquares(a, b, { ridge });
    const left = multiply(a, x);
    for (let k = 0; k < left.data.length; k++) left.data[k] -= b.data[k];
    const gradient = transposedMultiply(a, left);
    for (let k = 0; k < gradient.data.length; k++) gradient.data[k] += ridge * x.data[k];
    // ||A||^2 is below (sqrt 50 + sqrt 20)^2 or so, X of size 1.
    expect(largestEntry(gradient)).toBeLessThan(50 * U * 4 * 140);
  });

  test("fewer equations than unknowns: of all solutions the one in the span of the rows", () => {
    const a = normal(5, 9);
    const x = leastSquares(a, normal(5, 1, 2));
    // x = A^T u, so that projecting it there changes nothing.
    const again = leastSquares(a, multiply(a, x));
    expect(maxDifference(x.data, again.data)).toBeLessThan(1000 * U * largestEntry(x)); // condition^2 about 100
  });

  test("duplicate columns share the weight: the solution of least norm", () => {
    const a = normal(30, 4);
    const doubled = fill(30, 8, (i, j) => a.data[i * 4 + (j % 4)]);
    const b = normal(30, 1, 2);
    const x = leastSquares(a, b);
    const half = leastSquares(doubled, b);
    expect(
      maxDifference(
        half.data,
        [...x.data, ...x.data].map((value) => value / 2),
      ),
    ).toBeLessThan(1e3 * U * largestEntry(x));
  });

  test("bad input is named", () => {
    expect(() => leastSquares(normal(2, 3), normal(3, 1))).toThrow(
      new RangeError("b: 3 rows, expected 2, as many as A has"),
    );
    expect(() => leastSquares(normal(2, 3), normal(2, 1), { ridge: -1 })).toThrow(
      new RangeError("ridge: -1, expected a finite number that is not negative"),
    );
  });
});
