import { expect, test } from "vitest";
import { kernelAt } from "../../src/lab/kernel/curve.js";
import { kernelTable } from "../../src/lab/kernel/table.js";
import { activations, homotopy } from "../../src/model/activation.js";
import { mlp } from "../../src/model/network.js";

const kernel = (x: readonly number[], inputs = 1) => {
  const rows = x.length / inputs;
  const data = {
    rows,
    inputs,
    outputs: 1,
    x: Float64Array.from(x),
    y: Float64Array.from({ length: rows }, (_, i) => -i),
  };
  const at = kernelAt(mlp({ hidden: [10], activation: homotopy(activations.relu) }), data);
  return { data, at, table: (s: number) => kernelTable(at.matrix(s), at.spectrum(s), data) };
};
const line = [1.8, -0.6, 0.6, -1.8];

test("the table is symmetric, 1 on its diagonal, nowhere beyond, and in the order of x", () => {
  const { rows, alike, patterns } = kernel(line).table(1);
  expect(rows).toBe(4);
  expect(Array.from(patterns?.x ?? [])).toEqual([-1.8, -0.6, 0.6, 1.8]);
  for (let i = 0; i < 4; i++) {
    expect(alike[i * 5]).toBeCloseTo(1, 14);
    for (let j = 0; j < 4; j++) {
      expect(alike[i * 4 + j]).toBe(alike[j * 4 + i]);
      expect(Math.abs(alike[i * 4 + j])).toBeLessThanOrEqual(1 + 1e-14);
    }
  }
  // -1.8 and -0.6 are neighbours, -1.8 and 1.8 are the ends.
  expect(alike[1]).toBeGreaterThan(alike[3]);
});

test("a pattern is moved by the kernel into lambda times itself", () => {
  const { at, table } = kernel(line);
  const { data: K } = at.matrix(1.3);
  const order = [3, 1, 2, 0];
  const { curves = [] } = table(1.3).patterns ?? {};
  expect(curves.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  for (const { lambda, values } of curves)
    for (let i = 0; i < 4; i++) {
      const moved = order.reduce((sum, column, j) => sum + K[order[i] * 4 + column] * values[j], 0);
      expect(moved).toBeCloseTo(lambda * values[i], 12);
    }
  expect(curves[0].lambda).toBeGreaterThan(curves[3].lambda);
});

test("of many samples some are shown, and patterns only over one input", () => {
  expect(kernel(Array.from({ length: 100 }, (_, i) => i / 99)).table(1).rows).toBe(48);
  expect(kernel([0.1, 0.9, -0.4, 0.3, 0.8, 0.2], 2).table(1).patterns).toBeUndefined();
});
