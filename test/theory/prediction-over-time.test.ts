import { describe, expect, test } from "vitest";
import { eigen } from "../../src/numerics/linear/eigen.js";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { multiply } from "../../src/numerics/linear/product.js";
import { solve } from "../../src/numerics/ode.js";
import {
  type Dynamics,
  gradientDescent,
  gradientFlow,
  heavyBallFlow,
  momentaFlow,
  nesterovFlow,
  newtonFlow,
} from "../../src/theory/dynamics/index.js";
import { gaussianPosterior, predictOverTime } from "../../src/theory/prediction/index.js";
import { apart, applied, normal } from "./modes.js";

/** exp(-|x - x'|^2 / 2) between points on a line. */
const gaussian = (a: readonly number[], b: readonly number[]): Matrix => ({
  rows: a.length,
  columns: b.length,
  data: Float64Array.from(a.flatMap((x) => b.map((z) => Math.exp(-0.5 * (x - z) ** 2)))),
});

const train = [-2, -1.1, 0, 0.8, 2.1];
const test_ = [-1.5, 0.4, 3];
const kernel = gaussian(train, train);
const cross = gaussian(test_, train);
const n = train.length;
const y = normal(n, 2);
const initial = normal(n, 3);
const elsewhere = { kernel: cross, initial: normal(test_.length, 4) };
const modes = eigen(kernel);
const times = [0, 0.5, 3, 40, 1000];

const flows: readonly {
  readonly title: string;
  readonly dynamics: Dynamics;
  /** Order of the equation, and its highest derivative from t, the derivatives below it and the force -(1/n) K Delta. */
  readonly order: number;
  readonly highest: (t: number, derivative: (j: number) => number, force: number) => number;
}[] = [
  { title: "gradient flow", dynamics: gradientFlow(), order: 1, highest: (_t, _y, force) => force },
  {
    title: "heavy ball flow",
    dynamics: heavyBallFlow({ friction: 0.7 }),
    order: 2,
    highest: (_t, of, force) => force - 0.7 * of(1),
  },
  {
    title: "Nesterov flow",
    dynamics: nesterovFlow(),
    order: 2,
    highest: (t, of, force) => (t === 0 ? force / 4 : force - (3 / t) * of(1)),
  },
  {
    title: "two momenta",
    dynamics: momentaFlow({ frictions: [2, 3] }),
    order: 3,
    highest: (_t, of, force) => force - 2 * of(1) - 3 * of(2),
  },
];

describe.each(flows)("$title", ({ dynamics, order, highest }) => {
  test("training and other points move together as the equation on functions has it", () => {
    // f(x)^(order) = ... - (1/n) K(x, X) (f(X) - y), integrated for all points at once.
    const all = gaussian([...train, ...test_], train);
    const count = all.rows;
    const start = new Float64Array(count * order);
    start.set(initial);
    start.set(elsewhere.initial, n);
    const { values } = solve(
      (t, state, d) => {
        const error = y.map((value, i) => value - state[i]);
        const force = applied(all, error);
        for (let i = 0; i < count; i++) {
          for (let j = 0; j + 1 < order; j++) d[j * count + i] = state[(j + 1) * count + i];
          d[(order - 1) * count + i] = highest(t, (j) => state[j * count + i], force[i] / n);
        }
      },
      start,
      [0, 1000],
      { tolerance: 1e-12, times },
    );
    const options = { ...modes, y, initial, dynamics, times };
    const inside = predictOverTime(options);
    const outside = predictOverTime({ ...options, elsewhere });
    // Global errors of a few hundred steps.
    for (const [i, state] of values.entries()) {
      expect(apart(inside[i], state.subarray(0, n))).toBeLessThan(1e-8);
      expect(apart(outside[i], state.subarray(n, count))).toBeLessThan(1e-8);
    }
  });
});

describe("limits", () => {
  const shared = { ...modes, y, initial, elsewhere };

  test("at t = 0 nothing has moved", () => {
    const at0 = { ...modes, y, initial, dynamics: gradientFlow(), times: [0] };
    expect(apart(predictOverTime(at0)[0], initial)).toBeLessThan(1e-14);
    expect(predictOverTime({ ...at0, elsewhere })[0]).toEqual(elsewhere.initial);
  });

  test("at t = infinity it is f_0 plus kernel regression on y - f_0, for every stable dynamics", () => {
    const gap = y.map((value, i) => value - initial[i]);
    const { mean } = gaussianPosterior({ kernel, cross, prior: new Float64Array(3), y: gap });
    const expected = mean.map((value, i) => value + elsewhere.initial[i]);
    for (const dynamics of [
      gradientFlow(),
      heavyBallFlow({ friction: 1 }),
      gradientDescent({ rate: 1 }),
      newtonFlow(),
    ]) {
      const [end] = predictOverTime({ ...shared, dynamics, times: [Number.POSITIVE_INFINITY] });
      // The condition of this kernel is 40.
      expect(apart(end, expected)).toBeLessThan(1e-13);
      const [inside] = predictOverTime({ ...modes, y, initial, dynamics, times: [Number.POSITIVE_INFINITY] });
      expect(apart(inside, y)).toBeLessThan(1e-14);
    }
  });

  test("the limit is reached: t = 1e30 and infinity are the same", () => {
    const [late, end] = predictOverTime({
      ...shared,
      dynamics: gradientFlow(),
      times: [1e30, Number.POSITIVE_INFINITY],
    });
    expect(apart(late, end)).toBeLessThan(1e-13);
  });

  test("without a start it starts at 0, and several outputs are several predictions", () => {
    const two = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? y[i >> 1] : -2 * y[i >> 1]));
    const options = { ...modes, dynamics: gradientFlow(), times: [2], elsewhere: { kernel: cross } };
    const [one] = predictOverTime({ ...options, y });
    const [both] = predictOverTime({ ...options, y: two });
    expect(
      apart(
        both.filter((_, i) => i % 2 === 0),
        one,
      ),
    ).toBeLessThan(1e-15);
    expect(
      apart(
        both.filter((_, i) => i % 2 === 1),
        one.map((value) => -2 * value),
      ),
    ).toBeLessThan(1e-15);
  });
});

