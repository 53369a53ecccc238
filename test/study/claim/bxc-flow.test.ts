import { describe, expect, test } from "vitest";
import { initialise } from "../../../src/model/initialise.js";
import { block } from "../../../src/model/network.js";
import { integrate } from "../../../src/study/experiment/bxc/equation.js";
import { flowExperiment } from "../../../src/study/experiment/bxc/flow.js";
import { envelopeError } from "../../../src/study/experiment/bxc/flow-margin.js";
import {
  flips,
  type HiddenLayer,
  openHiddenLayer,
  type Pattern,
} from "../../../src/study/experiment/bxc/hidden-layer.js";
import { type Lyapunov, watchJumps } from "../../../src/study/experiment/bxc/jumps.js";
import { lastPeak } from "../../../src/study/experiment/bxc/numbers.js";
import { flowResult } from "../../../src/study/experiment/bxc/results.js";
import { theoremData } from "../../../src/study/experiment/bxc/sphere.js";
import { heavyBallLyapunov, nesterovFlow, nesterovLyapunov } from "../../../src/theory/index.js";

/** Modes of a fixed kernel: the error is w, the gradient of 1/2 sum lambda w^2 is lambda w. */
function modes(lambdas: readonly number[]): HiddenLayer {
  const start = Float64Array.from(lambdas, () => 1);
  return {
    start,
    rows: start.length,
    evaluate(w: Float64Array, error: Float64Array, gradient?: Float64Array) {
      error.set(w);
      gradient?.set(w.map((value, i) => lambdas[i] * value));
    },
  } as HiddenLayer;
}

/** The largest distance from the Bessel form at the multiples of the step. */
function distance(gamma: number, steps: number, span = 40): number {
  const lambdas = [1, 6];
  const step = span / steps;
  const times = Float64Array.from({ length: steps + 1 }, (_, k) => k * step);
  const exact = lambdas.map((lambda) => nesterovFlow({ gamma }).amplitude(lambda, times));
  let most = 0;
  integrate(modes(lambdas), { name: "nesterov", gamma }, { lambda0: 1, step, steps }, ({ w }, t, k) => {
    expect(t).toBe(times[k]);
    for (let i = 0; i < w.length; i++) most = Math.max(most, Math.abs(w[i] - exact[i][k]));
  });
  return most;
}

describe("Nesterov's flow", () => {
  test("follows the Bessel form from its first step on, also where gamma/t alone would be unstable", () => {
    for (const gamma of [1, 2, 7, 20]) {
      const [coarse, fine] = [distance(gamma, 800), distance(gamma, 1600)];
      // (omega h)^4 / 120 of a swing, h = 0.05, omega^2 = 6, over a few swings.
      expect(coarse, `gamma = ${gamma}`).toBeLessThan(2e-5);
      // Fourth order: 16, and half of it for what is not yet asymptotic.
      expect(coarse / fine, `gamma = ${gamma}`).toBeGreaterThan(8);
    }
  });

  test("of a network at gamma = 20 is known far better than to a factor of 2", async () => {
    const equation = { name: "nesterov", gamma: 20 };
    const params = { problem: { inputs: 10, train: 10 }, width: 256, equation, span: 20, steps: 400 };
    const { error, curve } = flowResult.parse(await flowExperiment.run(params, 5001, {}));
    expect(error).toBeLessThan(0.1);
    // The start is a descent: w' = -t grad L / (1 + gamma).
    expect(curve.loss[1] ?? 0).toBeLessThan(curve.loss[0] ?? 0);
  });
});

