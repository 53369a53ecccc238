import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cos, erf, erfc, exp, expm1, log, log1p, pow, sin, tanh } from "../../src/numerics/elementary.js";
import { hashBytes } from "../../src/numerics/hash.js";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** |a - b| in units of b's last place. */
function ulps(a: number, b: number): number {
  const bits = new BigInt64Array(new Float64Array([Math.abs(a), Math.abs(b)]).buffer);
  return Number(bits[0] > bits[1] ? bits[0] - bits[1] : bits[1] - bits[0]);
}

describe("elementary functions", () => {
  // The host's functions are themselves within 1 ulp or so, ours within 2 (measured against 50 digits): 3 together.
  const hosts: [string, (x: number) => number, (x: number) => number, number, number][] = [
    ["exp", exp, Math.exp, -700, 700],
    ["expm1", expm1, Math.expm1, -30, 700],
    ["log", log, Math.log, 1e-300, 1e300],
    ["log1p", log1p, Math.log1p, -0.999, 1e300],
    ["sin", sin, Math.sin, -1e4, 1e4],
    ["cos", cos, Math.cos, -1e4, 1e4],
    ["tanh", tanh, Math.tanh, -30, 30],
  ];
  test.each(hosts)("%s agrees with the host's to 3 units in the last place", (_, ours, theirs, min, max) => {
    fc.assert(fc.property(finite(min, max), (x) => ulps(ours(x), theirs(x)) <= 3));
  });

  test("pow agrees with the host's to 3 units in the last place", () => {
    fc.assert(fc.property(finite(1e-3, 1e3), finite(-50, 50), (x, y) => ulps(pow(x, y), x ** y) <= 3));
  });

  // The nearest double numbers, from arithmetic in 40 digits.
  const known: [number, number, number][] = [
    [1e-10, 1.1283791670955126e-10, 0.999999999887162],
    [0.1, 0.1124629160182849, 0.887537083981715],
    [0.5, 0.5204998778130465, 0.4795001221869535],
    [0.84375, 0.7672256612323416, 0.23277433876765838],
    [1, 0.8427007929497149, 0.15729920705028513],
    [1.25, 0.9229001282564583, 0.07709987174354177],
    [2, 0.9953222650189527, 0.004677734981047266],
    [3.5, 0.9999992569016276, 7.430983723414128e-7],
    [5, 0.9999999999984626, 1.537459794428035e-12],
    [10, 1, 2.088487583762545e-45],
    [26, 1, 5.663192408856143e-296],
  ];
  test.each(known)("erf and erfc at %d have their known values", (x, value, complement) => {
    // Measured bounds: 1 ulp for erf, 3.2 for erfc (its argument is squared), and half of one in the table itself.
    expect(ulps(erf(x), value)).toBeLessThanOrEqual(2);
    expect(ulps(erfc(x), complement)).toBeLessThanOrEqual(4);
  });

  test("erf is odd, increasing, and 1 minus erfc", () => {
    fc.assert(
      fc.property(finite(-7, 7), finite(0, 1), (x, step) => {
        expect(erf(-x)).toBe(-erf(x));
        expect(erf(x + step) - erf(x)).toBeGreaterThanOrEqual(-3e-16); // 1 ulp each, values at most 1
        expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(5e-16); // as above, erfc at most 2
      }),
    );
  });

  test("limits and invalid arguments give what mathematics says", () => {
    expect([exp(-Infinity), exp(Infinity), exp(0)]).toEqual([0, Infinity, 1]);
    expect([log(0), log(-1), log(1), log(Infinity)]).toEqual([-Infinity, Number.NaN, 0, Infinity]);
    expect([tanh(Infinity), tanh(-Infinity), tanh(0)]).toEqual([1, -1, 0]);
    expect([erf(Infinity), erf(-Infinity), erf(-0), erf(Number.NaN)]).toEqual([1, -1, -0, Number.NaN]);
    expect([erfc(Infinity), erfc(-Infinity), erfc(0), erfc(Number.NaN)]).toEqual([0, 2, 1, Number.NaN]);
  });

  test("the bits are the same on every host", () => {
    const values = new Float64Array(10_000);
    for (let i = 0; i < 1000; i++) {
      const x = i / 64 + 1 / 128;
      values.set([exp(x), expm1(-x), log(x), log1p(x), pow(x, 1.7), sin(x), cos(x), tanh(x), erf(x), erfc(x)], 10 * i);
    }
    expect(hashBytes(values)).toMatchInlineSnapshot(`"bbace51335f175d6"`);
  });
});
