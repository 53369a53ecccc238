import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sin } from "../../src/numerics/elementary.js";

const read = (name: string): number[][] =>
  readFileSync(new URL(`../../examples/${name}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));

const deviation = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

test("friedman.csv is Friedman's first function and noise of deviation 1", () => {
  const rows = read("friedman.csv");
  const noise = rows.map(
    ([a, b, c, d, e, y]) => y - (10 * sin(Math.PI * a * b) + 20 * (c - 0.5) * (c - 0.5) + 10 * d + 5 * e),
  );
  expect(rows.length).toBe(1000);
  // The standard error of a deviation of n normal numbers is 1/sqrt(2n); four of them.
  expect(Math.abs(deviation(noise) - 1)).toBeLessThan(4 / Math.sqrt(2 * rows.length));
});

test("kink.csv is |x - 0.3| + 0.2 sin(6 pi x) and noise of deviation 0.02", () => {
  const rows = read("kink.csv");
  const noise = rows.map(([x, y]) => y - (Math.abs(x - 0.3) + 0.2 * sin(6 * Math.PI * x)));
  expect(rows.length).toBe(200);
  expect(Math.abs(deviation(noise) / 0.02 - 1)).toBeLessThan(4 / Math.sqrt(2 * rows.length));
});
