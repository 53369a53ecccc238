import { describe, expect, test } from "vitest";
import { type RightSide, solve } from "../../src/numerics/ode.js";

const decay: RightSide = (_t, y, d) => {
  d[0] = -y[0];
};
const oscillator: RightSide = (_t, y, d) => {
  d[0] = y[1];
  d[1] = -y[0];
};

describe("accuracy", () => {
  test("the error falls with the tolerance, as its power 1", () => {
    const tolerances = [1e-4, 1e-6, 1e-8, 1e-10, 1e-12];
    const errors = tolerances.map((tolerance) =>
      Math.abs(solve(oscillator, [1, 0], [0, 30], { tolerance }).y[0] - Math.cos(30)),
    );
    // Error per step is what is controlled; over some dozen steps that adds up to not much more, and not much less than 1/100 of it.
    for (const [i, tolerance] of tolerances.entries()) expect(errors[i]).toBeLessThan(100 * tolerance);
    const slope = regress(tolerances.map(Math.log10), errors.map(Math.log10));
    expect(slope).toBeGreaterThan(0.8);
    expect(slope).toBeLessThan(1.2);
  });

  test("high accuracy is cheap on a smooth problem: 100 time units to 1e-10 in under 6000 evaluations", () => {
    const { y, evaluations } = solve(oscillator, [1, 0], [0, 100], { tolerance: 1e-12 });
    expect(Math.abs(y[0] - Math.cos(100))).toBeLessThan(1e-10);
    expect(evaluations).toBeLessThan(6000);
  });

  test("a jump of the right side is passed within the tolerance", () => {
    const { y } = solve(
      (t, _y, d) => {
        d[0] = t < 1 / 3 ? 1 : -1;
      },
      [0],
      [0, 1],
      { tolerance: 1e-9 },
    );
    // One step straddles the jump; it is accepted once it is wrong by the tolerance, and a few before it as well.
    expect(Math.abs(y[0] + 1 / 3)).toBeLessThan(1e-7);
  });

  test("a stiff problem is solved too, at about two evaluations for each unit of lambda t", () => {
    const { y, evaluations } = solve(
      (_t, v, d) => {
        d[0] = -1e4 * (v[0] - 1);
      },
      [0],
      [0, 1],
      { tolerance: 1e-6 },
    );
    expect(Math.abs(y[0] - 1)).toBeLessThan(1e-5);
    expect(evaluations).toBeLessThan(1e5);
  });
});

describe("times", () => {
  test("the solution is kept at each of them, the ends included", () => {
    const times = [0, 0, 0.5, 1, 1.75, 1.75, 2];
    const { values, times: reached, t } = solve(decay, [1], [0, 2], { tolerance: 1e-12, times });
    expect(t).toBe(2);
    expect([...reached]).toEqual(times);
    expect(values).toHaveLength(times.length);
    for (const [i, time] of times.entries()) expect(Math.abs(values[i][0] - Math.exp(-time))).toBeLessThan(1e-11);
  });

  test("an interval of length 0 gives the start", () => {
    const { y, values, evaluations } = solve(decay, [3], [1, 1], { times: [1] });
    expect([y[0], values[0][0], evaluations]).toEqual([3, 3, 0]);
  });

  test("the start is left as it was given", () => {
    const start = Float64Array.of(1);
    solve(decay, start, [0, 1]);
    expect(start[0]).toBe(1);
  });
});

describe("until", () => {
  test("the first crossing is located to the tolerance", () => {
    const { t, stopped, y } = solve(oscillator, [1, 0], [0, 100], { tolerance: 1e-11, until: (_t, v) => v[0] < 0 });
    expect(stopped).toBe(true);
    expect(y[0]).toBeLessThan(0);
    // Resolution 1e-11 of t, and the solution's own error over slope 1.
    expect(Math.abs(t - Math.PI / 2)).toBeLessThan(1e-10);
  });

  test("times before it are kept, those after it are not", () => {
    const { times, values } = solve(decay, [1], [0, 5], { times: [0, 1, 2, 3], until: (t) => t > 1.5 });
    expect([...times]).toEqual([0, 1]);
    expect(values).toHaveLength(2);
  });

  test("what is true at the start ends it there", () => {
    const { t, stopped, evaluations } = solve(decay, [1], [0, 5], { until: () => true });
    expect([t, stopped, evaluations]).toEqual([0, true, 0]);
  });

  test("what never becomes true changes nothing", () => {
    const free = solve(oscillator, [1, 0], [0, 10]);
    const watched = solve(oscillator, [1, 0], [0, 10], { until: () => false });
    expect(watched).toEqual(free);
  });

  test("a short visit is found with a longest step", () => {
    const visit = (t: number) => t > 3 && t < 3.01;
    expect(solve(decay, [1], [0, 5], { until: visit, longestStep: 0.005 }).t).toBeCloseTo(3, 8);
  });
});

describe("what cannot be done is said", () => {
  test("a solution that ends: y' = y^2 has its pole at t = 1", () => {
    const square: RightSide = (_t, y, d) => {
      d[0] = y[0] * y[0];
    };
    expect(() => solve(square, [1], [0, 2])).toThrow(
      /^f: the solution cannot be continued past t = (0\.99999|1\.00000)/,
    );
  });

  test("a right side that is no number beyond t = 1", () => {
    const root: RightSide = (t, _y, d) => {
      d[0] = Math.sqrt(1 - t);
    };
    expect(() => solve(root, [1], [0, 2])).toThrow(/cannot be continued past t = (0\.99999|1[:.])/);
  });

  test("but a trial step into what is no number is only shortened", () => {
    // y = 1 - exp(-t): a long first step overshoots 1, where the logarithm ends.
    const { y } = solve(
      (_t, v, d) => {
        d[0] = Math.exp(Math.log(1 - v[0]));
      },
      [0],
      [0, 20],
      { tolerance: 1e-9 },
    );
    expect(Math.abs(y[0] - 1)).toBeLessThan(1e-7);
  });

  test("evaluations that do not suffice", () => {
    expect(() => solve(oscillator, [1, 0], [0, 1e9], { evaluations: 1000 })).toThrow(
      /^evaluations: 1000 did not suffice to go from t = 0 to 1000000000/,
    );
  });

  test.each([
    [{ tolerance: 0 }, "tolerance: expected a positive number, got 0"],
    [{ tolerance: Number.NaN }, "tolerance:"],
    [{ absoluteTolerance: -1 }, "absoluteTolerance:"],
    [{ evaluations: 0 }, "evaluations:"],
    [{ longestStep: -1 }, "longestStep:"],
    [{ times: [0.5, 0.4] }, "times: expected ascending times in [0, 1], got 0.4 at index 1"],
    [{ times: [2] }, "times:"],
  ])("%j", (options, message) => {
    expect(() => solve(decay, [1], [0, 1], options)).toThrow(message);
  });

  test.each([
    [1, 0],
    [0, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
  ])("the interval [%d, %d]", (t0, t1) => {
    expect(() => solve(decay, [1], [t0, t1])).toThrow("interval:");
  });
});

/** Slope of the least-squares line. */
function regress(x: readonly number[], y: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((sum, value) => sum + value, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const sxy = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return sxy / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}
