import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/model/dataset.js";
import { mlp } from "../../src/model/network.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { random } from "../../src/numerics/random.js";
import { buildProblem, type Problem, type ProblemSpec, suite } from "../../src/problems/index.js";
import { type Stream, train } from "../../src/training/index.js";

/** Every family that draws its data, small. */
const drawn: readonly ProblemSpec[] = [
  { name: "sine", train: 20 },
  { name: "sine", inputs: 3, points: "uniform", train: 30 },
  { name: "sine", inputs: 2, train: 25, ends: false, noise: 0.1 },
  { name: "function", target: "friedman1", train: 40, noise: 1 },
  { name: "function", target: "continuous", inputs: 3, points: "grid", train: 27 },
  { name: "function", target: "absolute", inputs: 4, points: "sphere", train: 30 },
  { name: "function", target: "runge", inputs: 3, points: "normal", train: 30 },
  { name: "ridges", train: 30 },
  { name: "ridges", profile: "relu", points: "sphere", train: 30 },
  { name: "ridges", profile: "step", points: "normal", train: 30 },
  { name: "singleNeuron" },
  { name: "parity", inputs: 6, train: 40, labelNoise: 0.2 },
  { name: "parity", inputs: 4, active: 2, points: "all" },
  { name: "halfSpaces", inputs: 6, train: 50 },
  { name: "halfSpaces", points: "normal", faces: 3, train: 50, labelNoise: 0.1 },
  { name: "cosineNeuron", train: 30 },
  { name: "cosineNeuron", wave: "sin", points: "normal", frequency: 3, train: 30 },
  { name: "sphere" },
  { name: "sphere", targets: "uniform" },
  { name: "sphere", targets: "teacher", teacher: 3, noise: 0.1 },
  { name: "moons", train: 40 },
  { name: "spirals", train: 40 },
  { name: "spirals", arms: 3, train: 40 },
].map((spec) => ({ validation: 50, test: 60, ...spec }) as ProblemSpec);

const parts = ["train", "validation", "test"] as const;
const bits = ({ x, y }: Dataset) => `${hashBytes(x)} ${hashBytes(y)}`;

