import fc from "fast-check";
import { expect, test } from "vitest";
import { eigenvalues } from "../../../src/numerics/linear/eigen.js";
import { jacobiEigen } from "../../../src/numerics/linear/jacobi.js";
import { type Matrix, zeros } from "../../../src/numerics/linear/matrix.js";
import { multiply, multiplyTransposed, transposedMultiply } from "../../../src/numerics/linear/product.js";
import { random } from "../../../src/numerics/random.js";

/** B^T B with B of `rank` rows: a Gram matrix of that rank. */
function gramOf(p: number, rank: number, seed: number): Matrix {
  const b = zeros(rank, p);
  random(seed, "jacobi").fillNormal(b.data);
  return transposedMultiply(b, b);
}

const most = (values: Float64Array) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

test("A = V^T D V with orthonormal rows of V and D = the eigenvalues, for any size up to 21 and any rank", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 30 }), fc.integer(), (p, rank, seed) => {
      const a = gramOf(p, rank, seed);
      const d = { ...a, data: a.data.slice() };
      const v = zeros(p, p);
      jacobiEigen(d, v);
      const size = most(a.data) * p;
      // Some p^2 / 2 rotations a sweep and half a dozen sweeps, each of a few roundings that add like a random walk.
      const tolerance = 100 * p * Number.EPSILON;
      const identity = multiplyTransposed(v, v);
      for (let i = 0; i < p; i++) identity.data[i * p + i] -= 1;
      expect(most(identity.data)).toBeLessThan(tolerance);
      const scaled = { ...v, data: v.data.map((x, at) => x * d.data[Math.floor(at / p) * (p + 1)]) };
      const rebuilt = transposedMultiply(v, scaled);
      expect(most(rebuilt.data.map((x, at) => x - a.data[at]))).toBeLessThan(tolerance * size);
      const values = Float64Array.from({ length: p }, (_, i) => d.data[i * (p + 1)]).sort();
      const oracle = eigenvalues(a);
      expect(most(values.map((x, i) => x - oracle[i]))).toBeLessThan(tolerance * size);
    }),
    { numRuns: 100 },
  );
});

test("A v = lambda v for a matrix with eigenvalues of both signs and multiplicity", () => {
  // The path of 3: eigenvalues -sqrt 2, 0, sqrt 2; and 5 twice.
  const a: Matrix = {
    rows: 5,
    columns: 5,
    data: Float64Array.of(0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 5),
  };
  const d = { ...a, data: a.data.slice() };
  const v = zeros(5, 5);
  jacobiEigen(d, v);
  const image = multiply(a, { rows: 5, columns: 5, data: v.data });
  expect(image.rows).toBe(5);
  const values = Array.from({ length: 5 }, (_, i) => d.data[6 * i]).sort((x, y) => x - y);
  for (const [i, expected] of [-Math.SQRT2, 0, Math.SQRT2, 5, 5].entries())
    expect(Math.abs(values[i] - expected)).toBeLessThan(20 * Number.EPSILON);
});

test("the zero matrix and a 1 x 1 one are left alone", () => {
  const v = zeros(3, 3);
  const zero = zeros(3, 3);
  jacobiEigen(zero, v);
  expect(Array.from(zero.data)).toEqual(Array(9).fill(0));
  expect(Array.from(v.data)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const one = { rows: 1, columns: 1, data: Float64Array.of(-7) };
  const w = zeros(1, 1);
  jacobiEigen(one, w);
  expect([one.data[0], w.data[0]]).toEqual([-7, 1]);
});
