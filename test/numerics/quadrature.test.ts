import fc from "fast-check";
import { expect, test } from "vitest";
import { cos, exp } from "../../src/numerics/elementary.js";
import { gaussHermite, gaussLegendre, type Quadrature } from "../../src/numerics/quadrature.js";

const EPS = 2 ** -52;

const integrate = ({ nodes, weights }: Quadrature, f: (z: number) => number) =>
  nodes.reduce((sum, z, i) => sum + weights[i] * f(z), 0);

const power = (z: number, k: number) => {
  let result = 1;
  for (let i = 0; i < k; i++) result *= z;
  return result;
};

test.each([1, 2, 3, 5, 20, 64, 200, 499, 500, 600])(
  "the Gauss-Hermite rule of %i nodes has the moments 1, 0, 1, 0, 3, 0, 15, ... of the standard normal",
  (n) => {
    const rule = gaussHermite(n);
    let moment = 1;
    for (let k = 0; k <= Math.min(2 * n - 1, 40); k += 2) {
      if (k > 0) moment *= k - 1;
      // The sum has n positive terms, each right to a few dozen eps: a node's rounding counts k times, a weight's (z^2 + 10) times.
      expect(Math.abs(integrate(rule, (z) => power(z, k)) - moment)).toBeLessThanOrEqual(100 * (k + 2) * EPS * moment);
      // Odd moments cancel to the bit up to the order of summation.
      expect(Math.abs(integrate(rule, (z) => power(z, k + 1)))).toBeLessThanOrEqual(
        100 * (k + 2) * EPS * moment * (k + 1),
      );
    }
  },
);

test("nodes ascend, are symmetric to the bit, and 0 is one of an odd number", () => {
  for (const rule of [gaussHermite(5), gaussHermite(500), gaussHermite(501), gaussLegendre(7), gaussLegendre(16)]) {
    const n = rule.nodes.length;
    for (let i = 0; i < n; i++) {
      expect(rule.nodes[i] + rule.nodes[n - 1 - i]).toBe(0);
      expect(rule.weights[i]).toBe(rule.weights[n - 1 - i]);
      expect(rule.weights[i]).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(rule.nodes[i]).toBeGreaterThan(rule.nodes[i - 1]);
    }
    if (n % 2 === 1) expect(rule.nodes[(n - 1) / 2]).toBe(0);
  }
});

test("E cos(w z) = exp(-w^2/2) to rounding, with 500 nodes up to w = 10", () => {
  const rule = gaussHermite(500);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (w) => {
      // 100 eps: rounding of 500 weights that sum to 1.
      expect(Math.abs(integrate(rule, (z) => cos(w * z)) - exp(-0.5 * w * w))).toBeLessThan(100 * EPS);
    }),
  );
});

test("three nodes are 0 and +-sqrt(3) with weights 2/3 and 1/6", () => {
  const { nodes, weights } = gaussHermite(3);
  // One rounding each.
  expect(Math.abs(nodes[2] - Math.sqrt(3))).toBeLessThan(4 * EPS);
  expect(Math.abs(weights[1] - 2 / 3)).toBeLessThan(4 * EPS);
  expect(Math.abs(weights[0] - 1 / 6)).toBeLessThan(4 * EPS);
});

test.each([1, 2, 3, 16, 33, 200])("the Gauss-Legendre rule of %i nodes integrates z^k over [-1, 1] for k < 2n", (n) => {
  const rule = gaussLegendre(n);
  for (let k = 0; k <= Math.min(2 * n - 1, 60); k++)
    // Sums of positive terms below 2, each right to a few eps.
    expect(Math.abs(integrate(rule, (z) => power(z, k)) - (k % 2 === 0 ? 2 / (k + 1) : 0))).toBeLessThan(40 * EPS);
});

test.each([0, -1, 2.5, Number.NaN, 601])("%s nodes are refused", (n) => {
  expect(() => gaussHermite(n)).toThrow(/n: expected an integer in \[1, 600\]/);
  expect(() => gaussLegendre(n)).toThrow(/n: expected an integer in \[1, 600\]/);
});
