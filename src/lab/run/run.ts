import type { Real } from "../../engine/program.js";
import type { Dataset, Encoding } from "../../model/dataset.js";
import { InputError } from "../../model/errors.js";
import type { Model } from "../../model/model.js";
import type { Block, Network } from "../../model/network.js";
import type { Table } from "../../model/table.js";
import { CALIBRATION_HORIZON, measuredSteps } from "../../training/length.js";
import type { Move } from "../../training/relaxation/moved-by-hand.js";
import type { Switch } from "../../training/stage.js";
import type { LabState, Lane } from "../experiment/state.js";
import { type Course, sampleCourse } from "./course.js";
import { type Grid, gridOf } from "./grid.js";
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

/** The error on rows that are not trained on is looked at so often, in milliseconds. */
const LOOK = 250;

/** What does not change over a run. */
export interface RunStart {
  readonly steps: number;
  readonly network: NetworkShape;
  /** theta_0. */
  readonly parameters: Real;
  readonly task: "regression" | "classification";
  readonly rows: number;
  /** Rows that are not trained on. */
  readonly heldOutRows: number;
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
  /** The error of the outputs: see `fitError`, and `relativeError` for a differential equation. */
  readonly error?: number;
  /** The same on rows that are not trained on, the first `SHOWN_ROWS` of them, with the detail and at the end. */
  readonly heldOut?: number;
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
  const moves: Move[] = [...(lane.moves ?? [])];
  const course = await courseOf(state, lane, seed, moves, table);
  const { network, train, encoding, parameters: theta } = course;
  const { steps } = state;
  const grid = gridOf(train);
  const shown = firstRows(train, SHOWN_ROWS);
  const look = await openWindow(network, course.dtype, [shown, ...(grid ? [grid] : [])]);
  const fresh = course.heldOut && firstRows(course.heldOut, SHOWN_ROWS);
  const lookAtFresh = fresh && (await openWindow(network, course.dtype, [fresh]));
  let heldOut: { readonly step: number; readonly at: number; readonly error: number } | undefined;
  const stages: StageStart[] = [{ step: 0, s: course.s, parameters: theta.slice() }];
  let outcome: RunFrame["outcome"];
  let seconds = 0;

  const start: RunStart = {
    steps,
    network: shapeOf(network),
    parameters: theta.slice(),
    task: encoding.target.kind === "classes" ? "classification" : "regression",
    rows: train.rows,
    heldOutRows: course.heldOut?.rows ?? 0,
    shown,
    encoding,
    grid,
    engine: course.engine,
    notes: course.notes,
  };

  function advance(count: number): void {
    const began = performance.now();
    for (let i = 0; i < count && outcome === undefined; i++) {
      const stage = course.s;
      const ended = course.advance();
      if (course.s !== stage && course.switches.at(-1)?.step === course.step) noteStage();
      outcome = ended ?? (course.step >= steps ? "finished" : undefined);
    }
    seconds += (performance.now() - began) / 1000;
  }

  /** The first step of a stage has just been made: the parameters are one step into it. */
  function noteStage(): void {
    if (stages.length < MOST_STAGES) stages.push({ step: course.step, s: course.s, parameters: theta.slice() });
  }

  function seenAt(): number {
    const last = moves.at(-1);
    const pending = last && last.step > course.step && course.relaxation.switch === "hard" ? last.s : null;
    return pending ?? course.s;
  }

  /** Looked at now and then while the run goes on, and where it stands. */
  function heldOutError(s: number): number | undefined {
    const now = performance.now();
    const due = !heldOut || (heldOut.step !== course.step && (outcome !== undefined || now - heldOut.at > LOOK));
    if (fresh && lookAtFresh && due)
      heldOut = { step: course.step, at: now, error: course.error(lookAtFresh.at(theta, s)[0], encoding, fresh) };
    return heldOut?.error;
  }

  return {
    start,
    get step() {
      return course.step;
    },
    get done() {
      return outcome !== undefined;
    },
    advance,
    setS(s) {
      const step = course.step + 1;
      // What was planned for later, by an address, gives way to the hand.
      while (moves.length > 0 && moves[moves.length - 1].step >= step) moves.pop();
      if (step <= steps) moves.push({ step, s });
      return moves;
    },
    frame({ since, detail, stages: known }) {
      const { step } = course;
      const s = seenAt();
      const from = Math.min(since, step);
      const [outputs, fit] = detail ? look.at(theta, s) : [];
      return {
        step,
        s,
        outcome,
        seconds,
        from,
        losses: course.history.loss.slice(from, step),
        path: course.history.s.slice(from, step),
        switches: [...course.switches],
        parameters: detail ? theta.slice() : undefined,
        outputs,
        fit,
        error: outputs && course.error(outputs, encoding, shown),
        heldOut: detail || outcome !== undefined ? heldOutError(s) : undefined,
        stages: stages.slice(known),
      };
    },
    model() {
      if (outcome === "diverged")
        throw new InputError(
          `The run diverged at step ${course.step}: there is no model to take away. Try a smaller rate.`,
        );
      return course.model();
    },
    close() {
      look.close();
      lookAtFresh?.close();
      course.close();
    },
  };
}

/** What the state's data ask for. The parts of the library for differential equations are loaded with the first of them. */
async function courseOf(state: LabState, lane: Lane, seed: number, moves: Move[], table?: Table): Promise<Course> {
  const { data } = state;
  if (data.kind !== "pde") return sampleCourse(state, data, lane, seed, moves, table);
  const { pdeCourse } = await import("./pde-course.js");
  return pdeCourse(state, data, lane, seed, moves);
}

/** How many steps fit into so many seconds on this machine, by a trial run. */
export async function measureSteps(state: LabState, lane: Lane, seconds: number, table?: Table): Promise<number> {
  const trial = await courseOf({ ...state, steps: CALIBRATION_HORIZON }, lane, state.seed, [], table);
  try {
    return measuredSteps(() => trial.advance() !== "diverged", seconds);
  } finally {
    trial.close();
  }
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