describe.each(drawn.map((spec) => ({ title: JSON.stringify(spec), spec })))("$title", ({ spec }) => {
  const problem = buildProblem(spec);
  const data = problem.data(1);

  test("has parts of the sizes asked for, of finite numbers, in the problem's own dimensions", () => {
    expect([data.validation.rows, data.test.rows]).toEqual([50, 60]);
    if ("train" in spec && spec.train) expect(data.train.rows).toBe(spec.train);
    for (const part of parts) {
      const { rows, inputs, outputs, x, y } = data[part];
      expect([inputs, outputs, x.length, y.length]).toEqual([
        problem.inputs,
        problem.outputs,
        rows * inputs,
        rows * outputs,
      ]);
      expect(x.every(Number.isFinite) && y.every(Number.isFinite)).toBe(true);
    }
    expect(problem.name).toBe(spec.name);
    expect(problem.title.length).toBeGreaterThan(5);
  });

  test("labels are -1 or 1 in one output, or one-hot in several", () => {
    if (problem.task === "regression") return;
    const { rows, outputs: k, y } = data.train;
    for (let i = 0; i < rows; i++) {
      const row = [...y.slice(i * k, (i + 1) * k)].sort((a, b) => b - a);
      if (k === 1) expect(Math.abs(row[0])).toBe(1);
      else expect(row).toEqual([1, ...new Array(k - 1).fill(0)]);
    }
  });

  test("gives the same bits for the same seed, other samples for another", () => {
    const again = buildProblem(spec).data(1);
    const other = problem.data(2);
    for (const part of parts) expect(bits(again[part])).toBe(bits(data[part]));
    expect(bits(other.validation)).not.toBe(bits(data.validation));
  });

  test("gives its parts different points", () => {
    if (spec.name === "parity" || spec.name === "halfSpaces") return;
    const point = (part: Dataset, row: number) => part.x.slice(row * part.inputs, (row + 1) * part.inputs).join(",");
    const seen = new Set(
      parts.flatMap((part) => Array.from({ length: data[part].rows }, (_, i) => point(data[part], i))),
    );
    expect(seen.size).toBe(data.train.rows + data.validation.rows + data.test.rows);
  });

  test("a longer part begins with the shorter one, and leaves the others alone", () => {
    const longer = buildProblem({ ...spec, validation: 80 } as ProblemSpec).data(1);
    expect(bits(longer.train)).toBe(bits(data.train));
    expect(bits(longer.test)).toBe(bits(data.test));
    expect(longer.validation.x.slice(0, data.validation.x.length)).toEqual(data.validation.x);
    expect(longer.validation.y.slice(0, data.validation.y.length)).toEqual(data.validation.y);
  });

  test("standardised, it has inputs of mean 0 and deviation 1 over the training points, and the same targets", () => {
    const standard = buildProblem({ ...spec, standardize: true } as ProblemSpec);
    const { train: fitted, test: held } = standard.data(1);
    expect(fitted.y).toEqual(data.train.y);
    expect(held.y).toEqual(data.test.y);
    const { rows, inputs: d } = fitted;
    for (let j = 0; j < d; j++) {
      let mean = 0;
      let square = 0;
      for (let i = 0; i < rows; i++) {
        mean += fitted.x[i * d + j] / rows;
        square += fitted.x[i * d + j] ** 2 / rows;
      }
      // Roundings of up to 50 terms of size 3.
      expect(Math.abs(mean)).toBeLessThan(1e-14);
      expect(Math.abs(square - 1)).toBeLessThan(1e-13);
      // The test points go through the same map: differences between two of them scale alike in training and test.
      const slope = (fitted.x[j] - fitted.x[d + j]) / (data.train.x[j] - data.train.x[d + j]);
      const apart = data.test.x[j] - data.test.x[d + j];
      if (Number.isFinite(slope) && Math.abs(apart) > 0.01)
        expect((held.x[j] - held.x[d + j]) / apart / slope).toBeCloseTo(1, 10);
    }
    expect(standard.stream).toBeUndefined();
  });

  test("streams fresh samples that depend on generator and seed alone", () => {
    const sample = (problemSeed: number, stream: string) => {
      const source = problem.stream?.({ batch: 16, seed: problemSeed });
      if (!source) throw new Error("no stream");
      expect([source.inputs, source.outputs, source.batch]).toEqual([problem.inputs, problem.outputs, 16]);
      // What lies in the arrays before must not matter.
      const x = new Float64Array(16 * source.inputs).fill(7);
      const y = new Float64Array(16 * source.outputs).fill(7);
      source.sample(random(1, stream), x, y);
      return `${hashBytes(x)} ${hashBytes(y)}`;
    };
    expect(sample(1, "a")).toBe(sample(1, "a"));
    expect(sample(1, "a")).not.toBe(sample(1, "b"));
  });
});

describe("independence of the parts", () => {
  // Inputs centred with variance v: the mean of n products of two parts has deviation v / sqrt(n).
  test.each([
    { name: "parity", inputs: 8, train: 4000, validation: 4000, test: 4000 },
    { name: "ridges", inputs: 8, train: 4000, validation: 4000, test: 4000 },
  ] as const)("of $name: their inputs are uncorrelated, and so are those of different seeds", (spec) => {
    const problem = buildProblem(spec);
    const [a, b] = [problem.data(1), problem.data(2)];
    const variance = spec.name === "parity" ? 1 : 1 / 3;
    const correlation = (u: Float64Array, v: Float64Array) =>
      u.reduce((sum, value, i) => sum + value * v[i], 0) / u.length;
    for (const [u, v] of [
      [a.train, a.validation],
      [a.train, a.test],
      [a.validation, a.test],
      [a.train, b.train],
      [a.test, b.test],
    ])
      expect(Math.abs(correlation(u.x, v.x))).toBeLessThan((5 * variance) / Math.sqrt(u.x.length));
  });
});