describe("the Lyapunov functions at a flip", () => {
  const functions: Record<string, Lyapunov> = {
    heavyBall: (moving) => heavyBallLyapunov({ ...moving, friction: 0.8 }),
    nesterov: (moving, time) => nesterovLyapunov({ ...moving, time, alpha: 2, gamma: 7 }),
  };

  test.each(Object.entries(functions))("of %s jump with H and with Delta' = J w'", async (_, lyapunov) => {
    const width = 16;
    const { data } = theoremData({ inputs: 10, train: 10 }, 1);
    const layer = await openHiddenLayer(data, width, 1);
    const signs = initialise(layer.network, 1).subarray(block(layer.network, "output.weight").offset);
    const v = layer.start.map((_, i) => Math.sin(i + 1));
    const inner = (i: number, r: number, of: Float64Array) =>
      Array.from({ length: 10 }, (_, j) => data.x[i * 10 + j] * of[j * width + r]).reduce((sum, z) => sum + z, 0);
    const active = (pattern: Pattern, i: number, r: number) => (pattern[i][0] >>> r) & 1;
    const pushed = (pattern: Pattern) =>
      Float64Array.from({ length: 10 }, (_, i) =>
        signs.reduce((sum, a, r) => sum + (active(pattern, i, r) * a * inner(i, r, v)) / Math.sqrt(width), 0),
      );
    let ups = 0;
    for (let r = 0; r < width; r++) {
      const watch = watchJumps(layer, lyapunov);
      const w = layer.start.slice();
      const show = (t: number, single: boolean) => {
        const [error, velocity] = [new Float64Array(10), new Float64Array(10)];
        layer.evaluate(w, error);
        const pattern = layer.observe(w, v, velocity);
        watch.step({ pattern, operator: layer.gram(pattern), error, velocity, v, t }, single);
        return { pattern, error, t };
      };
      const before = show(1, false);
      // Neuron r crosses the first sample's plane, by little.
      const reach = -inner(0, r, w) * (1 + 1e-6);
      for (let j = 0; j < 10; j++) w[j * width + r] += reach * data.x[j];
      const after = show(1.5, true);
      if (flips(before.pattern, after.pattern) !== 1) continue;
      const vOf = (pattern: Pattern, { error, t }: typeof after) =>
        lyapunov({ operator: layer.gram(pattern), error, velocity: pushed(pattern) }, t);
      const [atStart, atEnd] = [before, after].map(
        (state) => (vOf(after.pattern, state) - vOf(before.pattern, state)) / vOf(after.pattern, after),
      );
      const up = Math.min(atStart, atEnd) > 0;
      expect(watch.jumps).toMatchObject({ count: 1, up: up ? 1 : 0, time: up ? 1.5 : 0 });
      // Sums of some hundred terms.
      expect(watch.jumps.largest).toBeCloseTo(up ? Math.min(atStart, atEnd) : 0, 12);
      expect(watch.jumps.open).toBeCloseTo(up ? Math.abs(atEnd - atStart) : 0, 12);
      if (up) ups++;
      // Delta'_1 jumps by |x_1 . w'_r| / sqrt(m).
      expect(Math.abs(pushed(after.pattern)[0] - pushed(before.pattern)[0])).toBeCloseTo(
        Math.abs(inner(0, r, v)) / Math.sqrt(width),
        12,
      );
    }
    layer.close();
    expect(ups).toBeGreaterThan(0);
  });
});

describe("the error of a flow", () => {
  const wave = (n: number, shift = 0) =>
    Array.from({ length: n }, (_, k) => Math.exp((-4 * k) / n) * (1.1 + Math.cos((20 * k) / n + shift)));

  test("is that of the envelopes up to the last peak: the stretch behind it, which no peak covers, tells of the phase alone", () => {
    const fine = wave(401);
    const coarse = wave(401).filter((_, k) => k % 2 === 0);
    expect(envelopeError(fine, coarse)).toBeLessThan(0.01);
    // The same peaks, and another end.
    const bent = coarse.map((value, k) => (k > lastPeak(coarse) + 2 ? 0.1 * value : value));
    expect(envelopeError(fine, bent)).toBe(envelopeError(fine, coarse));
    expect(
      envelopeError(
        fine,
        coarse.map((value) => 2 * value),
      ),
    ).toBeCloseTo(Math.log10(2), 1);
  });

  test("of what only falls is that of the whole curve", () => {
    const fall = Array.from({ length: 9 }, (_, k) => Math.exp(-k));
    expect(lastPeak(fall)).toBe(8);
    const coarse = fall.filter((_, k) => k % 2 === 0);
    expect(envelopeError(fall, coarse)).toBe(0);
    expect(envelopeError(fall, [...coarse.slice(0, 4), coarse[4] / 10])).toBeCloseTo(1, 12);
  });
});
