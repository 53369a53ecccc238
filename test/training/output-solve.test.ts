import { describe, expect, it } from "vitest";
import { initialise } from "../../src/model/initialise.js";
import { sumOfSquares } from "../../src/model/loss.js";
import { block, blockLength, buildNetwork, mlp, type NetworkSpec } from "../../src/model/network.js";
import { predict } from "../../src/model/predict.js";
import { eigenvalues } from "../../src/numerics/linear/eigen.js";
import { zeros } from "../../src/numerics/linear/matrix.js";
import { gramProduct } from "../../src/numerics/linear/product.js";
import { random } from "../../src/numerics/random.js";
import { jacobian, tangentPass } from "../../src/tangent/index.js";
import {
  adam,
  constant,
  gaussNewton,
  gd,
  lbfgs,
  outputSolve,
  randomFeatures,
  stages,
  type TrainOptions,
} from "../../src/training/index.js";
import { outputDesign, outputIndices, outputUnsupported } from "../../src/training/squares/output-part.js";
import { ridge } from "../../src/training/squares/ridge.js";
import { distance } from "./landscape.js";
import { meanSquares, part, regression, trainFully } from "./problems.js";

const data = regression({ outputs: 2 });
const base = { data, relaxation: constant(1), dtype: "f64", seed: 1 } as const;

const networks: readonly { readonly title: string; readonly network: NetworkSpec }[] = [
  { title: "two layers", network: mlp({ hidden: [9] }) },
  { title: "more neurons than rows", network: mlp({ hidden: [40] }) },
  { title: "biases and a skip", network: mlp({ hidden: [9], bias: "layers", skip: true }) },
  { title: "three layers, frozen first", network: mlp({ hidden: [7, 9], freeze: ["hidden1"], scaling: "standard" }) },
  { title: "a skip beside a frozen output", network: mlp({ hidden: [9], freeze: ["output"], skip: true }) },
];

describe.each(networks)("the output layer of a network with $title", ({ network }) => {
  const built = buildNetwork(network, 2, 2);
  const model = { network: built, parameters: initialise(built, 1), s: network.hidden.map(() => 1.3) };

  it("has the design matrix that the Jacobian says", () => {
    const at = outputIndices(built);
    const J = jacobian(model, data);
    const design = outputDesign(model, data);
    expect(at.length).toBe(design.columns * 2);
    for (let i = 0; i < data.rows; i++)
      for (let j = 0; j < design.columns; j++)
        for (const p of [0, 1]) {
          const row = (i * 2 + p) * J.columns;
          // The same product of factor and activation.
          expect(J.data[row + at[j * 2 + p]]).toBeCloseTo(design.data[i * design.columns + j], 13);
          expect(J.data[row + at[j * 2 + 1 - p]]).toBe(0);
        }
  });

  it.each(["mse", "sum"])("is where the gradient by it vanishes, ridge included, after one step (%s)", async (name) => {
    const weights = Float64Array.from({ length: data.rows }, (_, i) => 0.5 + (i % 3));
    const loss = name === "mse" ? undefined : sumOfSquares;
    for (const set of [data, { ...data, weights }])
      for (const towards of ["zero", "present"] as const)
        for (const strength of [1e-3, 1]) {
          const optimizer = outputSolve({ strength, towards });
          const result = await trainFully({ ...base, data: set, network, loss, optimizer, steps: 1 });
          const { output, vjp } = tangentPass(result.model, set);
          const c = name === "mse" ? 1 / set.rows : 1;
          const residual = output.map((f, i) => {
            const weight = set === data ? 1 : weights[Math.floor(i / 2)];
            return c * weight * (f - set.y[i]);
          });
          const gradient = vjp(residual);
          const drawn = initialise(result.model.network, 1);
          for (const i of outputIndices(result.model.network)) {
            const from = towards === "zero" ? 0 : drawn[i];
            // R' + lambda (C - C_0) = 0, to the rounding of sums of 24 terms over a condition of up to 1e5.
            expect(Math.abs(gradient[i] + strength * (result.model.parameters[i] - from))).toBeLessThan(
              1e-9 * (1 + strength),
            );
          }
        }
  });

  it("leaves everything else as drawn", async () => {
    const { model: solved } = await trainFully({ ...base, network, optimizer: outputSolve(), steps: 3 });
    const drawn = initialise(solved.network, 1);
    const at = new Set(outputIndices(solved.network));
    for (let i = 0; i < drawn.length; i++) if (!at.has(i)) expect(solved.parameters[i]).toBe(drawn[i]);
  });
});

