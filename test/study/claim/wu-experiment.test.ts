import { describe, expect, it } from "vitest";
import { random } from "../../../src/numerics/random.js";
import { everyCorner } from "../../../src/problems/index.js";
import type { Cell, Json } from "../../../src/study/cell.js";
import { canonicalJson } from "../../../src/study/cell.js";
import { wuClaims } from "../../../src/study/claim/wu/index.js";
import { eigenDecayResult } from "../../../src/study/experiment/wu/eigen-decay.js";
import { gdBoundsResult } from "../../../src/study/experiment/wu/gd-bounds.js";
import { gradientVarianceResult } from "../../../src/study/experiment/wu/gradient-variance.js";
import { wuExperiments } from "../../../src/study/experiment/wu/index.js";
import { kernelRateResult } from "../../../src/study/experiment/wu/kernel-rate.js";
import { landscapeResult } from "../../../src/study/experiment/wu/landscape.js";
import { lazyResult } from "../../../src/study/experiment/wu/lazy.js";
import { parityDriftResult } from "../../../src/study/experiment/wu/parity-drift.js";
import { parityOnlineResult } from "../../../src/study/experiment/wu/parity-online.js";
import { pathNormResult } from "../../../src/study/experiment/wu/path-norm.js";
import { stuckSinesResult } from "../../../src/study/experiment/wu/stuck-sines.js";

async function run(experiment: string, params: Json, seed = 1): Promise<Json> {
  const found = wuExperiments.find(({ name }) => name === experiment);
  if (!found) throw new Error(`no experiment ${experiment}`);
  expect(found.cost?.(params)).toBeGreaterThan(0);
  return found.run(params, seed, {});
}

describe("quick runs that are cheap", () => {
  const cheap = ["parity-network", "gradient-variance", "representer", "eigen-decay"];
  it.each(cheap)("wu.%s leaves no part without a measurement, and decides nothing", async (name) => {
    const claim = wuClaims.find(({ id }) => id === `wu.${name}`);
    if (!claim) throw new Error(name);
    const kept = new Map<string, Json>();
    const key = (cell: Cell) => canonicalJson({ ...cell });
    for (const cell of claim.cells("quick", {}))
      kept.set(key(cell), await run(cell.experiment, cell.params, cell.seed));
    const { decision, parts, numbers, figures } = claim.judge({ of: (cell) => kept.get(key(cell)) }, "quick", {});
    expect(decision.verdict).toBe("undecided");
    for (const part of parts) expect(part.decision.because).not.toContain("no result");
    for (const { measured } of numbers) expect(measured).not.toBeNull();
    // What a page needs is small.
    expect(JSON.stringify(figures).length).toBeLessThan(50_000);
  });
});

describe("the experiments", () => {
  const small: Record<string, Json> = {
    "wu.parity-network": { inputs: 4 },
    "wu.half-spaces": { inputs: 5, faces: 2, law: "natural" },
    "wu.kernel-rate": {
      ...{ points: 2, inputs: 2, labels: "signs", delta: 0.2, mostWidth: 5000 },
      ...{ neurons: "lemma11", horizon: 3, tolerance: 1e-6 },
    },
    "wu.stuck-sines": { bits: 10, time: 10 },
    "wu.parity-drift": { inputs: 4, neurons: 8, rate: 0.1, steps: 5 },
    "wu.gradient-variance": { inputs: 5, neurons: 3 },
    "wu.eigen-decay": { inputs: 3, counts: [4, 8] },
    "wu.lazy": {
      ...{ points: 5, inputs: 4, neurons: 30, delta: 0.2, labels: "neuron" },
      ...{ start: "ntk", steps: 40 },
    },
    "wu.representer": { points: 5, inputs: 3, neurons: 20, steps: 30 },
    "wu.path-norm": { inputs: 4, points: 10, neurons: 10, strength: 0.01, steps: 40 },
    "wu.gd-bounds": { points: 5, inputs: 3, neurons: 20, time: 2, tolerance: 1e-6 },
    "wu.pl-printed": { time: 3 },
    "wu.landscape": { frequency: 1, samples: 20, surface: true },
    "wu.parity-online": { inputs: 4, neurons: 20, batch: 30, rate: 0.1, steps: 20 },
  };

  it("are all among the small ones", () =>
    expect(wuExperiments.map(({ name }) => name).sort()).toEqual(Object.keys(small).sort()));

  it.each(Object.entries(small))("%s gives the same bits twice, and refuses unknown fields", async (name, params) => {
    expect(await run(name, params)).toEqual(await run(name, params));
    await expect(run(name, { ...(params as Record<string, Json>), frobs: 1 })).rejects.toThrow(/frobs/);
  });
});

