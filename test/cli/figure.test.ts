import { expect, test } from "vitest";
import { duration, figure } from "../../src/cli/figure.js";

test.each<[number, string]>([
  [0, "0.00 s"],
  [0.042, "0.04 s"],
  [0.994, "0.99 s"],
  [0.999, "1.0 s"],
  [4.25, "4.3 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [119.6, "2 min 00 s"],
  [185, "3 min 05 s"],
  [3599.4, "59 min 59 s"],
  [3599.6, "1 h 00 min"],
  [7172, "2 h 00 min"],
  [3720, "1 h 02 min"],
  [360000, "100 h 00 min"],
  [Number.NaN, "?"],
  [Number.POSITIVE_INFINITY, "?"],
])("%d seconds are told as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test.each<[number, string]>([
  [0, "0"],
  [1, "1"],
  [-0.25, "-0.25"],
  [2.34567, "2.346"],
  [12345.6, "12350"],
  [99999.9, "100000"],
  [123456, "1.235e+5"],
  [0.001, "0.001"],
  [0.0009999, "9.999e-4"],
  [-1e-20, "-1.000e-20"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
])("%d is shown as %s: four significant digits, an exponent far from 1", (value, text) => {
  expect(figure(value)).toBe(text);
});
