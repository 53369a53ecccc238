import { expect, test } from "vitest";
import { eigen, eigenvalues } from "../../src/numerics/linear/eigen.js";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { jacobian } from "../../src/tangent/jacobian.js";
import { neuronColumns, neuronNewtonOperator } from "../../src/theory/dynamics/index.js";
import { example, inputs } from "../model/example.js";
import { normal } from "./modes.js";

const matrix = (rows: number, columns: number, seed: number): Matrix => ({
  rows,
  columns,
  data: normal(rows * columns, seed),
});

test("the operator of one neuron is the projection on the range of its Jacobian", () => {
  const j = matrix(6, 3, 1);
  const values = eigenvalues(neuronNewtonOperator(j, [[0, 1, 2]]));
  // n eps times the largest eigenvalue.
  for (const [i, value] of values.entries()) expect(Math.abs(value - (i < 3 ? 0 : 1))).toBeLessThan(1e-14);
  const { values: each, vectors } = eigen(neuronNewtonOperator(j, [[0, 1, 2]]));
  expect(each).toHaveLength(6);
  for (let mode = 0; mode < 3; mode++)
    for (let column = 0; column < 3; column++) {
      let along = 0;
      for (let i = 0; i < 6; i++) along += vectors.data[mode * 6 + i] * j.data[i * 3 + column];
      expect(Math.abs(along)).toBeLessThan(1e-13);
    }
});

test("dependent and zero columns count once, as the pseudo-inverse has it", () => {
  const j = matrix(5, 4, 2);
  for (let i = 0; i < 5; i++) {
    j.data[i * 4 + 2] = 3 * j.data[i * 4] - j.data[i * 4 + 1];
    j.data[i * 4 + 3] = 0;
  }
  const values = eigenvalues(neuronNewtonOperator(j, [[0, 1, 2, 3]]));
  expect(values.filter((value) => Math.abs(value - 1) < 1e-13)).toHaveLength(2);
  expect(values.filter((value) => Math.abs(value) < 1e-13)).toHaveLength(3);
});

test("the operators of neurons add up: the trace is the number of directions of all, the largest eigenvalue at most their number", () => {
  const m = 50;
  const model = example({ options: { hidden: [m], freeze: ["output"], outputInit: "sign" }, s: [1] });
  const points = { rows: 8, inputs: 3, x: inputs(model, 8) };
  const operator = neuronNewtonOperator(jacobian(model, points), neuronColumns(model.network));
  const values = eigenvalues(operator);
  // A neuron reaches as many directions as it has active samples, up to its 4 weights.
  const x = (i: number) => [...points.x.subarray(3 * i, 3 * i + 3), 1];
  let directions = 0;
  for (const columns of neuronColumns(model.network)) {
    const w = columns.map((column) => model.parameters[column]);
    const active = Array.from({ length: 8 }, (_, i) => x(i)).filter(
      (row) => row.reduce((sum, v, k) => sum + v * w[k], 0) > 0,
    );
    directions += Math.min(4, active.length);
  }
  const trace = values.reduce((sum, value) => sum + value, 0);
  expect(Math.abs(trace - directions)).toBeLessThan(1e-10);
  expect(values[7]).toBeLessThanOrEqual(m * (1 + 1e-12));
  expect(values[0]).toBeGreaterThan(-1e-12);
});

test("the columns of a neuron are its weights, the constant's, and its bias", () => {
  const plain = example({ options: { hidden: [3] }, s: [1], inputs: 2 });
  expect(neuronColumns(plain.network)).toEqual([
    [0, 3, 6],
    [1, 4, 7],
    [2, 5, 8],
  ]);
  const biased = example({ options: { hidden: [2], bias: "layers" }, s: [1], inputs: 2 });
  expect(neuronColumns(biased.network)).toEqual([
    [0, 2, 4],
    [1, 3, 5],
  ]);
});

test("a column that the Jacobian does not have is named", () => {
  expect(() => neuronNewtonOperator(matrix(2, 2, 1), [[0, 2]])).toThrow(
    "neurons: expected columns of the Jacobian, 0 to 1, got 2",
  );
});
