import { describe, expect, test } from "vitest";
import { type Jet, pairsOf, planesOf } from "../../src/engine/index.js";
import { activations, homotopy } from "../../src/model/activation.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, mlp } from "../../src/model/network.js";
import { type Ansatz, ansatzRows } from "../../src/pde/ansatz.js";
import { boundaryPoints, interiorPoints } from "../../src/pde/domain/points.js";
import { box, type KnownFunction, pdeProblems, solutionJets } from "../../src/pde/index.js";
import { bubble } from "../../src/pde/problems/bubble.js";
import { known } from "../../src/pde/problems/known.js";
import { dot, moved, norm, normals } from "./jets.js";

/** A function without symmetries, so that no two of its derivatives are alike. */
const uneven: KnownFunction = ({ 0: x, 1: y }) => {
  const [e, s, c] = [Math.exp(0.5 * x), Math.sin(2 * y), Math.cos(2 * y)];
  return known(
    e * s + x * y,
    [0.5 * e * s + y, 2 * e * c + x],
    [
      [0.25 * e * s, e * c + 1],
      [e * c + 1, -4 * e * s],
    ],
  );
};

function modelOf(inputs: number): Model {
  const network = buildNetwork(mlp({ hidden: [7, 5], activation: homotopy(activations.tanh) }), inputs, 1);
  return { network, parameters: Float64Array.from(initialise(network, 4)), s: [1.5, 1.5] };
}

const heat = pdeProblems.heat();
const cube = box([0, -1, 0], [1, 1, 2]);
const cases: readonly { readonly title: string; readonly domain: typeof cube; readonly ansatz: Ansatz }[] = [
  { title: "a bubble of an interval", domain: box([-1], [2]), ansatz: { factor: bubble(box([-1], [2])) } },
  { title: "initial values and a bubble", domain: heat.domain, ansatz: heat.ansatz as Ansatz },
  {
    title: "a lift and a bubble",
    domain: box([0, 0], [1, 1]),
    ansatz: { lift: uneven, factor: bubble(box([0, 0], [1, 1])) },
  },
  { title: "a bubble of a box", domain: cube, ansatz: { factor: bubble(cube) } },
];

describe.each(cases)("$title", ({ domain, ansatz }) => {
  const { dimensions: d } = domain;
  const model = modelOf(d);
  const points = interiorPoints(domain, 8, { sampling: "uniform", seed: 6 });

  test("has the jets of lift + factor N: they are the differences of its values", async () => {
    const jet: Jet = { order: 2, directions: d };
    const planes = planesOf(jet);
    const { x, rows } = points;
    const jets = await solutionJets({ model, ansatz }, x, 2);
    /** lift + factor N, formed here. */
    const values = async (at: Float64Array) => {
      const network = await solutionJets({ model }, at);
      return network.map((value, i) => {
        const point = at.subarray(i * d, (i + 1) * d);
        return (ansatz.lift?.(point).value ?? 0) + ansatz.factor(point).value * value;
      });
    };
    const shifted = async (...steps: readonly (readonly [number, number])[]) => {
      const at = x.slice();
      for (let i = 0; i < rows; i++) for (const [j, step] of steps) at[i * d + j] += step;
      return values(at);
    };
    const here = await values(x);
    // Second differences: truncation h^2 times a fourth derivative near 100, rounding eps / h^2 = 2e-8.
    const h = 1e-4;
    for (let i = 0; i < rows; i++) expect(jets[i * planes]).toBeCloseTo(here[i], 13);
    for (let j = 0; j < d; j++) {
      const [up, down] = [await shifted([j, h]), await shifted([j, -h])];
      for (let i = 0; i < rows; i++) expect(jets[i * planes + 1 + j]).toBeCloseTo((up[i] - down[i]) / (2 * h), 5);
    }
    for (const [k, [j, l]] of pairsOf(jet).entries()) {
      const corners = await Promise.all(
        [
          [1, 1],
          [1, -1],
          [-1, 1],
          [-1, -1],
        ].map(([a, b]) => shifted([j, a * h], [l, b * h])),
      );
      for (let i = 0; i < rows; i++) {
        const [pp, pm, mp, mm] = corners.map((corner) => corner[i]);
        expect(jets[i * planes + 1 + d + k]).toBeCloseTo((pp - pm - mp + mm) / (4 * h * h), 4);
      }
    }
  });

  test.each([0, 1, 2] satisfies Jet["order"][])("pulls by the transpose of how it is applied: order %d", (order) => {
    const jet: Jet = { order, directions: d };
    const planes = planesOf(jet);
    const rows = ansatzRows(ansatz, points.x, jet);
    for (let row = 0; row < points.rows; row++) {
      const entries = normals(planes, 10 + row);
      const cotangent = normals(planes, 30 + row);
      const lift = new Float64Array(planes);
      const applied = entries.slice();
      rows.apply(row, lift);
      rows.apply(row, applied);
      const pulled = normals(3 * planes, 50);
      const around = pulled.slice();
      pulled.set(cotangent, planes);
      rows.pull(row, pulled, planes);
      const through = dot(
        applied.map((value, plane) => value - lift[plane]),
        cotangent,
      );
      const own = pulled.subarray(planes, 2 * planes);
      // Sums of a few dozen products.
      expect(Math.abs(through - dot(own, entries))).toBeLessThan(
        1e-13 * (norm(applied) + norm(lift)) * norm(cotangent),
      );
      for (const i of [0, planes - 1, 2 * planes, 3 * planes - 1]) expect(pulled[i]).toBe(around[i]);
    }
  });
});

