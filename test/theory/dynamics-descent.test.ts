import { describe, expect, test } from "vitest";
import {
  type Dynamics,
  type Flow,
  frictionOf,
  gradientDescent,
  gradientDescentRates,
  gradientFlow,
  heavyBallDescent,
  heavyBallFlow,
  heavyBallLargestRate,
  heavyBallParameters,
  levenbergMarquardtDescent,
  momentaDescent,
  momentaFlow,
  momentaLargestRate,
  momentaOf,
  momentumOf,
  nesterovDescent,
  nesterovFlow,
  nesterovLargestRate,
  nesterovParameters,
  newtonDescent,
  timeOfStep,
} from "../../src/theory/dynamics/index.js";

/** A method as the paper writes it: w_{k+1} from all iterates so far, on the loss lambda/2 (w - target)^2. */
interface Case {
  readonly title: string;
  readonly dynamics: Dynamics;
  readonly next: (w: readonly number[], gradient: (w: number) => number) => number;
}

const RATE = 0.4;
const at = (w: readonly number[], back: number) => w[Math.max(0, w.length - 1 - back)];

function heavyBall(beta: number): Case {
  return {
    title: `heavy ball, beta = ${beta}`,
    dynamics: heavyBallDescent({ rate: RATE, momentum: beta }),
    next: (w, gradient) => at(w, 0) - RATE * gradient(at(w, 0)) + beta * (at(w, 0) - at(w, 1)),
  };
}

function nesterov(title: string, options: { gamma?: number; momentum?: number }, mu: (k: number) => number): Case {
  return {
    title,
    dynamics: nesterovDescent({ rate: RATE, ...options }),
    next(w, gradient) {
      // v_{k+1} = w_k - eta grad; v_1 = w_1.
      const v = (k: number) => (k === 1 ? w[0] : w[k - 2] - RATE * gradient(w[k - 2]));
      const k = w.length;
      return v(k + 1) + mu(k) * (v(k + 1) - v(k));
    },
  };
}

const cases: readonly Case[] = [
  {
    title: "gradient descent",
    dynamics: gradientDescent({ rate: RATE }),
    next: (w, gradient) => at(w, 0) - RATE * gradient(at(w, 0)),
  },
  heavyBall(0.9),
  heavyBall(0),
  nesterov("Nesterov, gamma = 3", {}, (k) => (k - 1) / (k + 2)),
  nesterov("Nesterov, gamma = 0.5", { gamma: 0.5 }, (k) => (k - 1) / (k - 0.5)),
  nesterov("Nesterov, momentum 0.8", { momentum: 0.8 }, () => 0.8),
  {
    title: "momenta .4, -.3, .2",
    dynamics: momentaDescent({ rate: RATE, momenta: [0.4, -0.3, 0.2] }),
    next: (w, gradient) =>
      at(w, 0) -
      RATE * gradient(at(w, 0)) +
      [0.4, -0.3, 0.2].reduce((sum, beta, j) => sum + beta * (at(w, j) - at(w, j + 1)), 0),
  },
  {
    title: "Gauss-Newton, rate .4",
    dynamics: newtonDescent({ rate: RATE }),
    next: (w, gradient) => at(w, 0) - (RATE * gradient(at(w, 0))) / (gradient(1 + 5) - gradient(5)),
  },
  {
    title: "Levenberg-Marquardt",
    dynamics: levenbergMarquardtDescent({ damping: 0.7 }),
    next: (w, gradient) => at(w, 0) - gradient(at(w, 0)) / (gradient(1 + 5) - gradient(5) + 0.7),
  },
];

