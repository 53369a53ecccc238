import { expect, test } from "vitest";
import { initialState, type LabState, plainLane } from "../../src/lab/experiment/state.js";
import type { RunReply } from "../../src/lab/message.js";
import { modelWriter } from "../../src/lab/run/model-file.js";
import { openRun } from "../../src/lab/run/run.js";
import { runHost } from "../../src/lab/run/run-host.js";

const state: LabState = {
  ...initialState,
  steps: 40,
  lanes: [{ ...plainLane, network: { ...plainLane.network, hidden: [20] } }],
};

/** A host with run 7 open, and what it has replied. */
async function host(opened = state) {
  const replies: RunReply[] = [];
  const transferred: ArrayBuffer[] = [];
  const { receive } = runHost((reply, transfer = []) => {
    replies.push(reply);
    transferred.push(...transfer);
  });
  await receive({ type: "open", run: 7, state: opened, lane: 0, seed: 2 });
  return { receive, replies, transferred };
}

test.each(["onnx", "safetensors"] as const)("a model is given away as %s, named by its step", async (form) => {
  const { receive, replies, transferred } = await host();
  await receive({ type: "step", count: 15 });
  await receive({ type: "export", run: 7, form, stem: "A-sine" });
  const run = await openRun(state, state.lanes[0], 2);
  run.advance(15);
  const bytes = (await modelWriter(form))(run.model());
  run.close();
  expect(replies.at(-1)).toEqual({ type: "exported", run: 7, name: `A-sine-step15.${form}`, bytes });
  // What is handed over is the file and nothing beside it.
  expect(transferred.map(({ byteLength }) => byteLength)).toEqual([bytes.length]);
});

test("a run that diverged says so in place of a model, and one that is gone says nothing", async () => {
  const rate = 1e6;
  const { receive, replies } = await host({
    ...state,
    lanes: [{ ...state.lanes[0], optimizer: { name: "gd", rate, decay: "none" } }],
  });
  await receive({ type: "step", count: 40 });
  await receive({ type: "export", run: 7, form: "onnx", stem: "A-sine" });
  expect(replies.at(-1)).toMatchObject({ type: "failed", message: expect.stringMatching(/^The run diverged at step/) });
  await receive({ type: "close" });
  const before = replies.length;
  await receive({ type: "export", run: 7, form: "onnx", stem: "A-sine" });
  expect(replies.length).toBe(before);
});
