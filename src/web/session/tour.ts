import { signal } from "@preact/signals";
import { fromAddress, toAddress } from "../../lab/experiment/address.js";
import { tour } from "../tour/steps.js";
import { show } from "./session.js";
import { pace, selected, state } from "./store.js";

/** The step of the guided tour that is on the page, from 0; undefined when none is. */
export const tourStep = signal<number | undefined>(undefined);

/** Whether the page asks who comes for the first time to take the tour. */
export const invited = signal(false);

/** Shows a step and its experiment, ready to be played. */
export function openTour(index: number): void {
  const step = tour[index];
  if (!step) return;
  invited.value = false;
  tourStep.value = index;
  pace.value = step.pace;
  selected.value = 0;
  show(fromAddress(step.experiment).state, { now: true, play: false });
}

/** Leaves the tour; its experiment stays. */
export function closeTour(): void {
  invited.value = false;
  tourStep.value = undefined;
}

/** Whether the page shows the experiment of a step; s may have been moved by hand. */
export function showsStep(index: number): boolean {
  const lanes = state.value.lanes.map(({ moves: _, ...lane }) => lane);
  return toAddress({ ...state.value, lanes }) === toAddress(fromAddress(tour[index].experiment).state);
}
