import { batch } from "@preact/signals";
import type { RunReply, RunRequest, TheoryReply, TheoryRequest } from "../../lab/message.js";
import { type LabState, laneName } from "../../lab/state.js";
import type { TheoryView } from "../view/context.js";
import { laneView, newRecord, type RunRecord, takeFrame } from "./record.js";
import { file, lanes, notify, pace, paces, reading, speed, state, status, visible } from "./store.js";
import { type Channel, runThreads, runWorker, theoryWorker } from "./workers.js";

/** How often the kernel is asked about a run that plays, in milliseconds, and how often for the slice of its landscape. */
const ASK_EVERY = 150;
const SURVEY_EVERY = 600;

/** A change of the state opens everything afresh after this rest, so that a dragged slider does not open hundreds of runs. */
const SETTLE = 120;

const threads: Channel<RunRequest>[] = [];
let kernel: Channel<TheoryRequest> | undefined;
let records: RunRecord[] = [];
let theories: TheoryRecord[] = [];
/** Run numbers never come back: a late reply of a run that is gone finds no record. */
let numbers = 0;
/** Counts openings: answers about an earlier one are dropped. */
let era = 0;
/** Threads whose frames are on their way. */
let awaited = 0;
let animating = false;
let settling: ReturnType<typeof setTimeout> | undefined;
/** Whether what is opened next should play at once. */
let playNext = false;

interface TheoryRecord {
  view: TheoryView;
  busy: boolean;
  askedAt: number;
  surveyedAt: number;
  askedStep: number;
  forecastStages: number;
}

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

/** Shows another experiment. It plays at once if one was playing, or if asked to. */
export function show(next: LabState, { play: wanted = false, now = false } = {}): void {
  playNext = wanted || playNext || status.value === "playing";
  batch(() => {
    state.value = next;
    status.value = "opening";
  });
  clearTimeout(settling);
  if (now) open();
  else settling = setTimeout(open, SETTLE);
}

/** Opens every run of the state, and the kernel of every lane. */
function open(): void {
  era++;
  const { lanes: wanted, seeds, seed: first } = state.value;
  for (const thread of threads) thread.post({ type: "close" });
  const most = runThreads();
  records = wanted.flatMap((_, lane) =>
    Array.from({ length: seeds }, (_, i) => newRecord(++numbers, lane, first + i, (lane * seeds + i) % most)),
  );
  awaited = 0;
  theories = wanted.map(() => ({
    view: {},
    busy: true,
    askedAt: 0,
    surveyedAt: 0,
    askedStep: -1,
    forecastStages: 0,
  }));
  for (const { number, lane, seed, thread } of records) {
    giveTable(thread);
    threadAt(thread).post({ type: "open", run: number, state: state.value, lane, seed });
  }
  kernel ??= theoryWorker(receiveTheory, fail);
  kernel.post({ type: "close" });
  for (const [lane] of wanted.entries()) kernel.post({ type: "open", era, lane, state: state.value });
  publish();
}

function threadAt(index: number): Channel<RunRequest> {
  for (let i = threads.length; i <= index; i++) threads.push(runWorker(receive, fail));
  return threads[index];
}

const active = () => threads.filter((_, i) => records.some(({ thread }) => thread === i));

