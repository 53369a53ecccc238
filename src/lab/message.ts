import type { Table } from "../model/table.js";
import type { Move } from "../training/relaxation/moved-by-hand.js";
import type { LabState } from "./experiment/state.js";
import type { StageForecast } from "./kernel/forecast.js";
import type { TheoryAnswer, TheoryQuestion, TheoryStart } from "./kernel/theory.js";
import type { ModelForm } from "./run/model-file.js";
import type { FrameWanted, RunFrame, RunStart, StageStart } from "./run/run.js";

/** What a page asks of the worker that trains. A run has a number that the page gives it. */
export type RunRequest =
  /** What the user's file holds, for the runs that are opened from now on. */
  | { readonly type: "table"; readonly table: Table }
  | {
      readonly type: "open";
      readonly run: number;
      readonly state: LabState;
      readonly lane: number;
      readonly seed: number;
    }
  /** All runs that are open go on, each at so many steps a second. */
  | { readonly type: "play"; readonly stepsPerSecond: number }
  | { readonly type: "pause" }
  /** Every run makes so many steps. */
  | { readonly type: "step"; readonly count: number }
  | { readonly type: "setS"; readonly run: number; readonly s: number | null }
  /** A frame of each of these runs; the reply has the era of its request, so that a late one is known. */
  | {
      readonly type: "frame";
      readonly era: number;
      readonly wanted: readonly (FrameWanted & { readonly run: number })[];
    }
  | { readonly type: "measure"; readonly state: LabState; readonly seconds: number }
  /** The model of a run as trained so far, as a file whose name begins with the stem. */
  | { readonly type: "export"; readonly run: number; readonly form: ModelForm; readonly stem: string }
  | { readonly type: "close" };

export type RunReply =
  | { readonly type: "opened"; readonly run: number; readonly start: RunStart }
  /** A run that cannot be, in words for the user. */
  | { readonly type: "refused"; readonly run: number; readonly message: string }
  | { readonly type: "frames"; readonly era: number; readonly frames: readonly (RunFrame & { readonly run: number })[] }
  | { readonly type: "moved"; readonly run: number; readonly moves: readonly Move[] }
  | { readonly type: "measured"; readonly steps: number }
  | {
      readonly type: "exported";
      readonly run: number;
      readonly name: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  /** A fault of ours. */
  | { readonly type: "failed"; readonly message: string };

/** What a page asks of the worker that knows the kernel; replies carry the era of their question, so that late ones are known. */
export type TheoryRequest =
  | { readonly type: "open"; readonly era: number; readonly lane: number; readonly state: LabState }
  | { readonly type: "ask"; readonly era: number; readonly lane: number; readonly question: TheoryQuestion }
  | {
      readonly type: "forecast";
      readonly era: number;
      readonly lane: number;
      readonly stages: readonly StageStart[];
      readonly steps: number;
    }
  /** Reads a file of the user's, and keeps what it holds for what is opened from now on. */
  | { readonly type: "read"; readonly name: string; readonly bytes: Uint8Array; readonly target?: string }
  | { readonly type: "close" };

export type TheoryReply =
  | { readonly type: "opened"; readonly era: number; readonly lane: number; readonly start: TheoryStart }
  | { readonly type: "refused"; readonly era: number; readonly lane: number; readonly message: string }
  | {
      readonly type: "answer";
      readonly era: number;
      readonly lane: number;
      readonly s: number;
      readonly answer: TheoryAnswer;
    }
  | {
      readonly type: "forecast";
      readonly era: number;
      readonly lane: number;
      readonly forecast: readonly StageForecast[];
    }
  | { readonly type: "read"; readonly name: string; readonly hash: string; readonly table: Table }
  | { readonly type: "unreadable"; readonly name: string; readonly message: string }
  | { readonly type: "failed"; readonly message: string };