describe.each(cases)("$title", ({ dynamics, next }) => {
  test.each([1e-6, 0.05, 1, 2.9])("at lambda = %d amplitude and response are those of the plain loop", (lambda) => {
    const target = 1;
    const gradient = (w: number) => lambda * (w - target);
    const w = [0];
    for (let k = 0; k < 300; k++) w.push(next(w, gradient));
    const steps = Float64Array.from({ length: 301 }, (_, k) => k);
    const amplitude = dynamics.amplitude(lambda, steps);
    const response = dynamics.response(lambda, steps);
    // w_k carries some units of 1e-16 a step, and up to 10 times that where the momentum keeps it.
    for (const k of steps) {
      expect(Math.abs(amplitude[k] - (target - w[k]))).toBeLessThan(1e-12);
      expect(Math.abs(lambda * response[k] - w[k])).toBeLessThan(1e-12);
    }
  });

  test("lambda = 0 stays; step 0 is the start; at infinity nothing is left of a stable mode", () => {
    expect([...dynamics.amplitude(0, [0, 1, 1e7, Number.POSITIVE_INFINITY])]).toEqual([1, 1, 1, 1]);
    expect([...dynamics.amplitude(0.5, [0, Number.POSITIVE_INFINITY])]).toEqual([1, 0]);
    expect([...dynamics.response(0.5, [0, Number.POSITIVE_INFINITY])]).toEqual([0, 2]);
  });

  test("some of the steps give what all of them give", () => {
    const steps = [0, 1, 2, 17, 17, 5000, 9000, 12001];
    for (const lambda of [1e-4, 0.3]) {
      const all = Float64Array.from({ length: 12002 }, (_, k) => k);
      for (const form of ["amplitude", "response"] as const) {
        const some = dynamics[form](lambda, steps);
        const every = dynamics[form](lambda, all);
        const scale = Math.max(...every.map(Math.abs));
        // Far apart steps square a matrix: its relative error doubles with every squaring, 2^14 times 1e-16.
        for (const [i, k] of steps.entries()) expect(Math.abs(some[i] - every[k])).toBeLessThan(1e-11 * scale);
      }
    }
  });

  test("an unstable mode leaves the numbers as Infinity, not as NaN", () => {
    // Newton's methods do not depend on lambda in this way.
    if (dynamics.stable(1e6)) return;
    const steps = Float64Array.from({ length: 500 }, (_, k) => k);
    for (const value of dynamics.amplitude(1e6, [...steps, 1e6, Number.POSITIVE_INFINITY])) expect(value).not.toBeNaN();
    expect(Math.abs(dynamics.amplitude(1e6, [1e6])[0])).toBe(Number.POSITIVE_INFINITY);
    expect(dynamics.amplitude(1e6, [Number.POSITIVE_INFINITY])[0]).toBe(Number.POSITIVE_INFINITY);
  });

  test("fractions of a step are refused", () => {
    expect(() => dynamics.amplitude(1, [0, 0.5])).toThrow("times: expected whole steps, got 0.5 at index 1");
    expect(() => dynamics.amplitude(-1, [0])).toThrow("lambda:");
  });
});

/** The largest |amplitude| over the last tenth of many steps. */
const late = (dynamics: Dynamics, lambda: number, steps = 4000) =>
  Math.max(
    ...dynamics
      .amplitude(
        lambda,
        Float64Array.from({ length: steps / 10 }, (_, k) => 0.9 * steps + k),
      )
      .map(Math.abs),
  );

describe("the largest stable rate", () => {
  const max = 2.5;
  const bounds = [
    {
      title: "gradient descent: 2/max",
      of: (rate: number) => gradientDescent({ rate }),
      largest: gradientDescentRates({ min: 1, max }).largest,
    },
    ...[0, 0.5, 0.9].map((momentum) => ({
      title: `heavy ball: 2 (1 + ${momentum})/max`,
      of: (rate: number) => heavyBallDescent({ rate, momentum }),
      largest: heavyBallLargestRate({ momentum, max }),
    })),
    {
      title: "Nesterov: 4/(3 max)",
      of: (rate: number) => nesterovDescent({ rate }),
      largest: nesterovLargestRate({ max }),
    },
    {
      title: "Nesterov at constant momentum",
      of: (rate: number) => nesterovDescent({ rate, momentum: 0.7 }),
      largest: nesterovLargestRate({ momentum: 0.7, max }),
    },
    ...[
      [0.2, 0.5],
      [0.6, -0.4],
      [1.2, -0.5],
      [0.3, 0.2, 0.1],
    ].map((momenta) => ({
      title: `momenta ${momenta}`,
      of: (rate: number) => momentaDescent({ rate, momenta }),
      largest: momentaLargestRate({ momenta, max }),
    })),
  ];

  test.each(bounds)("$title: modes fall just below it and grow just above it", ({ of, largest }) => {
    const below = of(largest * 0.99);
    const above = of(largest * 1.01);
    expect([below.stable(max), above.stable(max)]).toEqual([true, false]);
    expect(late(below, max)).toBeLessThan(0.3);
    expect(late(above, max)).toBeGreaterThan(3);
    // And every smaller eigenvalue falls with it.
    for (const lambda of [0.1, 0.5, 1.5]) expect(below.stable(lambda)).toBe(true);
  });

  test("for one momentum and two the search finds the closed forms", () => {
    expect(momentaLargestRate({ momenta: [0.9], max })).toBeCloseTo((2 * 1.9) / max, 10);
    // Jury: eta lambda < 2 (1 + b1 - b2), and |b1 (1 + b2) - eta lambda b2| < 1 - b2^2.
    expect(momentaLargestRate({ momenta: [0.6, -0.4], max: 1 })).toBeCloseTo(Math.min(4, (0.6 * 0.8) / 0.4), 10);
    expect(momentaLargestRate({ momenta: [0.2, 0.5], max: 1 })).toBeCloseTo(Math.min(1.4, (1.5 * 0.7) / 0.5), 10);
  });

  test("momenta that grow without a gradient have none", () => {
    expect(momentaLargestRate({ momenta: [0.7, 0.5], max })).toBe(0);
  });
});

