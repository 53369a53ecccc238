import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solve } from "../../src/numerics/ode.js";
import {
  criticalFriction,
  type Flow,
  gradientFlow,
  heavyBallFlow,
  momentaFlow,
  momentaFlowLargestEigenvalue,
  nesterovFlow,
  newtonDescent,
  newtonFlow,
  theoremFriction,
} from "../../src/theory/dynamics/index.js";

/** A flow, and the highest derivative that its equation gives from t, x, x', ... with a constant force. */
interface Case {
  readonly title: string;
  readonly flow: Flow;
  readonly order: number;
  readonly highest: (lambda: number, t: number, y: ArrayLike<number>, force: number) => number;
  /** At t = 0, where the equation of Nesterov's flow has a singular point. */
  readonly atZero?: (lambda: number, force: number) => number;
}

const momenta = (title: string, frictions: readonly number[]): Case => ({
  title,
  flow: momentaFlow({ frictions }),
  order: frictions.length + 1,
  highest: (lambda, _t, y, force) => frictions.reduce((sum, b, j) => sum - b * y[j + 1], force - lambda * y[0]),
});

const heavyBall = (friction: number): Case => ({
  ...momenta(`heavy ball, b = ${friction}`, [friction]),
  flow: heavyBallFlow({ friction }),
});

const nesterov = (gamma: number): Case => ({
  title: `Nesterov, gamma = ${gamma}`,
  flow: nesterovFlow({ gamma }),
  order: 2,
  highest: (lambda, t, y, force) => force - (gamma / t) * y[1] - lambda * y[0],
  // y'(t) = y''(0) t near 0, so that (1 + gamma) y''(0) = force - lambda y.
  atZero: (lambda, force) => force / (1 + gamma) - lambda / (1 + gamma),
});

const cases: readonly Case[] = [
  {
    title: "gradient flow",
    flow: gradientFlow(),
    order: 1,
    highest: (lambda, _t, y, force) => force - lambda * y[0],
  },
  heavyBall(0.3),
  heavyBall(2),
  heavyBall(9),
  nesterov(1),
  nesterov(3),
  nesterov(7.5),
  momenta("one momentum", [0.7]),
  momenta("two momenta", [3, 2.5]),
  momenta("three momenta", [4, 6, 4]),
];

/** 1 is critical for b = 2, and all but it under- or overdamped; 1e-3 is slow, 0 never moves. */
const eigenvalues = [0, 1e-3, 0.3, 1, 1.0001, 5];
const times = [0, 0.01, 0.5, 2, 7, 7, 19.5];

/** x and x' along the equation, from x(0) = start at rest. */
function integrated({ highest, order, atZero }: Case, lambda: number, start: number, force: number) {
  const y0 = new Float64Array(order);
  y0[0] = start;
  const { values } = solve(
    (t, y, d) => {
      for (let j = 0; j + 1 < order; j++) d[j] = y[j + 1];
      d[order - 1] = t === 0 && atZero ? atZero(lambda * start, force) : highest(lambda, t, y, force);
    },
    y0,
    [0, 19.5],
    { tolerance: 1e-13, times },
  );
  return values.map((y, i) => ({ x: y[0], velocity: order > 1 ? y[1] : highest(lambda, times[i], y, force) }));
}

// 1e-13 a step, over a hundred steps at most, of problems without growth.
const SOLVED = 1e-10;

describe.each(cases)("$title", (item) => {
  const { flow } = item;

  test.each(eigenvalues)(
    "at lambda = %d amplitude and velocity are the solution of its equation from rest",
    (lambda) => {
      const solution = integrated(item, lambda, 1, 0);
      const amplitude = flow.amplitude(lambda, times);
      const velocity = flow.velocity(lambda, times);
      for (const [i, { x, velocity: v }] of solution.entries()) {
        expect(Math.abs(amplitude[i] - x)).toBeLessThan(SOLVED);
        expect(Math.abs(velocity[i] - v)).toBeLessThan(5 * SOLVED);
      }
    },
  );

  test.each(eigenvalues)("at lambda = %d the response solves it under a unit force", (lambda) => {
    const solution = integrated(item, lambda, 0, 1);
    const response = flow.response(lambda, times);
    const largest = Math.max(1, ...solution.map(({ x }) => Math.abs(x)));
    for (const [i, { x }] of solution.entries()) expect(Math.abs(response[i] - x)).toBeLessThan(SOLVED * largest);
  });

  test("lambda = 0 stays, every other mode is 1 at 0 and 0 at infinity, where the response is 1/lambda", () => {
    expect([...flow.amplitude(0, [0, 1, 1e6, Number.POSITIVE_INFINITY])]).toEqual([1, 1, 1, 1]);
    expect([...flow.amplitude(0.25, [0, Number.POSITIVE_INFINITY])]).toEqual([1, 0]);
    expect([...flow.response(0.25, [0, Number.POSITIVE_INFINITY])]).toEqual([0, 4]);
    expect(flow.response(0, [Number.POSITIVE_INFINITY])[0]).toBe(Number.POSITIVE_INFINITY);
    expect(flow.velocity(0.25, [Number.POSITIVE_INFINITY])[0]).toBe(0);
  });

  test("the response is (1 - amplitude) / lambda", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 30, noNaN: true }),
        (lambda, t) => {
          const [a] = flow.amplitude(lambda, [t]);
          const [r] = flow.response(lambda, [t]);
          // The division makes 1e-15 (momenta: 1e-15 omega t) of the amplitude 1 / lambda times larger.
          expect(Math.abs(r - (1 - a) / lambda)).toBeLessThan((4e-14 * (1 + t)) / lambda);
        },
      ),
    );
  });

  test("the response keeps its digits as lambda falls to 0", () => {
    const limit = flow.response(0, [0.02, 3]);
    for (const lambda of [1e-300, 1e-30, 1e-18, 1e-14]) {
      const response = flow.response(lambda, [0.02, 3]);
      // The next term of the series is at most lambda t^2 of the first; the rest is rounding.
      for (const i of [0, 1]) expect(Math.abs(response[i] / limit[i] - 1)).toBeLessThan(1e-13 + 10 * lambda);
    }
  });

  test("a negative eigenvalue, and times that go back, are refused", () => {
    expect(() => flow.amplitude(-1e-12, [1])).toThrow("lambda: expected a finite eigenvalue of at least 0, got -1e-12");
    expect(() => flow.amplitude(1, [2, 1])).toThrow("times: expected ascending times of at least 0, got 1 at index 1");
    expect(() => flow.response(1, [-1])).toThrow("times:");
    expect(() => flow.velocity(1, [Number.NaN])).toThrow("times:");
  });
});