/** Writes what is known into the signals that the views read. */
function publish(): void {
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

function receive(reply: RunReply): void {
  switch (reply.type) {
    case "opened":
    case "refused": {
      const record = records.find(({ number }) => number === reply.run);
      if (!record) return;
      if (reply.type === "refused") record.refused = reply.message;
      else {
        record.start = reply.start;
        record.losses = new Float64Array(reply.start.steps);
        record.path = new Float64Array(reply.start.steps);
      }
      if (records.every(({ start, refused }) => start !== undefined || refused !== undefined)) opened();
      return;
    }
    case "frames":
      receiveFrames(reply.frames);
      return;
    case "moved": {
      const record = records.find(({ number }) => number === reply.run);
      if (!record || records.find(({ lane }) => lane === record.lane) !== record) return;
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
    case "failed":
      fail(reply.message);
      return;
  }
}

/** Every run is there, or refused. */
function opened(): void {
  status.value = records.some(({ start }) => start) ? "ready" : "paused";
  requestFrames();
  if (playNext && records.some(({ start }) => start)) play();
  playNext = false;
}

/** Asks every thread for its frames, unless some are still on their way. */
function requestFrames(): void {
  if (awaited > 0) return;
  for (const [i, thread] of threads.entries()) {
    const mine = records.filter((record) => record.thread === i && record.start);
    if (mine.length === 0) continue;
    awaited++;
    thread.post({
      type: "frame",
      wanted: mine.map((record) => ({
        run: record.number,
        since: record.step,
        detail: isFirst(record),
        stages: record.stages.length,
      })),
    });
  }
}

const isFirst = (record: RunRecord) => records.find(({ lane }) => lane === record.lane) === record;

const counted = { frames: 0, steps: 0, since: 0, stepsBefore: 0 };

function receiveFrames(frames: Extract<RunReply, { type: "frames" }>["frames"]): void {
  const known = frames.filter(({ run }) => records.some(({ number }) => number === run));
  if (known.length < frames.length) return;
  for (const { run, ...frame } of frames) {
    const record = records.find(({ number }) => number === run);
    if (record) takeFrame(record, frame);
  }
  if (--awaited > 0) return;
  count();
  batch(() => {
    publish();
    const running = records.filter(({ start }) => start);
    if (running.length > 0 && running.every(({ frame }) => frame?.outcome !== undefined)) {
      if (status.value !== "opening") status.value = "done";
    }
  });
  askKernel();
}

/** Steps and frames of the last second or so. */
function count(): void {
  counted.frames++;
  const now = performance.now();
  const steps = records.reduce((sum, { step }) => sum + step, 0);
  if (now - counted.since < 500) return;
  const seconds = (now - counted.since) / 1000;
  if (seconds < 2)
    speed.value = {
      steps: Math.max(0, Math.round((steps - counted.stepsBefore) / seconds)),
      frames: Math.round(counted.frames / seconds),
    };
  Object.assign(counted, { frames: 0, since: now, stepsBefore: steps });
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
  for (const record of records)
    if (record.lane === lane && record.start) threadAt(record.thread).post({ type: "setS", run: record.number, s });
}

function receiveTheory(reply: TheoryReply): void {
  if ("era" in reply && reply.era !== era) return;
  switch (reply.type) {
    case "read":
    case "unreadable":
      reading.value = false;
      read?.(reply);
      return;
    case "failed":
      fail(reply.message);
      return;
    case "refused":
      // The thread that trains refuses the same lane, and says so where the user looks.
      return;
    case "opened": {
      const record = theories[reply.lane];
      if (!record) return;
      record.busy = false;
      record.view = { start: reply.start };
      break;
    }
    case "answer": {
      const record = theories[reply.lane];
      if (!record) return;
      record.busy = false;
      const before = record.view.answer;
      const { modes, gram, gramRows, landscape } = reply.answer;
      record.view = {
        ...record.view,
        answeredAt: reply.s,
        answer: {
          modes: modes ?? before?.modes,
          gram: gram ?? before?.gram,
          gramRows: gramRows ?? before?.gramRows,
          landscape: landscape ?? before?.landscape,
        },
      };
      break;
    }
    case "forecast": {
      const record = theories[reply.lane];
      if (!record) return;
      record.view = { ...record.view, forecast: reply.forecast };
      break;
    }
  }
  publish();
  askKernel();
}

/** Asks the kernel's thread about every lane that it is not busy with, as far as the views in sight need it. */
export function askKernel(): void {
  const now = performance.now();
  const playing = status.value === "playing";
  for (const [lane, theory] of theories.entries()) {
    const record = records.find((candidate) => candidate.lane === lane);
    if (!record?.frame?.parameters || !record.start || theory.busy || !theory.view.start) continue;
    if (theory.forecastStages !== record.stages.length && theory.view.start.obstacle === undefined) {
      theory.forecastStages = record.stages.length;
      kernel?.post({ type: "forecast", era, lane, stages: record.stages, steps: state.value.steps });
    }
    const { parameters, outputs, s, step } = record.frame;
    if (!outputs) continue;
    const answer = theory.view.answer;
    const fresh = theory.askedStep === step && theory.view.answeredAt === s;
    const due = !playing || now - theory.askedAt >= ASK_EVERY;
    const survey = visible.value.has("landscape") && (!playing || now - theory.surveyedAt >= SURVEY_EVERY);
    const want = {
      modes: visible.value.has("modes") && theory.view.start.curve !== undefined && due && !(fresh && answer?.modes),
      gram: visible.value.has("spectrum") && due && !(fresh && answer?.gram),
      landscape: survey && !(fresh && answer?.landscape && theory.surveyedAt >= theory.askedAt),
    };
    if (!want.modes && !want.gram && !want.landscape) continue;
    theory.busy = true;
    theory.askedAt = now;
    theory.askedStep = step;
    if (want.landscape) theory.surveyedAt = now;
    kernel?.post({
      type: "ask",
      era,
      lane,
      question: { s, parameters, outputs, start: record.start.parameters, want },
    });
  }
}

let read: ((reply: Extract<TheoryReply, { type: "read" | "unreadable" }>) => void) | undefined;

/** Reads a file of the user's in the kernel's thread, which the page would else wait for. */
export async function readFile(name: string, bytes: Uint8Array, target?: string): Promise<void> {
  reading.value = true;
  kernel ??= theoryWorker(receiveTheory, fail);
  const reply = await new Promise<Extract<TheoryReply, { type: "read" | "unreadable" }>>((resolve) => {
    read = resolve;
    kernel?.post({ type: "read", name, bytes, target });
  });
  if (reply.type === "unreadable") return notify("error", reply.message);
  const { hash, table: content } = reply;
  file.value = { name, hash, bytes, table: content };
  for (const note of content.notes) notify("note", note);
  const asked = state.value.data;
  if (asked.kind === "file" && asked.name === name && asked.hash !== hash)
    notify("note", `${name} is not the file that the address speaks of: its contents differ.`);
  show({ ...state.value, data: { kind: "file", name, hash, target: content.targets[0] } }, { now: true });
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
