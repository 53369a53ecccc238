import { batch } from "@preact/signals";
import type { LabState } from "../../lab/experiment/state.js";
import type { RunReply, RunRequest } from "../../lab/message.js";
import { fileStem, type ModelForm } from "../../lab/run/model-file.js";
import { save } from "../save.js";
import { askKernel, openKernels } from "./kernel.js";
import { begin, firstOf, now, publish, recordOf } from "./live.js";
import { handTaken, newRecord, takeFrame, takeHand } from "./record.js";
import { file, notify, pace, paces, selected, speed, state, status } from "./store.js";
import { type Channel, runThreads, runWorker } from "./workers.js";

/** A change of the state opens everything afresh after this rest, so that a dragged slider does not open hundreds of runs. */
const SETTLE = 120;

const threads: Channel<RunRequest>[] = [];
/** Run numbers never come back: a late reply of a run that is gone finds no record. */
let numbers = 0;
/** Threads whose frames are on their way, and whether something has changed since they were asked. */
let awaited = 0;
let stale = false;
let animating = false;
/** Set while a change of the state waits to be opened: what is open until then is not what is shown. */
let settling: ReturnType<typeof setTimeout> | undefined;
/** Whether what is opened next should play at once. */
let playNext = false;

const fail = (message: string) => notify("error", message);
/** The hash of the file that each thread holds. */
const held: (string | undefined)[] = [];

/** Gives a thread the file that the state speaks of, unless it has it. */
function giveTable(thread: number): void {
  const { data } = state.value;
  const open = file.value;
  if (data.kind !== "file" || open?.hash !== data.hash || held[thread] === key(open)) return;
  held[thread] = key(open);
  threadAt(thread).post({ type: "table", table: open.table });
}
const key = ({ hash, table }: { hash: string; table: { targets: readonly string[] } }) => `${hash} ${table.targets}`;

/** Shows another experiment. It plays at once if one was playing, unless `play` says otherwise. */
export function show(
  next: LabState,
  { play: wanted, now: atOnce = false }: { play?: boolean; now?: boolean } = {},
): void {
  playNext = wanted ?? (playNext || status.value === "playing");
  batch(() => {
    state.value = next;
    // An address may have fewer runs than the page had.
    if (selected.value >= next.lanes.length) selected.value = 0;
    status.value = "opening";
  });
  clearTimeout(settling);
  settling = undefined;
  if (atOnce) open();
  else settling = setTimeout(open, SETTLE);
}

/** Opens every run of the state, and the kernel of every lane. */
function open(): void {
  settling = undefined;
  const { lanes: wanted, seeds, seed: first } = state.value;
  for (const thread of threads) thread.post({ type: "close" });
  const most = runThreads();
  begin(
    wanted.flatMap((_, lane) =>
      Array.from({ length: seeds }, (_, i) => newRecord(++numbers, lane, first + i, (lane * seeds + i) % most)),
    ),
    state.value,
  );
  awaited = 0;
  stale = false;
  for (const { number, lane, seed, thread } of now().records) {
    giveTable(thread);
    threadAt(thread).post({ type: "open", run: number, state: state.value, lane, seed });
  }
  openKernels();
  publish();
}

function threadAt(index: number): Channel<RunRequest> {
  for (let i = threads.length; i <= index; i++) threads.push(runWorker(receive, fail));
  return threads[index];
}

const active = () => threads.filter((_, i) => now().records.some(({ thread }) => thread === i));

function receive(reply: RunReply): void {
  switch (reply.type) {
    case "opened":
    case "refused": {
      const record = recordOf(reply.run);
      if (!record) return;
      if (reply.type === "refused") record.refused = reply.message;
      else {
        record.start = reply.start;
        record.losses = new Float64Array(reply.start.steps);
        record.path = new Float64Array(reply.start.steps);
      }
      if (settling !== undefined) return;
      if (now().records.every(({ start, refused }) => start !== undefined || refused !== undefined)) opened();
      return;
    }
    case "frames":
      if (reply.era === now().era) receiveFrames(reply.frames);
      return;
    case "moved": {
      const record = recordOf(reply.run);
      if (!record || firstOf(record.lane) !== record) return;
      handTaken(record, reply.moves.at(-1)?.step);
      state.value = {
        ...state.value,
        lanes: state.value.lanes.map((lane, i) => (i === record.lane ? { ...lane, moves: reply.moves } : lane)),
      };
      // What the new s makes of the network shows at once, also while nothing is trained.
      if (status.value !== "playing") requestFrames();
      return;
    }
    case "measured":
      measured?.(reply.steps);
      return;
    case "exported":
      save(reply.name, "application/octet-stream", reply.bytes);
      return;
    case "failed":
      fail(reply.message);
      return;
  }
}

