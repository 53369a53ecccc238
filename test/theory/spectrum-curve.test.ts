import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../src/numerics/random.js";
import { shallowKernels } from "../../src/theory/kernel/shallow-kernels.js";
import { lambdaMin, lambdaMinCurve } from "../../src/theory/spectrum/curve.js";
import { arcCosine, withConstant } from "./arc-cosine.js";

/** The library's kernels without bias, of rows that have their constant already. */
const library = (rows: readonly (readonly number[])[]) =>
  shallowKernels({ rows: rows.length, inputs: rows[0].length, x: Float64Array.from(rows.flat()) }, { bias: false });
const families = [
  ["the library's kernels", library],
  ["the arc-cosine formulas", arcCosine],
] as const;

const grid = (from: number, to: number, steps: number) =>
  Array.from({ length: steps + 1 }, (_, k) => from + ((to - from) * k) / steps);

// Four and three digits are what the errata give: half a unit of the last is the tolerance.
test.each(families)(
  "Theorem 1 fails on four rows of three inputs, by %s: lambda_a is 6.80e-5 at s = 0.2, 4.21e-5 at s = 1",
  (_, kernelsOf) => {
    const rows = [
      [0.8034, 0.4538, 0.0544],
      [0.9239, 0.7306, 0.5098],
      [0.0843, 0.0589, 0.0539],
      [0.1499, 0.4188, 0.7277],
    ];
    const { a } = lambdaMinCurve(kernelsOf(rows), [0.2, 1]);
    expect(a.values[0].estimate).toBeCloseTo(6.8e-5, 7);
    expect(a.values[1].estimate).toBeCloseTo(4.21e-5, 7);
    expect(a.resolved).toEqual([true, true]);
    expect(a.rising).toBe(false);
    expect(a.stretches).toEqual([{ from: 0.2, to: 1, direction: "falling" }]);
    expect(a.least.s).toBe(1);
  },
);

test.each(families)(
  "Theorem 1 fails with a bias too, by %s: lambda_a is 4.322e-3 at s = 0.75, 4.023e-3 at s = 1",
  (_, kernelsOf) => {
    const rows = withConstant([
      [0, 0.97],
      [0.7, 0.01],
      [0.41, 0.53],
      [0.3, 0.43],
    ]);
    const { a } = lambdaMinCurve(kernelsOf(rows), [0.75, 1]);
    expect(a.values[0].estimate).toBeCloseTo(4.322e-3, 6);
    expect(a.values[1].estimate).toBeCloseTo(4.023e-3, 6);
    expect(a.rising).toBe(false);
  },
);

test("one point of norm 1 has K_s = 1 - s + s^2/2 in both kernels: 1, 1/2, 1 at s = 0, 1, 2, least at s = 1", () => {
  const curve = lambdaMinCurve(arcCosine([[0.6, 0.8]]), grid(0, 2, 8));
  curve.s.forEach((s, i) => {
    for (const part of [curve.a, curve.omega]) expect(part.values[i].estimate).toBeCloseTo(1 - s + (s * s) / 2, 14);
    expect(curve.sum.values[i].estimate).toBeCloseTo(2 - 2 * s + s * s, 14);
  });
  expect(curve.a.least.s).toBe(1);
  expect(curve.a.stretches).toEqual([
    { from: 0, to: 1, direction: "falling" },
    { from: 1, to: 2, direction: "rising" },
  ]);
});

test("at s = 0 the kernel has rank d: with more rows lambda_min is not resolved there, and rises from s = 0.25 on", () => {
  const x = Array.from({ length: 12 }, (_, i) => [i / 11]);
  const { sum } = lambdaMinCurve(arcCosine(withConstant(x)), grid(0, 1, 4));
  expect(sum.resolved).toEqual([false, true, true, true, true]);
  expect(sum.stretches.at(-1)).toEqual({ from: 0, to: 1, direction: "rising" });
  expect(sum.rising).toBe(true);
  expect(sum.least.s).toBe(0);
});

test.each(families)(
  "100 grid points with bias, by %s: lambda_min of the a-kernel is 4.05e-9 at s = 1, and resolved",
  (_, kernelsOf) => {
    const x = Array.from({ length: 100 }, (_, i) => [i / 99]);
    const { a } = lambdaMinCurve(kernelsOf(withConstant(x)), [1]);
    expect(a.values[0].estimate).toBeCloseTo(4.05e-9, 11);
    expect(a.resolved).toEqual([true]);
  },
);

test.each(families)(
  "an antiparallel pair without bias, by %s: lambda_min falls to zero at s = 2, where |z| cannot tell x from -x",
  (_, kernelsOf) => {
    const { a, omega } = lambdaMinCurve(
      kernelsOf([
        [1, 2],
        [-1, -2],
        [3, 1],
      ]),
      [1, 1.5, 2],
    );
    for (const part of [a, omega]) {
      expect(part.resolved).toEqual([true, true, false]);
      expect(part.rising).toBe(false);
      expect(part.least.s).toBe(2);
    }
  },
);

test("the order of the rows does not matter", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
      const draw = random(seed, "x");
      const x = Array.from({ length: 5 }, () => [draw.normal(), draw.normal(), 1]);
      const order = Array.from(random(seed, "order").permutation(5));
      const [one, other] = [x, order.map((i) => x[i])].map((rows) => lambdaMinCurve(arcCosine(rows), [0.5, 1.5]));
      for (const i of [0, 1])
        for (const part of ["a", "omega", "sum"] as const) {
          // Both intervals hold the same number, so they overlap.
          expect(one[part].values[i].lower).toBeLessThanOrEqual(other[part].values[i].upper);
          expect(other[part].values[i].lower).toBeLessThanOrEqual(one[part].values[i].upper);
        }
    }),
    { numRuns: 30 },
  );
});

const at = (lower: number, upper: number) => ({ estimate: (lower + upper) / 2, lower, upper });

test("a rise or a fall is claimed only where the intervals do not overlap", () => {
  const s = Float64Array.of(0, 1, 2, 3, 4);
  const values = [at(1, 2), at(3, 4), at(3.5, 4.5), at(4, 5), at(0, 1)];
  const { stretches, rising, least, resolved } = lambdaMin(s, values);
  expect(stretches).toEqual([
    { from: 0, to: 1, direction: "rising" },
    { from: 1, to: 3, direction: "unresolved" },
    { from: 3, to: 4, direction: "falling" },
  ]);
  expect({ rising, least: least.s, resolved }).toEqual({
    rising: false,
    least: 4,
    resolved: [true, true, true, true, false],
  });
});

test("a fall that is hidden between neighbours shows between values further apart; without one the answer is open", () => {
  const s = Float64Array.of(0, 1, 2);
  expect(lambdaMin(s, [at(2, 3), at(1.2, 2.2), at(0.5, 1.5)]).rising).toBe(false);
  expect(lambdaMin(s, [at(2, 3), at(2.5, 3.5), at(4, 5)]).rising).toBeUndefined();
  expect(lambdaMin(s, [at(1, 2), at(3, 4), at(5, 6)]).rising).toBe(true);
});

test("the list of s is ascending, finite and not empty", () => {
  const kernels = arcCosine([
    [1, 0],
    [0, 1],
  ]);
  expect(() => lambdaMinCurve(kernels, [])).toThrow("at least one value");
  expect(() => lambdaMinCurve(kernels, [1, 0.5])).toThrow("ascending values, got 0.5 at position 1");
  expect(() => lambdaMinCurve(kernels, [Number.NaN])).toThrow("finite");
  expect(() => lambdaMinCurve(kernels, [1], { memory: 100 })).toThrow("raise memory");
});
