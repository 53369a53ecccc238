import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constantRate,
  cosineRate,
  exponentialRate,
  type PlateauOptions,
  plateauRate,
  type Schedule,
  schedule,
  scheduleState,
} from "../../src/training/schedule.js";

/** Rates of all steps; a plateau schedule sees the given losses. */
function rates(of: Schedule, steps: number, loss: (step: number) => number = () => 1): number[] {
  const state = scheduleState(of);
  return Array.from({ length: steps }, (_, i) => {
    const rate = of.rate(i + 1, steps, state);
    of.observe?.(i + 1, loss(i + 1), state);
    return rate;
  });
}

describe("constantRate", () => {
  it("is eta at every step", () => {
    expect(rates(constantRate(0.3), 3)).toEqual([0.3, 0.3, 0.3]);
  });
});

describe("cosineRate", () => {
  it("starts at eta, is halfway at the middle, and would reach the floor at step K + 1", () => {
    for (const floor of [0, 0.1, 1]) {
      const of = cosineRate(2, { floor });
      const state = scheduleState(of);
      expect(of.rate(1, 100, state)).toBe(2);
      // cos(pi/2) and 1 + cos(pi): one rounding each.
      expect(Math.abs(of.rate(51, 100, state) - (1 + floor))).toBeLessThan(4 * Number.EPSILON);
      expect(Math.abs(of.rate(101, 100, state) - 2 * floor)).toBeLessThan(4 * Number.EPSILON);
    }
  });

  it("never rises, never leaves [floor eta, eta], and is symmetric about the middle", () => {
    const of = rates(cosineRate(1, { floor: 0.2 }), 101);
    for (let k = 1; k < of.length; k++) expect(of[k]).toBeLessThan(of[k - 1]);
    expect(Math.min(...of)).toBeGreaterThan(0.2);
    // cos(x) + cos(pi - x) = 0, to the rounding of pi and of both cosines.
    for (let k = 1; k < 101; k++) expect(Math.abs(of[k] + of[101 - k] - 1.2)).toBeLessThan(8 * Number.EPSILON);
  });
});

describe("exponentialRate", () => {
  it("goes from eta at the first step to final * eta at the last by equal factors", () => {
    const of = rates(exponentialRate(3, { final: 1e-3 }), 61);
    expect(of[0]).toBe(3);
    // pow within an ulp, times eta.
    expect(Math.abs(of[60] / 3e-3 - 1)).toBeLessThan(4 * Number.EPSILON);
    for (let k = 1; k < 61; k++)
      expect(Math.abs(of[k] / of[k - 1] / 1e-3 ** (1 / 60) - 1)).toBeLessThan(8 * Number.EPSILON);
  });

  it("is eta in a run of one step", () => {
    expect(rates(exponentialRate(3), 1)).toEqual([3]);
  });
});

