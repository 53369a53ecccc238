import { describe, expect, it } from "vitest";
import { InputError } from "../../src/model/errors.js";
import { forward } from "../../src/model/forward.js";
import { blockLength } from "../../src/model/network.js";
import { gram } from "../../src/tangent/gram.js";
import { jacobian } from "../../src/tangent/jacobian.js";
import { tangentPass } from "../../src/tangent/tangent-pass.js";
import { EPS64, example } from "../model/example.js";
import { difference, dot, largest, networks, normals, points } from "./networks.js";

const table = Object.entries(networks).map(([name, make]) => ({ name, make }));

/** Rounding of sums of a few hundred terms of the size of the largest entry. */
const ROUNDING = 1000 * EPS64;

describe.each(table)("$name", ({ make }) => {
  const model = make();
  const { network } = model;
  const k = network.outputs;
  const data = points(model, 6);
  const pass = tangentPass(model, data);

  it("has the outputs of the definition", () => {
    const expected = forward(model, data.x);
    expect(difference(pass.output, expected)).toBeLessThan(ROUNDING * largest(expected));
  });

  it("has the Jacobian of central differences in every trained parameter, 0 elsewhere", () => {
    const j = jacobian(model, data);
    const trained = network.blocks.filter((b) => b.trainable);
    const inTrained = (at: number) => trained.some((b) => at >= b.offset && at < b.offset + blockLength(b));
    // Step eps^(1/3): truncation h^2 f''' / 6 and rounding eps f / h are both near 1e-10; 1e-7 leaves room for f''' of a
    // hundred or so. No pre-activation of these draws lies within a step of relu's kink.
    const step = 6e-6;
    const theta = Float64Array.from(model.parameters);
    for (let at = 0; at < network.parameters; at++) {
      const column = Array.from({ length: j.rows }, (_, row) => j.data[row * j.columns + at]);
      if (!inTrained(at)) {
        expect(largest(column)).toBe(0);
        continue;
      }
      const at0 = theta[at];
      theta[at] = at0 + step;
      const above = forward({ ...model, parameters: theta }, data.x);
      theta[at] = at0 - step;
      const below = forward({ ...model, parameters: theta }, data.x);
      theta[at] = at0;
      const slope = above.map((value, i) => (value - below[i]) / (2 * step));
      expect(difference(column, slope)).toBeLessThan(1e-7 * (1 + largest(pass.output)));
    }
  });

  it("has J^T u and J v that are the Jacobian's", () => {
    const j = jacobian(model, data);
    for (let row = 0; row < j.rows; row++) {
      const u = new Float64Array(j.rows);
      u[row] = 1;
      const expected = j.data.subarray(row * j.columns, (row + 1) * j.columns);
      expect(difference(pass.vjp(u), expected)).toBeLessThanOrEqual(ROUNDING * largest(j.data));
    }
    const v = normals(network.parameters);
    const expected = Array.from({ length: j.rows }, (_, row) =>
      dot(j.data.subarray(row * j.columns, (row + 1) * j.columns), v),
    );
    expect(difference(pass.jvp(v), expected)).toBeLessThan(ROUNDING * largest(j.data) * largest(v));
  });

  it("has J v and J^T u adjoint: <u, J v> = <J^T u, v>", () => {
    const v = normals(network.parameters);
    const u = normals(6 * k, 4);
    const left = dot(u, pass.jvp(v));
    expect(Math.abs(left - dot(pass.vjp(u), v))).toBeLessThan(ROUNDING * (1 + Math.abs(left)) * largest(pass.jvp(v)));
  });

  it("has the Gram matrix J J^T, symmetric to the bit, its blocks summing to the whole", () => {
    const j = jacobian(model, data);
    const { total, blocks } = gram(model, data);
    expect(blocks.map((b) => b.name)).toEqual(network.blocks.filter((b) => b.trainable).map((b) => b.name));
    const size = 6 * k;
    expect([total.rows, total.columns]).toEqual([size, size]);
    const row = (i: number, from: number, to: number) => j.data.subarray(i * j.columns + from, i * j.columns + to);
    const tolerance = ROUNDING * largest(total.data);
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) {
        const at = a * size + b;
        expect(Math.abs(total.data[at] - dot(row(a, 0, j.columns), row(b, 0, j.columns)))).toBeLessThan(tolerance);
        expect(total.data[at]).toBe(total.data[b * size + a]);
        expect(Math.abs(total.data[at] - blocks.reduce((sum, { gram: g }) => sum + g.data[at], 0))).toBeLessThan(
          tolerance,
        );
        for (const { name, gram: g } of blocks) {
          const of = network.blocks.find((candidate) => candidate.name === name);
          const [from, to] = of ? [of.offset, of.offset + blockLength(of)] : [0, 0];
          expect(Math.abs(g.data[at] - dot(row(a, from, to), row(b, from, to)))).toBeLessThan(tolerance);
        }
      }
    expect(gram(model, data, undefined, { blocks: false })).toEqual({ total, blocks: [] });
  });

  it("has a rectangular Gram matrix J J'^T between two sets of points", () => {
    const beside = points(model, 4, 8);
    const j = jacobian(model, data);
    const other = jacobian(model, beside);
    const { total } = gram(model, data, beside);
    expect([total.rows, total.columns]).toEqual([6 * k, 4 * k]);
    for (let a = 0; a < total.rows; a++)
      for (let b = 0; b < total.columns; b++) {
        const expected = dot(
          j.data.subarray(a * j.columns, (a + 1) * j.columns),
          other.data.subarray(b * j.columns, (b + 1) * j.columns),
        );
        expect(Math.abs(total.data[a * total.columns + b] - expected)).toBeLessThan(
          ROUNDING * (largest(total.data) + 1),
        );
      }
    expect(pass.gram(tangentPass(model, beside)).total).toEqual(total);
  });
});