describe("noise", () => {
  const quiet = { name: "function", target: "friedman1", train: 4000, validation: 10, test: 4000 } as const;

  test("leaves the points alone, has mean 0 and the deviation asked for, and is the floor of the error", () => {
    const clear = buildProblem(quiet);
    const noisy = buildProblem({ ...quiet, noise: 0.5 });
    const [a, b] = [clear.data(3), noisy.data(3)];
    for (const part of ["train", "test"] as const) {
      expect(b[part].x).toEqual(a[part].x);
      const e = b[part].y.map((value, i) => value - a[part].y[i]);
      const mean = e.reduce((sum, value) => sum + value, 0) / e.length;
      const square = e.reduce((sum, value) => sum + value * value, 0) / e.length;
      // Five standard errors; Var e^2 = 2 sigma^4.
      expect(Math.abs(mean)).toBeLessThan((5 * 0.5) / Math.sqrt(e.length));
      expect(Math.abs(square - 0.25)).toBeLessThan((5 * Math.SQRT2 * 0.25) / Math.sqrt(e.length));
    }
    expect([clear.floor, noisy.floor]).toEqual([0, 0.5]);
  });

  test("of labels flips the share asked for and is the floor of the error", () => {
    const spec = { name: "parity", inputs: 8, train: 5000 } as const;
    const noisy = buildProblem({ ...spec, labelNoise: 0.2 });
    const [a, b] = [buildProblem(spec).data(1).train, noisy.data(1).train];
    expect(b.x).toEqual(a.x);
    const flipped = a.y.filter((label, i) => label !== b.y[i]).length / 5000;
    expect(Math.abs(flipped - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 5000));
    expect(noisy.floor).toBe(0.2);
  });

  test("also comes with a stream", () => {
    const { stream } = buildProblem({ name: "parity", inputs: 3, labelNoise: 0.2 });
    const x = new Float64Array(15_000);
    const y = new Float64Array(5000);
    stream?.({ batch: 5000 }).sample(random(1, "s"), x, y);
    const flipped = y.filter((label, i) => label !== x[3 * i] * x[3 * i + 1] * x[3 * i + 2]).length / 5000;
    expect(Math.abs(flipped - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 5000));
  });

  test("a problem whose best predictor has no closed form names no floor", () => {
    const floor = (spec: ProblemSpec): number | undefined => buildProblem(spec).floor;
    expect(floor({ name: "moons" })).toBeUndefined();
    expect(floor({ name: "moons", spread: 0, labelNoise: 0.1 })).toBe(0.1);
    expect(floor({ name: "spirals" })).toBeUndefined();
    // Random targets: the best guess is 0, its error the targets' own size.
    expect(floor({ name: "sphere" })).toBe(1);
    expect(floor({ name: "sphere", targets: "uniform" })).toBe(Math.sqrt(1 / 3));
    expect(floor({ name: "sphere", targets: "teacher", noise: 0.3 })).toBeCloseTo(0.3, 15);
  });
});

test("a stream is what train takes as its data", async () => {
  const problem: Problem = buildProblem({ name: "parity", inputs: 4 });
  const stream: Stream | undefined = problem.stream?.({ batch: 8 });
  if (!stream) throw new Error("no stream");
  const result = await train({ data: stream, network: mlp({ hidden: [8] }), steps: 5, seed: 1 }).result;
  expect(Number.isFinite(result.loss)).toBe(true);
  expect(() => problem.stream?.({ batch: 0 })).toThrow(/^batch: expected a positive integer, got 0$/);
});

describe("the benchmark suite", () => {
  const problems = suite.map((spec) => buildProblem(spec));

  test("has 12 problems of different titles, in 1 to 20 dimensions, of both tasks", () => {
    expect(problems.length).toBe(12);
    expect(new Set(problems.map(({ title }) => title)).size).toBe(12);
    const inputs = problems.map((problem) => problem.inputs);
    expect([Math.min(...inputs), Math.max(...inputs)]).toEqual([1, 20]);
    expect(problems.filter(({ task }) => task === "classification").length).toBe(3);
  });

  test("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(suite))).toEqual(suite);
  });

  test("has targets of moderate size that vary, under every one of 20 seeds", () => {
    for (const problem of problems)
      for (let seed = 0; seed < 20; seed++) {
        const { y } = problem.data(seed).train;
        const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
        const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length;
        // Neither hidden by float32 nor out of reach of a rate that suits the others.
        expect(variance, `${problem.title}, seed ${seed}`).toBeGreaterThan(1e-3);
        expect(variance, `${problem.title}, seed ${seed}`).toBeLessThan(1e3);
      }
  });

  test("has the bits it always had: a change would make recorded results another problem's", () => {
    const all = problems.map((problem) => {
      const { train: a, validation: b, test: c } = problem.data(1);
      return [a, b, c].map(bits).join(" ");
    });
    expect(hashBytes(new TextEncoder().encode(all.join("\n")))).toBe("905c25502ac8120a");
  });
});
