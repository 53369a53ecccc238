import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashBytes } from "../../src/numerics/hash.js";
import { random } from "../../src/numerics/random.js";

const draws = (n: number, draw: () => number) => Float64Array.from({ length: n }, draw);
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe("a seeded stream", () => {
  test("has the same bits on every host", () => {
    const source = random(1, "golden");
    expect(hashBytes(draws(1000, source.uniform))).toMatchInlineSnapshot(`"dfcd8d1bc62ed26d"`);
    expect(hashBytes(draws(1000, source.uniformOpen))).toMatchInlineSnapshot(`"e8126b069e5821a1"`);
    expect(hashBytes(draws(1000, source.normal))).toMatchInlineSnapshot(`"ce7fdb97ea1a3e88"`);
    expect(hashBytes(draws(1000, () => source.integer(10)))).toMatchInlineSnapshot(`"f469522a2dedcf2c"`);
    expect(hashBytes(draws(1000, source.sign))).toMatchInlineSnapshot(`"54a6caa42896d6c8"`);
    expect(hashBytes(source.permutation(1000))).toMatchInlineSnapshot(`"8c9d6985a181337c"`);
    expect(hashBytes(source.pointOnSphere(1000))).toMatchInlineSnapshot(`"bbd0830dddaf3f5c"`);
  });

  test("repeats under the same seed and name, and differs under any other", () => {
    const seed = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(seed, seed, fc.string(), fc.string(), (a, b, first, second) => {
        const start = hashBytes(draws(4, random(a, first).uniform));
        expect(hashBytes(draws(4, random(a, first).uniform))).toBe(start);
        if (a !== b) expect(hashBytes(draws(4, random(b, first).uniform))).not.toBe(start);
        if (first !== second) expect(hashBytes(draws(4, random(a, second).uniform))).not.toBe(start);
      }),
    );
  });

  test("neighbouring seeds are uncorrelated", () => {
    const n = 10_000;
    const first = draws(n, random(7, "x").normal);
    const second = draws(n, random(8, "x").normal);
    const correlation = mean(first.map((value, i) => value * second[i]));
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(n)); // 5 standard errors
  });

  test.each([1.5, Number.NaN, Infinity, 2 ** 53])("refuses the seed %d", (seed) => {
    expect(() => random(seed, "x")).toThrow(/^seed: expected an integer between/);
  });
});

describe("distributions, to 5 standard errors", () => {
  const n = 100_000;
  const near = (value: number, expected: number, deviation: number) =>
    expect(Math.abs(value - expected)).toBeLessThan((5 * deviation) / Math.sqrt(n));

  test("uniform has mean 1/2, variance 1/12, and stays in [0, 1)", () => {
    const u = draws(n, random(1, "uniform").uniform);
    near(mean(u), 1 / 2, Math.sqrt(1 / 12));
    near(mean(u.map((x) => x * x)), 1 / 3, Math.sqrt(4 / 45));
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  test("every one of the 53 bits of uniform is set half of the time", () => {
    const u = draws(n, random(2, "uniform").uniform);
    for (let bit = 1; bit <= 53; bit++) near(mean(u.map((x) => Math.floor(x * 2 ** bit) % 2)), 1 / 2, 1 / 2);
  });

  test("uniformOpen has mean 1/2 and avoids 0 and 1", () => {
    const u = draws(n, random(1, "open").uniformOpen);
    near(mean(u), 1 / 2, Math.sqrt(1 / 12));
    expect(u.every((x) => x > 0 && x < 1)).toBe(true);
  });

  test("normal has the moments 0, 1, 0, 3, and pairs of draws are uncorrelated", () => {
    const x = draws(n, random(1, "normal").normal);
    near(mean(x), 0, 1);
    near(mean(x.map((v) => v * v)), 1, Math.sqrt(2));
    near(mean(x.map((v) => v * v * v)), 0, Math.sqrt(15));
    near(mean(x.map((v) => v * v * v * v)), 3, Math.sqrt(96));
    const pairs = Float64Array.from({ length: n / 2 }, (_, i) => x[2 * i] * x[2 * i + 1]);
    expect(Math.abs(mean(pairs))).toBeLessThan(5 / Math.sqrt(n / 2));
  });

  test("fillNormal scales by the deviation and rounds to the array", () => {
    const wide = new Float64Array(100);
    const narrow = new Float32Array(100);
    random(3, "fill").fillNormal(wide, 2);
    random(3, "fill").fillNormal(narrow, 2);
    const plain = draws(100, random(3, "fill").normal);
    expect(wide).toEqual(plain.map((x) => 2 * x));
    expect(narrow).toEqual(Float32Array.from(wide));
  });

  test("sign is fair", () => {
    const signs = draws(n, random(1, "sign").sign);
    expect(signs.every((x) => x === 1 || x === -1)).toBe(true);
    near(mean(signs), 0, 1);
  });

  test("integer is uniform below any bound", () => {
    const source = random(1, "integer");
    for (const below of [1, 2, 3, 10]) {
      const values = draws(n, () => source.integer(below));
      for (let k = 0; k < below; k++)
        near(mean(values.map((v) => (v === k ? 1 : 0))), 1 / below, Math.sqrt((below - 1) / below ** 2) + 1e-12);
    }
    const wide = draws(n, () => source.integer(2 ** 32));
    near(mean(wide) / 2 ** 32, 1 / 2, Math.sqrt(1 / 12));
    // Two thirds of the range: where a remainder without rejection would be visibly biased.
    const two = draws(n, () => source.integer(3 * 2 ** 30));
    near(mean(two) / (3 * 2 ** 30), 1 / 2, Math.sqrt(1 / 12));
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 33])("integer refuses the bound %d", (below) => {
    expect(() => random(1, "x").integer(below)).toThrow(/^below: expected an integer in \[1, 2\^32\]/);
  });

  test("a permutation holds every index once", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(200), (seed, n) => {
        const order = random(seed, "permutation").permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  test("the six permutations of three are equally frequent", () => {
    const source = random(1, "three");
    const counts = new Map<string, number>();
    for (let i = 0; i < n; i++) {
      const key = source.permutation(3).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) near(count / n, 1 / 6, Math.sqrt(5 / 36));
  });

  test("points on the sphere have length 1 and no preferred direction", () => {
    const source = random(1, "sphere");
    const sum = new Float64Array(3);
    for (let i = 0; i < n; i++) {
      const point = source.pointOnSphere(3);
      const square = point[0] ** 2 + point[1] ** 2 + point[2] ** 2;
      if (Math.abs(square - 1) > 1e-15 * 4) expect(square).toBe(1); // a few roundings of terms at most 1
      for (let j = 0; j < 3; j++) sum[j] += point[j];
    }
    for (const total of sum) near(total / n, 0, Math.sqrt(1 / 3)); // each coordinate has variance 1/d
    expect(Math.abs(random(5, "sphere").pointOnSphere(1)[0])).toBe(1);
    expect(() => source.pointOnSphere(0)).toThrow(/^d: expected a positive integer, got 0/);
  });
});
