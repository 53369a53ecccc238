import type { Bounded, CurvePoint, Forecast, KernelRecord } from "../../src/report/kernel-record.js";
import { normal, uniform } from "./samples.js";

type Method = "gradient descent" | "heavy ball" | "Nesterov";

/** The loss of a sum of modes, each descended by itself, at the steps. */
function descend(
  method: Method,
  { values, weights, rate, steps }: { values: number[]; weights: number[]; rate: number; steps: number[] },
): number[] {
  const n = values.length;
  const error = new Float64Array(n).fill(1);
  const change = new Float64Array(n);
  const loss: number[] = [];
  for (let k = 0; loss.length < steps.length; k++) {
    if (k === steps[loss.length]) loss.push(0.5 * weights.reduce((sum, w, j) => sum + w * error[j] * error[j], 0));
    const momentum = method === "gradient descent" ? 0 : method === "heavy ball" ? 0.9 : k / (k + 3);
    for (let j = 0; j < n; j++) {
      const ahead = momentum * change[j];
      change[j] = ahead - ((rate * values[j]) / n) * (error[j] + (method === "Nesterov" ? ahead : 0));
      error[j] += change[j];
    }
  }
  return loss;
}

const RATES: Readonly<Record<Method, { rate: number; settings: string; flags: string }>> = {
  "gradient descent": { rate: 1.8, settings: "", flags: "--optimizer gd" },
  "heavy ball": { rate: 1.8, settings: ", momentum 0.9", flags: "--optimizer heavyBall,momentum=0.9" },
  Nesterov: { rate: 1.2, settings: ", γ = 3", flags: "--optimizer nesterov,gamma=3" },
};

/** Forecasts of the three methods at rates fit for the spectrum. */
function forecasts(
  values: number[],
  weights: number[],
  { last, trained }: { last: number; trained?: { width: number; noise: number } },
): Forecast[] {
  const steps = [0];
  for (let k = 1; k < last; k = Math.max(k + 1, Math.round(k * 1.02))) steps.push(k);
  steps.push(last);
  const next = uniform(7);
  return (Object.keys(RATES) as Method[]).map((method, m) => {
    const largest = ((method === "heavy ball" ? 3.8 : method === "Nesterov" ? 4 / 3 : 2) * values.length) / values[0];
    const rate = Number((0.45 * largest).toPrecision(2));
    const infinite = descend(method, { values, weights: weights.map((w) => 1.3 * w), rate, steps });
    const own = weights.map((w) => w * (0.85 + 0.3 * next()));
    const finite = descend(method, { values, weights: own, rate, steps });
    const drift = trained ? 0.03 * (m + 1) * trained.noise : 0;
    const loss = finite.map((v, i) => v * (1 + drift * (steps[i] / last) ** 0.7 * (1 + 0.1 * normal(next))));
    const ratios = loss.map((v, i) => Math.abs(Math.log10(v / finite[i])));
    const parted = ratios.findIndex((r) => r > 0.06);
    return {
      method,
      settings: `rate ${rate}${RATES[method].settings}`,
      largestRate: largest,
      recommendedRate: rate,
      flags: `${RATES[method].flags} --rate ${rate}`,
      step: steps,
      infinite,
      measured: trained && {
        width: trained.width,
        seed: 1,
        loss,
        finite,
        gap: Math.max(...ratios),
        agreesUntil: parted < 0 ? last : steps[Math.max(0, parted - 1)],
        tolerance: 0.06,
      },
    };
  });
}

const share = (weights: number[]) => {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
};

const about = (value: number, uncertainty: number): Bounded => ({
  estimate: value,
  lower: value - uncertainty,
  upper: value + 1.1 * uncertainty,
});

function curve(s: readonly number[], min: (s: number) => number, uncertainty: number): CurvePoint[] {
  return s.map((at) => ({
    s: at,
    a: about(0.31 * min(at), uncertainty),
    omega: about(0.6 * min(at) * (1 + 0.1 * at), uncertainty),
    sum: about(min(at), uncertainty),
  }));
}

/** The record, made once: descending a thousand modes takes a while. */
function once(make: (trained: boolean) => KernelRecord): (trained?: boolean) => KernelRecord {
  const made = new Map<boolean, KernelRecord>();
  return (trained = true) => {
    const record = made.get(trained) ?? make(trained);
    made.set(trained, record);
    return record;
  };
}