describe("what they measure", () => {
  it("the counterexample to Theorem 8 needs 12.2 and 25.2 units of time for d = 30 and 60", async () => {
    for (const [bits, time] of [
      [30, 12.24],
      [60, 25.24],
    ]) {
      const found = stuckSinesResult.parse(await run("wu.stuck-sines", { bits, time: 30 }));
      expect(found.half).toBeCloseTo(time, 2);
      // Closed form against an integration of tolerance 1e-12, whose errors grow by e^(0.8 t), 3e10 from t = 0 to 30.
      expect(found.error).toBeLessThan(0.1);
      expect(found.height).toBeLessThanOrEqual(1);
    }
  });

  it("the variance over all parities is 4 E |grad h|^2 / 2^d less the square of its mean, as by definition", async () => {
    const { all } = gradientVarianceResult.parse(await run("wu.gradient-variance", { inputs: 4, neurons: 3 }));
    const expected = byDefinition(4, 3, 1);
    // Sums of a few hundred terms.
    expect(Math.abs(all.variance / expected.variance - 1)).toBeLessThan(1e-12);
    expect(Math.abs(all.ratio / ((16 * expected.variance) / expected.square) - 1)).toBeLessThan(1e-12);
  });

  it("more points have a smaller smallest eigenvalue, within proven bounds", async () => {
    const { estimate, lower, upper } = eigenDecayResult.parse(
      await run("wu.eigen-decay", { inputs: 3, counts: [4, 8, 16] }),
    );
    for (const [i, value] of estimate.entries()) {
      expect(lower[i]).toBeLessThanOrEqual(value);
      expect(upper[i]).toBeGreaterThanOrEqual(value);
      // Interlacing: a principal part's smallest eigenvalue is no smaller.
      if (i > 0) expect(lower[i]).toBeLessThanOrEqual(upper[i - 1]);
    }
  });

  it("a wide network falls at twice m lambda_n / n in its slowest mode, and starts near its kernel", async () => {
    const { fall, start, tau, error } = kernelRateResult.parse(
      await run("wu.kernel-rate", {
        ...{ points: 2, inputs: 2, labels: "signs", delta: 0.2, mostWidth: 5000, neurons: "theorem10" },
        ...{ horizon: 3, tolerance: 1e-7 },
      }),
    );
    // 1/sqrt(m) is 0.02 to 0.03 at these widths.
    expect(Math.abs(start - 1)).toBeLessThan(0.1);
    expect(fall[fall.length - 1]).toBeLessThan(-2 * 0.9 * tau[tau.length - 1] + error);
  });

  it("network and linearisation begin together and part more the narrower the network", async () => {
    const gap = async (neurons: number) =>
      lazyResult.parse(
        await run("wu.lazy", {
          ...{ points: 10, inputs: 5, neurons, delta: 0.2, labels: "neuron" },
          ...{ start: "lecture", steps: 200 },
        }),
      );
    const [narrow, wide] = [await gap(20), await gap(2000)];
    expect(narrow.gap[0]).toBe(0);
    // The first step is that of the linearisation, to rounding.
    expect(narrow.gap[1]).toBeLessThan(1e-14);
    expect(wide.largest ?? 1).toBeLessThan((narrow.largest ?? 0) / 10);
  });

  it("a network drifts less on the parity of all bits than on that of one", async () => {
    const { byBits } = parityDriftResult.parse(
      await run("wu.parity-drift", { inputs: 8, neurons: 32, rate: 0.1, steps: 20 }),
    );
    expect(byBits[8] ?? 1).toBeLessThan((byBits[1] ?? 0) / 4);
  });

  it("the penalty makes the path norm smaller", async () => {
    const norm = async (strength: number) =>
      pathNormResult.parse(await run("wu.path-norm", { inputs: 5, points: 20, neurons: 30, strength, steps: 500 }))
        .pathNorm;
    expect((await norm(0.1)) ?? 1).toBeLessThan((await norm(0)) ?? 0);
  });

  it("the population's landscape has its well at w*, depth 1/2 at 0, and is flat elsewhere", async () => {
    const { bottom, origin, unevenness, unevennessBeyondWell } = landscapeResult.parse(
      await run("wu.landscape", { frequency: 8, surface: false }),
    );
    expect(bottom).toBe(0);
    // 1/2 (1 - exp(-2 L^2)) of the target alone.
    expect(origin).toBeCloseTo(0.5, 12);
    // exp(-L^2 / 8) = 3.4e-4, from each of three wells.
    expect(unevenness).toBeLessThan(1e-3);
    expect(unevennessBeyondWell).toBeGreaterThan(0.49);
  });

  it("both minima of the bounds' path only fall", async () => {
    const { gradient, constant, loss, plBound } = gdBoundsResult.parse(
      await run("wu.gd-bounds", { points: 5, inputs: 3, neurons: 50, time: 5, tolerance: 1e-7 }),
    );
    for (const series of [gradient, constant])
      for (let i = 1; i < series.length; i++) expect(series[i] ?? 0).toBeLessThanOrEqual(series[i - 1] ?? 0);
    // Equal at t -> 0; the flow's tolerance beside it.
    for (const [i, r] of loss.entries()) expect(r ?? 1).toBeLessThanOrEqual((plBound[i] ?? 0) * (1 + 1e-4));
  });

  it("SGD learns the parity of two bits and guesses before", async () => {
    const { errorBefore, errorAfter } = parityOnlineResult.parse(
      await run("wu.parity-online", { inputs: 2, neurons: 100, batch: 50, rate: 0.1, steps: 300 }),
    );
    expect(errorBefore).toBeGreaterThan(0.2);
    expect(errorAfter).toBe(0);
  });
});

