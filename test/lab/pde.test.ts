import { describe, expect, test } from "vitest";
import { fromAddress } from "../../src/lab/experiment/address.js";
import { problemMenu, withProblem } from "../../src/lab/experiment/problem-menu.js";
import {
  initialState,
  type LabState,
  type Lane,
  type PdeData,
  plainLane,
  solveSpecOf,
} from "../../src/lab/experiment/state.js";
import { openTheory } from "../../src/lab/kernel/open-theory.js";
import { openRun } from "../../src/lab/run/run.js";
import { saveModel } from "../../src/model/serialise.js";
import { pdeProblems, type SolveResult, solveOptions, solvePde, withSolveDefaults } from "../../src/pde/index.js";
import { activation } from "../../src/web/view/activation.js";
import { views } from "../../src/web/view/index.js";
import { contextOf } from "../web/view-context.js";

const entries = problemMenu.flatMap(({ problems }) => problems.filter(({ data }) => data.kind === "pde"));
const smooth: Lane = { ...plainLane, network: { ...plainLane.network, activation: "tanh" } };
const small = (state: LabState): LabState => ({
  ...state,
  steps: 6,
  lanes: state.lanes.map((lane) => ({ ...lane, network: { ...lane.network, hidden: [12] } })),
});

/** The same run by `solvePde`, as `hrta solve` makes it. */
async function solved(
  state: LabState,
  data: PdeData,
  moves?: LabState["lanes"][number]["moves"],
): Promise<SolveResult> {
  const problem = pdeProblems[data.problem]();
  const spec = withSolveDefaults(solveSpecOf(state, data, { ...state.lanes[0], moves }, 3), problem);
  const run = solvePde(solveOptions(spec, problem));
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value;
}

describe.each(entries)("$title", (entry) => {
  const { data } = entry;
  if (data.kind !== "pde") throw new Error("no differential equation");
  const state = small(withProblem(initialState, entry));

  test("is solved as hrta solve does it, to the bit, s moved by hand included", async () => {
    const run = await openRun(state, state.lanes[0], 3);
    run.advance(3);
    const moves = run.setS(1.5);
    run.advance(3);
    const frame = run.frame({ since: 0, stages: 0, detail: true });
    const model = run.model();
    run.close();
    const alone = await solved(state, data, [...moves]);
    expect(frame.losses).toEqual(alone.history.loss);
    expect(Array.from(frame.path)).toEqual([1, 1, 1, 1.5, 1.5, 1.5]);
    expect(saveModel(model)).toEqual(saveModel(alone.solution.model));
    expect(frame.switches).toMatchObject([{ step: 4, from: 1, to: 1.5 }]);
    expect(frame.stages.map(({ step }) => step)).toEqual([0, 4]);
    expect(frame.outcome).toBe("finished");
  });

  test("every view draws it, or says why it does not", async () => {
    const context = await contextOf(state, { made: 4 });
    for (const view of [...views, activation]) {
      const scene = view.scene(context);
      expect(scene.label).not.toMatch(/NaN|undefined|Infinity/);
      expect(scene.panels.length > 0 || (scene.message ?? "").length > 10).toBe(true);
    }
  });
});

test("the loss on the slice through the present weights is the run's own at s", async () => {
  const state = small({ ...initialState, data: { kind: "pde", problem: "heat", loss: "residual" }, lanes: [smooth] });
  const run = await openRun(state, state.lanes[0], 0);
  run.advance(5);
  const { parameters } = run.frame({ since: 0, stages: 0, detail: true });
  run.advance(1);
  const { losses } = run.frame({ since: 5, stages: 0, detail: false });
  const theory = await openTheory(state, state.lanes[0]);
  if (!parameters) throw new Error("no parameters");
  const want = { modes: false, table: false, gram: false, landscape: true };
  const { landscape } = theory.answer({
    s: 1,
    parameters,
    outputs: new Float64Array(),
    start: run.start.parameters,
    want,
  });
  const at = landscape?.s.indexOf(1) ?? -1;
  // R_s at the weights after five steps is what the sixth step begins with.
  expect(landscape?.lossOverS[at]).toBe(losses[0]);
  theory.close();
  run.close();
});

test("an address that asks for another equation or loss is refused with a word", () => {
  for (const text of ["navier-stokes", "heat,loss=energy", "heat,loss=sobolev,points=9", "__proto__"]) {
    const { state, complaints } = fromAddress(`v=1&pde=${text}&steps=10`);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/pde: expected/);
    expect(state.steps).toBe(10);
  }
});

test("a run on an equation gets what suits it: an activation with the derivatives that are needed, and few steps of Gauss-Newton", () => {
  const of = (title: RegExp) =>
    withProblem(initialState, entries.find((entry) => title.test(entry.title)) ?? entries[0]);
  const [fed] = of(/fed the solution/).lanes;
  expect(fed.network.activation).toBe("halfSquaredRelu");
  expect(fed.optimizer.name).toBe("adam");
  const burgers = of(/Burgers/);
  expect(burgers.lanes[0].network).toMatchObject({ hidden: [30, 30], bias: "layers", activation: "tanh" });
  expect(burgers.lanes[0].optimizer.name).toBe("gaussNewton");
  expect(burgers.steps).toBe(100);
});
