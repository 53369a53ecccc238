import { describe, expect, test } from "vitest";
import {
  type PdeProblem,
  parseSolveSpec,
  pdeLosses,
  pdeProblems,
  type SolveSpec,
  solveOptions,
  withSolveDefaults,
} from "../../src/pde/index.js";
import { planSolve } from "../../src/pde/plan.js";

const problems: readonly PdeProblem[] = Object.values(pdeProblems).map((of) => of());
const can = ({ residual, energy, exact }: PdeProblem) =>
  pdeLosses.filter((loss) => ({ residual, energy, sobolev: exact })[loss] !== undefined);

test("with nothing chosen, every problem has a run that is in order, under each of the losses that it can have", () => {
  for (const problem of problems)
    for (const loss of can(problem)) {
      const spec = withSolveDefaults({ loss }, problem);
      expect(parseSolveSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
      const { optimizer, steps, terms } = planSolve(solveOptions(spec, problem));
      expect(terms.some(({ kind }) => kind === "integral")).toBe(loss === "energy");
      expect([optimizer.name, steps]).toEqual(loss === "energy" ? ["adam", 6000] : ["gaussNewton", 100]);
    }
});

describe("what is left open", () => {
  const [line] = [pdeProblems["reaction-diffusion"]()];
  test("is what the problem suggests, and what is chosen stays", () => {
    const own = withSolveDefaults({}, line);
    expect([own.loss, own.points, own.network?.hidden]).toEqual(["residual", 200, [50]]);
    expect(own.scalars).toEqual({ epsilon: { from: 1, to: 0.02, over: 0.6 } });
    const chosen = withSolveDefaults({ points: 30, network: { activation: "erf" }, scalars: {} }, line);
    expect(chosen.points).toBe(30);
    expect(chosen.network).toEqual({ hidden: [50], activation: "erf" });
    expect(chosen.scalars).toEqual({});
  });

  test("is more steps for a method that goes along the gradient", () => {
    const steps = (spec: SolveSpec) => withSolveDefaults(spec, line).steps;
    expect(steps({ optimizer: { name: "adam" } })).toBe(6000);
    expect(steps({ optimizer: { name: "levenbergMarquardt" } })).toBe(100);
    expect(steps({ optimizer: { name: "adam" }, steps: 7 })).toBe(7);
  });

  test("is no resampling on a grid, unless it is asked for and then refused", () => {
    const grid = { loss: "energy", sampling: "grid" } as const;
    expect(withSolveDefaults(grid, line)).not.toHaveProperty("resample");
    expect(() => planSolve(solveOptions(withSolveDefaults({ ...grid, resample: 5 }, line), line))).toThrow(
      /^resample: a grid is the same/,
    );
  });

  test("is no s but 1, and a given one is that of the network", () => {
    const sOf = (spec: SolveSpec) => planSolve(solveOptions(withSolveDefaults(spec, line), line)).relaxation.initial;
    expect(sOf({})).toBe(1);
    expect(sOf({ network: { s: 1.5 } })).toBe(1.5);
    expect(sOf({ network: { s: 1.5 }, relaxation: { name: "constant", s: 0.5 } })).toBe(0.5);
  });
});

test("a wrong field is named, and a near one offered", () => {
  expect(() => parseSolveSpec({ points: 0 })).toThrow(/^spec: points: /);
  expect(() => parseSolveSpec({ network: { hidden: [] } }, "run 3")).toThrow(/^run 3: network\.hidden: /);
  expect(() => parseSolveSpec({ loss: "energies" }, () => "--loss")).toThrow(/^--loss: .*energy/);
  expect(() => parseSolveSpec({ boundaryWieght: 1 })).toThrow(/boundaryWieght/);
  expect(() => parseSolveSpec({ scalars: { epsilon: { from: 1 } } })).toThrow(/^spec: scalars\.epsilon\.to: /);
});
