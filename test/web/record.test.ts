import { expect, test } from "vitest";
import { plainLane } from "../../src/lab/experiment/state.js";
import type { RunFrame } from "../../src/lab/run/run.js";
import { handTaken, laneView, newRecord, type RunRecord, takeFrame, takeHand } from "../../src/web/session/record.js";

const frame = (from: number, step: number, s: number): RunFrame => ({
  ...{ step, s, seconds: 0, from, switches: [], stages: [] },
  losses: new Float64Array(step - from).fill(1),
  path: new Float64Array(step - from).fill(s),
  parameters: new Float64Array(1),
});
const begun = (): RunRecord => ({ ...newRecord(1, 0, 0, 0), losses: new Float64Array(99), path: new Float64Array(99) });
const shown = (record: RunRecord) => laneView("A", plainLane, 0, [record], {}).s;

test("s in the hand shows at once, and no frame from before the move takes it back", () => {
  const record = begun();
  takeFrame(record, frame(0, 10, 1));
  takeHand(record, 0.9);
  expect(shown(record)).toBe(0.9);
  takeHand(record, 0.8);
  takeFrame(record, frame(10, 20, 1));
  expect(shown(record)).toBe(0.8);
  // The worker heard of the first when it had made 24 steps, and of the second after 29.
  handTaken(record, 25);
  expect(shown(record)).toBe(0.8);
  handTaken(record, 30);
  takeFrame(record, frame(20, 28, 0.9));
  expect(shown(record)).toBe(0.8);
  takeFrame(record, frame(28, 35, 0.8));
  expect(record.hand).toBeUndefined();
  expect(shown(record)).toBe(0.8);
});

test("s that is given back follows its frames again", () => {
  const record = begun();
  takeHand(record, 0.5);
  handTaken(record, 1);
  takeFrame(record, frame(0, 5, 0.5));
  takeHand(record, null);
  handTaken(record, 6);
  takeFrame(record, frame(5, 8, 1));
  expect(shown(record)).toBe(1);
});
