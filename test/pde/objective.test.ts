import { describe, expect, test } from "vitest";
import { openSession } from "../../src/engine/index.js";
import { activations, homotopy } from "../../src/model/activation.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { blockLength, buildNetwork, type MlpOptions, mlp, program } from "../../src/model/network.js";
import { collocate } from "../../src/pde/collocation.js";
import {
  box,
  type PdeProblem,
  pdeProblems,
  pdeTerms,
  solutionJets,
  type Term,
  type TermOptions,
} from "../../src/pde/index.js";
import { orderOf, pdeObjective } from "../../src/pde/objective.js";
import { dot, norm, normals } from "./jets.js";

const square = pdeProblems["poisson-square"]();
const neumann = pdeProblems["poisson-neumann"]();
const heat = pdeProblems.heat();
const line = pdeProblems["reaction-diffusion"]({ epsilon: 0.3 });

interface Case {
  readonly title: string;
  readonly problem: PdeProblem;
  readonly options: TermOptions;
  readonly network?: MlpOptions;
}

const residual = { loss: "residual", boundaryWeight: 3 } as const;
const cases: readonly Case[] = [
  { title: "a strong form and Dirichlet conditions", problem: square, options: residual },
  {
    title: "a form that is not linear, a scalar and initial values",
    problem: pdeProblems.burgers({ viscosity: 0.1 }),
    options: residual,
  },
  { title: "Neumann conditions and the mean", problem: neumann, options: residual },
  {
    title: "Neumann conditions with values",
    problem: { ...square, conditions: [{ kind: "neumann", on: ["x1 = 1"], value: ({ x }) => 1 + x[1] }] },
    options: residual,
  },
  {
    title: "Robin conditions",
    problem: {
      ...square,
      conditions: [{ kind: "robin", on: "all", coefficient: ({ x }) => 2 + x[0], value: ({ normal }) => normal[0] }],
    },
    options: residual,
  },
  {
    title: "periodic conditions",
    problem: {
      ...square,
      conditions: [
        { kind: "periodic", on: ["x1 = 0", "x1 = 1"] },
        { kind: "periodic", on: ["x2 = 1", "x2 = 0"] },
      ],
    },
    options: residual,
  },
  {
    title: "given data",
    problem: {
      ...square,
      data: [
        { x: [0.25, 0.5], value: 1 },
        { x: [0, 1], value: -2 },
      ],
    },
    options: residual,
  },
  { title: "one dimension", problem: line, options: residual },
  { title: "a polygon", problem: pdeProblems["poisson-l"](), options: residual },
  { title: "an energy and Dirichlet conditions", problem: square, options: { loss: "energy", boundaryWeight: 7 } },
  { title: "an energy and the mean", problem: neumann, options: { loss: "energy" } },
  { title: "an energy with a scalar", problem: line, options: { loss: "energy" } },
  { title: "an energy on a polygon", problem: pdeProblems["poisson-l"](), options: { loss: "energy" } },
  {
    title: "an energy of halfSquaredRelu",
    problem: neumann,
    options: { loss: "energy" },
    network: { activation: homotopy(activations.halfSquaredRelu) },
  },
  { title: "Sobolev training", problem: neumann, options: { loss: "sobolev" } },
  {
    title: "a frozen layer and biases",
    problem: square,
    options: residual,
    network: { bias: "layers", freeze: ["hidden1"] },
  },
  { title: "an ansatz that is a bubble", problem: square, options: { ...residual, hard: true } },
  { title: "an ansatz with initial values", problem: heat, options: { ...residual, hard: true } },
  { title: "an ansatz and an energy", problem: square, options: { loss: "energy", hard: true } },
  { title: "an ansatz and Sobolev training", problem: heat, options: { loss: "sobolev", hard: true } },
  {
    title: "an ansatz and periodic conditions",
    problem: { ...heat, conditions: [...heat.conditions, { kind: "periodic", on: ["x = 0", "x = 1"] }] },
    options: { ...residual, hard: true },
  },
];

async function open({ problem, options, network: shape }: Case) {
  const d = problem.domain.dimensions;
  const spec = mlp({ hidden: [6, 5], activation: homotopy(activations.tanh), ...shape });
  const network = buildNetwork(spec, d, 1);
  const terms = pdeTerms(problem, options);
  const order = orderOf(terms);
  const layOut = (draw: number) =>
    collocate(problem.domain, terms, { points: 12, boundary: 8, sampling: "uniform", seed: 5, draw });
  const collocation = layOut(0);
  const session = await openSession(program(network, { rows: collocation.rows, dtype: "f64", order }));
  const start = Float64Array.from(initialise(network, 7));
  session.parameters.set(start);
  const s = network.spec.hidden.map(() => 1.4);
  const scalars = { ...problem.scalars };
  const ansatz = options.hard ? problem.ansatz : undefined;
  const objective = pdeObjective({
    session,
    network,
    collocation,
    scalars: () => scalars,
    ...(ansatz ? { ansatz } : {}),
  });
  const trained = network.blocks.flatMap((b) =>
    b.trainable ? Array.from({ length: blockLength(b) }, (_, i) => b.offset + i) : [],
  );
  const model = (): Model => ({ network, parameters: session.parameters.slice(), s });
  return { session, network, terms, order, layOut, collocation, start, s, scalars, ansatz, objective, trained, model };
}

