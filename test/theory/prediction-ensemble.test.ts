import { describe, expect, test } from "vitest";
import { eigen, eigenvalues } from "../../src/numerics/linear/eigen.js";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { multiply } from "../../src/numerics/linear/product.js";
import { gradientDescent, gradientFlow, heavyBallFlow, nesterovFlow } from "../../src/theory/dynamics/index.js";
import {
  type Ensemble,
  type EnsemblePoints,
  ensembleOverTime,
  gaussianPosterior,
  predictOverTime,
} from "../../src/theory/prediction/index.js";
import { apart, normal } from "./modes.js";

type Line = readonly number[];
const kernelBetween =
  (k: (x: number, z: number) => number) =>
  (a: Line, b: Line): Matrix => ({
    rows: a.length,
    columns: b.length,
    data: Float64Array.from(a.flatMap((x) => b.map((z) => k(x, z)))),
  });
/** Two different covariances, in the part of the NTK and of the NNGP kernel. */
const ntk = kernelBetween((x, z) => Math.exp(-Math.abs(x - z)) + 0.5);
const nngp = kernelBetween((x, z) => (1 + 0.3 * x * z) * Math.exp(-0.2 * (x - z) ** 2));

const train = [-2, -1.1, 0, 0.8, 2.1];
const others = [-1.5, 0.4, 3];
const n = train.length;
const y = normal(n, 2);
const modes = eigen(ntk(train, train));
const points: EnsemblePoints = { ntk: ntk(others, train), nngp: nngp(others, train), prior: nngp(others, others) };
const shared = { ...modes, nngp: nngp(train, train), y, points };

describe("the ensemble over initialisations", () => {
  test("at t = 0 is the prior", () => {
    const [start] = ensembleOverTime({ ...shared, dynamics: gradientFlow(), times: [0] });
    expect([...start.mean]).toEqual([0, 0, 0]);
    expect(apart(covarianceOf(start).data, nngp(others, others).data)).toBe(0);
  });

  test("where the two kernels are one, t = infinity is the posterior of the Gaussian process", () => {
    const k = nngp(train, train);
    const cross = nngp(others, train);
    const prior = nngp(others, others);
    const [end] = ensembleOverTime({
      ...eigen(k),
      nngp: k,
      y,
      dynamics: gradientFlow(),
      times: [Number.POSITIVE_INFINITY],
      points: { ntk: cross, nngp: cross, prior },
    });
    const posterior = gaussianPosterior({ kernel: k, cross, prior, y });
    // eps times the condition of k, 1e3.
    expect(apart(end.mean, posterior.mean)).toBeLessThan(1e-12);
    expect(apart(covarianceOf(end).data, posterior.covariance?.data ?? [])).toBeLessThan(1e-12);
    expect(apart(end.variance, posterior.variance)).toBeLessThan(1e-12);
  });

  test("on the training points, t = infinity is y without variance", () => {
    const own = { ntk: ntk(train, train), nngp: nngp(train, train), prior: nngp(train, train) };
    const [end] = ensembleOverTime({
      ...shared,
      points: own,
      dynamics: nesterovFlow(),
      times: [Number.POSITIVE_INFINITY],
    });
    expect(apart(end.mean, y)).toBeLessThan(1e-13);
    for (const value of end.variance) expect(value).toBeLessThan(1e-13);
  });

  test.each([
    ["gradient flow", gradientFlow()],
    ["heavy ball flow", heavyBallFlow({ friction: 0.5 })],
    ["gradient descent", gradientDescent({ rate: 0.8 })],
  ] as const)("under %s its mean and covariance are those of predictions from drawn starts", (_title, dynamics) => {
    const count = 4000;
    const all = nngp([...train, ...others], [...train, ...others]);
    const root = squareRoot(all);
    const draws = multiply(root, { rows: 8, columns: count, data: normal(8 * count, 11) });
    const times = [0, 2, 30, Number.POSITIVE_INFINITY];
    // All draws at once: they are so many outputs.
    const outputs = predictOverTime({
      ...modes,
      y: Float64Array.from({ length: n * count }, (_, at) => y[Math.floor(at / count)]),
      initial: draws.data.subarray(0, n * count),
      dynamics,
      times,
      elsewhere: { kernel: points.ntk, initial: draws.data.subarray(n * count) },
    });
    for (const [t, ensemble] of ensembleOverTime({ ...shared, dynamics, times }).entries()) {
      const covariance = covarianceOf(ensemble).data;
      for (let i = 0; i < 3; i++) {
        const row = outputs[t].subarray(i * count, (i + 1) * count);
        const mean = row.reduce((sum, value) => sum + value, 0) / count;
        // Five standard errors of a mean and of a covariance.
        expect(Math.abs(mean - ensemble.mean[i])).toBeLessThan(5 * Math.sqrt(ensemble.variance[i] / count));
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let l = 0; l < count; l++)
            sum += (row[l] - ensemble.mean[i]) * (outputs[t][j * count + l] - ensemble.mean[j]);
          const spread = Math.sqrt(
            (covariance[i * 3 + i] * covariance[j * 3 + j] + covariance[i * 3 + j] ** 2) / count,
          );
          expect(Math.abs(sum / count - covariance[i * 3 + j])).toBeLessThan(5 * spread);
        }
      }
    }
  });

  test("its mean is the prediction from 0, for each of several outputs", () => {
    const two = normal(2 * n, 6);
    const times = [1, 20];
    const ensembles = ensembleOverTime({ ...shared, y: two, dynamics: gradientFlow(), times });
    const outputs = predictOverTime({
      ...modes,
      y: two,
      dynamics: gradientFlow(),
      times,
      elsewhere: { kernel: points.ntk },
    });
    for (const i of [0, 1]) expect(apart(ensembles[i].mean, outputs[i])).toBeLessThan(1e-14);
  });

  test("variances alone come from variances alone", () => {
    const options = { ...shared, dynamics: gradientFlow(), times: [0.7] };
    const [whole] = ensembleOverTime(options);
    const [alone] = ensembleOverTime({
      ...options,
      points: { ...points, prior: Float64Array.from(others, (x) => nngp([x], [x]).data[0]) },
    });
    expect(alone.covariance).toBeUndefined();
    expect(alone.variance).toEqual(whole.variance);
  });

  test("its covariance is positive semidefinite at every time", () => {
    // Rounding of entries of order 1.
    for (const { covariance } of ensembleOverTime({ ...shared, dynamics: nesterovFlow(), times: [0, 1, 5, 50] }))
      expect(eigenvalues(covariance ?? points.ntk)[0]).toBeGreaterThan(-1e-14);
  });

  test("shapes that do not fit are named", () => {
    const options = { ...shared, dynamics: gradientFlow(), times: [1] };
    const wrong = nngp(others, others);
    const cases: readonly (readonly [string, object])[] = [
      ["points.ntk: expected 3 x 5 entries, got 3 x 3", { points: { ...points, ntk: wrong } }],
      ["points.nngp: expected 3 x 5 entries, got 3 x 3", { points: { ...points, nngp: wrong } }],
      ["nngp: expected 5 x 5 entries, got 3 x 3", { nngp: wrong }],
      ["points.prior: expected 3 points like points.ntk, got 2", { points: { ...points, prior: normal(2) } }],
      ["y: expected 5 rows of targets, got 4 numbers", { y: normal(4) }],
    ];
    for (const [message, change] of cases) expect(() => ensembleOverTime({ ...options, ...change })).toThrow(message);
  });
});

