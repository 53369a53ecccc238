import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referenceEngine } from "../../src/engine/reference.js";
import { activations } from "../../src/model/activation.js";
import { forward } from "../../src/model/forward.js";
import type { Model } from "../../src/model/model.js";
import { block, blockLength, buildNetwork, type MlpOptions, mlp, program } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { adam, algorithm1, losslessSwitch, ramp, stages, train } from "../../src/training/index.js";
import { EPS64, example, inputs, rounding } from "../model/example.js";
import { regression, trainFully } from "./problems.js";

const architectures: readonly { readonly title: string; readonly options: MlpOptions; readonly outputs?: number }[] = [
  { title: "one hidden layer", options: { hidden: [6] } },
  { title: "one hidden layer, three outputs, no bias", options: { hidden: [6], bias: false }, outputs: 3 },
  { title: "one hidden layer, biases, mean-field", options: { hidden: [6], bias: "layers", scaling: "mean-field" } },
  { title: "one hidden layer beside a trained skip", options: { hidden: [6], skip: true } },
  { title: "two hidden layers", options: { hidden: [5, 4] }, outputs: 2 },
  {
    title: "two hidden layers with biases, standard",
    options: { hidden: [5, 4], bias: "layers", scaling: "standard" },
  },
  { title: "three hidden layers without bias", options: { hidden: [5, 4, 3], bias: false } },
  { title: "four hidden layers with biases", options: { hidden: [4, 3, 4, 3], bias: "layers" }, outputs: 2 },
];

const pairs = [
  [0.5, 1],
  [1, 1.5],
  [2, 0.25],
  [0.1, 2],
  [1.5, 1.5],
] as const;

const build = ({ options, outputs = 1 }: (typeof architectures)[number], sigma = activations.relu): Model =>
  example({
    options: { ...options, activation: { sigma, s: 1 } },
    s: (options.hidden ?? []).map(() => 1),
    outputs,
    links: true,
  });

const at = (model: Model, s: number): Model => ({ ...model, s: model.s.map(() => s) });

/** The model after a lossless switch. */
function switched(model: Model, s: number, next: number): Model {
  const parameters = model.parameters.slice();
  losslessSwitch(model.network, parameters, s, next);
  return at({ ...model, parameters }, next);
}

const worst = (x: ArrayLike<number>, y: ArrayLike<number>) =>
  Array.from(x).reduce((most, v, i) => Math.max(most, Math.abs(v - y[i])), 0);

const sigmas = Object.values(activations);

describe.each(architectures.flatMap((a) => sigmas.map((sigma) => ({ ...a, sigma }))))(
  "$title, $sigma.name",
  ({ sigma, ...architecture }) => {
    it("computes the same function after a lossless switch, for s -> s' in (0, 2]", () => {
      const model = build(architecture, sigma);
      const x = inputs(model, 20);
      for (const [s, next] of pairs) {
        const [before, after] = [at(model, s), switched(model, s, next)];
        // Both evaluations round, and so does the switch itself, by the sums of absolute values that `rounding` takes.
        const tolerance = rounding(before, x, EPS64) + rounding(after, x, EPS64);
        expect(worst(forward(before, x), forward(after, x))).toBeLessThan(tolerance);
      }
    });
  },
);

describe("any switch", () => {
  const model = build(architectures[4]);
  const x = inputs(model, 20);
  const value = fc.double({ min: 0.05, max: 2, noNaN: true });

  it("is undone by the switch back", () => {
    fc.assert(
      fc.property(value, value, (s, next) => {
        const back = switched(switched(model, s, next), next, s);
        // Each switch multiplies by ratios up to 40 and adds products of links: 40^2 for two layers.
        expect(worst(back.parameters, model.parameters)).toBeLessThan(1600 * 32 * EPS64);
      }),
    );
  });

  it("s -> s'' is s -> s' -> s'': the path does not matter", () => {
    fc.assert(
      fc.property(value, value, value, (s, between, end) => {
        const direct = switched(model, s, end);
        const around = switched(switched(model, s, between), between, end);
        const tolerance = rounding(direct, x, EPS64) + rounding(around, x, EPS64) * 40;
        expect(worst(forward(direct, x), forward(around, x))).toBeLessThan(tolerance);
      }),
    );
  });

  it("changes nothing for s' = s", () => {
    expect(switched(model, 1.3, 1.3).parameters).toEqual(model.parameters);
  });

  it("refuses s = 0 and a network without links", () => {
    expect(() => switched(model, 0, 1)).toThrow(/^lossless switch: s must not be 0, got 0 -> 1/);
    expect(() => switched(model, 1, 0)).toThrow(/^lossless switch: s must not be 0, got 1 -> 0/);
    const bare = buildNetwork(mlp({ hidden: [3] }), 2, 1);
    expect(() => losslessSwitch(bare, new Float64Array(bare.parameters), 1, 2)).toThrow(/built without the link 0-2/);
  });
});

