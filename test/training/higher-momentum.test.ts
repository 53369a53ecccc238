import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mlp } from "../../src/model/network.js";
import { constant, heavyBall, higherMomentum, stages, type TrainOptions } from "../../src/training/index.js";
import { descend, quadratic, rosenbrock } from "./landscape.js";
import { bits, regression, trainFully } from "./problems.js";

const data = regression();
const base: TrainOptions = { data, network: mlp({ hidden: [8, 5] }), steps: 60, seed: 1 };

describe("J momenta", () => {
  it.each([
    { momenta: [0.2, 0.2] },
    { momenta: [0.2, 0.5] },
    { momenta: [0.4, -0.3, 0.2] },
    { momenta: [0, 0, 0, 0.5] },
  ])("are BXC section 5.1 with beta = $momenta", async ({ momenta }) => {
    const eta = 0.01;
    for (const landscape of [rosenbrock, quadratic([1, 8], [0.5, -1], [3, 2])]) {
      const expected = [[...landscape.start]];
      const at = (k: number) => expected[Math.max(k, 0)];
      for (let k = 0; k < 50; k++) {
        const g = new Float64Array(2);
        landscape.gradient(at(k), g);
        expected.push(
          at(k).map((t, i) =>
            momenta.reduce((sum, beta, j) => sum + beta * (at(k - j)[i] - at(k - j - 1)[i]), t - eta * g[i]),
          ),
        );
      }
      const { path } = await descend(higherMomentum({ rate: eta, momenta }), landscape, 50);
      // Fifty steps of a stable recursion with some twenty roundings each; the curvature stays below 200.
      for (const [k, theta] of path.entries())
        for (const i of [0, 1]) expect(Math.abs(theta[i] - expected[k][i])).toBeLessThan(50 * 20 * Number.EPSILON * 10);
    }
  });

  it.each(["f32", "f64"] as const)("are heavy ball to the bit for J = 1 in %s", async (dtype) => {
    for (const relaxation of [constant(1.5), stages([0.5, 1], { switch: "lossless" })])
      for (const batch of ["full", 5] as const) {
        const options = { ...base, relaxation, dtype, batch };
        const [one, ball] = [
          await trainFully({ ...options, optimizer: higherMomentum({ rate: 0.05, momenta: [0.7] }) }),
          await trainFully({ ...options, optimizer: heavyBall({ rate: 0.05, momentum: 0.7 }) }),
        ];
        expect(bits(one)).toEqual(bits(ball));
      }
  });

  it("of 0 past the first are heavy ball, moments through a lossless switch included", async () => {
    for (const relaxation of [constant(1.5), stages([0.5, 1], { switch: "lossless" })]) {
      const options = { ...base, relaxation, dtype: "f64" } as const;
      const [many, ball] = [
        await trainFully({ ...options, optimizer: higherMomentum({ rate: 0.05, momenta: [0.7, 0, 0] }) }),
        await trainFully({ ...options, optimizer: heavyBall({ rate: 0.05, momentum: 0.7 }) }),
      ];
      // Another order of two roundings a step.
      for (let k = 0; k < 60; k++)
        expect(Math.abs(many.history.loss[k] / ball.history.loss[k] - 1)).toBeLessThan(1e-10);
    }
  });

  it("converge on a quadratic at the rate of the largest root of their characteristic polynomial", async () => {
    // z^3 - (1 + b1 - eta lambda) z^2 + (b1 - b2) z + b2 with b = (0.2, 0.2), eta lambda = 0.4.
    const [b1, b2, step] = [0.2, 0.2, 0.4];
    const polynomial = (z: number) => z ** 3 - (1 + b1 - step) * z ** 2 + (b1 - b2) * z + b2;
    // The root below -0.3 is the only real one; the pair has modulus sqrt(b2 / |root|).
    let [low, high] = [-1, 0];
    for (let i = 0; i < 60; i++) {
      const middle = 0.5 * (low + high);
      if (polynomial(middle) < 0) low = middle;
      else high = middle;
    }
    const modulus = Math.max(Math.abs(low), Math.sqrt(b2 / Math.abs(low)));
    const { path } = await descend(higherMomentum({ rate: step, momenta: [b1, b2] }), quadratic([1], [0], [1]), 200);
    const size = (k: number) => Math.max(...[0, 1, 2, 3, 4].map((j) => Math.abs(path[k - j][0])));
    // The largest of a few steps follows modulus^k up to the phase: a factor of order 1 over 150 steps.
    expect(Math.abs(Math.log(size(180) / size(30)) / 150 - Math.log(modulus))).toBeLessThan(0.01);
  });

  it("are refused exactly where they grow by themselves", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 4 }), (momenta) => {
        // Powers of the companion matrix: d_k = sum_j beta_j d_{k-j} from d = 1, 0, 0, ...
        const d: number[] = momenta.map((_, i) => (i === 0 ? 1 : 0));
        let early = 0;
        let late = 0;
        for (let k = 0; k < 6000; k++) {
          d.unshift(momenta.reduce((sum, beta, j) => sum + beta * d[j], 0));
          d.pop();
          const size = Math.max(...d.map(Math.abs));
          if (size > 1e100) d.fill(1e100);
          if (k >= 2000 && k < 3000) early = Math.max(early, size);
          if (k >= 5000) late = Math.max(late, size);
        }
        // Too close to the circle to tell by looking.
        fc.pre(late < 0.5 * early || late > 2 * early || late > 1e90 || late < 1e-300);
        const stable = late < early || late < 1e-300;
        if (stable) expect(higherMomentum({ momenta }).name).toBe("higherMomentum");
        else expect(() => higherMomentum({ momenta })).toThrow(/^momenta: .* grow without a gradient at every rate/);
      }),
      { numRuns: 60 },
    );
    expect(() => higherMomentum({ momenta: [] })).toThrow(/^momenta: expected at least one number/);
    expect(() => higherMomentum({ momenta: [Number.NaN] })).toThrow(/^momenta: /);
    // PAPERS.md BXC 7: the neighbourhood of (2, -1), where the limit is an ODE of third order.
    expect(higherMomentum({ momenta: [1.9, -0.91] }).moments.length).toBe(2);
  });
});
