import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatDigits,
  formatNumber,
  formatSeconds,
  formatShare,
  formatTick,
  linearTicks,
  logTicks,
} from "../../src/report/number.js";
import { activationFormula } from "../../src/report/sentence.js";

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [1.5, "1.5"],
    [-0.25, "−0.25"],
    [0.123456, "0.1235"],
    [9.99996, "10"],
    [99999.7, "100\u2009000"],
    [16000, "16\u2009000"],
    [1234567.8, "1.235\u2009×\u200910⁶"],
    [1e-7, "10⁻⁷"],
    [-2.5e-5, "−2.5\u2009×\u200910⁻⁵"],
    [1e300, "10³⁰⁰"],
    [Number.NaN, "–"],
    [null, "–"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ])("writes %s as %s", (value, text) => expect(formatNumber(value)).toBe(text));

  test("is off by at most half a unit of the fourth digit", () => {
    const read = (text: string) =>
      Number(
        text
          .replace(
            /\u2009?×?\u2009?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/,
            (_, power: string) => `e${power.replace(/./g, (c) => (c === "⁻" ? "-" : String("⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))))}`,
          )
          .replace(/\u2009/g, "")
          .replace("−", "-")
          .replace(/^(-?)e/, "$11e"),
      );
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
      "12\u2009350",
    ]);
  });
});

test("ticks from 10^5 on are powers of ten", () => {
  expect([250000, 1e6, -3e7, 16000].map(formatTick)).toEqual([
    "2.5\u2009×\u200910⁵",
    "10⁶",
    "−3\u2009×\u200910⁷",
    "16\u2009000",
  ]);
});

test("durations and shares are in the units that people use", () => {
  expect([0.0123, 37.4, 125, 3780].map(formatSeconds)).toEqual([
    "0.012\u2009s",
    "37\u2009s",
    "2\u2009min 5\u2009s",
    "1\u2009h 3\u2009min",
  ]);
  expect([0.5, 0.9987, 1, Number.NaN].map(formatShare)).toEqual(["50\u2009%", "99.87\u2009%", "100\u2009%", "–"]);
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
