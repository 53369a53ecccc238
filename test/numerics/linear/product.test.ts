import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../../src/numerics/hash.js";
import { gramProduct, multiply, multiplyTransposed, transposedMultiply } from "../../../src/numerics/linear/product.js";
import { fill, normal, plainProduct, transpose } from "./matrices.js";

describe("dense products", () => {
  // Sizes around the tile (5 x 4), the block of rows (240) and the block of k (256).
  const shapes: [number, number, number][] = [
    [1, 1, 1],
    [2, 3, 4],
    [5, 4, 8],
    [6, 5, 257],
    [11, 9, 256],
    [241, 7, 3],
    [40, 41, 300],
    [3, 5, 0],
  ];

  test.each(shapes)("%d x %d with %d terms have the bits of the plain loop", (m, n, k) => {
    const a = normal(m, k, 1);
    const b = normal(k, n, 2);
    const expected = plainProduct(a, b);
    expect(multiply(a, b)).toEqual(expected);
    expect(multiplyTransposed(a, transpose(b))).toEqual(expected);
    expect(transposedMultiply(transpose(a), b)).toEqual(expected);
  });

  test("a Gram matrix is A A^T, symmetric to the bit, whatever the shape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 40 }), fc.nat(), (n, k, seed) => {
        const a = normal(n, k, seed);
        const gram = gramProduct(a);
        expect(gram).toEqual(plainProduct(a, transpose(a)));
        expect(gram).toEqual(transpose(gram));
      }),
      { numRuns: 30 },
    );
    // Several blocks of rows and of k.
    const a = normal(500, 300);
    expect(gramProduct(a)).toEqual(multiplyTransposed(a, a));
  });

  test("a matrix may be multiplied by itself", () => {
    const a = normal(7, 7);
    expect(multiply(a, a)).toEqual(plainProduct(a, a));
    expect(transposedMultiply(a, a)).toEqual(plainProduct(transpose(a), a));
  });

  test("the bits are the same on every host", () => {
    const a = normal(37, 300);
    expect(hashBytes(multiply(a, normal(300, 23, 2)).data)).toMatchInlineSnapshot(`"eb7ea21e0e48c792"`);
  });

  test("sides that do not meet, missing numbers and entries that are not finite are named", () => {
    expect(() => multiply(normal(2, 3), normal(2, 3))).toThrow(
      new RangeError("A B with A 2 x 3, B 2 x 3: the sides that meet differ in length"),
    );
    expect(() => multiplyTransposed(normal(2, 3), normal(3, 2))).toThrow(/A B\^T with A 2 x 3, B 3 x 2/);
    expect(() => transposedMultiply(normal(2, 3), normal(3, 2))).toThrow(/A\^T B with A 2 x 3, B 3 x 2/);
    const infinite = fill(2, 3, (i, j) => (i === 1 && j === 2 ? Number.POSITIVE_INFINITY : 1));
    expect(() => multiply(normal(3, 2), infinite)).toThrow(
      new RangeError("b: entry (1, 2) (row, column from 0) is Infinity, expected a finite number"),
    );
    expect(() => gramProduct({ rows: 2, columns: 2, data: new Float64Array(3) })).toThrow(
      new RangeError("a: 3 numbers, expected rows x columns = 2 x 2"),
    );
  });
});
