import { type LabState, type Lane, laneName, plainLane } from "../../src/lab/experiment/state.js";
import { openTheory } from "../../src/lab/kernel/open-theory.js";
import type { TheoryWanted } from "../../src/lab/kernel/theory.js";
import { openRun, type RunFrame } from "../../src/lab/run/run.js";
import type { Table } from "../../src/model/table.js";
import type { Colour } from "../../src/web/plot/scene.js";
import type { LaneView, SeedView, ViewContext } from "../../src/web/view/context.js";

export const colours: readonly Colour[] = ["blue", "orange", "green"];

/** A lane like the first one of the lab, but small. */
export function lane(
  network: Partial<Lane["network"]> = {},
  rest: Partial<Pick<Lane, "optimizer" | "relaxation" | "moves">> = {},
): Lane {
  return { ...plainLane, ...rest, network: { ...plainLane.network, hidden: [32], ...network } };
}

/** A state of the lab with these lanes. */
export const stateOf = (
  data: LabState["data"],
  lanes: readonly Lane[],
  { seeds = 1, steps = 40 }: { readonly seeds?: number; readonly steps?: number } = {},
): LabState => ({ data, lanes, seeds, steps, seed: 0 });

export interface ContextOptions {
  /** Steps made by every run. */
  readonly made: number;
  readonly table?: Table;
  /** Whether the kernel has answered. Default true. */
  readonly theory?: boolean;
  readonly want?: TheoryWanted;
}

/** What the page knows of an experiment after so many steps, by the runs and kernels themselves. */
export async function contextOf(state: LabState, options: ContextOptions): Promise<ViewContext> {
  const lanes: LaneView[] = [];
  for (const [i, own] of state.lanes.entries()) lanes.push(await laneView(state, own, i, options));
  return { state, lanes };
}

async function laneView(
  state: LabState,
  own: Lane,
  index: number,
  { made, table, theory = true, want = { modes: true, table: true, gram: true, landscape: true } }: ContextOptions,
): Promise<LaneView> {
  const seeds: SeedView[] = [];
  let detail: Omit<LaneView, "name" | "colour" | "lane" | "seeds" | "theory"> | undefined;
  for (let k = 0; k < state.seeds; k++) {
    const run = await openRun(state, own, state.seed + k, table);
    run.advance(made);
    const frame = run.frame({ since: 0, stages: 0, detail: true });
    seeds.push(seedView(state, state.seed + k, frame));
    detail ??= { start: run.start, frame, stages: frame.stages, s: frame.s };
    run.close();
  }
  if (!detail?.frame?.parameters || !detail.frame.outputs || !detail.start) throw new Error("the run gave no detail");
  const { start, frame, stages, s } = detail;
  const view = { name: laneName(index), colour: colours[index], lane: own, start, frame, stages, s, seeds };
  if (!theory) return { ...view, theory: {} };
  const kernel = await openTheory(state, own, table);
  const answer = kernel.answer({
    s,
    parameters: detail.frame.parameters,
    outputs: detail.frame.outputs,
    start: start.parameters,
    want,
  });
  const forecast = kernel.forecast(stages, state.steps);
  kernel.close();
  return { ...view, theory: { start: kernel.start, answer, answeredAt: s, forecast } };
}

function seedView({ steps }: LabState, seed: number, frame: RunFrame): SeedView {
  const losses = new Float64Array(steps);
  const path = new Float64Array(steps);
  losses.set(frame.losses);
  path.set(frame.path);
  return { seed, step: frame.step, losses, path, outcome: frame.outcome };
}

/** The same lane before anything has answered. */
export const unanswered = ({ name, colour, lane: own, s }: LaneView): LaneView => ({
  name,
  colour,
  lane: own,
  s,
  stages: [],
  seeds: [],
  theory: {},
});