/** Concrete-like data: 927 rows of which 38 repeat others with other targets, condition beyond double precision, trained networks beside. */
export const concreteKernel = once((trained) => {
  const n = 927;
  const rank = 889;
  const next = uniform(3);
  const spectrumOf = (s: number) => {
    const linear = (1 - s / 2) ** 2;
    const bent = (s / 2) ** 2;
    return Array.from({ length: n }, (_, i) =>
      i < rank
        ? n * ((i < 9 ? linear * 0.9 * 0.55 ** i : 0) + 0.35 * (bent + 1e-9) * (i + 1) ** -1.9)
        : 3e-13 * (next() - 0.4),
    ).sort((a, b) => b - a);
  };
  const values = spectrumOf(1);
  const weights = values.map((_, i) => (i < rank ? (i + 1) ** -1.35 * (0.4 + next()) : 2e-5 * next()));
  const floor = 0.0123;
  const raised = forecasts(values, share(weights), {
    last: 3000,
    trained: trained ? { width: 4000, noise: 1 } : undefined,
  });
  const s = Array.from({ length: 9 }, (_, i) => i / 4);
  const unresolved = { estimate: 1.1e-13, lower: -2.91e-13, upper: 4.92e-13 };
  return {
    title: "compressive_strength from concrete.csv",
    command: "hrta kernel concrete.csv --target compressive_strength --s 0:2:0.25 --train --width 4000 --seed 1",
    created: "2026-11-21T00:33:07.000Z",
    seconds: 41.3,
    versions: { hrta: "0.3.0", node: "20.20.1" },
    machine: "AMD EPYC 9645, 2 cores, Linux 6.12",
    notes: [],
    data: {
      file: "concrete.csv",
      rows: { train: n, test: 103 },
      inputs: ["cement", "slag", "fly_ash", "water", "superplasticizer", "coarse_aggregate", "fine_aggregate", "age"],
      targets: ["compressive_strength"],
    },
    network: { activation: "relu", layers: 1, bias: "input" },
    parallel: {
      groups: Array.from({ length: 25 }, (_, i) => ({
        kind: "duplicate" as const,
        rows: Array.from({ length: i === 0 ? 12 : i < 3 ? 3 : 2 }, (_, j) => 72 + 31 * i + 3 * j),
      })),
      surplus: 38,
      lossFloor: floor,
    },
    curve: s.map((at) => ({ s: at, a: unresolved, omega: unresolved, sum: unresolved })),
    monotone: [{ from: 0, to: 2, direction: "unresolved" }],
    spectra: [0.5, 1, 1.5, 2].map((at) => ({ s: at, values: spectrumOf(at) })),
    s: 1,
    spectrum: {
      size: n,
      min: unresolved,
      max: values[0],
      condition: { value: values[0] / 4.92e-13, resolved: false },
      rank,
      effectiveRank: 7.31,
    },
    energy: { values, shares: share(weights) },
    learnt: [
      { share: 0.5, time: 2.4, steps: 4.2 },
      { share: 0.9, time: 210, steps: 372 },
      { share: 0.99, time: 19_000, steps: 33_900 },
      { share: 0.999, time: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY },
    ],
    forecasts: raised,
    widths: bounds(Number.POSITIVE_INFINITY),
    seen: {
      property: "λ_min(G(θ₀)) at least 3/4 of the kernel’s",
      rows: [500, 1000, 2000, 4000].map((width) => ({ width, share: 0, starts: 5 })),
    },
    untrained: [
      { name: "random features", rmse: 5.91, r2: 0.853, detail: "width 4 000, ridge 1e-3 by leave-one-out" },
      { name: "NNGP regression", rmse: 4.87, r2: 0.9, detail: "noise 0.031 by leave-one-out" },
      { name: "NTK regression", rmse: 4.52, r2: 0.9142, detail: "ridge 2e-3 by leave-one-out" },
      { name: "linearised network", rmse: 5.02, r2: 0.894, detail: "width 4 000, 3 000 steps of Nesterov" },
    ],
  };
});

function bounds(width: number): KernelRecord["widths"] {
  return [
    {
      paper: "HRTA Prop. 2",
      statement: "λ_min(G(θ₀)) is at least 3/4 of the kernel’s, with probability 0.9",
      formula: "C₀ n² (log(n²/δ)) ψ² / λ²",
      width,
    },
    {
      paper: "HRTA Thm. 1",
      statement: "Training converges at the kernel’s rate",
      formula: "C₀ n⁴ log(4m/δ) / λ⁴",
      width: width * 3.1e12,
      note: Number.isFinite(width) ? "m stands on both sides: the smallest solution." : "λ_min is not told from 0.",
    },
    {
      paper: "BXC Thm. 1",
      statement: "The loss decays like exp(−λ₀ t)",
      formula: "n⁶ / (λ₀⁴ δ³)",
      width: width * 4e19,
    },
  ];
}

