import type { LabState, Lane } from "../../lab/experiment/state.js";
import type { StageForecast } from "../../lab/kernel/forecast.js";
import type { TheoryAnswer, TheoryStart } from "../../lab/kernel/theory.js";
import type { RunFrame, RunStart, StageStart } from "../../lab/run/run.js";
import type { Colour, Scene } from "../plot/scene.js";

/** One run as the page knows it: everything up to its last frame. */
export interface SeedView {
  readonly seed: number;
  readonly step: number;
  /** Room for all steps; the first `step` entries are there. */
  readonly losses: Float64Array;
  readonly path: Float64Array;
  readonly outcome?: RunFrame["outcome"];
  /** The error on rows that are not trained on, at the end of the run. */
  readonly heldOut?: number;
}

/** The kernel's side of a lane; everything is absent until the worker has answered. */
export interface TheoryView {
  readonly start?: TheoryStart;
  /** The latest of each part of an answer, and the s it was asked at. */
  readonly answer?: TheoryAnswer;
  readonly answeredAt?: number;
  readonly forecast?: readonly StageForecast[];
}

/** One lane as the page knows it. Detail is of its first seed. */
export interface LaneView {
  /** "A", "B", "C". */
  readonly name: string;
  readonly colour: Colour;
  readonly lane: Lane;
  /** Absent until the run is open, or where it cannot be. */
  readonly start?: RunStart;
  /** Why the lane cannot be trained, for the user. */
  readonly refused?: string;
  /** The latest frame with parameters, outputs and fit. */
  readonly frame?: RunFrame;
  readonly stages: readonly StageStart[];
  /** The present s: of the last step, or where the path begins. */
  readonly s: number;
  /** The first is the one whose detail is shown. */
  readonly seeds: readonly SeedView[];
  readonly theory: TheoryView;
}

/** What a view draws from. */
export interface ViewContext {
  readonly state: LabState;
  readonly lanes: readonly LaneView[];
}

/** One picture of the lab. */
export interface View {
  readonly id: "fit" | "loss" | "kernel" | "spectrum" | "modes" | "neurons" | "activation" | "landscape";
  readonly title: string;
  /** One sentence: what one sees, and what to look for. */
  readonly explanation: string;
  /** Keys of `equations`, the one the view is about first. */
  readonly equations: readonly string[];
  /** In px; the same from the first moment on, so that nothing moves. */
  readonly height: number;
  /** Whether it takes the room of two where there are columns. */
  wide?(context: ViewContext): boolean;
  scene(context: ViewContext): Scene;
  /** What the runs have shown, in a sentence, once there is something to say. */
  remark?(context: ViewContext): string | undefined;
}
