import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatBounded,
  formatDigits,
  formatNumber,
  formatSeconds,
  formatShare,
  formatTick,
  linearTicks,
  logTicks,
  roundOutward,
} from "../../src/report/number.js";
import { activationFormula } from "../../src/report/sentence.js";

/** A printed number as JavaScript writes it. */
const plain = (text: string): string =>
  text
    .replace(
      /\u202f?×?\u202f?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/,
      (_, power: string) => `e${power.replace(/./g, (c) => (c === "⁻" ? "-" : String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))))}`,
    )
    .replace(/\u202f/g, "")
    .replace("−", "-")
    .replace(/^(-?)e/, "$11e");

const read = (text: string): number => Number(plain(text));

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [1.5, "1.5"],
    [-0.25, "−0.25"],
    [0.123456, "0.1235"],
    [9.99996, "10"],
    [99999.7, "100\u202f000"],
    [16000, "16\u202f000"],
    [1234567.8, "1.235\u202f×\u202f10⁶"],
    [1e-7, "10⁻⁷"],
    [-2.5e-5, "−2.5\u202f×\u202f10⁻⁵"],
    [1e300, "10³⁰⁰"],
    [Number.NaN, "–"],
    [null, "–"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("writes %s as %s", (value, text) => expect(formatNumber(value)).toBe(text));

  test("is off by at most half a unit of the fourth digit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), (value) => {
        // 5e-4 is half a unit of the fourth digit of 1.000; the rest is the rounding of the reading.
        expect(Math.abs(read(formatNumber(value)) - value)).toBeLessThanOrEqual(5.0001e-4 * Math.abs(value));
      }),
    );
  });

  test("keeps trailing zeros in columns", () => {
    expect([0.919, 4.6, 0.0081, 15, 0, 1e-9, 12345.6].map((value) => formatDigits(value))).toEqual([
      "0.9190",
      "4.600",
      "0.008100",
      "15.00",
      "0",
      "10⁻⁹",
      "12\u202f350",
    ]);
  });
});

/** The interval that a text of formatBounded stands for, by its documentation. */
function implied(text: string): readonly [low: number, high: number] {
  const between = /^between (.+) and ([^:]+)/.exec(text) ?? /^(.+) … (.+)$/.exec(text);
  if (between) return [read(between[1]), read(between[2])];
  const around = /^0 ± (.+)$/.exec(text);
  if (around) return [-read(around[1]), read(around[1])];
  const [, sign, mantissa, uncertainty, exponent] =
    /^(-?)([\d.]+)(?:\((\d)\))?(?:e(.+))?$/.exec(plain(text)) ?? expect.fail(`cannot read ${text}`);
  const places = mantissa.split(".")[1]?.length ?? 0;
  const digits = Number(mantissa.replace(".", ""));
  const unit = Number(exponent ?? 0) - places - 1;
  const half = uncertainty ? 10 * Number(uncertainty) : 5;
  const ends = [10 * digits - half, 10 * digits + half].map((m) => Number(`${m}e${unit}`));
  return sign === "-" ? [-ends[1], -ends[0]] : [ends[0], ends[1]];
}