describe("the best parameters", () => {
  const range = { min: 0.02, max: 3 };
  const { min, max } = range;
  const middle = [min, 0.1, 0.7, 1.5, max];

  test("gradient descent at 2/(min + max): both ends fall by (max - min)/(max + min) a step", () => {
    const best = gradientDescent({ rate: gradientDescentRates(range).best });
    const factor = (max - min) / (max + min);
    for (const lambda of [min, max])
      expect(Math.abs(Math.abs(best.amplitude(lambda, [50])[0]) / factor ** 50 - 1)).toBeLessThan(1e-13);
    expect(Math.abs(best.amplitude(1, [50])[0])).toBeLessThan(factor ** 50);
  });

  test("heavy ball: every mode falls like q^k, q = (sqrt max - sqrt min)/(sqrt max + sqrt min), and another choice is slower", () => {
    const best = heavyBallParameters(range);
    const q = Math.sqrt(best.momentum);
    // The ends are double roots: k q^k, with a factor of at most 2 (1 + sqrt(max/min)).
    for (const lambda of middle)
      for (const k of [50, 100, 200])
        expect(Math.abs(heavyBallDescent(best).amplitude(lambda, [k])[0])).toBeLessThan(2 * k * 13 * q ** k);
    const worst = (rate: number, momentum: number) =>
      Math.max(...middle.map((lambda) => late(heavyBallDescent({ rate, momentum }), lambda, 400)));
    for (const [r, m] of [
      [0.8, 1],
      [1, 0.9],
      [1, 1.05],
    ])
      expect(worst(best.rate * r, Math.min(0.99, best.momentum * m))).toBeGreaterThan(
        5 * worst(best.rate, best.momentum),
      );
  });

  test("Nesterov at the momentum of footnote 2: every mode falls like (1 - sqrt(min eta))^k", () => {
    const best = nesterovParameters(range);
    const factor = 1 - Math.sqrt(min * best.rate);
    expect(best).toEqual({ rate: 1 / max, momentum: factor / (1 + Math.sqrt(min * best.rate)) });
    for (const lambda of middle)
      for (const k of [20, 100, 300])
        expect(Math.abs(nesterovDescent(best).amplitude(lambda, [k])[0])).toBeLessThan((1 + k) * factor ** k);
    expect(() => nesterovParameters(range, 51)).toThrow("rate: expected a number in (0, 1/min = 50], got 51");
  });

  test("a range that is none is refused", () => {
    expect(() => gradientDescentRates({ min: 0, max: 1 })).toThrow("min: expected a positive number, got 0");
    expect(() => heavyBallParameters({ min: 2, max: 1 })).toThrow(
      "max: expected a finite number of at least min = 2, got 1",
    );
  });
});