/** The variance of the gradient, and E |grad h|^2, from their definitions: a loop over parities, corners and parameters. */
function byDefinition(d: number, neurons: number, seed: number): { variance: number; square: number } {
  const draw = random(seed, `network ${d}`);
  const corners = 2 ** d;
  const x = new Float64Array(corners * d);
  const law = everyCorner(d);
  for (let row = 0; row < corners; row++) law.draw(draw, x.subarray(row * d, (row + 1) * d), row);
  const gradients = Array.from({ length: corners }, (): number[] => []);
  for (let j = 0; j < neurons; j++) {
    const w = new Float64Array(d + 1);
    draw.fillNormal(w);
    const a = draw.normal();
    for (let row = 0; row < corners; row++) {
      const point = [...x.subarray(row * d, (row + 1) * d), 1];
      const z = point.reduce((sum, value, i) => sum + value * w[i], 0);
      const c = 1 / Math.sqrt(neurons);
      gradients[row].push(c * Math.max(z, 0), ...point.map((value) => (z > 0 ? c * a * value : 0)));
    }
  }
  const parameters = gradients[0].length;
  const square = gradients.reduce((sum, g) => sum + g.reduce((s, value) => s + value * value, 0), 0) / corners;
  const products = Array.from({ length: corners }, (_, v) =>
    Array.from({ length: parameters }, (_, p) => {
      let sum = 0;
      for (let row = 0; row < corners; row++) {
        let f = 1;
        for (let j = 0; j < d; j++) if ((v >> j) & 1) f *= x[row * d + j];
        sum += f * gradients[row][p];
      }
      return -2 * (sum / corners);
    }),
  );
  let variance = 0;
  for (let p = 0; p < parameters; p++) {
    const mean = products.reduce((sum, one) => sum + one[p], 0) / corners;
    for (const one of products) variance += ((one[p] - mean) * (one[p] - mean)) / corners;
  }
  return { variance, square };
}