/** (f(theta + h v) - f(theta - h v)) / 2h with h = eps^(1/3): 1e-10 of the third derivatives, and of eps / h. */
const STEP = 6e-6;

describe.each(cases)("$title", (one) => {
  test("the gradient is that of central differences", async () => {
    const { session, objective, start, s, trained } = await open(one);
    const { loss } = objective.evaluate(s, true);
    const gradient = Float64Array.from(trained, (i) => session.gradient[i]);
    for (let seed = 1; seed <= 3; seed++) {
      const direction = normals(trained.length, seed);
      const at = (step: number) => {
        session.parameters.set(start);
        for (const [k, i] of trained.entries()) session.parameters[i] += step * direction[k];
        return objective.evaluate(s, false).loss;
      };
      const slope = (at(STEP) - at(-STEP)) / (2 * STEP);
      // Third derivatives along a direction of length 6 are 100 times the loss and more.
      const scale = Math.abs(loss) + norm(gradient) * norm(direction);
      expect(Math.abs(slope - dot(gradient, direction))).toBeLessThan(1e-7 * scale);
    }
    session.close();
  });

  test("the loss is what its terms are defined to be, of u's jets at their points", async () => {
    const { session, objective, collocation, s, order, scalars, ansatz, model } = await open(one);
    const { loss, terms } = objective.evaluate(s, false);
    const { dimensions: d, x, normal } = collocation;
    const jets = await solutionJets({ model: model(), ...(ansatz ? { ansatz } : {}) }, x, order);
    const planes = jets.length / collocation.rows;
    const local = (row: number) => {
      const own = jets.subarray(row * planes, (row + 1) * planes);
      const hessian = Array.from({ length: d }, () => new Array<number>(d).fill(0));
      if (order === 2)
        for (let j = 0, plane = 1 + d; j < d; j++)
          for (let l = j; l < d; l++, plane++) {
            hessian[j][l] = own[plane];
            hessian[l][j] = own[plane];
          }
      const laplacian = hessian.reduce((sum, each, j) => sum + each[j], 0);
      return { value: own[0], gradient: own.subarray(1, 1 + d), hessian, laplacian };
    };
    const expected = collocation.parts.map(({ term, first, rows, measure, other }) => {
      const { kind, weight, quantity } = term;
      let [squares, sum] = [0, 0];
      for (let row = first; row < first + rows; row++) {
        const q = new Float64Array(quantity.components);
        const partner = other === undefined ? {} : { other: local(other + row - first) };
        const place = {
          x: x.subarray(row * d, (row + 1) * d),
          normal: normal.subarray(row * d, (row + 1) * d),
          scalars,
        };
        quantity.evaluate(local(row), { ...place, ...partner, index: row - first }, q);
        squares += dot(q, q);
        sum += q[0];
      }
      const integral = (measure / rows) * sum;
      if (kind === "squares") return (weight / (2 * rows)) * squares;
      return kind === "integral" ? weight * integral : 0.5 * weight * integral * integral;
    });
    // Sums of at most a few hundred roundings, by two engines' kernels of other block sizes.
    const size = Math.max(...expected.map(Math.abs));
    for (const [i, value] of expected.entries()) expect(Math.abs(terms[i] - value)).toBeLessThan(1e-12 * size);
    expect(Math.abs(loss - terms.reduce((total, value) => total + value, 0))).toBeLessThan(1e-14 * size);
    session.close();
  });
});

describe.each(cases.filter(({ options }) => options.loss !== "energy"))("the squares of $title", (one) => {
  test("have |r|^2 / 2 for the loss and J^T r for its gradient, and J is r's derivative", async () => {
    const { session, objective, network, start, s, trained, model } = await open(one);
    const { loss } = objective.evaluate(s, true);
    const gradient = session.gradient.slice();
    const { residual: r, jacobian: J } = objective.jacobian(model());
    expect([J.rows, J.columns]).toEqual([objective.residuals, network.parameters]);
    expect(objective.residual(s)).toEqual(r);
    expect(Math.abs(0.5 * dot(r, r) - loss)).toBeLessThan(1e-13 * loss);
    const column = (k: number) => Array.from(r, (_, i) => J.data[i * J.columns + k]);
    for (const k of trained)
      expect(Math.abs(dot(column(k), r) - gradient[k])).toBeLessThan(1e-11 * Math.max(1, norm(gradient)));
    const moving = new Set(trained);
    for (let k = 0; k < network.parameters; k++) if (!moving.has(k)) expect(norm(column(k))).toBe(0);

    const direction = normals(network.parameters, 2).map((value, k) => (moving.has(k) ? value : 0));
    const at = (step: number) => {
      session.parameters.set(start.map((value, k) => value + step * direction[k]));
      return objective.residual(s);
    };
    const [up, down] = [at(STEP), at(-STEP)];
    const slope = r.map((_, i) => (up[i] - down[i]) / (2 * STEP));
    const pushed = r.map((_, i) => dot(J.data.subarray(i * J.columns, (i + 1) * J.columns), direction));
    const off = norm(slope.map((value, i) => value - pushed[i]));
    expect(norm(pushed)).toBeGreaterThan(0);
    // As for the gradient.
    expect(off).toBeLessThan(1e-7 * (norm(pushed) + norm(r)));
    session.close();
  });
});