describe("outputSolve", () => {
  it("alone does all in one step, and comes where Gauss-Newton with frozen layers comes", async () => {
    for (const hidden of [9, 60]) {
      const network = mlp({ hidden: [hidden] });
      const once = await trainFully({ ...base, network, optimizer: outputSolve(), steps: 1 });
      const more = await trainFully({ ...base, network, optimizer: outputSolve(), steps: 5 });
      // Dependent neurons: a condition of up to 1e13 of Phi Phi^T, whose root multiplies the roundings of a coefficient.
      expect(distance(once.model.parameters, more.model.parameters)).toBeLessThan(1e-7);
      const frozen = mlp({ hidden: [hidden], freeze: ["hidden1"] });
      const newton = await trainFully({ ...base, network: frozen, optimizer: gaussNewton({ damping: 0 }), steps: 3 });
      expect(Math.abs(newton.loss - once.loss)).toBeLessThan(1e-12);
    }
  });

  it("towards zero forgets the output weights it meets, towards the present keeps them in a strong ridge", async () => {
    const network = mlp({ hidden: [9] });
    const run = (optimizer: TrainOptions["optimizer"]) => trainFully({ ...base, network, optimizer, steps: 1 });
    const zero = part((await run(outputSolve({ strength: 1e9 }))).model, "output.weight");
    expect(Math.max(...zero.map(Math.abs))).toBeLessThan(1e-6);
    const { model } = await run(outputSolve({ strength: 1e9, towards: "present" }));
    const drawn = initialise(model.network, 1);
    expect(distance(model.parameters, drawn)).toBeLessThan(1e-6);
  });

  it("follows Adam on the hidden layers, and beats it where the features are few", async () => {
    const network = mlp({ hidden: [12] });
    const single = regression();
    const options = { ...base, data: single, network, steps: 200 };
    const alternated = await trainFully({ ...options, optimizer: outputSolve({ hidden: adam() }) });
    const plain = await trainFully({ ...options, optimizer: adam() });
    expect(alternated.loss).toBeLessThan(plain.loss);
    // The output layer is at its optimum at every step but the first.
    const { output, vjp } = tangentPass(alternated.model, single);
    const gradient = vjp(output.map((f, i) => (f - single.y[i]) / single.rows));
    const b = block(alternated.model.network, "output.weight");
    for (let i = b.offset; i < b.offset + blockLength(b); i++) expect(Math.abs(gradient[i])).toBeLessThan(1e-9);
  });

  it("solves before the first step and after every k-th, and lets the rate of the hidden layers follow their schedule", async () => {
    const options = { ...base, network: mlp({ hidden: [9] }), steps: 7 };
    const optimizer = outputSolve({
      hidden: gd({ rate: 1e-9, decay: "cosine" }),
      every: 3,
      towards: "present",
      strength: 0.1,
    });
    const { history } = await trainFully({ ...options, optimizer });
    // Hidden layers hardly move, so that each solve goes on where the last one stopped: the loss falls after steps 0, 3 and 6 only.
    const falls = (k: number) => history.loss[k] < history.loss[k - 1] * (1 - 1e-6);
    expect([1, 2, 3, 4, 5, 6].map(falls)).toEqual([true, false, true, false, false, true]);
    expect(history.rate[0]).toBe(1e-9);
    expect(history.rate[6]).toBeLessThan(1e-9);
  });

  it("multiplies the rate of a linear method by the width in mean-field scaling, as that method does alone", async () => {
    const network = mlp({ hidden: [30], scaling: "mean-field", freeze: ["output"], skip: true });
    const options = { ...base, network, steps: 1 };
    const alone = await trainFully({ ...options, optimizer: gd({ rate: 0.1 }) });
    const within = await trainFully({
      ...options,
      optimizer: outputSolve({ hidden: gd({ rate: 0.1 }), strength: 1e12 }),
    });
    const w = part(alone.model, "hidden1.weight");
    // The skip starts at 0 and stays there to 1e-12, so that both see one gradient.
    expect(distance(w, part(within.model, "hidden1.weight"))).toBeLessThan(1e-9);
    expect(distance(w, Array.from(initialise(alone.model.network, 1).subarray(0, w.length)))).toBeGreaterThan(1e-3);
  });

  it("runs through hard and lossless switches", async () => {
    for (const how of ["hard", "lossless"] as const) {
      const { loss, history } = await trainFully({
        ...base,
        network: mlp({ hidden: [12] }),
        relaxation: stages([0.5, 1, 1.5], { switch: how }),
        optimizer: outputSolve({ hidden: adam() }),
        steps: 60,
      });
      expect(loss).toBeLessThan(0.05 * history.loss[0]);
    }
  });

  it("refuses options and networks that make no sense", () => {
    expect(() => outputSolve({ strength: -1 })).toThrow(/^strength: expected a number >= 0, got -1$/);
    expect(() => outputSolve({ every: 0 })).toThrow(/^every: expected a positive integer, got 0$/);
    expect(() => outputSolve({ hidden: lbfgs() })).toThrow(
      /^hidden: expected a first-order optimiser such as adam\(\), got lbfgs$/,
    );
    const frozen = mlp({ hidden: [4], freeze: ["output"] });
    expect(() => trainFully({ ...base, network: frozen, optimizer: outputSolve() })).toThrow(
      /^optimizer: outputSolve: the output layer is frozen$/,
    );
    expect(outputUnsupported(buildNetwork(mlp({ hidden: [20_000] }), 2, 1), 9000)).toBe(
      "9000 rows of 20000 features take 2.5 GiB; expected at most 1 GiB of features and 8192 of rows or features: take fewer rows or neurons",
    );
  });
});

