import { describe, expect, test } from "vitest";
import { activations, homotopy } from "../../src/model/activation.js";
import { mlp } from "../../src/model/network.js";
import { checkProblem } from "../../src/pde/check.js";
import {
  box,
  type Condition,
  type Domain,
  type LocalFunction,
  type PdeProblem,
  pdeProblems,
  polygon,
  type SolveOptions,
} from "../../src/pde/index.js";
import { planSolve } from "../../src/pde/plan.js";
import { known } from "../../src/pde/problems/known.js";
import { adam, gaussNewton, lbfgs, levenbergMarquardt, outputSolve, stages } from "../../src/training/index.js";

const square = box([0, 0], [1, 1]);
const dirichlet: Condition = { kind: "dirichlet", on: "all", value: 0 };
const plain: PdeProblem = {
  ...{ name: "mine", title: "", equation: "", domain: square, conditions: [dirichlet] },
  residual: { order: 2, of: (u) => -u.laplacian - 1 },
};
const strong = (of: LocalFunction, more: Partial<PdeProblem> = {}): PdeProblem => ({
  ...plain,
  residual: { order: 2, of },
  ...more,
});
/** What a caller without types may hand in. */
const untyped = (of: (...given: never[]) => unknown) => of as unknown as LocalFunction;

describe("a condition", () => {
  test.each([
    { title: "not a number", value: () => Number.NaN, gave: "NaN" },
    { title: "nothing", value: (() => undefined) as unknown as () => number, gave: "undefined" },
  ])("that gives $title is refused by its face", ({ value, gave }) => {
    const conditions: Condition[] = [{ kind: "dirichlet", on: ["x1 = 1"], value }];
    expect(() => checkProblem({ ...plain, conditions })).toThrow(
      `mine: its dirichlet condition on "x1 = 1" must give a number, and gave ${gave}`,
    );
  });

  test.each([
    { kind: "neumann", on: "all", value: 1 },
    { kind: "robin", on: "all", value: 0, coefficient: 1 },
  ] satisfies Condition[])(
    "$kind that contradicts an energy's natural one is refused there, and fine for a residual",
    (condition) => {
      const problem = { ...plain, energy: { of: () => 0 }, conditions: [condition, dirichlet] };
      expect(() => planSolve({ problem, loss: "energy", optimizer: adam() })).toThrow(
        /natural condition, which a \w+ condition contradicts/,
      );
      expect(() => planSolve({ problem })).not.toThrow();
    },
  );
});

test("equations too large to solve are refused before the first step", () => {
  const options = {
    problem: plain,
    points: 10_000,
    network: mlp({ hidden: [3000], activation: homotopy(activations.tanh) }),
  };
  expect(() => planSolve({ ...options, optimizer: gaussNewton() }).layOut(0)).toThrow(
    /^optimizer: gaussNewton: .* residuals/,
  );
  expect(planSolve({ ...options, optimizer: adam() }).layOut(0).rows).toBeGreaterThan(10_000);
});