describe("the limit of small steps", () => {
  /** Largest gap between a method at rate eta on its own clock and the flow, over times up to 8, of a fast and a slow mode. */
  function gap(of: (rate: number) => Dynamics, flow: Flow, order: number, h: number): number {
    const rate = h ** order;
    const count = Math.round(8 / h);
    const steps = Float64Array.from({ length: count + 1 }, (_, k) => k);
    const clock = steps.map((k) => timeOfStep(k, { rate, order }));
    return Math.max(
      ...[0.3, 2].flatMap((lambda) => {
        const [a, b] = [of(rate).amplitude(lambda, steps), flow.amplitude(lambda, clock)];
        return Array.from(a, (value, k) => Math.abs(value - b[k]));
      }),
    );
  }

  test.each([
    {
      title: "gradient descent is gradient flow, of order 1 in eta",
      of: (rate: number) => gradientDescent({ rate }),
      flow: gradientFlow(),
      order: 1,
    },
    {
      title: "heavy ball with beta = 1 - b sqrt(eta) is the flow with friction b, of order 1 in sqrt(eta)",
      of: (rate: number) => heavyBallDescent({ rate, momentum: momentumOf({ rate, friction: 0.8 }) }),
      flow: heavyBallFlow({ friction: 0.8 }),
      order: 2,
    },
    {
      title: "Nesterov with gamma = 3 is the Bessel function, of order 1 in sqrt(eta)",
      of: (rate: number) => nesterovDescent({ rate }),
      flow: nesterovFlow(),
      order: 2,
    },
    {
      title: "two momenta near (2, -1) are the equation of order 3, of order 1 in eta^(1/3)",
      of: (rate: number) => momentaDescent({ rate, momenta: momentaOf({ rate, frictions: [3, 2.5] }) }),
      flow: momentaFlow({ frictions: [3, 2.5] }),
      order: 3,
    },
    {
      title: "three momenta are the equation of order 4, of order 1 in eta^(1/4)",
      of: (rate: number) => momentaDescent({ rate, momenta: momentaOf({ rate, frictions: [4, 6, 4] }) }),
      flow: momentaFlow({ frictions: [4, 6, 4] }),
      order: 4,
    },
  ])("$title", ({ of, flow, order }) => {
    const sizes = [0.02, 0.01, 0.005, 0.0025];
    const gaps = sizes.map((h) => gap(of, flow, order, h));
    const x = sizes.map(Math.log);
    const y = gaps.map(Math.log);
    const mean = (v: readonly number[]) => v.reduce((sum, value) => sum + value, 0) / v.length;
    const slope =
      x.reduce((sum, value, i) => sum + (value - mean(x)) * (y[i] - mean(y)), 0) /
      x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0);
    // The next power of h is 1 % of the first at these h, which moves the slope by a few times that.
    expect(Math.abs(slope - 1)).toBeLessThan(0.05);
  });

  test("momenta of one friction are the heavy ball's, and of two tend to (2, -1)", () => {
    expect(momentaOf({ rate: 1e-4, frictions: [3] })[0]).toBeCloseTo(momentumOf({ rate: 1e-4, friction: 3 }), 15);
    expect(frictionOf({ rate: 1e-4, momentum: 0.97 })).toBeCloseTo(3, 12);
    const [first, second] = momentaOf({ rate: 1e-15, frictions: [3, 2] });
    expect(Math.abs(first - 2)).toBeLessThan(1e-4);
    expect(Math.abs(second + 1)).toBeLessThan(1e-4);
  });

  test("a fixed beta with eta to 0 is gradient descent at the rate eta/(1 - beta), in another clock than the flow's", () => {
    const momentum = 0.9;
    const rate = 1e-4;
    const steps = [1000, 20_000, 100_000];
    const ball = heavyBallDescent({ rate, momentum }).amplitude(1, steps);
    const descent = gradientDescent({ rate: rate / (1 - momentum) }).amplitude(1, steps);
    // The exponents differ by eta lambda beta/(1-beta)^2 = 0.9 % (and the descent's own 0.05 %), the start-up by 1 % once.
    for (const i of [0, 1, 2])
      expect(Math.abs(Math.log(ball[i] / descent[i]))).toBeLessThan(0.02 + 0.01 * (rate / (1 - momentum)) * steps[i]);
  });

  test("discrete Nesterov at a fixed rate ends up linear, near exp(-eta lambda k), where the flow falls like t^-gamma", () => {
    const [rate, lambda] = [0.01, 1];
    const peak = (from: number) => late(nesterovDescent({ rate }), lambda, from);
    const fall = Math.log(peak(2000) / peak(4000));
    // Loss exp(-eta lambda k): half of it in the amplitude, from the first wave past step 1800 to that past 3600 (a wave is 60
    // steps: 0.3), beside the flow's 2^1.5.
    expect(Math.abs(fall - 0.5 * rate * lambda * 1800 - 1.5 * Math.log(2))).toBeLessThan(0.3);
  });
});

describe("options out of range are refused", () => {
  const refusals: readonly (readonly [message: string, make: () => unknown])[] = [
    ["rate: expected a positive number, got 0", () => gradientDescent({ rate: 0 })],
    ["momentum: expected a number in [0, 1), got 1", () => heavyBallDescent({ rate: 1, momentum: 1 })],
    ["gamma: expected a positive number, got 0", () => nesterovDescent({ rate: 1, gamma: 0 })],
    ["momentum: expected a number in [0, 1), got -0.1", () => nesterovDescent({ rate: 1, momentum: -0.1 })],
    ["rate: expected a positive number, got -1", () => momentaDescent({ rate: -1, momenta: [] })],
    ["momenta: expected finite numbers, got NaN", () => momentaDescent({ rate: 1, momenta: [Number.NaN] })],
    ["rate: expected a positive number, got Infinity", () => newtonDescent({ rate: Number.POSITIVE_INFINITY })],
    ["damping: expected a positive number, got 0", () => levenbergMarquardtDescent({ damping: 0 })],
    ["order: expected a positive integer, got 0", () => timeOfStep(1, { rate: 1, order: 0 })],
    ["rate: expected at most 1/b^2 = 0.25 for friction 2, got 1", () => momentumOf({ rate: 1, friction: 2 })],
    ["max: expected a positive number, got 0", () => momentaLargestRate({ momenta: [0.5], max: 0 })],
  ];
  test.each(refusals)("%s", (message, make) => {
    expect(make).toThrow(message);
  });
});