describe("ridge", () => {
  const normal = (rows: number, columns: number, seed: number) => {
    const a = zeros(rows, columns);
    random(seed, "ridge").fillNormal(a.data);
    return a;
  };

  it("gives the same coefficients by both sides: rows or columns of zeros turn one into the other", () => {
    const [n, q] = [12, 9];
    const design = normal(n, q, 1);
    const target = normal(n, 2, 2);
    const wide = zeros(n, 30);
    for (let i = 0; i < n; i++) for (let j = 0; j < q; j++) wide.data[i * 30 + j] = design.data[i * q + j];
    for (const shift of [0, 1e-6, 1, 100]) {
      const tall = ridge(design, target, shift).data;
      const other = ridge(wide, target, shift).data;
      expect(distance(tall, other.subarray(0, tall.length))).toBeLessThan(1e-9);
      expect(distance(other.subarray(tall.length), new Float64Array(42))).toBe(0);
    }
  });

  it("of strength 0 is the solution of least norm, rows that repeat or contradict one another included", () => {
    const once = normal(6, 20, 3);
    const design = { rows: 12, columns: 20, data: Float64Array.of(...once.data, ...once.data) };
    const y = normal(6, 1, 4).data;
    const target = { rows: 12, columns: 1, data: Float64Array.of(...y.map((v) => v + 1), ...y.map((v) => v - 1)) };
    // What the pairs agree on is their mean.
    const expected = ridge(once, { rows: 6, columns: 1, data: y }, 0).data;
    expect(distance(ridge(design, target, 0).data, expected)).toBeLessThan(1e-9);
  });

  it("of a design matrix of zeros is 0", () => {
    expect(Array.from(ridge(zeros(3, 2), normal(3, 1, 5), 0).data)).toEqual([0, 0]);
  });
});