describe("formatBounded", () => {
  test.each([
    [{ estimate: 4.05e-9, lower: 4.035e-9, upper: 4.061e-9 }, "4.05(2)\u202f×\u202f10⁻⁹"],
    [{ estimate: 4.0512e-9, lower: 4.0511e-9, upper: 4.0513e-9 }, "4.051\u202f×\u202f10⁻⁹"],
    [{ estimate: -4.05e-9, lower: -4.061e-9, upper: -4.035e-9 }, "−4.05(2)\u202f×\u202f10⁻⁹"],
    [{ estimate: 0.5, lower: 0.5, upper: 0.5 }, "0.5000"],
    [{ estimate: 0.0123, lower: 0.012, upper: 0.0126 }, "0.0123(3)"],
    [{ estimate: 12.3, lower: 11, upper: 14 }, "12(2)"],
    [{ estimate: 12345.6, lower: 12344, upper: 12346 }, "1.235(1)\u202f×\u202f10⁴"],
    [{ estimate: 99996, lower: 99995, upper: 99997 }, "1.000\u202f×\u202f10⁵"],
    // 9.96 is 10.0 to a digit less, not 10.
    [{ estimate: 9.96, lower: 9.96, upper: 10.06 }, "10.0(1)"],
    [{ estimate: 2e-9, lower: 1.23e-10, upper: 6.84e-9 }, "between 1.2\u202f×\u202f10⁻¹⁰ and 6.9\u202f×\u202f10⁻⁹"],
    [
      { estimate: 1e-13, lower: -2.91e-13, upper: 4.92e-13 },
      "between −3\u202f×\u202f10⁻¹³ and 5\u202f×\u202f10⁻¹³: not distinguishable from 0",
    ],
    [{ estimate: 0, lower: 0, upper: 0 }, "0"],
    [{ estimate: 3, lower: 1, upper: Number.POSITIVE_INFINITY }, "at least 1"],
    [{ estimate: 3, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }, "not known"],
    [{ estimate: Number.NaN, lower: Number.NaN, upper: 1 }, "–"],
  ])("writes %o as %s", (value, text) => expect(formatBounded(value)).toBe(text));

  test("in a table is short", () => {
    expect(formatBounded({ estimate: 1e-13, lower: -2.91e-13, upper: 4.92e-13 }, { short: true })).toBe(
      "0 ± 5\u202f×\u202f10⁻¹³",
    );
    expect(formatBounded({ estimate: 3, lower: 1.1, upper: 7 }, { short: true })).toBe("1.1 … 7");
  });

  test("refuses bounds in the wrong order", () => {
    expect(() => formatBounded({ estimate: 1, lower: 2, upper: 1 })).toThrow(
      "formatBounded: lower is 2 and upper is 1; expected lower <= upper.",
    );
  });

  const size = fc.double({ min: 1e-290, max: 1e290, noNaN: true });
  const exponent = fc.integer({ min: -14, max: 2 });
  const bounded = fc
    .tuple(
      size,
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      exponent,
      fc.double({ min: 0, max: 1, noNaN: true }),
      exponent,
    )
    .map(([value, negative, a, i, b, j]) => {
      const estimate = negative ? -value : value;
      return {
        estimate,
        lower: estimate - a * Number(`1e${i}`) * value,
        upper: estimate + b * Number(`1e${j}`) * value,
      };
    });

  test("stands for an interval that contains [lower, upper], whatever the estimate, the bounds, the digits and the form", () => {
    fc.assert(
      fc.property(bounded, fc.integer({ min: 1, max: 8 }), fc.boolean(), (value, digits, short) => {
        const [low, high] = implied(formatBounded(value, { digits, short }));
        expect(low).toBeLessThanOrEqual(value.lower);
        expect(high).toBeGreaterThanOrEqual(value.upper);
      }),
      { numRuns: 2000 },
    );
  });

  test("never has more than `digits` digits, and gives away at most a factor of 5 of what the bounds know", () => {
    fc.assert(
      fc.property(bounded, fc.integer({ min: 1, max: 8 }), (value, digits) => {
        const text = formatBounded(value, { digits });
        if (text.includes("between")) return;
        const mantissa = plain(text)
          .replace(/\(.*|e.*/g, "")
          .replace(/^-?(0\.0*)?/, "")
          .replace(".", "");
        expect(mantissa.length).toBeLessThanOrEqual(digits);
        // With a unit U of the last digit, an interval of width w, and the estimate rounded by at most U / 2: one digit more was refused, so
        // that w > 0.85 U; u U is the first that is at least w + U / 2, so that w > (u - 1.5) U. Then 2 u U / w is at most 4 / 0.85, at u = 2.
        // Where the digits run out first: a unit of the last one either way.
        const [low, high] = implied(text);
        const unit = Math.abs(value.estimate) * 10 * Number(`1e${1 - digits}`);
        expect(high - low).toBeLessThanOrEqual(5 * (value.upper - value.lower) + 2 * unit);
      }),
      { numRuns: 2000 },
    );
  });

  test("says that a number is not distinguishable from 0 exactly where 0 is between its bounds", () => {
    fc.assert(
      fc.property(bounded, (value) => {
        const within = value.lower <= 0 && value.upper >= 0;
        expect(formatBounded(value).includes("not distinguishable from 0")).toBe(within);
      }),
    );
  });
});

test("a bound of two digits is rounded outward, by less than a unit of its second digit", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e290, max: 1e290, noNaN: true }), (value) => {
      const [low, high] = [roundOutward(value, "down"), roundOutward(value, "up")];
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      // A unit of the second digit is at most a tenth of the number; twice that, as the widths of both sides add up.
      if (Math.abs(value) > 1e-300) expect(high - low).toBeLessThanOrEqual(0.2 * Math.abs(value));
    }),
  );
});