describe("a bubble", () => {
  const faces = (domain: typeof cube) => boundaryPoints(domain, domain.faces, 60, { sampling: "uniform", seed: 2 });

  test("is 0 on the faces, to the bit, and 1 in the middle", () => {
    for (const domain of [box([-1], [2]), box([0, 0], [1, 1]), cube]) {
      const { x, rows, dimensions: d } = faces(domain);
      for (let i = 0; i < rows; i++) expect(bubble(domain)(x.subarray(i * d, (i + 1) * d)).value).toBe(0);
      expect(bubble(domain)(domain.lower.map((low, j) => 0.5 * (low + domain.upper[j]))).value).toBe(1);
    }
  });

  test("of some directions is 0 on their faces, and does not depend on the others", () => {
    const own = bubble(cube, [0, 2]);
    const { x, normal, rows } = faces(cube);
    for (let i = 0; i < rows; i++) {
      const at = x.subarray(3 * i, 3 * i + 3);
      if (normal?.[3 * i + 1] === 0) expect(own(at).value).toBe(0);
      else expect(own(at).value).toBeGreaterThan(0);
      expect(own(at).gradient[1]).toBe(0);
      expect(own(moved(at, 1, 0.3)).value).toBe(own(at).value);
    }
  });

  test("has the derivatives of its differences", () => {
    // A product of parabolas: a central difference of one variable is exact but for eps / h = 1e-13.
    const h = 1e-3;
    for (const of of [bubble(cube), bubble(cube, [1]), bubble(cube, [2, 0])]) {
      const x = [0.3, 0.25, 1.7];
      const { gradient, hessian, laplacian } = of(x);
      let sum = 0;
      for (let j = 0; j < 3; j++) {
        const [up, down] = [of(moved(x, j, h)), of(moved(x, j, -h))];
        expect(gradient[j]).toBeCloseTo((up.value - down.value) / (2 * h), 11);
        for (let l = 0; l < 3; l++)
          expect(hessian[l][j]).toBeCloseTo((up.gradient[l] - down.gradient[l]) / (2 * h), 11);
        sum += hessian[j][j];
      }
      expect(laplacian).toBe(sum);
    }
  });
});

describe.each(["heat", "burgers"] as const)("the ansatz of %s", (name) => {
  const { ansatz, domain } = pdeProblems[name]();
  test("keeps the initial and the end values whatever the network", async () => {
    if (!ansatz) throw new Error("no ansatz");
    const start = boundaryPoints(domain, [domain.faces[2]], 20, { sampling: "uniform", seed: 3 });
    const ends = boundaryPoints(domain, domain.faces.slice(0, 2), 20, { sampling: "uniform", seed: 3 });
    const model = modelOf(2);
    const sign = name === "heat" ? 1 : -1;
    const u = await solutionJets({ model, ansatz }, start.x);
    for (let i = 0; i < start.rows; i++) expect(u[i]).toBeCloseTo(sign * Math.sin(Math.PI * start.x[2 * i]), 15);
    // sin(pi) is 1.2e-16 in double.
    for (const value of await solutionJets({ model, ansatz }, ends.x)) expect(Math.abs(value)).toBeLessThan(2e-16);
  });

  test("lets the network move everything else", () => {
    if (!ansatz) throw new Error("no ansatz");
    const inside = interiorPoints(domain, 50, { sampling: "uniform", seed: 3 });
    for (let i = 0; i < inside.rows; i++)
      expect(ansatz.factor(inside.x.subarray(2 * i, 2 * i + 2)).value).toBeGreaterThan(0);
  });
});
