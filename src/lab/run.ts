import type { Real } from "../engine/program.js";
import type { Dataset, Encoding } from "../model/dataset.js";
import { InputError } from "../model/errors.js";
import type { Model } from "../model/model.js";
import type { Block, Network } from "../model/network.js";
import type { Table } from "../model/table.js";
import { stepsOf } from "../training/length.js";
import { openLoop } from "../training/loop.js";
import { type Plan, plan } from "../training/plan.js";
import type { Move } from "../training/relaxation/moved-by-hand.js";
import { movedByHand } from "../training/relaxation/moved-by-hand.js";
import type { Switch } from "../training/stage.js";
import { prepareRun } from "./data.js";
import { type Grid, gridOf } from "./grid.js";
import { type LabState, type Lane, MOST_PARAMETERS } from "./state.js";
import { openWindow } from "./window.js";

/** Training rows that a page is shown: drawn, compared with the network's output, projected on the modes of the kernel. */
export const SHOWN_ROWS = 1000;

/** A run's network without its functions, so that it can be sent to a page. */
export interface NetworkShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly widths: readonly number[];
  readonly blocks: readonly Block[];
  readonly parameters: number;
  /** Whether the first layer's last row belongs to the constant 1 beside x. */
  readonly constant: boolean;
}

/** What does not change over a run. */
export interface RunStart {
  readonly steps: number;
  readonly network: NetworkShape;
  /** theta_0. */
  readonly parameters: Real;
  readonly task: "regression" | "classification";
  readonly rows: number;
  /** The first `SHOWN_ROWS` training rows, as the network sees them. */
  readonly shown: Dataset;
  /** How inputs and targets are read in their own units. */
  readonly encoding: Encoding;
  /** Where `RunFrame.fit` is evaluated; absent for more than two inputs. */
  readonly grid?: Grid;
  readonly engine: "wasm" | "reference";
  readonly notes: readonly string[];
}

/** Where a run stands. */
export interface RunFrame {
  readonly step: number;
  /** s of outputs and fit: that of the last step, or one that was set by hand since, if the function follows at once (a hard switch). */
  readonly s: number;
  readonly rate: number;
  readonly outcome?: "finished" | "diverged";
  /** Seconds of training. */
  readonly seconds: number;
  /** Loss and s of the steps from + 1, from + 2, ... up to `step`. */
  readonly from: number;
  readonly losses: Float64Array;
  readonly path: Float64Array;
  readonly switches: readonly Switch[];
  /** theta, the outputs at the shown rows, and at the grid, where they were asked for. */
  readonly parameters?: Real;
  readonly outputs?: Float64Array;
  readonly fit?: Float64Array;
  /** Where each stage began: those that the page does not have yet. The first is the start; at most `MOST_STAGES` are kept. */
  readonly stages: readonly StageStart[];
}

/** The network as a stage of constant s begins. */
export interface StageStart {
  /** Steps done before the stage. */
  readonly step: number;
  readonly s: number;
  readonly parameters: Real;
}

/** Stages whose beginning is kept: a slider can make hundreds. */
const MOST_STAGES = 8;

export interface FrameWanted {
  /** Losses from this step on. */
  readonly since: number;
  /** Stages that the page has already. */
  readonly stages: number;
  /** Whether parameters, outputs and fit are wanted. */
  readonly detail: boolean;
}

/** A run that the page plays, stops, and steps through; it is `train`, to the bit. */
export interface LabRun {
  readonly start: RunStart;
  readonly step: number;
  readonly done: boolean;
  /** Makes up to `count` steps. */
  advance(count: number): void;
  /** Takes s out of the path's hands from the next step on, or gives it back (null). Returns all such moves so far. */
  setS(s: number | null): readonly Move[];
  frame(wanted: FrameWanted): RunFrame;
  /**
   * The network as trained so far, as `hrta train` saves it.
   * @throws InputError if the run has diverged.
   */
  model(): Model;
  close(): void;
}

/**
 * Opens one lane at one seed.
 * @param table what the user's file holds, where the state names one.
 * @throws InputError or RangeError for a run that cannot be.
 */
