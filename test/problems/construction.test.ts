import { describe, expect, test } from "vitest";
import type { Model } from "../../src/model/model.js";
import { pathNorm } from "../../src/model/penalty.js";
import { forward, predict } from "../../src/model/predict.js";
import { random } from "../../src/numerics/random.js";
import {
  everyCorner,
  type HalfSpaces,
  halfSpacesNetwork,
  integerHalfSpaces,
  isInside,
  normalHalfSpaces,
  parityNetwork,
  waveRisk,
} from "../../src/problems/index.js";

function everyPoint(d: number): Float64Array {
  const x = new Float64Array(2 ** d * d);
  const law = everyCorner(d);
  for (let row = 0; row < 2 ** d; row++) law.draw(random(0, ""), x.subarray(row * d, (row + 1) * d), row);
  return x;
}

function products(x: Float64Array, d: number, active: readonly number[]): Float64Array {
  return Float64Array.from({ length: x.length / d }, (_, row) =>
    active.reduce((product, j) => product * x[row * d + j], 1),
  );
}

const norm = ({ network, parameters }: Model) => pathNorm(1).evaluate(network, parameters);
const all = (d: number) => Array.from({ length: d }, (_, j) => j);
const dimensions = Array.from({ length: 12 }, (_, i) => i + 1);

describe("parity as a two-layer network", () => {
  test.each(dimensions)("both forms equal the product on all corners of {-1, 1}^%d, to the last bit", (d) => {
    const x = everyPoint(d);
    const wanted = products(x, d, all(d));
    for (const form of ["paper", "compact"] as const) expect(forward(parityNetwork(d, { form }), x)).toEqual(wanted);
  });

  test("it is exact in float32 on the fast engine too", async () => {
    const d = 10;
    const x = everyPoint(d);
    const model = parityNetwork(d);
    const single = { ...model, parameters: Float32Array.from(model.parameters) };
    expect(await predict(single, x)).toEqual(products(x, d, all(d)));
  });

  test("any set of inputs can be the ones that count, none included", () => {
    const d = 5;
    const x = everyPoint(d);
    for (const active of [[], [3], [4, 1], [0, 2, 3]])
      for (const form of ["paper", "compact"] as const)
        expect(forward(parityNetwork(d, { active, form }), x)).toEqual(products(x, d, active));
  });

  test("it has 3 (k + 1) neurons, the compact form k + 1", () => {
    expect(parityNetwork(9).network.widths).toEqual([10, 30, 1]);
    expect(parityNetwork(9, { form: "compact" }).network.widths).toEqual([10, 10, 1]);
  });

  test("its path norm is O(d^2): 4 d (d + 1) from the inputs and 2 d^2 + O(d) from the constant", () => {
    for (const d of dimensions) {
      let wanted = 4 * d * (d + 1);
      for (let i = 0; i <= d; i++)
        wanted += Math.abs(d - 2 * i + 1) + 2 * Math.abs(d - 2 * i) + Math.abs(d - 2 * i - 1);
      expect(norm(parityNetwork(d))).toBe(wanted);
      // Term by term |d - 2i| + 1 at most, so 4 d (d + 1) + 4 sum_i |d - 2i| + 2 (d + 1) <= 16 d^2.
      expect(wanted).toBeLessThanOrEqual(16 * d * d);
      expect(norm(parityNetwork(d, { form: "compact" }))).toBeLessThan(wanted);
    }
    expect(norm(parityNetwork(200)) / 200 ** 2).toBeCloseTo(6, 1);
  });

  test("an input that is not there, or is named twice, is refused", () => {
    expect(() => parityNetwork(3, { active: [3] })).toThrow(
      /^active: expected different whole numbers from 0 to 2, got 3$/,
    );
    expect(() => parityNetwork(3, { active: [1, 1] })).toThrow(/^active: expected different/);
    expect(() => parityNetwork(0)).toThrow(/^inputs: expected a positive integer, got 0$/);
  });
});

/** The bound that Wu's lecture prints for t_k = b_k + 1/2. */
function printedBound({ normals, thresholds }: HalfSpaces): number {
  const K = normals.length;
  const terms = normals.map((w, k) => {
    const b = Math.abs(thresholds[k] - 0.5);
    return 2 * (2 * w.reduce((sum, value) => sum + Math.abs(value), 0) + b + 0.5) + 1;
  });
  return (K + 1 / 3 + terms.reduce((sum, term) => sum + term, 0)) / (2 * K);
}

