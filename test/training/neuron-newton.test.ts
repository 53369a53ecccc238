import { describe, expect, it } from "vitest";
import { initialise } from "../../src/model/initialise.js";
import { mse } from "../../src/model/loss.js";
import { block, buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";
import { eigenvalues } from "../../src/numerics/linear/eigen.js";
import { type Matrix, zeros } from "../../src/numerics/linear/matrix.js";
import { multiply, transposedMultiply } from "../../src/numerics/linear/product.js";
import { jacobian, tangentPass } from "../../src/tangent/index.js";
import { constant, neuronNewton } from "../../src/training/index.js";
import { leastSquares } from "../../src/training/squares/least-squares.js";
import { distance } from "./landscape.js";
import { regression, trainFully } from "./problems.js";

const data = regression({ rows: 30, inputs: 3 });
/** BXC's setting: only W is trained, a = +-1. */
const options = { freeze: ["output"], outputInit: "sign" } as const;
const network = mlp({ hidden: [40], ...options });
const base = { data, network, relaxation: constant(1), dtype: "f64", seed: 1 } as const;

/** Columns of J that belong to neuron r. */
function columnsOf(J: Matrix, at: readonly number[]): Matrix {
  const part = zeros(J.rows, at.length);
  for (let i = 0; i < J.rows; i++)
    for (const [j, column] of at.entries()) part.data[i * at.length + j] = J.data[i * J.columns + column];
  return part;
}

/** J^+ b by conjugate gradients, which from 0 stay in the range of J^T and end at the least-squares solution of least norm. */
function leastNormSolution(J: Matrix, b: Float64Array): Float64Array {
  const p = J.columns;
  const column = (data: Float64Array): Matrix => ({ rows: data.length, columns: 1, data });
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, v, i) => sum + v * y[i], 0);
  const x = new Float64Array(p);
  let residual = b.slice();
  let gradient = transposedMultiply(J, column(residual)).data;
  let direction = gradient.slice();
  const first = dot(gradient, gradient);
  for (let k = 0; k < 10 * p; k++) {
    const size = dot(gradient, gradient);
    if (!(size > 1e-30 * first)) break;
    const moved = multiply(J, column(direction)).data;
    const alpha = size / dot(moved, moved);
    for (let i = 0; i < p; i++) x[i] += alpha * direction[i];
    residual = residual.map((v, i) => v - alpha * moved[i]);
    gradient = transposedMultiply(J, column(residual)).data;
    const beta = dot(gradient, gradient) / size;
    direction = gradient.map((v, i) => v + beta * direction[i]);
  }
  return x;
}

