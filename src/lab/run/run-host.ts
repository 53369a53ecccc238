import { InputError } from "../../model/errors.js";
import type { Table } from "../../model/table.js";
import { breathe } from "../../training/breathe.js";
import { answering, words } from "../answering.js";
import type { RunReply, RunRequest } from "../message.js";
import { modelWriter } from "./model-file.js";
import type { RunFrame } from "./run.js";
import { type LabRun, measureSteps, openRun } from "./run.js";

/** How long the host trains before it looks at its messages again, in milliseconds. */
const SLICE = 8;
/** Steps made between two looks at the clock, at most so long. */
const BURST = 1;
/** How long it rests when every run is where the pace wants it. */
const REST = 4;

/** Trains any number of runs in one thread, at the pace that the page asks for, the one that is behind first. */
export interface RunHost {
  receive(request: RunRequest): Promise<void>;
}

/** @param post sends a reply to the page; buffers in the list may be handed over. */
export function runHost(post: (reply: RunReply, transfer?: ArrayBuffer[]) => void): RunHost {
  const runs = new Map<number, LabRun>();
  /** Counts plays and pauses: a loop of an older count ends. */
  let turn = 0;
  /** Counts closings: a run that was being opened before the last one is not wanted any more. */
  let era = 0;
  let table: Table | undefined;
  let pace:
    | { readonly stepsPerSecond: number; readonly from: ReadonlyMap<number, number>; readonly since: number }
    | undefined;

  async function play(): Promise<void> {
    const mine = ++turn;
    while (mine === turn && pace) {
      const until = performance.now() + SLICE;
      let worked = false;
      while (performance.now() < until) {
        const next = behind(pace);
        if (!next) break;
        worked = true;
        burst(next.run, next.steps);
      }
      await (worked ? breathe() : rest());
    }
  }

  /** The run that is furthest behind, and how many steps it may make. */
  function behind({ stepsPerSecond, from, since }: NonNullable<typeof pace>) {
    let found: { run: LabRun; steps: number } | undefined;
    const allowed = ((performance.now() - since) / 1000) * stepsPerSecond;
    for (const [number, run] of runs) {
      if (run.done) continue;
      const steps = Math.floor((from.get(number) ?? 0) + allowed) - run.step;
      if (steps > 0 && (!found || run.step < found.run.step)) found = { run, steps };
    }
    return found;
  }

  function burst(run: LabRun, steps: number): void {
    const until = performance.now() + BURST;
    let left = Math.min(steps, 4096);
    let size = 1;
    while (left > 0 && !run.done) {
      run.advance(Math.min(size, left));
      left -= size;
      if (performance.now() > until) return;
      size = Math.min(2 * size, 64);
    }
  }

  const begin = (stepsPerSecond: number) => {
    pace = {
      stepsPerSecond,
      from: new Map([...runs].map(([number, run]) => [number, run.step])),
      since: performance.now(),
    };
  };

  function frames({ era: asked, wanted }: Extract<RunRequest, { type: "frame" }>): void {
    const transfer: ArrayBuffer[] = [];
    const all: (RunFrame & { run: number })[] = [];
    for (const { run: number, ...what } of wanted) {
      const run = runs.get(number);
      if (!run) continue;
      const frame = run.frame(what);
      for (const array of [frame.losses, frame.path, frame.parameters, frame.outputs, frame.fit])
        if (array) transfer.push(array.buffer as ArrayBuffer);
      all.push({ ...frame, run: number });
    }
    post({ type: "frames", era: asked, frames: all }, transfer);
  }

  async function open(request: Extract<RunRequest, { type: "open" }>): Promise<void> {
    const { run: number, state, lane, seed } = request;
    const mine = era;
    try {
      const run = await openRun(state, state.lanes[lane], seed, table);
      if (mine !== era) return run.close();
      runs.set(number, run);
      post({ type: "opened", run: number, start: run.start });
    } catch (error) {
      if (mine === era) post({ type: "refused", run: number, message: words(error) });
    }
  }

  async function give({ run: number, form, stem }: Extract<RunRequest, { type: "export" }>): Promise<void> {
    const write = await modelWriter(form).catch((error: unknown) => {
      throw new InputError(
        `The part of this page that writes models could not be loaded; is hrta lab still running? (${error})`,
      );
    });
    const run = runs.get(number);
    if (!run) return;
    // In memory of their own, which can be handed over.
    const bytes = new Uint8Array(write(run.model()));
    post({ type: "exported", run: number, name: `${stem}-step${run.step}.${form}`, bytes }, [bytes.buffer]);
  }

  async function handle(request: RunRequest): Promise<void> {
    switch (request.type) {
      case "table":
        table = request.table;
        return;
      case "open":
        return open(request);
      case "play":
        begin(request.stepsPerSecond);
        void play();
        return;
      case "pause":
        turn++;
        return;
      case "step":
        for (const run of runs.values()) run.advance(request.count);
        return;
      case "setS": {
        const run = runs.get(request.run);
        if (run) post({ type: "moved", run: request.run, moves: [...run.setS(request.s)] });
        return;
      }
      case "frame":
        return frames(request);
      case "export":
        return give(request);
      case "measure": {
        const steps = await measureSteps(request.state, request.state.lanes[0], request.seconds, table);
        post({ type: "measured", steps });
        return;
      }
      case "close":
        turn++;
        era++;
        for (const run of runs.values()) run.close();
        runs.clear();
    }
  }

  return { receive: answering(handle, post) };
}

const rest = () => new Promise<void>((resolve) => setTimeout(resolve, REST));