describe("gradient flow", () => {
  test("is exp(-lambda t)", () => {
    // One rounding of the product, one unit in the last place of exp.
    for (const t of [0.1, 3, 40])
      expect(Math.abs(gradientFlow().amplitude(0.7, [t])[0] / Math.exp(-0.7 * t) - 1)).toBeLessThan(1e-14);
  });
});

describe("heavy ball flow", () => {
  test("at critical damping is (1 + st) exp(-st), and its neighbours run into it without a jump", () => {
    const lambda = 3;
    const friction = criticalFriction(lambda);
    const s = Math.sqrt(lambda);
    for (const t of [0.3, 2, 10]) {
      const exact = (1 + s * t) * Math.exp(-s * t);
      for (const shift of [0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-9, -1e-9]) {
        const [value] = heavyBallFlow({ friction: friction * (1 + shift) }).amplitude(lambda, [t]);
        // d amplitude / d log b is at most (st)^3 exp(-st) / 3 < 1; below that, a few units in the last place.
        expect(Math.abs(value - exact)).toBeLessThan(4e-16 + Math.abs(shift));
      }
    }
  });

  test("is even to the last digits where the discriminant's branches meet", () => {
    // w = (b^2/4 - lambda) t^2 = +-1: the series on one side, closed forms on the other.
    for (const sign of [1, -1])
      for (const t of [0.5, 1, 4]) {
        const lambda = 2 - sign / (t * t);
        if (lambda <= 0) continue;
        const flow = heavyBallFlow({ friction: Math.sqrt(8) });
        const [below] = flow.amplitude(lambda * (1 - 1e-14), [t]);
        const [above] = flow.amplitude(lambda * (1 + 1e-14), [t]);
        expect(Math.abs(below - above)).toBeLessThan(1e-13);
      }
  });

  test("neither overflows nor loses the slow mode when overdamped by 12 decades", () => {
    // The slow root is lambda/b = 1e-6 to a relative 1e-18.
    const [value] = heavyBallFlow({ friction: 1e6 }).amplitude(1, [1e6]);
    expect(Math.abs(value - Math.exp(-1))).toBeLessThan(1e-11);
  });

  test("at b = sqrt(2 lambda_0) every mode's loss lies under a constant times exp(-sqrt(2 lambda_0) t), and reaches it", () => {
    const lambda0 = 0.04;
    const flow = heavyBallFlow({ friction: theoremFriction(lambda0) });
    const at = Float64Array.from({ length: 2000 }, (_, i) => i / 10);
    for (const lambda of [lambda0, 0.1, 1, 7]) {
      const amplitude = flow.amplitude(lambda, at);
      const scaled = amplitude.map((a, i) => a * a * Math.exp(Math.sqrt(2 * lambda0) * at[i]));
      // cos + b/(2 w) sin is at most sqrt(1 + b^2/(4 w^2)) = sqrt(lambda / (lambda - b^2/4)): 2 for its square at lambda_0.
      expect(Math.max(...scaled)).toBeLessThan((lambda / (lambda - lambda0 / 2)) * (1 + 1e-9));
      // The exponent is reached: the last of the waves is as high as the first.
      expect(Math.max(...scaled.slice(-500))).toBeGreaterThan(0.9);
    }
  });

  test("one momentum's equation of order 2 has the same solution by the matrix exponential", () => {
    for (const friction of [0.2, 2, 30])
      for (const lambda of [0.01, 1, 40]) {
        const at = [0.1, 1, 10, 300];
        const closed = heavyBallFlow({ friction }).amplitude(lambda, at);
        const matrix = momentaFlow({ frictions: [friction] }).amplitude(lambda, at);
        // As documented: units of 1e-16 omega t, omega = max(b, sqrt lambda).
        for (const [i, t] of at.entries())
          expect(Math.abs(closed[i] - matrix[i])).toBeLessThan(2e-15 * (1 + Math.max(friction, Math.sqrt(lambda)) * t));
      }
  });
});