describe("a problem's shape", () => {
  test("is fine as documented", () => {
    expect(() => checkProblem(plain)).not.toThrow();
  });

  test.each([
    { title: "an array", of: () => [0], message: "mine: its residual must return a number, and returned an array" },
    { title: "a string", of: () => "0", message: "mine: its residual must return a number, and returned string" },
    {
      title: "nothing",
      of: () => undefined,
      message: "mine: its residual must return a number, and returned undefined",
    },
    {
      title: "NaN",
      of: () => Number.NaN,
      message: /^mine: its residual is not a number for u = 0 at \(0\.\d+, 0\.\d+\)$/,
    },
  ])("is refused with a residual that returns $title", ({ of, message }) => {
    expect(() => checkProblem(strong(untyped(of)))).toThrow(message);
  });

  test("is refused with such an energy", () => {
    const { residual: _, ...weak } = plain;
    expect(() => checkProblem({ ...weak, energy: { of: untyped(() => []) } })).toThrow(
      "mine: its energy must return a number, and returned an array",
    );
  });

  test("is refused where it has derivatives of a higher order than it says, which would be taken for 0", () => {
    const first = (of: LocalFunction): PdeProblem => ({ ...plain, residual: { order: 1, of } });
    const message = "mine: its residual has second derivatives, which order 1 does not give; say order 2";
    expect(() => checkProblem(first((u) => -u.laplacian - 1))).toThrow(message);
    expect(() => checkProblem(first((u) => u.value * u.hessian[0][1]))).toThrow(message);
    expect(() => checkProblem(first((u) => u.gradient[0] * u.value - u.gradient[1]))).not.toThrow();
    expect(() => checkProblem({ ...plain, energy: { of: (u) => u.laplacian * u.laplacian } })).toThrow(
      "mine: its energy has second derivatives, which an energy is not given; integrate by parts",
    );
  });

  test("is refused without an equation", () => {
    const { residual: _, ...none } = plain;
    expect(() => checkProblem(none)).toThrow("mine: has neither a residual nor an energy; give one of them");
  });

  test("is refused with a solution that has no value", () => {
    const message =
      "mine: its exact solution must return { value, gradient, hessian, laplacian }, and has no number as value";
    for (const exact of [() => 0, () => undefined, () => ({ gradient: [0, 0] })])
      expect(() => checkProblem({ ...plain, exact: exact as unknown as PdeProblem["exact"] })).toThrow(message);
    expect(() => checkProblem({ ...plain, exact: () => known(0, [0, 0]) })).not.toThrow();
  });

  test("is refused with a condition on a face that is not there, with the nearest names", () => {
    const on = (...names: string[]) => checkProblem({ ...plain, conditions: [{ ...dirichlet, on: names }] });
    expect(() => on("x1 = 0", "x2 =0")).toThrow('condition: the domain has no face "x2 =0"; did you mean "x2 = 0"');
    expect(() => on("bottom")).toThrow(
      'condition: the domain has no face "bottom"; it has "x1 = 0", "x1 = 1", "x2 = 0", "x2 = 1"',
    );
  });

  test("is refused on a domain without volume", () => {
    for (const volume of [0, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => checkProblem({ ...plain, domain: { ...square, volume } })).toThrow("mine: the domain has no volume");
  });
});

describe("a pure Neumann problem", () => {
  const triangle = polygon([
    [0, 0],
    [2, 0],
    [0, 1],
  ]);
  const neumann = (value: Extract<Condition, { kind: "neumann" }>["value"]): Condition => ({
    ...{ kind: "neumann", on: "all", value },
  });
  const problem = (domain: Domain, of: LocalFunction, ...conditions: Condition[]) =>
    strong(of, { domain, conditions, meanFree: true });

  test("is refused where source and flux do not balance, with what they miss by", () => {
    const message = (by: string) =>
      `mine: no solution: with Neumann conditions all around, the source and the flux through the boundary must balance, and they miss by ${by}; change one of them, or fix u somewhere`;
    expect(() => checkProblem(problem(square, (u) => -u.laplacian - 1, neumann(0)))).toThrow(message("-1.00"));
    // A flux of 1 through a boundary of length 4 against a source of 4 of the wrong sign.
    expect(() => checkProblem(problem(square, (u) => -u.laplacian + 4, neumann(-1)))).toThrow(message("8.00"));
    // 1 % off.
    expect(() => checkProblem(problem(square, (u) => u.laplacian - 4, neumann(0.99)))).toThrow(message("-0.0400"));
    const parts: Condition[] = [
      { kind: "neumann", on: ["x1 = 0", "x1 = 1"], value: 0 },
      { kind: "neumann", on: ["x2 = 0", "x2 = 1"], value: 1 },
    ];
    expect(() => checkProblem(problem(square, (u) => u.laplacian, ...parts))).toThrow(message("2.00"));
    expect(() => checkProblem(problem(triangle, (u) => u.laplacian, neumann(1)))).toThrow(/they miss by 5.24/);
    expect(() => checkProblem(problem(box([0], [1]), (u) => u.laplacian - 2, neumann(0)))).toThrow(message("-2.00"));
  });

  test("passes where they balance", () => {
    const balanced = [
      problem(square, (u) => u.laplacian - 4, neumann(1)),
      problem(box([0], [3]), (u) => 2 * u.laplacian - 3, neumann(2.25)),
      problem(square, (u, { x }) => -u.laplacian - Math.cos(Math.PI * x[0]), neumann(0)),
      pdeProblems["poisson-neumann"](),
    ];
    for (const one of balanced) expect(() => checkProblem(one)).not.toThrow();
  });

  test("passes where they balance on a domain that cells do not fit", () => {
    // u = x^3 + y^2: Delta u = 6 x + 2, and its slope along the normal.
    const slope = ({ x, normal }: { x: ArrayLike<number>; normal: ArrayLike<number> }) =>
      3 * x[0] * x[0] * normal[0] + 2 * x[1] * normal[1];
    const source: LocalFunction = (u, { x }) => u.laplacian - 6 * x[0] - 2;
    const kite = polygon([
      [-1, 0],
      [0.3, -0.7],
      [2, 0.4],
      [0, 0.9],
    ]);
    // Centres of cells lie on its long side.
    const half = polygon([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    for (const domain of [square, triangle, kite, half])
      expect(() => checkProblem(problem(domain, source, neumann(slope)))).not.toThrow();
  });

  test("passes where something else fixes u: a zero-order term, a condition of another kind, a face without one", () => {
    const fixed = [
      problem(square, (u) => -u.laplacian + u.value - 1, neumann(0)),
      problem(square, (u) => -u.laplacian - 1, { kind: "neumann", on: ["x1 = 0"], value: 0 }),
      problem(
        square,
        (u) => -u.laplacian - 1,
        { kind: "neumann", on: ["x1 = 0", "x2 = 0", "x2 = 1"], value: 0 },
        { kind: "dirichlet", on: ["x1 = 1"], value: 0 },
      ),
      problem(square, (u) => -u.laplacian + u.gradient[0] - 1, neumann(0)),
      problem(square, (u, { x }) => -(1 + x[0]) * u.laplacian - 1, neumann(0)),
    ];
    for (const one of fixed) expect(() => checkProblem(one)).not.toThrow();
  });
});

describe("a run's choices", () => {
  const plan = (options: Partial<SolveOptions>) => () => planSolve({ problem: plain, ...options });
  const weak = pdeProblems["poisson-neumann"]();
  const of = (sigma: (typeof activations)[keyof typeof activations]) =>
    mlp({ hidden: [5], activation: homotopy(sigma) });

  test("are made where they are left open", () => {
    const { network, optimizer, steps, seed, dtype, relaxation, terms } = plan({})();
    expect(network.spec.hidden).toEqual([200]);
    expect(network.spec.activation.sigma.name).toBe("tanh");
    expect([optimizer.name, steps, seed, dtype, relaxation.initial]).toEqual(["adam", 2000, 0, "f64", 1]);
    expect(terms.map(({ weight }) => weight)).toEqual([1, 1]);
  });

  test("are refused with an activation that the strong form has no derivatives of", () => {
    expect(plan({ network: of(activations.relu) })).toThrow(
      "activation: the strong form has second derivatives, and those of relu are 0 almost everywhere; use tanh, or loss energy",
    );
    const { second: _, ...own } = { ...activations.tanh, name: "own" };
    expect(plan({ network: mlp({ hidden: [5], activation: homotopy(own) }) })).toThrow(
      "activation: the strong form has second derivatives, and those of own are not given; use tanh, or loss energy",
    );
    expect(plan({ problem: weak, loss: "energy", network: of(activations.relu) })).not.toThrow();
    for (const sigma of Object.values(activations))
      if (sigma.name !== "relu") expect(plan({ network: of(sigma) })).not.toThrow();
  });

  test("are refused with points outside the domain", () => {
    const data = [
      { x: [0.5, 0.5], value: 0 },
      { x: [0.5, -0.1], value: 0 },
    ];
    expect(() => plan({ problem: { ...plain, data } })().layOut(0)).toThrow(
      "data: point 2 (x1 = 0.5, x2 = -0.1) lies outside the domain",
    );
  });

  test("are refused with scalars that the problem does not have", () => {
    const path = { from: 1, to: 2 };
    expect(plan({ scalars: { nu: path } })).toThrow('scalars: mine has no "nu"; it has none');
    expect(plan({ problem: pdeProblems.burgers(), scalars: { nu: path } })).toThrow(
      'scalars: burgers has no "nu"; it has viscosity',
    );
    expect(plan({ problem: pdeProblems.burgers(), scalars: { viscosity: path } })).not.toThrow();
  });

  test("are refused with a method that solves for squares and an energy that is none", () => {
    for (const optimizer of [gaussNewton(), gaussNewton({ adapt: true }), levenbergMarquardt()])
      expect(plan({ problem: weak, loss: "energy", optimizer })).toThrow(
        `optimizer: ${optimizer.name} needs a loss of squares, and an energy is none; use loss residual`,
      );
    for (const optimizer of [adam(), lbfgs()]) expect(plan({ problem: weak, loss: "energy", optimizer })).not.toThrow();
    expect(plan({ optimizer: outputSolve() })).toThrow(
      "optimizer: outputSolve is for regression; use adam, lbfgs, gaussNewton or levenbergMarquardt",
    );
  });

  test("are refused with a grid that is to be drawn again, or no number of steps", () => {
    expect(plan({ resample: 10 })).toThrow(
      "resample: a grid is the same however often it is drawn; use sampling uniform or halton",
    );
    expect(plan({ resample: 10, sampling: "halton" })).not.toThrow();
    for (const resample of [0, 2.5])
      expect(plan({ resample, sampling: "uniform" })).toThrow(`resample: expected a number of steps, got ${resample}`);
    for (const steps of [0, -3, 1.5, Number.NaN])
      expect(plan({ steps })).toThrow(`steps: expected a positive integer, got ${steps}`);
  });

  test("are refused with what goes with regression alone", () => {
    const relaxation = stages([0.5, 1], { switch: "lossless" });
    expect(plan({ relaxation })).toThrow("relaxation: lossless switches are for regression; leave them out");
    expect(plan({ network: mlp({ hidden: [5], activation: homotopy(activations.tanh), trainSlope: true }) })).toThrow(
      "network: a trained s does not go together with derivatives by the inputs",
    );
  });
});
