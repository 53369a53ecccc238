import type { Lane } from "../../lab/experiment/state.js";
import type { RunFrame, RunStart, StageStart } from "../../lab/run/run.js";
import { buildRelaxation } from "../../training/spec.js";
import type { Colour } from "../plot/scene.js";
import type { LaneView, SeedView, TheoryView } from "../view/context.js";

/** A run as the page remembers it; changed at every frame. */
export interface RunRecord {
  readonly number: number;
  readonly lane: number;
  readonly seed: number;
  /** Which of the threads trains it. */
  readonly thread: number;
  step: number;
  losses: Float64Array;
  path: Float64Array;
  start?: RunStart;
  refused?: string;
  frame?: RunFrame;
  stages: StageStart[];
  /** s as the hand has just set it, shown until a frame knows of it; moves on their way, and the step of the last that has arrived. */
  hand?: number;
  sent: number;
  movedAt?: number;
}

export const laneColours: readonly Colour[] = ["blue", "orange", "green"];

export const newRecord = (number: number, lane: number, seed: number, thread: number): RunRecord => ({
  number,
  lane,
  seed,
  thread,
  step: 0,
  losses: new Float64Array(),
  path: new Float64Array(),
  stages: [],
  sent: 0,
});

/** The hand sets s, or gives it back (null): the page shows it at once, whatever is still on its way. */
export function takeHand(record: RunRecord, s: number | null): void {
  record.hand = s ?? undefined;
  record.movedAt = undefined;
  record.sent++;
}

/** A move has arrived: from its step on the frames speak for themselves. */
export function handTaken(record: RunRecord, step = 0): void {
  if (--record.sent === 0) record.movedAt = step;
  letGo(record);
}

function letGo(record: RunRecord): void {
  if (record.movedAt === undefined || record.step + 1 < record.movedAt) return;
  record.hand = undefined;
  record.movedAt = undefined;
}

/** Takes a frame in; the losses it brings follow those that are there. */
export function takeFrame(record: RunRecord, frame: RunFrame): void {
  record.losses.set(frame.losses, frame.from);
  record.path.set(frame.path, frame.from);
  record.stages.push(...frame.stages);
  record.step = frame.step;
  letGo(record);
  record.frame =
    frame.parameters || !record.frame ? frame : { ...record.frame, outcome: frame.outcome, heldOut: frame.heldOut };
}

/** One lane for the views. The first record is that of its first seed. */
export function laneView(
  name: string,
  lane: Lane,
  index: number,
  records: readonly RunRecord[],
  theory: TheoryView,
): LaneView {
  const [first] = records;
  const seeds = records.map(
    ({ seed, step, losses, path, frame }): SeedView => ({
      ...{ seed, step, losses, path },
      outcome: frame?.outcome,
      heldOut: frame?.heldOut,
    }),
  );
  return {
    name,
    colour: laneColours[index],
    lane,
    start: first?.start,
    refused: records.find(({ refused }) => refused !== undefined)?.refused,
    frame: first?.frame,
    stages: first?.stages ?? [],
    s:
      first?.hand ??
      lane.moves?.findLast((move) => move.step <= (first?.step ?? 0) + 1)?.s ??
      first?.frame?.s ??
      buildRelaxation(lane.relaxation).initial,
    seeds,
    theory,
  };
}