describe("Nesterov's flow", () => {
  test.each([1, 3, 5])("the loss of a mode falls like t^-gamma, gamma = %d", (gamma) => {
    // The first crest from a time on, and where it stands.
    const peak = (from: number) => {
      const at = Float64Array.from({ length: 4000 }, (_, i) => from + i / 1000);
      const waves = nesterovFlow({ gamma }).amplitude(1, at).map(Math.abs);
      const top = waves.findIndex((height, i) => i > 0 && height >= waves[i - 1] && height > waves[i + 1]);
      return { t: at[top], height: waves[top] };
    };
    const [early, late] = [peak(100), peak(3000)];
    const slope = (2 * Math.log(late.height / early.height)) / Math.log(late.t / early.t);
    // The amplitude of the waves has corrections of relative order nu^2/t^2 = 4e-4 at t = 100.
    expect(Math.abs(slope + gamma)).toBeLessThan(5e-4);
  });

  test("gamma = 2 is sin(x)/x, x = sqrt(lambda) t", () => {
    const x = Math.sqrt(3) * 5;
    expect(Math.abs(nesterovFlow({ gamma: 2 }).amplitude(3, [5])[0] - Math.sin(x) / x)).toBeLessThan(1e-15);
  });

  test("gamma out of range is refused", () => {
    for (const gamma of [0, -1, 200, Number.NaN]) expect(() => nesterovFlow({ gamma })).toThrow("gamma:");
  });
});

describe("two momenta", () => {
  test("are stable if and only if b_1 b_2 > lambda", () => {
    const flow = momentaFlow({ frictions: [3, 2] });
    expect(momentaFlowLargestEigenvalue([3, 2])).toBeCloseTo(6, 10);
    expect([flow.stable(5.9), flow.stable(6.1)]).toEqual([true, false]);
    // Near 6 the growth is (lambda - 6) / (2 (b_1 + b_2^2)) a unit of time: e^(+-5) after 700.
    const late = Float64Array.from({ length: 200 }, (_, i) => 690 + i / 20);
    const size = (lambda: number) => Math.max(...flow.amplitude(lambda, late).map(Math.abs));
    expect(size(5.9)).toBeLessThan(0.05);
    expect(size(6.1)).toBeGreaterThan(20);
    expect(flow.amplitude(6.1, [Number.POSITIVE_INFINITY])[0]).toBe(Number.POSITIVE_INFINITY);
  });

  test("three momenta are stable for lambda under b_1 (b_2 b_3 - b_1) / b_3^2", () => {
    expect(momentaFlowLargestEigenvalue([4, 6, 4])).toBeCloseTo((4 * (24 - 4)) / 16, 10);
  });

  test("one is stable everywhere, a negative one nowhere", () => {
    expect(momentaFlowLargestEigenvalue([0.1])).toBe(Number.POSITIVE_INFINITY);
    expect(momentaFlowLargestEigenvalue([-0.1])).toBe(0);
    expect(momentaFlowLargestEigenvalue([-1, 2])).toBe(0);
  });

  test("no momentum, and one that is no number, are refused", () => {
    expect(() => momentaFlow({ frictions: [] })).toThrow("frictions: expected at least one number");
    expect(() => momentaFlow({ frictions: [Number.NaN] })).toThrow("frictions:");
  });
});

describe("Newton's flow", () => {
  test("is exp(-t) in every mode but the null modes, whose response is 0", () => {
    for (const lambda of [1e-9, 1, 1e4]) {
      const [a] = newtonFlow().amplitude(lambda, [2]);
      expect(Math.abs(a - Math.exp(-2))).toBeLessThan(1e-15);
      expect(Math.abs(newtonFlow().response(lambda, [2])[0] * lambda - (1 - a))).toBeLessThan(1e-15);
    }
    expect([...newtonFlow().amplitude(0, [0, 2, Number.POSITIVE_INFINITY])]).toEqual([1, 1, 1]);
    expect([...newtonFlow().response(0, [2, Number.POSITIVE_INFINITY])]).toEqual([0, 0]);
    expect([...newtonDescent({ rate: 0.5 }).response(0, [2, Number.POSITIVE_INFINITY])]).toEqual([0, 0]);
  });
});

test("frictions and eigenvalues that are not positive are refused", () => {
  expect(() => heavyBallFlow({ friction: 0 })).toThrow("friction: expected a positive number, got 0");
  expect(() => theoremFriction(0)).toThrow("lambda0:");
  expect(() => criticalFriction(-1)).toThrow("lambda0:");
});
