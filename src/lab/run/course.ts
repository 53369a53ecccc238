import type { Dtype, Real } from "../../engine/program.js";
import type { Dataset, Encoding } from "../../model/dataset.js";
import { InputError } from "../../model/errors.js";
import type { Model } from "../../model/model.js";
import type { Network } from "../../model/network.js";
import type { Table } from "../../model/table.js";
import { openLoop } from "../../training/loop.js";
import { type Plan, plan } from "../../training/plan.js";
import { type Move, movedByHand } from "../../training/relaxation/moved-by-hand.js";
import type { Relaxation } from "../../training/relaxation/relaxation.js";
import type { Switch } from "../../training/stage.js";
import { type LabState, type Lane, MOST_PARAMETERS, type SampleData } from "../experiment/state.js";
import { prepareRun } from "./data.js";
import { fitError } from "./fit-error.js";

/** What a run trains on and how it goes on by a step, whether on samples or on a differential equation. */
export interface Course {
  readonly network: Network;
  readonly dtype: Dtype;
  readonly engine: "wasm" | "reference";
  readonly relaxation: Relaxation;
  /** The training rows, or the points inside with the solution there where it is known. */
  readonly train: Dataset;
  /** Rows that are not trained on. */
  readonly heldOut?: Dataset;
  readonly encoding: Encoding;
  /** How far outputs are from a data set's targets. */
  readonly error: (outputs: Float64Array, encoding: Encoding, data: Dataset) => number;
  readonly notes: readonly string[];
  /** The live parameters. */
  readonly parameters: Real;
  readonly step: number;
  readonly s: number;
  readonly history: { readonly loss: Float64Array; readonly s: Float64Array };
  readonly switches: readonly Switch[];
  /** One step; whether the run has diverged in it. */
  advance(): "diverged" | undefined;
  /** The network as it is, as the command line saves it. */
  model(): Model;
  close(): void;
}

/** Training on samples: a problem's, drawn ones, a file's. It is `train`, to the bit. */
export async function sampleCourse(
  state: LabState,
  data: SampleData,
  lane: Lane,
  seed: number,
  moves: readonly Move[],
  table?: Table,
): Promise<Course> {
  const { planned, prepared } = planOf(state, data, lane, seed, moves, table);
  const { network, engine, relaxation } = planned;
  const { train, test: heldOut, encoding } = prepared.data;
  const loop = await openLoop(planned, state.steps);
  return {
    network,
    dtype: loop.session.program.dtype,
    engine: engine.name,
    relaxation,
    train,
    heldOut,
    encoding,
    error: fitError,
    notes: [...prepared.notes, ...planned.notes],
    parameters: loop.session.parameters,
    get step() {
      return loop.state.step;
    },
    get s() {
      return loop.state.s;
    },
    history: loop.history,
    get switches() {
      return loop.state.switches;
    },
    advance: () => (loop.advance() === "diverged" ? "diverged" : undefined),
    model: () => ({ ...loop.outcome("now").model, encoding }),
    close: () => loop.close(),
  };
}

/** The plan of a run on samples whose s is moved by the list of moves, which may grow. */
export function planOf(
  state: LabState,
  data: SampleData,
  lane: Lane,
  seed: number,
  moves: readonly Move[],
  table?: Table,
) {
  const prepared = prepareRun(state, data, { ...lane, moves: undefined }, seed, table);
  const before = plan(prepared.options);
  const fixed = before.network.spec.trainSlope;
  const planned: Plan = fixed ? before : { ...before, relaxation: movedByHand(before.relaxation, moves) };
  checkParameters(planned.network);
  return { prepared, planned };
}

/** @throws InputError for a network that is too large for a page. */
export function checkParameters({ parameters }: Network): void {
  if (parameters > MOST_PARAMETERS)
    throw new InputError(
      `The network has ${parameters} parameters; the page takes ${MOST_PARAMETERS}, the command line more.`,
    );
}