/** 100 points in one dimension: lambda_min of 4.05e-9, known to two digits, 12 values of s. */
export const lineKernel = once((trained) => {
  const base = concreteKernel(false);
  const n = 100;
  const values = Array.from(
    { length: n },
    (_, i) => 62 * (i + 1) ** -1.02 * (i < 2 ? 1 : 0.21 * (i / 2) ** -2.6) + 4e-9,
  );
  values[n - 1] = 4.05e-9;
  values.sort((a, b) => b - a);
  const weights = values.map((_, i) => (i < 2 ? 0.2 : (i + 1) ** -2.4 * (1 + (i % 2))));
  const min = (s: number) => (s === 0 ? 0 : 1.012e-9 * (1 + s) ** 2 * (s > 1.6 ? 1.9 - 0.5625 * s : 1));
  const s = Array.from({ length: 12 }, (_, i) => Number((i * 0.2).toFixed(1)));
  return {
    ...base,
    title: "y from line.csv",
    command: "hrta kernel line.csv --s 0:2.2:0.2",
    data: { file: "line.csv", rows: { train: n, test: 0 }, inputs: ["x"], targets: ["y"] },
    parallel: { groups: [], surplus: 0, lossFloor: 0 },
    notes: ["s = 2.2 lies outside [0, 2]."],
    curve: curve(s, min, 1.3e-11),
    monotone: [
      { from: 0, to: 0.2, direction: "unresolved" },
      { from: 0.2, to: 1.6, direction: "grows" },
      { from: 1.6, to: 2.2, direction: "falls" },
    ],
    spectra: s.map((at) => ({
      s: at,
      values: values
        .map((v, i) => (at === 0 ? (i < 2 ? v * 1.4 : 1e-15 * Math.cos(i)) : v * (0.4 + 0.6 * at * at)))
        .sort((a, b) => b - a),
    })),
    spectrum: {
      size: n,
      min: { estimate: 4.05e-9, lower: 4.035e-9, upper: 4.061e-9 },
      max: values[0],
      condition: { value: values[0] / 4.05e-9, resolved: true },
      rank: n,
      effectiveRank: 2.9,
    },
    energy: { values, shares: share(weights) },
    learnt: [
      { share: 0.5, time: 1.7, steps: 3.1 },
      { share: 0.9, time: 88, steps: 161 },
      { share: 0.99, time: 41_000, steps: 74_800 },
      { share: 0.999, time: 8.1e6, steps: 1.48e7 },
    ],
    forecasts: forecasts(values, share(weights), {
      last: 20_000,
      trained: trained ? { width: 1000, noise: 3 } : undefined,
    }),
    widths: bounds(1.07e19),
    seen: {
      property: "λ_min(G(θ₀)) at least 3/4 of the kernel’s",
      rows: [1000, 10_000, 100_000].map((width, i) => ({ width, share: [0, 0.2, 1][i], starts: 5 })),
      needed: 100_000,
    },
    untrained: undefined,
  };
});

/** Ten well separated points: everything proven to four digits, one s, nothing measured. */
export function tinyKernel(): KernelRecord {
  const base = lineKernel(false);
  const values = [5.1, 3.2, 2.6, 2.2, 1.9, 1.6, 1.5, 1.1, 0.92, 0.7312];
  const weights = values.map(() => 0.1);
  const min = { estimate: 0.73121, lower: 0.731206, upper: 0.731214 };
  return {
    ...base,
    title: "y from sphere.csv",
    command: undefined,
    notes: [],
    data: {
      file: "sphere.csv",
      rows: { train: 10, test: 0 },
      inputs: Array.from({ length: 10 }, (_, i) => `x${i + 1}`),
      targets: ["y"],
    },
    network: { activation: "tanh", layers: 3, bias: false },
    curve: [{ s: 1, a: about(0.2, 1e-9), omega: about(0.53121, 1e-9), sum: min }],
    monotone: [],
    spectra: [{ s: 1, values }],
    spectrum: {
      size: 10,
      min,
      max: 5.1,
      condition: { value: 5.1 / 0.73121, resolved: true },
      rank: 10,
      effectiveRank: 8.42,
    },
    energy: { values, shares: weights },
    learnt: [{ share: 0.999, time: 47, steps: 1 }],
    forecasts: forecasts(values, weights, { last: 400 }).slice(0, 1),
    widths: bounds(21_400),
    seen: {
      property: "λ_min(G(θ₀)) at least 3/4 of the kernel’s",
      rows: [{ width: 1, share: 1, starts: 5 }],
      needed: 1,
    },
  };
}

/** As little as a record can say. */
export function bareKernel(): KernelRecord {
  return {
    ...tinyKernel(),
    learnt: [],
    forecasts: [],
    widths: [],
    seen: undefined,
    energy: { values: [], shares: [] },
    spectra: [],
  };
}