/** Every run is there, or refused. */
function opened(): void {
  const some = now().records.some(({ start }) => start);
  status.value = some ? "ready" : "paused";
  // Where every run is refused no frame will come that says so.
  publish();
  requestFrames();
  if (playNext && some) play();
  playNext = false;
}

/** Asks every thread for its frames; while some are still on their way, once these are here. */
function requestFrames(): void {
  const { era, records } = now();
  stale = awaited > 0;
  if (stale) return;
  for (const [i, thread] of threads.entries()) {
    const mine = records.filter((record) => record.thread === i && record.start);
    if (mine.length === 0) continue;
    awaited++;
    thread.post({
      type: "frame",
      era,
      wanted: mine.map((record) => ({
        run: record.number,
        since: record.step,
        detail: firstOf(record.lane) === record,
        stages: record.stages.length,
      })),
    });
  }
}

const counted = { frames: 0, steps: 0, since: 0, stepsBefore: 0 };

function receiveFrames(frames: Extract<RunReply, { type: "frames" }>["frames"]): void {
  for (const { run, ...frame } of frames) {
    const record = recordOf(run);
    if (record) takeFrame(record, frame);
  }
  if (--awaited > 0) return;
  count();
  batch(() => {
    publish();
    const running = now().records.filter(({ start }) => start);
    if (running.length > 0 && running.every(({ frame }) => frame?.outcome !== undefined)) {
      if (status.value !== "opening") status.value = "done";
    }
  });
  askKernel();
  // What plays is asked again with the next picture of the screen.
  if (stale && status.value !== "playing") requestFrames();
}

/** Steps and frames of the last second or so. */
function count(): void {
  counted.frames++;
  const time = performance.now();
  const steps = now().records.reduce((sum, { step }) => sum + step, 0);
  if (time - counted.since < 500) return;
  const seconds = (time - counted.since) / 1000;
  if (seconds < 2)
    speed.value = {
      steps: Math.max(0, Math.round((steps - counted.stepsBefore) / seconds)),
      frames: Math.round(counted.frames / seconds),
    };
  Object.assign(counted, { frames: 0, since: time, stepsBefore: steps });
}

function animate(): void {
  if (status.value !== "playing") {
    animating = false;
    requestFrames();
    return;
  }
  requestFrames();
  requestAnimationFrame(animate);
}

/** Plays, or goes on. */
export function play(): void {
  if (status.value === "opening") {
    playNext = true;
    return;
  }
  if (status.value === "done") {
    playNext = true;
    reset();
    return;
  }
  // What is refused says so in its strip; there is nothing to play.
  if (!now().records.some(({ start }) => start)) return;
  const seconds = paces[pace.value];
  const stepsPerSecond = seconds === 0 ? Number.POSITIVE_INFINITY : state.value.steps / seconds;
  for (const thread of active()) thread.post({ type: "play", stepsPerSecond });
  status.value = "playing";
  if (!animating) {
    animating = true;
    requestAnimationFrame(animate);
  }
}

export function pause(): void {
  playNext = false;
  for (const thread of active()) thread.post({ type: "pause" });
  if (status.value === "playing") status.value = "paused";
}

/** Makes some steps and stops. */
export function step(steps = 1): void {
  if (status.value === "opening" || status.value === "done") return;
  pause();
  for (const thread of active()) thread.post({ type: "step", count: steps });
  status.value = "paused";
  requestFrames();
}

/** Back to the start, with s on its path again. */
export function reset(): void {
  const again = playNext;
  playNext = false;
  if (status.value === "playing") status.value = "paused";
  show({ ...state.value, lanes: state.value.lanes.map(({ moves: _, ...lane }) => lane) }, { now: true, play: again });
}

/** Changes the pace of a run that plays. */
export function setPace(next: typeof pace.value): void {
  pace.value = next;
  if (status.value === "playing") play();
}

/** Takes the s of a lane into the hand, or gives it back to its path (null). */
export function setS(lane: number, s: number | null): void {
  const first = firstOf(lane);
  if (first?.start) takeHand(first, s);
  for (const record of now().records)
    if (record.lane === lane && record.start) threadAt(record.thread).post({ type: "setS", run: record.number, s });
  publish();
}

/** Saves the model of a lane's first seed, as trained so far. */
export function takeModel(lane: number, form: ModelForm): void {
  const record = firstOf(lane);
  if (record?.start)
    threadAt(record.thread).post({ type: "export", run: record.number, form, stem: fileStem(state.value, lane) });
}

let measured: ((steps: number) => void) | undefined;

/** How many steps of the first lane fit into so many seconds here. */
export function measure(seconds: number): Promise<number> {
  pause();
  return new Promise((resolve) => {
    measured = resolve;
    giveTable(0);
    threadAt(0).post({ type: "measure", state: state.value, seconds });
  });
}
