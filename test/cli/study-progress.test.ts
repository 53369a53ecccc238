import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { studyDisplay } from "../../src/cli/study-progress.js";
import { medianTable, table } from "../../src/cli/study-summary.js";
import type { SummaryRow } from "../../src/node/study/results.js";
import type { Standing } from "../../src/node/study/tracker.js";

/** A stream that keeps what is written to it, as a terminal or not. */
function output({ isTTY = false } = {}) {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 120 }), read: () => text };
}

const standing =
  (changes: Partial<Standing> = {}): (() => Standing) =>
  () => ({
    total: 20,
    done: 0,
    reused: 0,
    failed: 0,
    running: [],
    seconds: 0,
    left: 60,
    ...changes,
  });
const running = { id: "a", cell: { experiment: "train", params: null, seed: 0 }, share: 0.5, seconds: 2 };
const name = () => "sine / Adam, seed 0";

describe("off a terminal", () => {
  test("a line is told for every tenth of the cells, every ten seconds, and at the end", () => {
    const { stream, read } = output();
    const view = studyDisplay({ stream });
    for (let done = 0; done <= 20; done++)
      view.update(standing({ done, running: [running], seconds: done, left: 20 - done }), name);
    expect(read().split("\n").slice(0, 2)).toEqual([
      "2/20 cells, 1 running  18 s left",
      "4/20 cells, 1 running  16 s left",
    ]);
    expect(read().trim().split("\n")).toHaveLength(10);
    expect(read()).toContain("20/20 cells, 1 running  in 20 s\n");
    view.update(standing({ total: 30, done: 3, seconds: 0 }), name);
    view.update(standing({ total: 30, done: 3, seconds: 9 }), name);
    expect(read().trim().split("\n")).toHaveLength(10);
    view.update(standing({ total: 30, done: 3, failed: 1, seconds: 11 }), name);
    expect(read()).toContain("3/30 cells, 0 running, 1 failed  1 min 00 s left\n");
    view.stop();
  });

  test("quiet, only what is said is told", () => {
    const { stream, read } = output();
    const view = studyDisplay({ stream, quiet: true });
    view.update(standing({ done: 20 }), name);
    view.say("failed: x");
    view.stop();
    expect(read()).toBe("failed: x\n");
  });
});

test("on a terminal there is a bar for the study, and one for each cell at work", () => {
  const { stream, read } = output({ isTTY: true });
  const view = studyDisplay({ stream });
  view.update(standing({ done: 5, failed: 1, running: [running] }), name);
  view.stop();
  expect(read()).toContain("5/20 cells, 1 running, 1 failed  1 min 00 s left");
});

describe("the table of medians", () => {
  const row: SummaryRow = {
    problem: "sine",
    network: "",
    method: "Adam",
    budget: "100 steps",
    cells: 10,
    diverged: 0,
    failed: 0,
    steps: 100,
    loss: 1e-5,
    trainRmse: 0.01,
    validationRmse: 0.02,
    testRmse: 0.03,
    testError: Number.NaN,
    seconds: 0.5,
  };

  test("shows what differs, and leaves out what says nothing", () => {
    expect(medianTable([row])).toEqual([
      "problem  method  steps  train loss  validation RMSE  test RMSE    time  seeds",
      "sine     Adam      100    1.000e-5             0.02       0.03  0.50 s     10",
    ]);
    const [header] = medianTable([
      row,
      { ...row, network: "64", diverged: 1 },
      { ...row, network: "32", budget: "200 steps" },
    ]);
    for (const column of ["network", "budget", "diverged"]) expect(header).toContain(column);
  });

  test("a median over runs most of which diverged is no number; classes have a share of errors", () => {
    const [, line] = medianTable([{ ...row, loss: Number.POSITIVE_INFINITY, testRmse: Number.NaN, testError: 0.125 }]);
    expect(line).toMatch(/diverged .* - +12.5 % /);
  });

  test("columns are as wide as their widest entry, numbers to the right", () => {
    expect(
      table(
        ["a", "b"],
        [
          ["long", "1"],
          ["x", "1000"],
        ],
        1,
      ),
    ).toEqual(["a        b", "long     1", "x     1000"]);
  });
});