describe("in two layers", () => {
  const d = 3;
  const m = 5;
  const network = buildNetwork(mlp({ hidden: [m], bias: false }), d, 1, { links: true });
  const [W, A, V] = ["hidden1.weight", "output.weight", "link0-2.weight"].map((name) => block(network, name));
  const draw = (name: string) => {
    const values = new Float64Array(network.parameters);
    random(4, name).fillNormal(values);
    return values;
  };

  it("is the formulas of PAPERS.md HRTA 8, for v, a, M and V", () => {
    const theta = draw("theta");
    const M = draw("M");
    const S = draw("V").map((v) => v * v);
    const [s, next] = [0.5, 1.25];
    const r = next / s;
    const expected = { theta: theta.slice(), M: M.slice(), S: S.slice() };
    const w = (i: number, k: number) => W.offset + i * m + k;
    const root = Math.sqrt(m);
    for (let k = 0; k < m; k++) {
      const a = theta[A.offset + k];
      const scaled = a / r;
      expected.theta[A.offset + k] = scaled;
      expected.M[A.offset + k] = r * M[A.offset + k];
      expected.S[A.offset + k] = r * r * S[A.offset + k];
      for (let i = 0; i < d; i++) {
        expected.theta[V.offset + i] += ((1 - s / next) * a * theta[w(i, k)]) / root;
        expected.M[A.offset + k] += ((1 - r) * theta[w(i, k)] * M[V.offset + i]) / root;
        expected.M[w(i, k)] += ((scaled - a) * M[V.offset + i]) / root;
        expected.S[A.offset + k] += ((1 - r) ** 2 * theta[w(i, k)] ** 2 * S[V.offset + i]) / m;
        expected.S[w(i, k)] += ((scaled - a) ** 2 * S[V.offset + i]) / m;
      }
    }
    losslessSwitch(network, theta, s, next, { kinds: ["gradient", "square"], vectors: [M, S] });
    // Sums of at most 6 terms of size up to 20.
    for (const [got, want] of [
      [theta, expected.theta],
      [M, expected.M],
      [S, expected.S],
    ])
      expect(worst(got, want)).toBeLessThan(6 * 20 * 4 * EPS64);
  });

  it("divides a by s'/s and leaves w alone", () => {
    const theta = draw("theta");
    const before = theta.slice();
    losslessSwitch(network, theta, 0.5, 2);
    for (let k = 0; k < m; k++) expect(theta[A.offset + k]).toBe(before[A.offset + k] / 4);
    expect([...theta.subarray(W.offset, W.offset + blockLength(W))]).toEqual([
      ...before.subarray(W.offset, W.offset + blockLength(W)),
    ]);
  });
});

describe.each(architectures)("moments on $title", (architecture) => {
  it("follow as gradients do: the gradient before, carried over, is the gradient after", async () => {
    const model = build(architecture, activations.softplus);
    const rows = 6;
    const x = inputs(model, rows);
    const session = await referenceEngine.open(program(model.network, { rows, dtype: "f64" }));
    const width = model.network.widths[0];
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < width; j++) session.input[i * width + j] = j < 3 ? x[i * 3 + j] : 1;
    session.parameters.set(model.parameters);
    const gradient = (s: number) => {
      session.forward(
        rows,
        model.s.map(() => s),
      );
      // The cotangent depends on the outputs, which the switch leaves alone.
      random(8, "cotangent").fillNormal(session.cotangent);
      session.clear();
      session.pull(rows);
      return session.gradient.slice();
    };
    for (const [s, next] of pairs) {
      session.parameters.set(model.parameters);
      const carried = gradient(s);
      losslessSwitch(model.network, session.parameters, s, next, { kinds: ["gradient"], vectors: [carried] });
      const after = gradient(next);
      const size = Math.max(...carried.map(Math.abs), ...after.map(Math.abs));
      // Sums over rows and layers of some 50 terms, multiplied by ratios up to 20 in each layer.
      expect(worst(carried, after)).toBeLessThan(50 * 20 * 8 * EPS64 * size);
    }
    session.close();
  });
});