test("an energy has no residuals but those of its conditions and its mean", async () => {
  const { session, objective, collocation } = await open({ title: "", problem: neumann, options: { loss: "energy" } });
  expect(objective.residuals).toBe(1);
  session.close();
  const conditions = await open({ title: "", problem: square, options: { loss: "energy" } });
  expect(conditions.objective.residuals).toBe(conditions.collocation.rows - collocation.rows);
  conditions.session.close();
});

test("other points are other sums, and the first ones again the same", async () => {
  const hard = { title: "", problem: square, options: { ...residual, hard: true } };
  const { session, objective, layOut, s } = await open(hard);
  const first = objective.evaluate(s, true).loss;
  const gradient = session.gradient.slice();
  objective.move(layOut(1));
  expect(objective.evaluate(s, true).loss).not.toBe(first);
  objective.move(layOut(0));
  expect(objective.evaluate(s, true).loss).toBe(first);
  expect(session.gradient).toEqual(gradient);
  session.close();
});

test("measurements at one place may differ, as noisy ones do: each is missed by its own", async () => {
  const x = [0.5, 0.25];
  const data = [1, 3, -2].map((value) => ({ x, value }));
  const { session, objective, collocation, s, model } = await open({
    title: "",
    problem: { ...square, data },
    options: residual,
  });
  const [u] = await solutionJets({ model: model() }, Float64Array.from(x));
  const r = objective.residual(s).subarray(collocation.rows - 3);
  // weight / (2n) sum (u - value)^2 with weight 3 and n = 3.
  for (const [i, { value }] of data.entries()) expect(r[i]).toBeCloseTo(u - value, 13);
  session.close();
});

test("scalars are read at every evaluation", async () => {
  const { session, objective, s, scalars } = await open({ title: "", problem: line, options: residual });
  const first = objective.evaluate(s, false).terms;
  scalars.epsilon = 1;
  const second = objective.evaluate(s, false).terms;
  expect(second[0]).not.toBe(first[0]);
  expect(second[1]).toBe(first[1]);
  session.close();
});

test("weights multiply the conditions' terms, and their residuals by their roots", async () => {
  const of = async (boundaryWeight: number) => {
    const opened = await open({ title: "", problem: square, options: { loss: "residual", boundaryWeight } });
    const { terms } = opened.objective.evaluate(opened.s, false);
    const r = opened.objective.residual(opened.s);
    opened.session.close();
    return { terms, r, inside: opened.collocation.parts[0].rows };
  };
  const [one, nine] = [await of(1), await of(9)];
  expect(nine.terms[0]).toBe(one.terms[0]);
  expect(nine.terms[1] / one.terms[1]).toBeCloseTo(9, 13);
  for (const [i, value] of nine.r.entries()) expect(value).toBeCloseTo(one.r[i] * (i < one.inside ? 1 : 3), 13);
});

test("a solution has a loss of rounding: the exact one of a linear problem in a network that holds it", async () => {
  // u = 1 + 2 x1 - x2 = N of one linear neuron (s = 0): -Delta u = 0.
  const problem: PdeProblem = {
    ...{ name: "linear", title: "", equation: "", domain: box([0, 0], [1, 1]) },
    residual: { order: 2, of: (u) => -u.laplacian },
    conditions: [
      { kind: "dirichlet", on: ["x1 = 0"], value: ({ x }) => 1 - x[1] },
      { kind: "neumann", on: ["x1 = 1"], value: 2 },
      { kind: "robin", on: ["x2 = 0"], coefficient: 2, value: ({ x }) => 1 + 2 * (1 + 2 * x[0]) },
    ],
  };
  const spec = mlp({ hidden: [1], activation: homotopy(activations.tanh) });
  const network = buildNetwork(spec, 2, 1);
  const terms: Term[] = pdeTerms(problem, { loss: "residual" });
  const collocation = collocate(problem.domain, terms, { points: 9, boundary: 12, sampling: "grid", seed: 0 });
  const session = await openSession(program(network, { rows: collocation.rows, dtype: "f64", order: 2 }));
  session.parameters.set([2, -1, 1, 1]);
  const objective = pdeObjective({ session, network, collocation, scalars: () => ({}) });
  const { terms: values } = objective.evaluate([0], false);
  expect(values).toHaveLength(4);
  // Squares of roundings of numbers up to 7.
  for (const value of values) expect(value).toBeLessThan(1e-29);
  session.close();
});