export async function openRun(state: LabState, lane: Lane, seed: number, table?: Table): Promise<LabRun> {
  const { planned, prepared, moves } = planOf(state, lane, seed, table);
  const { network, engine } = planned;
  const { steps } = state;
  const loop = await openLoop(planned, steps);
  const { data } = prepared;
  const train = data.train;
  const grid = gridOf(train);
  const shown = firstRows(train, SHOWN_ROWS);
  const look = await openWindow(network, loop.session.program.dtype, [shown, ...(grid ? [grid] : [])]);
  const theta = loop.session.parameters;
  const stages: StageStart[] = [{ step: 0, s: loop.state.s, parameters: theta.slice() }];
  let outcome: RunFrame["outcome"];
  let seconds = 0;

  const start: RunStart = {
    steps,
    network: shapeOf(network),
    parameters: theta.slice(),
    task: data.encoding.target.kind === "classes" ? "classification" : "regression",
    rows: train.rows,
    shown,
    encoding: data.encoding,
    grid,
    engine: engine.name,
    notes: [...prepared.notes, ...planned.notes],
  };

  function advance(count: number): void {
    const began = performance.now();
    for (let i = 0; i < count && outcome === undefined; i++) {
      const stage = loop.state.s;
      const ended = loop.advance();
      if (loop.state.s !== stage && loop.state.switches.at(-1)?.step === loop.state.step) noteStage();
      if (ended === "diverged") outcome = "diverged";
      else if (loop.state.step >= steps) outcome = "finished";
    }
    seconds += (performance.now() - began) / 1000;
  }

  /** The first step of a stage has just been made: the parameters are one step into it. */
  function noteStage(): void {
    if (stages.length < MOST_STAGES) stages.push({ step: loop.state.step, s: loop.state.s, parameters: theta.slice() });
  }

  function seenAt(): number {
    const last = moves.at(-1);
    const pending = last && last.step > loop.state.step && planned.relaxation.switch === "hard" ? last.s : null;
    return pending ?? loop.state.s;
  }

  return {
    start,
    get step() {
      return loop.state.step;
    },
    get done() {
      return outcome !== undefined;
    },
    advance,
    setS(s) {
      const step = loop.state.step + 1;
      // What was planned for later, by an address, gives way to the hand.
      while (moves.length > 0 && moves[moves.length - 1].step >= step) moves.pop();
      if (step <= steps) moves.push({ step, s });
      return moves;
    },
    frame({ since, detail, stages: known }) {
      const { step } = loop.state;
      const s = seenAt();
      const from = Math.min(since, step);
      const [outputs, fit] = detail ? look.at(theta, s) : [];
      return {
        step,
        s,
        rate: step > 0 ? loop.history.rate[step - 1] : Number.NaN,
        outcome,
        seconds,
        from,
        losses: loop.history.loss.slice(from, step),
        path: loop.history.s.slice(from, step),
        switches: [...loop.state.switches],
        parameters: detail ? theta.slice() : undefined,
        outputs,
        fit,
        stages: stages.slice(known),
      };
    },
    model() {
      if (outcome === "diverged")
        throw new InputError(
          `The run diverged at step ${loop.state.step}: there is no model to take away. Try a smaller rate.`,
        );
      return { ...loop.outcome("now").model, encoding: data.encoding };
    },
    close() {
      look.close();
      loop.close();
    },
  };
}

/** How many steps fit into so many seconds on this machine. */
export async function measureSteps(state: LabState, lane: Lane, seconds: number, table?: Table): Promise<number> {
  const { planned } = planOf(state, lane, state.seed, table);
  return stepsOf({ ...planned, options: { ...planned.options, steps: undefined, seconds } }, [], false);
}

/** The plan of a run whose s can be moved by hand, and the list of such moves, to be added to. */
export function planOf(state: LabState, lane: Lane, seed: number, table?: Table) {
  const prepared = prepareRun(state, { ...lane, moves: undefined }, seed, table);
  const moves: Move[] = [...(lane.moves ?? [])];
  const before = plan(prepared.options);
  const fixed = before.network.spec.trainSlope;
  const planned: Plan = fixed ? before : { ...before, relaxation: movedByHand(before.relaxation, moves) };
  if (planned.network.parameters > MOST_PARAMETERS)
    throw new InputError(
      `The network has ${planned.network.parameters} parameters; the page takes ${MOST_PARAMETERS}, hrta train more.`,
    );
  return { prepared, planned, moves };
}

export const shapeOf = (network: Network): NetworkShape => ({
  inputs: network.inputs,
  outputs: network.outputs,
  widths: network.widths,
  blocks: network.blocks,
  parameters: network.parameters,
  constant: network.widths[0] > network.inputs,
});

/** The first rows of a data set. */
export function firstRows(data: Dataset, most: number): Dataset {
  const rows = Math.min(data.rows, most);
  return {
    rows,
    inputs: data.inputs,
    outputs: data.outputs,
    x: data.x.slice(0, rows * data.inputs),
    y: data.y.slice(0, rows * data.outputs),
  };
}