test("ticks from 10^5 on are powers of ten", () => {
  expect([250000, 1e6, -3e7, 16000].map(formatTick)).toEqual([
    "2.5\u202f×\u202f10⁵",
    "10⁶",
    "−3\u202f×\u202f10⁷",
    "16\u202f000",
  ]);
});

test("durations and shares are in the units that people use", () => {
  expect([0.0123, 37.4, 125, 3780].map(formatSeconds)).toEqual([
    "0.012\u202fs",
    "37\u202fs",
    "2\u202fmin 5\u202fs",
    "1\u202fh 3\u202fmin",
  ]);
  expect([0.5, 0.9987, 0.999, 1, 0, Number.NaN].map(formatShare)).toEqual([
    "50\u202f%",
    "99.87\u202f%",
    "99.9\u202f%",
    "100\u202f%",
    "0\u202f%",
    "–",
  ]);
});

describe("ticks", () => {
  const interval = fc
    .tuple(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), fc.double({ min: 1.05, max: 1e6, noNaN: true }))
    .map(([low, factor]) => [low, low * factor] as const);

  test("of a logarithmic axis lie inside it, ascend, and are between 2 and 12", () => {
    fc.assert(
      fc.property(interval, ([low, high]) => {
        const ticks = logTicks(low, high);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(12);
        // 2e-9 is the slack that a tick at the very end is given.
        for (const [i, tick] of ticks.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low * (1 - 2e-9));
          expect(tick).toBeLessThanOrEqual(high * (1 + 2e-9));
          if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]);
        }
      }),
    );
  });

  test("of a long logarithmic axis are equally many decades apart, whatever binary makes of 10^-11 and its like", () => {
    for (let from = -30; from < 0; from++) {
      const exponents = logTicks(Number(`1e${from}`), Number(`1e${from + 16}`)).map((tick) =>
        Number(tick.toExponential().slice(2)),
      );
      for (const [i, exponent] of exponents.entries()) if (i > 0) expect(exponent - exponents[i - 1]).toBe(3);
    }
  });

  test("of a linear axis over less than what twelve digits tell apart are its lower end alone", () => {
    expect(linearTicks(1, 1 + 4 * Number.EPSILON, 5)).toEqual([1]);
    expect(linearTicks(-1e300, -1e300 * (1 - Number.EPSILON), 5)).toEqual([-1e300]);
    expect(linearTicks(1e6, 1e6 + 1.01e-4, 4)).toEqual([
      1e6, 1000000.00002, 1000000.00004, 1000000.00006, 1000000.00008, 1000000.0001,
    ]);
  });

  test("of a linear axis are about as many as asked for, and the same mirrored", () => {
    fc.assert(
      fc.property(interval, fc.integer({ min: 2, max: 12 }), ([low, high], count) => {
        const ticks = linearTicks(low, high, count);
        // Steps of 1, 2, 5, 10 are at most sqrt(2.5) from the one asked for, up or down; one tick more or less at the ends.
        expect(ticks.length).toBeLessThanOrEqual(1.6 * count + 1);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 1.6));
        expect(
          linearTicks(-high, -low, count)
            .map((tick) => -tick)
            .reverse(),
        ).toEqual(ticks);
      }),
    );
  });
});

describe("sigma_s written out", () => {
  test.each([
    ["relu", 0, "z"],
    ["relu", 1, "max(z, 0)"],
    ["relu", 1.5, "max(z, −0.5 z)"],
    ["relu", 0.4, "max(z, 0.6 z)"],
    ["relu", 2, "|z|"],
    ["relu", -0.5, "min(z, 1.5 z)"],
    ["tanh", 1, "tanh(z)"],
    ["tanh", 1.5, "−0.5 z + 1.5 tanh(z)"],
    ["halfSquaredRelu", 2, "−z + 2 ½ relu(z)²"],
    ["gelu", -1, "2 z − gelu(z)"],
  ])("for %s at s = %s is %s", (name, s, text) => expect(activationFormula(name, s)).toBe(text));
});