describe("plateauRate", () => {
  /** A step's rate under losses given one a step; the rate printed at step k is the one after k - 1 observations. */
  const replay = (losses: readonly number[], options: PlateauOptions, rate = 1) =>
    rates(plateauRate(rate, { every: 1, ...options }), losses.length + 1, (k) => losses[k - 1]);

  it("tolerates `patience` bad losses in a row and lowers the rate at the next one", () => {
    // best 5 after the first; three bad ones, the third is more than patience = 2.
    expect(replay([5, 5, 5, 5, 5, 5, 5], { patience: 2, factor: 0.5 })).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    expect(replay([5, 5, 5], { patience: 0, factor: 0.5 })).toEqual([1, 1, 0.5, 0.25]);
  });

  it("counts from zero again after an improvement", () => {
    expect(replay([5, 5, 5, 4, 4, 4, 4], { patience: 2, factor: 0.5 })).toEqual([1, 1, 1, 1, 1, 1, 1, 0.5]);
  });

  it("takes only loss < best (1 - threshold) for an improvement", () => {
    // 0.95 > 0.9 is none, 0.9 is not under 1 * (1 - 0.1), 0.89 is.
    expect(replay([1, 0.95, 0.9], { patience: 1, threshold: 0.1, factor: 0.5 })).toEqual([1, 1, 1, 0.5]);
    expect(replay([1, 0.95, 0.89, 0.85], { patience: 1, threshold: 0.1, factor: 0.5 })).toEqual([1, 1, 1, 1, 1]);
  });

  it("never counts a creep that stays within the threshold of the best", () => {
    // Each loss is lower than the one before but not by 1 % of the best: the best stays 1.
    expect(replay([1, 0.998, 0.996, 0.994], { patience: 2, threshold: 0.01, factor: 0.5 })).toEqual([1, 1, 1, 1, 0.5]);
  });

  it("counts no loss as bad for `cooldown` observations after a reduction", () => {
    // Bad: 2nd, 3rd -> reduced; two of cooldown; then bad again twice.
    expect(replay([1, 1, 1, 1, 1, 1, 1, 1], { patience: 1, cooldown: 2, factor: 0.5 })).toEqual([
      1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25,
    ]);
  });

  it("runs the cooldown down on good losses as on bad ones", () => {
    expect(replay([1, 1, 1, 0.5, 0.4, 0.4, 0.4], { patience: 1, cooldown: 2, factor: 0.5 })).toEqual([
      1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25,
    ]);
  });

  it("stops at the minimum", () => {
    expect(replay([1, 1, 1, 1], { patience: 0, factor: 0.1, minimum: 0.05 })).toEqual([1, 1, 0.1, 0.05, 0.05]);
  });

  it("ignores a reduction of less than 1e-8", () => {
    expect(replay([1, 1, 1], { patience: 0, factor: 0.5 }, 1.5e-8)).toEqual([1.5e-8, 1.5e-8, 1.5e-8, 1.5e-8]);
    expect(replay([1, 1, 1], { patience: 0, factor: 0.5 }, 3e-8)).toEqual([3e-8, 3e-8, 1.5e-8, 1.5e-8]);
  });

  it("takes a loss that is not a number for a bad one", () => {
    expect(replay([1, Number.NaN, Number.NaN], { patience: 1, factor: 0.5 })).toEqual([1, 1, 1, 0.5]);
  });

  it("looks at every `every`-th step only", () => {
    const of = rates(plateauRate(1, { every: 10, patience: 0, factor: 0.5 }), 40, (k) => (k % 10 === 0 ? 1 : 0));
    expect(of).toEqual(Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : i < 30 ? 0.5 : 0.25)));
  });

  it("equals a transcription of PyTorch's documented rule on any losses", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }),
        fc.record({ patience: fc.integer({ min: 0, max: 4 }), cooldown: fc.integer({ min: 0, max: 4 }) }),
        (losses, options) => {
          let [rate, best, bad, cooling] = [1, Number.POSITIVE_INFINITY, 0, 0];
          const expected = [rate];
          for (const loss of losses) {
            if (loss < best * 0.9) [best, bad] = [loss, 0];
            else bad += 1;
            if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
            if (bad > options.patience) {
              const lower = Math.max(rate * 0.5, 0.01);
              if (rate - lower > 1e-8) rate = lower;
              [cooling, bad] = [options.cooldown, 0];
            }
            expected.push(rate);
          }
          expect(replay(losses, { ...options, threshold: 0.1, factor: 0.5, minimum: 0.01 })).toEqual(expected);
        },
      ),
    );
  });
});

describe("schedule", () => {
  it("builds a decay by name, and passes a schedule through", () => {
    expect((["none", "cosine", "exponential", "plateau"] as const).map((decay) => schedule(0.1, decay).name)).toEqual([
      "constant",
      "cosine",
      "exponential",
      "plateau",
    ]);
    const own = cosineRate(2);
    expect(schedule(own, "plateau")).toBe(own);
  });

  it.each([
    ["a rate of 0", () => constantRate(0), /^rate: expected a positive number, got 0$/],
    [
      "an infinite rate",
      () => cosineRate(Number.POSITIVE_INFINITY),
      /^rate: expected a positive number, got Infinity$/,
    ],
    ["a floor over 1", () => cosineRate(1, { floor: 2 }), /^floor: expected a fraction in \[0, 1\], got 2$/],
    ["a final rate of 0", () => exponentialRate(1, { final: 0 }), /^final: expected a positive number, got 0$/],
    ["a factor of 1", () => plateauRate(1, { factor: 1 }), /^factor: expected a number in \(0, 1\), got 1$/],
    ["a negative patience", () => plateauRate(1, { patience: -1 }), /^patience: expected an integer >= 0, got -1$/],
    ["a broken cooldown", () => plateauRate(1, { cooldown: 0.5 }), /^cooldown: expected an integer >= 0, got 0.5$/],
    ["a threshold of 1", () => plateauRate(1, { threshold: 1 }), /^threshold: expected a number in \[0, 1\), got 1$/],
    ["a negative minimum", () => plateauRate(1, { minimum: -1 }), /^minimum: expected a rate >= 0, got -1$/],
    ["looking never", () => plateauRate(1, { every: 0 }), /^every: expected a positive integer, got 0$/],
  ])("refuses %s in one line that names the option", (_, make, message) => {
    expect(make).toThrow(message);
  });
});
