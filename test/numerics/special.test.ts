import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asin, cos, sin } from "../../src/numerics/elementary.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { acos, angle, angleBetween, atan2, lgamma } from "../../src/numerics/special.js";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Half a unit in the last place of 1. */
const U = 2 ** -53;

const relative = (value: number, expected: number) => Math.abs(value - expected) / Math.abs(expected);

describe("arc functions", () => {
  // The nearest doubles, from arithmetic in 40 digits.
  const known: [number, number][] = [
    [-0.9999999999990905, 3.1415913048906408],
    [-0.999999, 3.1401784399095485],
    [-0.5, 2.0943951023931957],
    [0, 1.5707963267948966],
    [0.3, 1.2661036727794992],
    [0.9, 0.45102681179626236],
    [0.999999, 0.0014142136802445852],
    [0.9999999999990905, 1.3486991523487112e-6],
    [0.9999999999999999, 1.4901161193847656e-8],
  ];
  test.each(known)("acos(%d) is right to a unit in the last place, also beside -1 and 1", (x, expected) => {
    expect(relative(acos(x), expected)).toBeLessThanOrEqual(4 * U); // 1 ulp is up to 2 u, twice: here and in the table
  });

  test("asin and acos add up to pi/2, atan2 turns with the quadrants", () => {
    fc.assert(fc.property(finite(-1, 1), (x) => Math.abs(asin(x) + acos(x) - Math.PI / 2) <= 8 * U));
    fc.assert(
      fc.property(finite(-3.14, 3.14), finite(1e-3, 1e3), (t, r) => {
        // The point is rounded, its angle by u or so of 1.
        expect(Math.abs(atan2(r * sin(t), r * cos(t)) - t)).toBeLessThan(12 * U);
      }),
    );
    expect([atan2(0, 1), atan2(0, -1), atan2(1, 0), atan2(-1, 0)]).toEqual([0, Math.PI, Math.PI / 2, -Math.PI / 2]);
  });

  test("outside [-1, 1] there is no angle", () => {
    expect([acos(1.1), asin(-1.1), acos(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe("angle", () => {
  test("forgives a cosine that rounding has pushed past 1, and no more", () => {
    expect([angle(1 + 2 ** -50), angle(-1 - 2 ** -50), angle(0.3)]).toEqual([0, Math.PI, acos(0.3)]);
    expect(() => angle(1.1)).toThrow(
      new RangeError("cosine: 1.1, expected a number in [-1, 1]; divide the scalar product by both vectors' lengths"),
    );
    expect(() => angle(Number.NaN)).toThrow(/cosine: NaN/);
  });
});

describe("angleBetween", () => {
  test("is right to a few units in the last place, down to the smallest angles and up to opposite ones", () => {
    fc.assert(
      fc.property(finite(-17, 0), finite(1e-3, 1e3), fc.boolean(), (power, length, flip) => {
        const t = 10 ** power;
        // (cos t, sin t) for t below 1e-8 is (1, t) to the last place; the errors of sin and cos are relative.
        const [c, s] = t < 1e-8 ? [1, t] : [cos(t), sin(t)];
        const found = angleBetween([flip ? -length : length, 0], [3 * c, 3 * s]);
        if (flip) expect(Math.abs(found - (Math.PI - t))).toBeLessThan(16 * U);
        else expect(relative(found, t)).toBeLessThan(16 * U);
      }),
    );
  });

  test("agrees with the arc-cosine where that is accurate", () => {
    fc.assert(
      fc.property(fc.array(finite(-1, 1), { minLength: 3, maxLength: 3 }), (v) => {
        const length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        fc.pre(length > 0.01 && Math.abs(v[0]) < 0.9 * length);
        // An error of 3 u or so of the cosine, over a sine of at least 0.4.
        expect(Math.abs(angleBetween([2, 0, 0], v) - angle(v[0] / length))).toBeLessThan(32 * U);
      }),
    );
  });

  test("is 0 for equal vectors, pi for opposite ones, and pi/2 beside the zero vector", () => {
    expect(angleBetween([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(angleBetween([1, 2, 3], [-1, -2, -3])).toBe(Math.PI);
    expect(angleBetween([1, 2], [0, 0])).toBe(Math.PI / 2);
  });
});

describe("lgamma", () => {
  // The nearest doubles, from arithmetic in 40 digits: both sides of every seam and of the zeros 1 and 2.
  const known: [number, number][] = [
    [1e-10, 23.025850929882736],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [0.999999, 5.772164873855652e-7],
    [1.0000001, -5.772155829918507e-8],
    [1.5, -0.12078223763524522],
    [1.9999, -4.227520877215346e-5],
    [2.25, 0.1248717148923966],
    [2.999, 0.692224593717571],
    [3.5, 1.2009736023470743],
    [8.999, 10.602462320025602],
    [9.0, 10.60460290274525],
    [25.5, 56.389167643719944],
    [1000.0, 5905.220423209181],
    [10000000000.0, 220258509288.81058],
    [1e300, 6.897755278982137e302],
  ];
  test.each(known)("of %d is right to 1e-14", (x, expected) => {
    expect(relative(lgamma(x), expected)).toBeLessThan(1e-14);
  });

  test("of whole numbers is the log of factorials", () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      expect(Math.abs(lgamma(n) - Math.log(factorial))).toBeLessThanOrEqual(4 * U * Math.max(1, Math.log(factorial)));
      factorial *= n;
    }
  });

  test("log Gamma(x + 1) = log Gamma(x) + log x", () => {
    fc.assert(
      fc.property(finite(1e-3, 1e3), (x) => {
        const error = 8 * U * (1 + Math.abs(lgamma(x)) + Math.abs(Math.log(x)));
        expect(Math.abs(lgamma(x + 1) - lgamma(x) - Math.log(x))).toBeLessThan(error + 8 * U * x);
      }),
    );
  });

  test("limits and invalid arguments", () => {
    expect([lgamma(1), lgamma(2)].map(Math.abs)).toEqual([0, 0]);
    expect([lgamma(0), lgamma(Infinity), lgamma(-1), lgamma(Number.NaN)]).toEqual([
      Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

test("the bits are the same on every host", () => {
  const values = new Float64Array(5000);
  for (let i = 0; i < 1000; i++) {
    const x = (i - 499.5) / 500;
    values.set([acos(x), asin(x), atan2(x, 0.3 - x), lgamma(i / 16), angleBetween([1, x], [x, 2])], 5 * i);
  }
  expect(hashBytes(values)).toMatchInlineSnapshot(`"ba22787842b0029a"`);
});