describe("a singular kernel", () => {
  // The third and fourth rows are one point with two targets, and the kernel is quadratic: rank 3 on 5 rows.
  const points = [-1, 0.2, 1.4, 1.4, 3];
  const targets = Float64Array.of(1, -1, 2, 4, 0);
  const square = (a: readonly number[], b: readonly number[]): Matrix => ({
    rows: a.length,
    columns: b.length,
    data: Float64Array.from(a.flatMap((x) => b.map((z) => (1 + x * z) ** 2))),
  });
  const k = square(points, points);
  const other = square([0.7, -2], points);
  const singular = eigen(k);

  test("at infinity gives the least-squares parabola", () => {
    const options = { ...singular, y: targets, dynamics: gradientFlow() };
    const [end] = predictOverTime({ ...options, times: [Number.POSITIVE_INFINITY], elsewhere: { kernel: other } });
    const curve = parabola(points, targets);
    for (const [i, x] of [0.7, -2].entries()) {
      // Rounding times the condition, 1e4, of the parabola's own normal equations.
      expect(Math.abs(end[i] - curve(x))).toBeLessThan(1e-10);
    }
    const [inside] = predictOverTime({ ...options, times: [Number.POSITIVE_INFINITY] });
    for (const [i, x] of points.entries()) expect(Math.abs(inside[i] - curve(x))).toBeLessThan(1e-11);
  });

  test("its null modes do not blow up at any time, whatever the dynamics", () => {
    const late = [1e8, 1e10, 1e15, 1e20, 1e30, Number.POSITIVE_INFINITY];
    for (const dynamics of [gradientFlow(), nesterovFlow(), heavyBallFlow({ friction: 1 }), newtonFlow()]) {
      const options = { ...singular, y: targets, dynamics, times: late, elsewhere: { kernel: other } };
      const path = predictOverTime(options);
      // Rounding grows to 2^-27 of its neighbours at most; nothing is left of it in the end.
      for (const outputs of path) expect(apart(outputs, path[5])).toBeLessThan(1e-6);
      for (const i of [2, 3, 4]) expect(apart(path[i], path[5])).toBeLessThan(1e-10);
    }
  });

  test("for short times it moves by t/n K(x, X) (y - f_0), null modes included", () => {
    const t = 1e-9;
    const [early] = predictOverTime({
      ...singular,
      y: targets,
      dynamics: gradientFlow(),
      times: [t],
      elsewhere: { kernel: other },
    });
    const expected = multiply(other, { rows: 5, columns: 1, data: targets }).data;
    // The next term is lambda t / (2n) of the first, lambda = 150.
    for (const [i, value] of expected.entries()) expect(Math.abs(early[i] / ((t / 5) * value) - 1)).toBeLessThan(1e-7);
  });

  test("a kernel of zeros predicts the start for ever", () => {
    const nothing = eigen({ rows: 2, columns: 2, data: new Float64Array(4) });
    const [end] = predictOverTime({
      ...nothing,
      y: Float64Array.of(1, 2),
      dynamics: gradientFlow(),
      times: [Number.POSITIVE_INFINITY],
      elsewhere: { kernel: { rows: 1, columns: 2, data: new Float64Array(2) }, initial: Float64Array.of(7) },
    });
    expect([...end]).toEqual([7]);
  });
});

describe("what cannot be predicted is said", () => {
  const options = { ...modes, y, dynamics: gradientFlow(), times: [1] };

  test("an unstable rate after more steps than there are numbers", () => {
    const unstable = { ...options, dynamics: gradientDescent({ rate: 1000 }), times: [1, 100_000] };
    const message =
      "times: at 100000 the dynamics has grown past all numbers; lower the rate until every mode is stable";
    expect(() => predictOverTime(unstable)).toThrow(message);
    expect(() => predictOverTime({ ...unstable, elsewhere })).toThrow(message);
  });

  test("shapes that do not fit", () => {
    expect(() => predictOverTime({ ...options, initial: normal(4) })).toThrow(
      "initial: expected 5 numbers like y, got 4",
    );
    expect(() => predictOverTime({ ...options, y: normal(4) })).toThrow("y: expected 5 rows of numbers");
    expect(() => predictOverTime({ ...options, elsewhere: { kernel: cross, initial: normal(2) } })).toThrow(
      "elsewhere: expected 3 initial outputs, got 2",
    );
    expect(() => predictOverTime({ ...options, elsewhere: { kernel: gaussian(test_, test_) } })).toThrow(
      "elsewhere: expected a kernel of 5 columns, got 3 x 3",
    );
  });
});

/** The least-squares parabola in (1, x, x^2), by its normal equations and Cramer's rule. */
function parabola(x: readonly number[], values: ArrayLike<number>): (at: number) => number {
  const moment = (p: number) => x.reduce((sum, value) => sum + value ** p, 0);
  const right = [0, 1, 2].map((p) => x.reduce((sum, value, i) => sum + values[i] * value ** p, 0));
  const a = [0, 1, 2].map((p) => [0, 1, 2].map((q) => moment(p + q)));
  const det = (m: number[][]) =>
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
    m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
    m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  const c = [0, 1, 2].map((j) => det(a.map((row, i) => row.map((value, l) => (l === j ? right[i] : value)))) / det(a));
  return (at) => c[0] + c[1] * at + c[2] * at * at;
}