describe("random features", () => {
  it("interpolate where neurons are as many as rows or more, as far as they differ", async () => {
    const single = regression({ rows: 60 });
    const wide = randomFeatures({ data: single, network: mlp({ hidden: [400] }), seed: 3 });
    expect(await meanSquares(wide, single)).toBeLessThan(1e-24);
    // Relu neurons that are active everywhere are one linear function, and those active nowhere are none: m = n is too few.
    const network = mlp({ hidden: [60] });
    const drawn = buildNetwork(network, 2, 1);
    const J = outputDesign({ network: drawn, parameters: initialise(drawn, 3), s: [1] }, single);
    const rank = eigenvalues(gramProduct(J)).filter((value) => value > 1e-10).length;
    expect(rank).toBeLessThan(60);
    expect(await meanSquares(randomFeatures({ data: single, network, seed: 3 }), single)).toBeGreaterThan(1e-12);
  });

  it("reach 1e-27 on 100 points in one dimension with 4000 neurons (PAPERS.md HRTA 9)", async () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => -1.7 + (3.4 * i) / 99);
    const line = { rows: 100, inputs: 1, outputs: 1, x, y: x.map((v) => Math.sin(2 * v)) };
    const model = randomFeatures({ data: line, network: mlp({ hidden: [4000] }) });
    expect(await meanSquares(model, line)).toBeLessThan(1e-27);
    const between = Float64Array.from({ length: 99 }, (_, i) => -1.7 + (3.4 * (i + 0.5)) / 99);
    const f = await predict(model, between);
    // Piecewise linear features with 4000 kinks: the interpolant is close to a cubic spline.
    for (const [i, v] of between.entries()) expect(Math.abs(f[i] - Math.sin(2 * v))).toBeLessThan(1e-3);
  });

  it("are what one step of outputSolve trains", async () => {
    for (const strength of [0, 1e-3]) {
      const network = mlp({ hidden: [30], bias: "layers", skip: true });
      const model = randomFeatures({ data, network, strength, seed: 1 });
      const trained = await trainFully({ ...base, network, optimizer: outputSolve({ strength }), steps: 1 });
      expect(model.s).toEqual([1]);
      expect(distance(model.parameters, trained.model.parameters)).toBeLessThan(1e-7);
    }
  });

  it("count weights as repetitions and leave frozen parts of the output alone", async () => {
    const weights = Float64Array.from({ length: data.rows }, (_, i) => (i < 12 ? 2 : 1));
    const twice = {
      ...data,
      rows: 36,
      x: Float64Array.of(...data.x, ...data.x.subarray(0, 24)),
      y: Float64Array.of(...data.y, ...data.y.subarray(0, 24)),
    };
    const network = mlp({ hidden: [10], freeze: ["output"], skip: true });
    const weighted = randomFeatures({ data: { ...data, weights }, network, strength: 0.3 });
    const repeated = randomFeatures({ data: twice, network, strength: (0.3 * 24) / 36 });
    expect(distance(weighted.parameters, repeated.parameters)).toBeLessThan(1e-12);
    expect(part(weighted, "output.weight")).toEqual(Array.from(initialise(weighted.network, 0).subarray(30, 50)));
  });

  it("are in float32 where that is asked for, and one seed gives the same bits", () => {
    const options = { data, network: mlp({ hidden: [30] }), strength: 1e-3 };
    expect(randomFeatures({ ...options, dtype: "f32" }).parameters).toBeInstanceOf(Float32Array);
    expect(randomFeatures(options)).toEqual(randomFeatures(options));
    expect(randomFeatures({ ...options, seed: 1 }).parameters).not.toEqual(randomFeatures(options).parameters);
  });

  it("refuse what they cannot use", () => {
    expect(() => randomFeatures({ data, strength: -1 })).toThrow(/^strength: /);
    expect(() => randomFeatures({ data, seed: 0.5 })).toThrow(/^seed: expected an integer, got 0.5$/);
    expect(() => randomFeatures({ data, network: mlp({ freeze: ["output"] }) })).toThrow(
      /^network: the output layer is frozen$/,
    );
  });
});