describe("the posterior of a Gaussian process", () => {
  test("of one point and noise r is k y/(k + r) with variance k - k^2/(k + r)", () => {
    const one = (value: number): Matrix => ({ rows: 1, columns: 1, data: Float64Array.of(value) });
    const posterior = gaussianPosterior({
      kernel: one(2),
      cross: one(1.5),
      prior: one(3),
      y: Float64Array.of(4),
      noise: 0.5,
    });
    expect(posterior.mean[0]).toBeCloseTo((1.5 * 4) / 2.5, 14);
    expect(posterior.variance[0]).toBeCloseTo(3 - 1.5 ** 2 / 2.5, 14);
    expect(posterior.logEvidence).toBeCloseTo(-0.5 * (16 / 2.5) - 0.5 * Math.log(2.5), 14);
  });

  test("without noise it passes through the targets; with much it is the prior", () => {
    const k = nngp(train, train);
    const exact = gaussianPosterior({ kernel: k, cross: k, prior: k, y });
    expect(apart(exact.mean, y)).toBeLessThan(1e-12);
    for (const value of exact.variance) expect(value).toBeLessThan(1e-12);
    const vague = gaussianPosterior({ kernel: k, cross: points.nngp, prior: points.prior, y, noise: 1e12 });
    for (const value of vague.mean) expect(Math.abs(value)).toBeLessThan(1e-10);
    expect(
      apart(
        vague.variance,
        others.map((x) => nngp([x], [x]).data[0]),
      ),
    ).toBeLessThan(1e-10);
  });

  test("several outputs share the variance, and their evidence adds up", () => {
    const k = nngp(train, train);
    const options = { kernel: k, cross: points.nngp, prior: points.prior, noise: 0.1 };
    const first = gaussianPosterior({ ...options, y });
    const both = gaussianPosterior({
      ...options,
      y: Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 3 : 1) * y[i >> 1]),
    });
    const second = gaussianPosterior({ ...options, y: y.map((value) => 3 * value) });
    expect(both.variance).toEqual(first.variance);
    expect(Math.abs(both.logEvidence - first.logEvidence - second.logEvidence)).toBeLessThan(1e-12);
    expect(
      apart(
        both.mean,
        [0, 1, 2].flatMap((i) => [first.mean[i], second.mean[i]]),
      ),
    ).toBeLessThan(1e-13);
  });

  test("a singular kernel without noise, a negative noise and shapes that do not fit are refused", () => {
    const doubled = ntk([1, 1], [1, 1]);
    const cross = ntk([0], [1, 1]);
    const options = { kernel: doubled, cross, prior: Float64Array.of(1.5), y: Float64Array.of(1, 2) };
    expect(() => gaussianPosterior(options)).toThrow(
      "noise: K + 0 I is singular to rounding; give the targets a larger noise",
    );
    expect(() => gaussianPosterior({ ...options, noise: -1 })).toThrow(
      "noise: expected a finite variance of at least 0, got -1",
    );
    expect(() => gaussianPosterior({ ...options, cross: doubled })).toThrow("cross: expected 1 x 2 entries, got 2 x 2");
    expect(() => gaussianPosterior({ ...options, y: normal(3) })).toThrow(
      "y: expected 2 rows of targets, got 3 numbers",
    );
  });
});

function covarianceOf({ covariance }: Ensemble): Matrix {
  if (!covariance) throw new Error("no covariance");
  return covariance;
}

/** R with R R^T = A, from A's eigenvectors. */
function squareRoot(a: Matrix): Matrix {
  const { values, vectors } = eigen(a);
  const data = new Float64Array(a.rows * a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let l = 0; l < a.rows; l++)
      data[i * a.rows + l] = vectors.data[l * a.rows + i] * Math.sqrt(Math.max(0, values[l]));
  return { rows: a.rows, columns: a.rows, data };
}