describe("an intersection of half-spaces as a two-layer network", () => {
  const cases = dimensions.flatMap((d) => [1, 2, 5].map((faces) => ({ d, faces })));

  test.each(cases)("is 1/(6K) inside and at most -1/(3K) outside on all of {-1, 1}^$d, K = $faces", ({ d, faces }) => {
    const x = everyPoint(d);
    const truth = integerHalfSpaces(d, faces, random(d, "truth"));
    const g = forward(halfSpacesNetwork(truth), x);
    // 2K + 1 terms of size |c| <= 2 d + 2 over 2K, each rounded.
    const rounding = (2 * faces + 1) * (2 * d + 2) * 2 ** -52;
    for (let row = 0; row < g.length; row++) {
      if (isInside(truth, x.subarray(row * d, (row + 1) * d)))
        expect(Math.abs(g[row] - 1 / (6 * faces))).toBeLessThan(rounding);
      else expect(g[row]).toBeLessThan(-1 / (3 * faces) + rounding);
    }
  });

  test("its path norm exceeds the printed bound by a third at most", () => {
    let most = 0;
    for (const { d, faces } of cases) {
      const truth = integerHalfSpaces(d, faces, random(d, "truth"));
      most = Math.max(most, norm(halfSpacesNetwork(truth)) / printedBound(truth));
    }
    // |b| <= ||w||_1: (4 |w| + |2b + 1| + |2b + 2|) / (4 |w| + 2 |b| + 2) < (8 |w| + 3) / (6 |w| + 2) at worst, 4/3 for large |w|.
    expect(most).toBeLessThan(11 / 8);
    // The corner b = |w| of a far-off face shows the excess.
    const far = { normals: [new Float64Array(20).fill(1)], thresholds: [19.5] };
    expect(norm(halfSpacesNetwork(far)) / printedBound(far)).toBeGreaterThan(1.25);
  });

  test("half-spaces that are not of integers are refused", () => {
    expect(() => halfSpacesNetwork({ normals: [Float64Array.of(0.5)], thresholds: [0.5] })).toThrow(
      /^normals: expected 1 integers each, got 0\.5$/,
    );
    expect(() => halfSpacesNetwork({ normals: [Float64Array.of(1)], thresholds: [1] })).toThrow(
      /^thresholds: expected a whole number and a half each, got 1$/,
    );
    expect(() => halfSpacesNetwork({ normals: [], thresholds: [] })).toThrow(/^thresholds: expected one for each/);
  });
});

describe("half-spaces that are drawn", () => {
  test("integer ones stay 1/2 away from every corner", () => {
    const x = everyPoint(8);
    for (let seed = 0; seed < 10; seed++) {
      const { normals, thresholds } = integerHalfSpaces(8, 3, random(seed, "truth"));
      for (let row = 0; row < 256; row++)
        normals.forEach((w, k) => {
          const c = w.reduce((sum, value, j) => sum + value * x[row * 8 + j], -thresholds[k]);
          expect(Math.abs(c)).toBeGreaterThanOrEqual(0.5);
        });
    }
  });

  test("a single integer one of an odd number of signs halves the corners exactly", () => {
    const x = everyPoint(7);
    for (let seed = 0; seed < 20; seed++) {
      const truth = integerHalfSpaces(7, 1, random(seed, "truth"));
      const signs = truth.normals[0].reduce((sum, value) => sum + Math.abs(value), 0);
      const inside = Array.from({ length: 128 }, (_, row) => isInside(truth, x.subarray(row * 7, (row + 1) * 7)));
      const share = inside.filter(Boolean).length / 128;
      if (signs % 2 === 1) expect(share).toBe(0.5);
      else expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.25);
    }
  });

  test("normal ones each hold 2^(-1/K) of N(0, I)", () => {
    const n = 20_000;
    const { normals, thresholds } = normalHalfSpaces(4, 3, random(1, "truth"));
    const draws = random(2, "points");
    const share = 2 ** (-1 / 3);
    const counts = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = Array.from({ length: 4 }, draws.normal);
      normals.forEach((w, k) => {
        if (isInside({ normals: [w], thresholds: [thresholds[k]] }, x)) counts[k]++;
      });
    }
    // Five standard errors of a share.
    for (const c of counts) expect(Math.abs(c / n - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / n));
  });
});

describe("the risk of the cosine neuron", () => {
  const pairs = [
    { u: [0.3], v: [1.2] },
    { u: [1, -0.5], v: [0.2, 0.7] },
    { u: [0, 0], v: [2, 1] },
    { u: [3, 1, 2], v: [3, 1, 1.8] },
  ];

  test.each(pairs)("is the mean of (g(u.x) - g(v.x))^2 over N(0, I), u = $u, v = $v", ({ u, v }) => {
    const n = 40_000;
    for (const [wave, g] of [
      ["sin", Math.sin],
      ["cos", Math.cos],
    ] as const) {
      const draws = random(1, "risk");
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        const x = Array.from(u, draws.normal);
        const dot = (w: readonly number[]) => w.reduce((total, value, j) => total + value * x[j], 0);
        const term = (g(dot(u)) - g(dot(v))) ** 2;
        sum += term;
        squares += term * term;
      }
      const mean = sum / n;
      // Five standard errors, estimated from the same draws.
      expect(Math.abs(waveRisk(wave, u, v) - mean)).toBeLessThan(5 * Math.sqrt((squares / n - mean * mean) / n));
    }
  });

  test("is 0 at the target, and grows there as its second-order expansion does, without drowning in rounding", () => {
    const v = 1.5;
    const delta = 1e-6;
    // E x^2 cos^2(v x) = 1/2 + (1 - 4 v^2) exp(-2 v^2) / 2; for cos, E x^2 sin^2(v x).
    const swing = ((1 - 4 * v * v) * Math.exp(-2 * v * v)) / 2;
    expect(waveRisk("sin", [v], [v])).toBe(0);
    expect(waveRisk("cos", [v], [v])).toBe(0);
    // The next term is smaller by delta; rounding of differences of size delta leaves 1e-16 / 1e-6.
    expect(Math.abs(waveRisk("sin", [v + delta], [v]) / (delta * delta * (0.5 + swing)) - 1)).toBeLessThan(1e-5);
    expect(Math.abs(waveRisk("cos", [v + delta], [v]) / (delta * delta * (0.5 - swing)) - 1)).toBeLessThan(1e-5);
  });

  test("is flat, 1, far from the target of a high frequency", () => {
    const L = 100;
    expect(waveRisk("sin", [0.7 * L, 0.1 * L], [L, 0])).toBe(1);
    expect(waveRisk("sin", [0, 0], [L, 0])).toBeCloseTo(0.5, 12);
    expect(() => waveRisk("sin", [1], [1, 2])).toThrow(/^v: expected as many numbers as u has, 1, got 2$/);
  });
});
