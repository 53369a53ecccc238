import { describe, expect, test } from "vitest";
import {
  type Flow,
  gradientFlow,
  heavyBallFlow,
  heavyBallLyapunov,
  nesterovFlow,
  nesterovLyapunov,
  pseudoLoss,
  theoremFriction,
  totalEnergy,
} from "../../src/theory/dynamics/index.js";
import { errorPath } from "../../src/theory/prediction/index.js";
import { applied, kernelOf, normal, orthogonal } from "./modes.js";

const values = Float64Array.of(0.05, 0.3, 1, 4);
const vectors = orthogonal(4);
const operator = kernelOf(values, vectors);
const lambda0 = values[0];
const times = Float64Array.from({ length: 600 }, (_, i) => i / 10);
const path = (flow: Flow, seed: number) =>
  errorPath({ values, vectors, curvature: 1, error: normal(4, seed), flow, times });
const squares = (v: Float64Array) => v.reduce((sum, value) => sum + value * value, 0);

/** Growth that rounding of values of this size allows. */
const slack = (value: number) => 1e-13 * value + 1e-300;

test("the pseudo-loss is 1/2 Delta^T H Delta, and its gradient H Delta drives the error of gradient flow", () => {
  const error = normal(4, 2);
  const product = applied(operator, error);
  const quadratic = 0.5 * error.reduce((sum, value, i) => sum + value * product[i], 0);
  expect(Math.abs(pseudoLoss(operator, error) - quadratic)).toBeLessThan(1e-14);
  const { velocity } = errorPath({ values, vectors, curvature: 1, error, flow: gradientFlow(), times: [0] });
  for (const [i, value] of product.entries()) expect(Math.abs(velocity[0][i] + value)).toBeLessThan(1e-13);
  // dL^/dt = -|H Delta|^2.
  const near = errorPath({ values, vectors, curvature: 1, error, flow: gradientFlow(), times: [0.5, 0.500001] });
  const [before, after] = near.error.map((delta) => pseudoLoss(operator, delta));
  const middle = applied(operator, near.error[0]);
  // The second derivative times half the step of 1e-6.
  expect(Math.abs((after - before) / 1e-6 + squares(middle)) / squares(middle)).toBeLessThan(1e-5);
});

describe.each([1, 2, 3, 4, 5])("from error %d", (seed) => {
  test("the heavy ball's V falls at least like exp(-alpha t), alpha = b/2 = sqrt(lambda_0/2)", () => {
    const friction = theoremFriction(lambda0);
    const { error, velocity } = path(heavyBallFlow({ friction }), seed);
    const scaled = error.map(
      (delta, i) =>
        heavyBallLyapunov({ operator, error: delta, velocity: velocity[i], friction }) *
        Math.exp(0.5 * friction * times[i]),
    );
    for (let i = 1; i < scaled.length; i++) expect(scaled[i]).toBeLessThanOrEqual(scaled[i - 1] + slack(scaled[0]));
  });

  test.each([3, 5, 8])("Nesterov's V with alpha = 2 never grows for gamma = %d", (gamma) => {
    const { error, velocity } = path(nesterovFlow({ gamma }), seed);
    const v = error.map((delta, i) =>
      nesterovLyapunov({ operator, error: delta, velocity: velocity[i], time: times[i], alpha: 2, gamma }),
    );
    for (let i = 1; i < v.length; i++) expect(v[i]).toBeLessThanOrEqual(v[i - 1] + slack(v[0]));
    // At t = 0 it is (2 gamma - 2)^2 / 8 |Delta|^2.
    expect(Math.abs(v[0] / (0.5 * (gamma - 1) ** 2 * squares(error[0])) - 1)).toBeLessThan(1e-14);
  });

  test("friction never raises the energy, and without it loss and kinetic energy make one constant", () => {
    // In the coordinates w = Delta / sqrt(lambda) of a mode, L = 1/2 |Delta|^2 and w' = Delta' / sqrt(lambda).
    const amount = normal(4, seed);
    const energyOf = (flow: Flow) =>
      Array.from(times, (t) => {
        let loss = 0;
        const velocity = Array.from(values, (lambda, i) => {
          loss += 0.5 * (amount[i] * flow.amplitude(lambda, [t])[0]) ** 2;
          return (amount[i] * flow.velocity(lambda, [t])[0]) / Math.sqrt(lambda);
        });
        return totalEnergy(loss, velocity);
      });
    for (const flow of [heavyBallFlow({ friction: 0.3 }), nesterovFlow()]) {
      const energy = energyOf(flow);
      for (let i = 1; i < energy.length; i++) expect(energy[i]).toBeLessThanOrEqual(energy[i - 1] + slack(energy[0]));
    }
    const free = energyOf(heavyBallFlow({ friction: 1e-12 }));
    // The friction takes 1e-12 of it per unit of time; cos and sin of t up to 120 are right to 1e-14.
    for (const energy of free) expect(Math.abs(energy / free[0] - 1)).toBeLessThan(1e-10);
  });
});

test("Nesterov's V with alpha = 2 can grow for gamma under 3", () => {
  const gamma = 1.5;
  const { error, velocity } = path(nesterovFlow({ gamma }), 1);
  const v = error.map((delta, i) =>
    nesterovLyapunov({ operator, error: delta, velocity: velocity[i], time: times[i], alpha: 2, gamma }),
  );
  expect(Math.max(...v)).toBeGreaterThan(2 * v[0]);
});

test("lengths that differ, and alpha out of range, are named", () => {
  const error = normal(3);
  const velocity = normal(4);
  expect(() => pseudoLoss(operator, error)).toThrow("error: expected 4 entries for an operator of 4 x 4, got 3");
  expect(() => heavyBallLyapunov({ operator, error: velocity, velocity: error, friction: 1 })).toThrow("velocity:");
  const at = { operator, error: velocity, velocity, time: 1 };
  expect(() => nesterovLyapunov({ ...at, alpha: 1, gamma: 3 })).toThrow(
    "alpha: expected a number in [2, 2 gamma = 6), got 1",
  );
  expect(() => nesterovLyapunov({ ...at, alpha: 6, gamma: 3 })).toThrow("alpha:");
});