describe("in training", () => {
  const base = {
    network: mlp({ hidden: [30] }),
    data: regression(),
    optimizer: adam({ rate: 1e-2 }),
    steps: 300,
    dtype: "f64",
    seed: 3,
  } as const;
  const two = [0.5, 1];

  it("a lossless switch leaves the loss where it was, a hard one makes it jump", async () => {
    const [soft, hard] = await Promise.all([
      trainFully({ ...base, relaxation: stages(two, { switch: "lossless" }) }),
      trainFully({ ...base, relaxation: stages(two) }),
    ]);
    const [smooth, jump] = [soft.switches[0], hard.switches[0]];
    expect([smooth.step, smooth.from, smooth.to, smooth.kind]).toEqual([151, 0.5, 1, "lossless"]);
    expect([jump.step, jump.from, jump.to, jump.kind]).toEqual([151, 0.5, 1, "hard"]);
    // Rounding of the outputs (some 100 eps), against residuals of a few percent.
    expect(Math.abs(smooth.lossAfter / smooth.lossBefore - 1)).toBeLessThan(1e-11);
    expect(jump.lossAfter / jump.lossBefore).toBeGreaterThan(2);
    // Up to the switch the runs differ by nothing: links are zero and wait.
    expect(soft.history.loss[150]).toBe(smooth.lossAfter);
    // The order of sums differs with a link of zeros, so only to rounding.
    expect(Math.abs(soft.history.loss[149] / hard.history.loss[149] - 1)).toBeLessThan(1e-9);
  });

  it("in depth as well, and in float32 to its rounding", async () => {
    for (const [dtype, tolerance] of [
      ["f64", 1e-10],
      ["f32", 1e-2],
    ] as const) {
      const { switches } = await trainFully({
        ...base,
        dtype,
        network: mlp({ hidden: [12, 8, 6], bias: "layers" }),
        relaxation: algorithm1({ s1: 0.5, increment: 0.5, stages: 4, switch: "lossless" }),
      });
      expect(switches.map(({ to }) => to)).toEqual([1, 1.5, 2]);
      for (const { lossBefore, lossAfter } of switches)
        expect(Math.abs(lossAfter / lossBefore - 1)).toBeLessThan(tolerance);
    }
  });

  it("a lossless ramp moves s at every step and still ends in a model that predicts what was trained", async () => {
    const result = await trainFully({ ...base, relaxation: ramp({ from: 1, to: 1.5, switch: "lossless" }) });
    expect(result.switches).toEqual([]);
    expect(result.model.s).toEqual([1.5]);
    const f = forward(result.model, base.data.x);
    const loss = f.reduce((sum, v, i) => sum + (v - base.data.y[i]) ** 2, 0) / (2 * base.data.rows);
    // The engine's sums against the plain loops of `forward`.
    expect(Math.abs(loss / result.loss - 1)).toBeLessThan(1e-10);
    expect(result.loss).toBeLessThan(0.1 * result.history.loss[0]);
  });

  it("the state that follows spares the loss the spike that a stale state makes", async () => {
    const run = (moments: "keep" | "reset") =>
      trainFully({ ...base, steps: 600, relaxation: stages(two, { switch: "lossless", moments }) });
    const kept = await run("keep");
    const start = kept.switches[0].lossBefore;
    // Under a cosine rate half-way down, the loss may wander by Adam's own noise, but it does not double.
    expect(Math.max(...kept.history.loss.slice(300, 400))).toBeLessThan(2 * start);
  });

  it("resetting the moments restarts Adam's bias correction: the first step after it has length eta", async () => {
    const rate = 1e-3;
    const relaxation = stages(two, { moments: "reset" });
    const options = { ...base, steps: 100, relaxation, optimizer: adam({ rate, decay: "none" }) };
    const theta: Float64Array[] = [];
    const run = train({ ...options, every: 1 });
    for await (const { step } of run)
      if (step === 50 || step === 51) theta.push(Float64Array.from(run.checkpoint().parameters));
    // p / sqrt(v) = g / |g| at step 1 of Adam, and 0 where the gradient is 0; epsilon takes a little.
    expect(worst(theta[0], theta[1])).toBeLessThan(rate * (1 + 1e-9));
    expect(worst(theta[0], theta[1])).toBeGreaterThan(0.99 * rate);
  });
});
