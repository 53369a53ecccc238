import { describe, expect, test } from "vitest";
import { type Random, random } from "../../src/numerics/random.js";
import { type TargetName, targets } from "../../src/problems/index.js";
import { targetNames } from "../../src/problems/target/index.js";
import type { Target } from "../../src/problems/target/target.js";

/** A generator whose uniform numbers are all 1/2: c_j = difficulty / d and u_j = 1/2 in Genz's families. */
const half: Random = { ...random(0, "half"), uniform: () => 0.5, uniformOpen: () => 0.5 };

const at = (name: TargetName, ...x: number[]) => targets[name].draw(x.length, half)(Float64Array.from(x));

/** A few roundings of numbers of this size, and of the test's own Math.exp. */
const near = (got: number, wanted: number) =>
  expect(Math.abs(got - wanted)).toBeLessThan(1e-14 * Math.max(1, Math.abs(wanted)));

describe("values of the targets against their formulas", () => {
  test("Runge, the kinks and the jump", () => {
    near(at("runge", 0.2), 1 / 2);
    near(at("runge", 0.2, -0.2, 0.2), 1 / 2);
    expect(at("absolute", -0.5, 0.25)).toBe(0.375);
    expect([at("step", 0.5, -0.75), at("step", 0.5, -0.5), at("step", 0.5, 0)]).toEqual([-1, 1, 1]);
  });

  test("blocks jumps by 4 at 0.1, by -5 at 0.13, and ends at the sum of all jumps, 0", () => {
    expect(at("blocks", 0.05)).toBe(0);
    expect(at("blocks", 0.11)).toBe(4);
    expect(at("blocks", 0.14)).toBe(-1);
    expect(at("blocks", 0.1)).toBe(2);
    near(at("blocks", 0.9), 0);
  });

  test("bumps is 4 at its first peak but for the tails of the others, and 4 / 16 of it one width away", () => {
    const peak = at("bumps", 0.1);
    expect(peak).toBeGreaterThan(4);
    // The nearest peaks are 6 and 8 widths off: 5 / 7^4 + 3 / 9.3^4 + ... < 0.01.
    expect(peak).toBeLessThan(4.01);
    expect(at("bumps", 0.095)).toBeLessThan(4 / 16 + 0.01);
  });

  test("HeaviSine and Doppler", () => {
    near(at("heaviSine", 0.5), -2);
    near(at("heaviSine", 0.125), 4);
    near(at("doppler", 0.5), 0.5 * Math.sin((2 * Math.PI * 1.05) / 0.55));
    expect([at("doppler", 0), at("doppler", 1)].map(Math.abs)).toEqual([0, 0]);
  });

  test("Friedman 1", () => {
    near(at("friedman1", 0.5, 1, 0.5, 0.1, 0.2), 12);
    near(at("friedman1", 0.5, 1, 1, 0.1, 0.2, 0.77, 0.1), 17);
  });

  test("Genz's families for c = difficulty / d, u = 1/2", () => {
    near(at("oscillatory", 0.25, 0.75), Math.cos(Math.PI + 4.5));
    near(at("productPeak", 0.5, 0.5), 1);
    near(at("productPeak", 0.5, 0.25), 1 / (1 + (3.625 / 4) ** 2));
    near(at("cornerPeak", 1, 1), (1 + 1.85) ** -3);
    near(at("gaussianPeak", 0.25, 0.5), Math.exp(-((7.03 / 8) ** 2)));
    near(at("continuous", 0.25, 0.75), Math.exp(-20.4 / 4));
    near(at("discontinuous", 0.5, 0.5), Math.exp(4.3 / 2));
    expect([at("discontinuous", 0.51, 0.5), at("discontinuous", 0.5, 0.51), at("discontinuous", 0.51)]).toEqual([
      0, 0, 0,
    ]);
    near(at("discontinuous", 0.5), Math.exp(4.3 / 2));
  });
});

test.each(targetNames)("%s is finite in its cube, and the same for the same seed", (name) => {
  const target: Target = targets[name];
  const d = target.inputs;
  const f = target.draw(d, random(3, "target"));
  const again = target.draw(d, random(3, "target"));
  const draws = random(1, "points");
  for (let i = 0; i < 200; i++) {
    const x = Float64Array.from({ length: d }, () => target.low + (1 - target.low) * draws.uniform());
    expect(Number.isFinite(f(x))).toBe(true);
    expect(again(x)).toBe(f(x));
  }
});

test.each(["oscillatory", "productPeak", "cornerPeak", "gaussianPeak", "continuous", "discontinuous"] as const)(
  "another seed draws another function of %s",
  (name) => {
    // The peak of a corner and of a jump is where every member is large.
    const x = Float64Array.of(0.24, 0.2);
    expect(targets[name].draw(2, random(1, "t"))(x)).not.toBe(targets[name].draw(2, random(2, "t"))(x));
  },
);
