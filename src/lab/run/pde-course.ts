import type { Dataset, Encoding } from "../../model/dataset.js";
import { planSolve, type SolvePlan } from "../../pde/plan.js";
import type { PdeProblem } from "../../pde/problem.js";
import { pdeProblems } from "../../pde/problems/index.js";
import { openSolve } from "../../pde/run.js";
import { knownSolution } from "../../pde/solution.js";
import { solveOptions, withSolveDefaults } from "../../pde/spec.js";
import { type Move, movedByHand } from "../../training/relaxation/moved-by-hand.js";
import { type LabState, type Lane, type PdeData, solveSpecOf } from "../experiment/state.js";
import { type Course, checkParameters } from "./course.js";
import { relativeError } from "./fit-error.js";

/** A run on a boundary value problem. It is `hrta solve`, to the bit. */
export async function pdeCourse(
  state: LabState,
  data: PdeData,
  lane: Lane,
  seed: number,
  moves: readonly Move[],
): Promise<Course> {
  const planned = pdePlan(state, data, lane, seed, moves);
  const { problem, network, relaxation, dtype } = planned;
  const { run, collocation, parameters, engine, close } = await openSolve(planned);
  const { dimensions } = collocation;
  const inside = collocation.x.slice(0, collocation.parts[0].rows * dimensions);
  return {
    network,
    dtype,
    engine,
    relaxation,
    train: solved(problem, planned, inside),
    encoding: encodingOf(problem),
    error: relativeError,
    notes: [problem.equation],
    parameters,
    get step() {
      return run.step;
    },
    get s() {
      return run.s;
    },
    history: run.history,
    switches: run.switches,
    advance: () => (run.advance() ? undefined : "diverged"),
    model: () => run.model(),
    close,
  };
}

/** The plan of a run whose s is moved by the list of moves, which may grow. */
export function pdePlan(state: LabState, data: PdeData, lane: Lane, seed: number, moves: readonly Move[]): SolvePlan {
  const problem = pdeProblems[data.problem]();
  const spec = withSolveDefaults(solveSpecOf(state, data, { ...lane, moves: undefined }, seed), problem);
  const before = planSolve(solveOptions(spec, problem));
  checkParameters(before.network);
  return { ...before, relaxation: movedByHand(before.relaxation, moves) };
}

/** The points with the solution that the run should come to. */
function solved(problem: PdeProblem, { options }: SolvePlan, x: Float64Array): Dataset {
  const { dimensions: inputs } = problem.domain;
  const known = knownSolution(problem, options.scalars);
  const rows = x.length / inputs;
  const at = (i: number) => x.subarray(i * inputs, (i + 1) * inputs);
  const value = (i: number) =>
    known === undefined ? Number.NaN : "exact" in known ? known.exact(at(i)).value : known.values(at(i));
  return { rows, inputs, outputs: 1, x, y: Float64Array.from({ length: rows }, (_, i) => value(i)) };
}

/** The problem's own names and units. */
function encodingOf({ domain }: PdeProblem): Encoding {
  return {
    features: domain.variables.map((name) => ({ name, kind: "number", mean: 0, deviation: 1 })),
    target: { kind: "regression", names: ["u"], means: [0], deviations: [1] },
  };
}