describe("Newton's method for every neuron", () => {
  it.each<[string, MlpOptions]>([
    ["the constant input", {}],
    ["no bias", { bias: false }],
    ["bias vectors, which count as a neuron's own", { bias: "layers" }],
  ])("is w_r <- w_r - (rate/m) (J_r^T J_r)^+ J_r^T (f - y), with %s", async (_, more) => {
    const spec = mlp({ hidden: [40], ...options, ...more });
    const { model } = await trainFully({ ...base, network: spec, optimizer: neuronNewton({ rate: 0.7 }), steps: 1 });
    const built = model.network;
    const theta = initialise(built, 1);
    const start = { network: built, parameters: theta, s: [1] };
    const J = jacobian(start, data);
    const residual = tangentPass(start, data).output.map((f, i) => f - data.y[i]);
    const { offset, shape } = block(built, "hidden1.weight");
    const expected = theta.slice();
    let singular = 0;
    for (let r = 0; r < 40; r++) {
      const at = Array.from({ length: shape[0] }, (_, j) => offset + j * 40 + r);
      if (spec.bias === "layers") at.push(block(built, "hidden1.bias").offset + r);
      const own = columnsOf(J, at);
      const [least] = eigenvalues(transposedMultiply(own, own));
      if (least < 1e-12) singular++;
      const step = leastNormSolution(own, residual);
      for (const [j, i] of at.entries()) expected[i] -= (0.7 / 40) * step[j];
    }
    expect(distance(model.parameters, expected)).toBeLessThan(1e-9);
    // Neurons that see fewer than p samples are there, which is what the pseudo-inverse is for.
    if (spec.bias === "input") expect(singular).toBeGreaterThan(0);
  });

  it("lowers the loss at rate 1/m, whatever the width", async () => {
    for (const m of [10, 100, 1000]) {
      const wide = mlp({ hidden: [m], ...options });
      const { history } = await trainFully({ ...base, network: wide, optimizer: neuronNewton(), steps: 15 });
      expect(history.loss[14]).toBeLessThan(0.5 * history.loss[0]);
    }
  });

  it("moves the error by sum_r J_r (J_r^T J_r)^+ J_r^T, whose eigenvalues lie in [0, m] (PAPERS.md BXC 3)", () => {
    for (const m of [10, 100]) {
      const built = buildNetwork(mlp({ hidden: [m], ...options }), 3, 1);
      const start = { network: built, parameters: initialise(built, 1), s: [1] };
      const { neurons } = leastSquares({ network: built, data, loss: mse, model: () => start });
      const jacobianOf = neurons.jacobians();
      const sum = zeros(30, 30);
      for (let r = 0; r < m; r++) {
        const { rows, columns, data: entries } = jacobianOf(r);
        const own = { rows, columns, data: entries.slice() };
        for (let i = 0; i < 30; i++) {
          const unit = new Float64Array(30);
          unit[i] = 1;
          const image = multiply(own, { rows: columns, columns: 1, data: leastNormSolution(own, unit) }).data;
          for (let j = 0; j < 30; j++) sum.data[j * 30 + i] += 0.5 * image[j];
        }
      }
      // Symmetric up to the accuracy of the oracle, which stops at 1e-15 of the gradient.
      const symmetric = { ...sum, data: sum.data.map((v, at) => v + sum.data[(at % 30) * 30 + Math.floor(at / 30)]) };
      const values = eigenvalues(symmetric);
      expect(values[0]).toBeGreaterThan(-1e-6 * m);
      expect(values[29]).toBeLessThanOrEqual(m * (1 + 1e-6));
      // 152 to 218 of 400 were measured: a good part of m, which a step of order 1 would overshoot by far.
      expect(values[29]).toBeGreaterThan(0.2 * m);
    }
  });

  it("leaves a neuron that sees no sample, or has output weight 0, where it is", async () => {
    const dead = mlp({ hidden: [3], bias: false, ...options });
    const built = buildNetwork(dead, 1, 1);
    // On x > 0: w = -1 is inactive everywhere, w = 2 has output weight 0, w = 3 works.
    const initial = Float64Array.of(-1, 2, 3, 1, 0, 1);
    const x = Float64Array.of(0.5, 1, 2);
    const line = { rows: 3, inputs: 1, outputs: 1, x, y: x.map((v) => 5 * v) };
    expect(built.parameters).toBe(6);
    const { model } = await trainFully({
      ...base,
      data: line,
      network: dead,
      initial,
      optimizer: neuronNewton({ rate: 1.5 }),
      steps: 80,
    });
    expect(Array.from(model.parameters.subarray(0, 2))).toEqual([-1, 2]);
    // f = 3 -> w / sqrt(3) x, so that w -> 5 sqrt(3), by a factor 1/2 a step.
    expect(Math.abs(model.parameters[2] - 5 * Math.sqrt(3))).toBeLessThan(1e-12);
  });

  it("counts weights, and rows of weight 0 not at all", async () => {
    const weights = Float64Array.from({ length: 30 }, (_, i) => (i < 10 ? 0 : 1.5));
    const rest = { ...data, rows: 20, x: data.x.subarray(30), y: data.y.subarray(10) };
    const options = { ...base, optimizer: neuronNewton(), steps: 5 };
    const [weighted, fewer] = [
      await trainFully({ ...options, data: { ...data, weights } }),
      await trainFully({ ...options, data: rest }),
    ];
    // A neuron's matrix may have a condition of up to 1e12 before it counts as singular; roundings are multiplied by it.
    expect(distance(weighted.model.parameters, fewer.model.parameters)).toBeLessThan(1e-5);
  });

  it.each<[MlpOptions, typeof data, RegExp]>([
    [{ hidden: [4, 4], freeze: ["output"] }, data, /the neurons of one hidden layer, and the network has 2$/],
    [{ hidden: [4], freeze: ["output"] }, regression({ outputs: 2 }), /needs one output, and the network has 2$/],
    [
      { hidden: [4], freeze: ["output"] },
      regression({ inputs: 21 }),
      /solves for every neuron's 21 inputs at every step; expected at most 20$/,
    ],
    [
      { hidden: [4] },
      data,
      /moves the first hidden layer only, and output\.weight would stay as drawn; freeze it \(freeze: \["output"\]/,
    ],
    [
      { hidden: [4], freeze: ["output"], skip: true },
      data,
      /link0-2\.weight would stay as drawn; freeze it \(no skip\)$/,
    ],
    [
      { hidden: [4], freeze: ["output"], trainSlope: true },
      data,
      /slope would stay as drawn; freeze it \(no trained slopes\)$/,
    ],
    [{ hidden: [4], freeze: ["hidden1", "output"] }, data, /the first hidden layer is frozen$/],
  ])("refuses other networks with the reason (%#)", (more, set, message) => {
    expect(() => trainFully({ ...base, data: set, network: mlp(more), optimizer: neuronNewton() })).toThrow(message);
    expect(() => trainFully({ ...base, data: set, network: mlp(more), optimizer: neuronNewton() })).toThrow(
      /^optimizer: neuronNewton: /,
    );
  });

  it("takes 20 inputs", async () => {
    const many = regression({ rows: 60, inputs: 20 });
    const { loss, history } = await trainFully({ ...base, data: many, optimizer: neuronNewton(), steps: 10 });
    expect(loss).toBeLessThan(0.5 * history.loss[0]);
  });
});