describe("memory", () => {
  // Widths and rows beyond what is kept at once: several slices of neurons, several chunks of rows.
  it.each([
    { name: "a wide layer in slices", options: { hidden: [5000], skip: true }, rows: 700, outputs: 2 },
    { name: "a deep network in chunks of rows", options: { hidden: [3, 4000] }, rows: 900, outputs: 1 },
  ])("$name gives what a narrow view of it gives", ({ options, rows, outputs }) => {
    const s = options.hidden.map(() => 1.5);
    const model = example({ options, s, outputs });
    const data = points(model, rows);
    const few = { rows: 5, inputs: data.inputs, x: data.x.subarray((rows - 5) * data.inputs) };
    const pass = tangentPass(model, data);
    const small = tangentPass(model, few);
    const from = (rows - 5) * outputs;
    const g = pass.gram(small, { blocks: false }).total;
    const expected = small.gram().total;
    const size = 5 * outputs;
    expect(difference(g.data.subarray(from * size), expected.data)).toBeLessThan(ROUNDING * largest(expected.data));
    expect(difference(pass.output.subarray(from), small.output)).toBeLessThan(ROUNDING * largest(pass.output));
    const v = normals(model.network.parameters);
    const u = normals(rows * outputs, 4);
    const left = dot(u, pass.jvp(v));
    // A sum of a few thousand terms of either sign.
    expect(Math.abs(left - dot(pass.vjp(u), v))).toBeLessThan(1e-10 * dot(u.map(Math.abs), pass.jvp(v).map(Math.abs)));
  });
});

describe("bad input", () => {
  const model = networks["two layers"]();
  it("is refused with the row, the width, or the memory it would take", () => {
    expect(() => gram(model, { rows: 2, inputs: 2, x: new Float64Array(4) })).toThrow(
      "points: the model has 3 inputs, the points have 2",
    );
    expect(() => gram(model, { rows: 2, inputs: 3, x: new Float64Array(4) })).toThrow(InputError);
    expect(() => gram(model, { rows: 0, inputs: 3, x: new Float64Array(0) })).toThrow(
      "points: expected at least one row",
    );
    const x = new Float64Array(6);
    x[4] = Number.NaN;
    expect(() => gram(model, { rows: 2, inputs: 3, x })).toThrow(
      "points: x of row 2, input 2 is NaN; expected a finite number",
    );
    expect(() => gram(model, { rows: 20_000, inputs: 3, x: new Float64Array(60_000) })).toThrow(
      "3 Gram matrices of 20000 x 20000 take 8.9 GiB, the limit is 4; use fewer rows, or blocks: false",
    );
    expect(() => jacobian(model, { rows: 2e6, inputs: 3, x: new Float64Array(6e6) })).toThrow(
      /^jacobian: 2000000 x 35 entries take 535 MiB, the limit is 256; use tangentPass/,
    );
    const pass = tangentPass(model, points(model, 2));
    expect(() => pass.jvp(new Float64Array(3))).toThrow("v: expected 35 numbers, one a parameter, got 3");
    expect(() => pass.vjp(new Float64Array(3))).toThrow("u: expected 2 numbers, one a row and output, got 3");
    expect(() => pass.gram(tangentPass(networks["biases in layers"](), points(model, 2)))).toThrow(
      "other: expected a pass over a network of the same shape",
    );
  });
});
