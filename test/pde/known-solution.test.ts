import { expect, test } from "vitest";
import { checkProblem } from "../../src/pde/check.js";
import { finalScalars, knownSolution, ownScalars, type PdeProblem, pdeProblems } from "../../src/pde/index.js";

const layers = pdeProblems["reaction-diffusion"]();
const front = pdeProblems.burgers();

test("a path ends the problem's scalars where it ends, and leaves the others", () => {
  const problem = { ...layers, scalars: { epsilon: 0.02, c: 3 } };
  expect(finalScalars(problem, { epsilon: { from: 1, to: 0.5 } })).toEqual({ epsilon: 0.5, c: 3 });
  expect(finalScalars(problem)).toEqual({ epsilon: 0.02, c: 3 });
  expect(finalScalars(pdeProblems.heat())).toEqual({});
});

test("the exact solution is that of the problem's own numbers, and of no others", () => {
  expect(knownSolution(layers, { epsilon: { from: 1, to: 0.02 } })).toEqual({ exact: layers.exact });
  expect(ownScalars(layers, { epsilon: { from: 1, to: 0.02 } })).toBe(true);
  expect(knownSolution(layers, { epsilon: { from: 1, to: 0.5 } })).toBeUndefined();
  expect(ownScalars(layers, { epsilon: { from: 1, to: 0.5 } })).toBe(false);
});

test("a reference is made for the numbers that a run ends at", () => {
  const at = [0.1, 0.8];
  const valueAt = (viscosity: number) => {
    const known = knownSolution(front, { viscosity: { from: 1, to: viscosity } });
    return known && "values" in known ? known.values(at) : Number.NaN;
  };
  // A large viscosity has worn the front away by then: -exp(-pi^2 nu t) sin(pi x) where u u_x hardly counts.
  const linear = -Math.exp(-Math.PI * Math.PI * 0.5 * 0.8) * Math.sin(Math.PI * 0.1);
  expect(Math.abs(valueAt(0.5) / linear - 1)).toBeLessThan(0.3);
  expect(Math.abs(valueAt(0.01 / Math.PI))).toBeGreaterThan(0.5);
});

test("an exact solution without a gradient is refused by name", () => {
  const exact = (() => ({ value: 0 })) as unknown as PdeProblem["exact"];
  expect(() => checkProblem({ ...layers, exact })).toThrow(
    "reaction-diffusion: its exact solution must return a gradient of 1 number, and has none",
  );
});
