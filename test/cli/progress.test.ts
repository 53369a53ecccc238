import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { type DisplayOptions, display } from "../../src/cli/progress.js";
import type { Progress } from "../../src/training/index.js";

/** A stream that keeps what is written to it, as a terminal or not. */
function screen(isTTY: boolean) {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 120 }), text: () => text };
}

const at = (step: number, more: Partial<Progress> = {}): Progress => ({
  step,
  steps: 100,
  s: 1.25,
  loss: 0.012345,
  rate: 0.01,
  validation: Number.NaN,
  seconds: step / 10,
  ...more,
});

function shown(steps: readonly Progress[], options: Omit<DisplayOptions, "stream">, isTTY = false): string {
  const { stream, text } = screen(isTTY);
  const view = display({ ...options, stream });
  for (const progress of steps) view.update(progress);
  view.stop();
  return text();
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => at(from + i));

describe("progress where there is no terminal", () => {
  test("is ten lines a run, the last of which says how long it took", () => {
    const lines = shown(range(1, 100), {}).trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[4]).toBe("step 50/100  s 1.250  loss 0.01235  5.0 s left");
    expect(lines[9]).toBe("step 100/100  s 1.250  loss 0.01235  in 10 s");
  });

  test("is a line every ten seconds where steps are slow", () => {
    const slow = range(1, 5).map((progress) => ({ ...progress, seconds: 11 * progress.step }));
    expect(shown(slow, {}).trimEnd().split("\n")).toHaveLength(5);
  });

  test("shows the validation loss once there is one", () => {
    expect(shown([at(10, { validation: 0.5 })], {})).toContain("loss 0.01235  validation 0.5  9.0 s left");
  });

  test("reckons the time left of a resumed run from what was done since", () => {
    // 20 steps in 40 s since step 40 (which came after 1000 s): 40 more take 80 s.
    const line = shown([at(60, { seconds: 1040 })], { resumed: { step: 40, seconds: 1000 } });
    expect(line).toBe("step 60/100  s 1.250  loss 0.01235  1 min 20 s left\n");
  });
});

describe("progress on a terminal", () => {
  test("is a bar with step, s, loss and time left", () => {
    const text = shown(range(1, 50), {}, true);
    expect(text).toContain("█");
    expect(text).toContain("step 50/100  s 1.250  loss 0.01235  5.0 s left");
  });

  test("gives way to a line that is said, and comes back", () => {
    const { stream, text } = screen(true);
    const view = display({ stream });
    view.update(at(10));
    view.say("stopping after this step");
    view.update(at(20));
    view.stop();
    expect(text()).toMatch(/step 10\/100[\s\S]*\nstopping after this step\n[\s\S]*step 20\/100/);
  });
});

test("a quiet display shows nothing but what is said", () => {
  const { stream, text } = screen(true);
  const view = display({ quiet: true, stream });
  view.update(at(10));
  view.say("warning: the disk is full");
  view.stop();
  expect(text()).toBe("warning: the disk is full\n");
});
