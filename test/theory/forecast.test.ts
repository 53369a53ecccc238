import { describe, expect, test } from "vitest";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { gramProduct } from "../../src/numerics/linear/product.js";
import { random } from "../../src/numerics/random.js";
import { learntBy } from "../../src/theory/forecast/learnt.js";
import { methodNames, methods } from "../../src/theory/forecast/method.js";
import { logarithmicSteps } from "../../src/theory/forecast/steps.js";
import { modeEnergy, predictLoss } from "../../src/theory/prediction/loss.js";
import { spectrum } from "../../src/theory/spectrum/spectrum.js";

const n = 12;
const normals = (count: number, stream: string) => {
  const draw = random(3, stream);
  return Float64Array.from({ length: count }, () => draw.normal());
};
/** A kernel of rank 9 of 12, and targets of two outputs. */
const kernel = gramProduct({ rows: n, columns: 9, data: normals(n * 9, "kernel") });
const y = normals(2 * n, "targets");
const own = spectrum(kernel);
const modes = { values: own.values, vectors: own.vectors() };
const energy = modeEnergy({ ...modes, error: y });

const times = (a: Matrix, x: Float64Array, k: number) =>
  Float64Array.from(x, (_, at) => {
    let sum = 0;
    for (let j = 0; j < a.rows; j++) sum += a.data[Math.floor(at / k) * a.rows + j] * x[j * k + (at % k)];
    return sum;
  });
const loss = (delta: Float64Array) => delta.reduce((sum, value) => sum + value * value, 0) / (2 * n);

describe("modeEnergy", () => {
  test("sums to |Delta|^2, by Parseval", () => {
    const total = y.reduce((sum, value) => sum + value * value, 0);
    // n rounded squares of numbers whose sum is the total.
    expect(Math.abs(energy.reduce((sum, value) => sum + value, 0) - total)).toBeLessThan(
      10 * n * Number.EPSILON * total,
    );
  });

  test("of a random start adds k v.Sigma v to each mode: the trace of Sigma in all, for every output", () => {
    const covariance = gramProduct({ rows: n, columns: n, data: normals(n * n, "covariance") });
    let trace = 0;
    for (let i = 0; i < n; i++) trace += covariance.data[i * n + i];
    const more = modeEnergy({ ...modes, error: y, covariance });
    const added = more.reduce((sum, value, i) => sum + value - energy[i], 0);
    expect(Math.abs(added - 2 * trace)).toBeLessThan(100 * n * Number.EPSILON * 2 * trace);
  });

  test("refuses an error that is not n rows", () => {
    expect(() => modeEnergy({ ...modes, error: y.subarray(1) })).toThrow(/error: expected 12 rows/);
  });
});

describe("predictLoss from the energy of the modes", () => {
  test("at step 0 is the loss of the error", () => {
    const [first] = predictLoss({ ...modes, energy, dynamics: methods.gradientDescent.dynamics(0.1), times: [0] });
    expect(Math.abs(first - loss(y))).toBeLessThan(100 * Number.EPSILON * loss(y));
  });

  test("of gradient descent, heavy ball and Nesterov is that of the iteration Delta <- Delta - eta/n G Delta written out", () => {
    const rate = 0.9 / (own.max.estimate / n);
    const steps = [0, 1, 2, 3, 10, 57];
    const written: Record<string, number[]> = { gradientDescent: [], heavyBall: [], nesterov: [] };
    for (const name of methodNames) {
      let now = y.slice();
      let before = y.slice();
      let ahead = y.slice();
      for (let k = 1; k <= 58; k++) {
        if (steps.includes(k - 1)) written[name].push(loss(now));
        const pull = times(kernel, now, 2).map((value, i) => now[i] - (rate / n) * value);
        if (name === "nesterov") {
          const mu = (k - 1) / (k + 2);
          const next = pull.map((value, i) => value + mu * (value - ahead[i]));
          ahead = pull;
          now = next;
        } else {
          const beta = name === "heavyBall" ? 0.9 : 0;
          const next = pull.map((value, i) => value + beta * (now[i] - before[i]));
          before = now;
          now = next;
        }
      }
    }
    for (const name of methodNames) {
      const curve = predictLoss({ ...modes, energy, dynamics: methods[name].dynamics(rate), times: steps });
      // 58 steps of n-term products; a few hundred units in the last place of the first loss.
      for (const [i] of steps.entries()) expect(Math.abs(curve[i] - written[name][i])).toBeLessThan(1e-13 * loss(y));
    }
  });

  test("keeps what lies in the kernel's null space for ever", () => {
    const rate = 1 / (own.max.estimate / n);
    const dynamics = methods.gradientDescent.dynamics(rate);
    const [end] = predictLoss({ ...modes, energy, dynamics, times: [1e9] });
    const still =
      energy.filter((_, i) => own.values[i] <= own.rankThreshold).reduce((sum, value) => sum + value, 0) / (2 * n);
    expect(own.rank).toBe(9);
    expect(end).toBeCloseTo(still, 14);
  });
});

describe("the methods", () => {
  test.each(methodNames)(
    "%s: the recommended rate is stable, and just above the largest the top mode grows",
    (name) => {
      const { dynamics, largestRate, recommendedRate } = methods[name];
      const max = 3;
      expect(recommendedRate(max)).toBeLessThan(largestRate(max));
      const at = (rate: number) => Math.abs(dynamics(rate).amplitude(max, [20_000])[0]);
      expect(at(recommendedRate(max))).toBeLessThan(1e-6);
      expect(at(1.01 * largestRate(max))).toBeGreaterThan(1e6);
    },
  );
});

describe("learntBy", () => {
  test("is the time at which gradient flow has learnt that share", () => {
    // Well apart from the null space, whose energy is never learnt.
    const positive = { values: Float64Array.of(1, 4), energy: Float64Array.of(1, 3) };
    const [half, most] = learntBy(positive, [0.5, 0.99], { curvature: 1 });
    const left = (t: number) => (Math.exp(-2 * t) + 3 * Math.exp(-8 * t)) / 4;
    expect(left(half.time)).toBeCloseTo(0.5, 12);
    expect(left(most.time)).toBeCloseTo(0.01, 12);
  });

  test("is never for a share that lies in the null space", () => {
    const [one] = learntBy({ values: Float64Array.of(0, 1), energy: Float64Array.of(1, 1) }, [0.6]);
    expect(one.time).toBe(Number.POSITIVE_INFINITY);
  });

  test("refuses a share that is not one", () => {
    expect(() => learntBy({ ...modes, energy }, [1])).toThrow(/shares: expected numbers in \(0, 1\), got 1/);
  });
});

test("logarithmicSteps are whole, ascending, from 0 to the last, and no more than asked for but the ends", () => {
  for (const last of [1, 2, 10, 3000]) {
    const steps = Array.from(logarithmicSteps(last, 50));
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(last);
    expect(steps.length).toBeLessThanOrEqual(53);
    for (let i = 1; i < steps.length; i++) expect(steps[i] - steps[i - 1]).toBeGreaterThanOrEqual(1);
    expect(steps.every(Number.isInteger)).toBe(true);
  }
});
