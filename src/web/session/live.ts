import { type LabState, laneName } from "../../lab/experiment/state.js";
import type { TheoryView } from "../view/context.js";
import { laneView, type RunRecord } from "./record.js";
import { lanes, state } from "./store.js";

/** What is known of one lane's kernel, and what was asked of it when. */
export interface TheoryRecord {
  view: TheoryView;
  busy: boolean;
  askedAt: number;
  surveyedAt: number;
  askedStep: number;
  forecastStages: number;
}

/** Everything that is open now; an opening exchanges the whole of it. */
export interface Live {
  /** Counts openings: a reply about an earlier one is dropped. */
  readonly era: number;
  readonly records: readonly RunRecord[];
  readonly theories: readonly TheoryRecord[];
}

let live: Live = { era: 0, records: [], theories: [] };

export const now = (): Live => live;

/** Begins a new era with these runs; nothing is known of their kernels yet. */
export function begin(records: readonly RunRecord[], { lanes: wanted }: LabState): void {
  const theories = wanted.map(() => ({
    view: {},
    busy: true,
    askedAt: 0,
    surveyedAt: 0,
    askedStep: -1,
    forecastStages: 0,
  }));
  live = { era: live.era + 1, records, theories };
}

/** The run of a number, if it is still open. */
export const recordOf = (run: number): RunRecord | undefined => live.records.find(({ number }) => number === run);

/** The run of a lane's first seed, whose detail is shown. */
export const firstOf = (lane: number): RunRecord | undefined => live.records.find((record) => record.lane === lane);

/** Writes what is known into the signals that the views read. */
export function publish(): void {
  const { records, theories } = live;
  lanes.value = state.value.lanes.map((lane, i) =>
    laneView(
      laneName(i),
      lane,
      i,
      records.filter((record) => record.lane === i),
      theories[i]?.view ?? {},
    ),
  );
}
