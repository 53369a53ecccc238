import type { TheoryReply, TheoryRequest } from "../../lab/message.js";
import { firstOf, now, publish } from "./live.js";
import { notify, reading, state, status, visible } from "./store.js";
import { type Channel, theoryWorker } from "./workers.js";

/** How often the kernel is asked about a run that plays, in milliseconds, and how often for the slice of its landscape. */
const ASK_EVERY = 150;
const SURVEY_EVERY = 600;

let opened: Channel<TheoryRequest> | undefined;

/** The kernel's thread, started when it is first needed. */
function thread(): Channel<TheoryRequest> {
  opened ??= theoryWorker(receive, (message) => notify("error", message));
  return opened;
}

/** Opens the kernel of every lane of the state. */
export function openKernels(): void {
  thread().post({ type: "close" });
  for (const lane of state.value.lanes.keys())
    thread().post({ type: "open", era: now().era, lane, state: state.value });
}

function receive(reply: TheoryReply): void {
  const { era, theories } = now();
  if ("era" in reply && reply.era !== era) return;
  switch (reply.type) {
    case "read":
    case "unreadable":
      readers.shift()?.(reply);
      reading.value = readers.length > 0;
      return;
    case "failed":
      notify("error", reply.message);
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
      const { modes, table, gram, gramRows, landscape } = reply.answer;
      record.view = {
        ...record.view,
        answeredAt: reply.s,
        answer: {
          modes: modes ?? before?.modes,
          table: table ?? before?.table,
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
  const { era, theories } = now();
  const time = performance.now();
  const playing = status.value === "playing";
  for (const [lane, theory] of theories.entries()) {
    const record = firstOf(lane);
    if (!record?.frame?.parameters || !record.start || theory.busy || !theory.view.start) continue;
    if (theory.forecastStages !== record.stages.length && theory.view.start.obstacle === undefined) {
      theory.forecastStages = record.stages.length;
      thread().post({ type: "forecast", era, lane, stages: record.stages, steps: state.value.steps });
    }
    const { parameters, outputs, s, step } = record.frame;
    if (!outputs) continue;
    const answer = theory.view.answer;
    const fresh = theory.askedStep === step && theory.view.answeredAt === s;
    const due = !playing || time - theory.askedAt >= ASK_EVERY;
    const survey = visible.value.has("landscape") && (!playing || time - theory.surveyedAt >= SURVEY_EVERY);
    const kernelSeen = visible.value.has("kernel") && theory.view.start.curve !== undefined;
    const want = {
      modes: visible.value.has("modes") && theory.view.start.curve !== undefined && due && !(fresh && answer?.modes),
      table: kernelSeen && due && !(answer?.table && theory.view.answeredAt === s),
      gram: visible.value.has("spectrum") && due && !(fresh && answer?.gram),
      landscape: survey && !(fresh && answer?.landscape && theory.surveyedAt >= theory.askedAt),
    };
    if (!Object.values(want).some(Boolean)) continue;
    theory.busy = true;
    theory.askedAt = time;
    theory.askedStep = step;
    if (want.landscape) theory.surveyedAt = time;
    thread().post({
      type: "ask",
      era,
      lane,
      question: { s, parameters, outputs, start: record.start.parameters, want },
    });
  }
}

type ReadReply = Extract<TheoryReply, { type: "read" | "unreadable" }>;
/** Those who wait for a file; the thread reads one after another. */
const readers: ((reply: ReadReply) => void)[] = [];

/** Has a file read in the kernel's thread, which keeps what it holds; the page would else stand still meanwhile. */
export function readTable(name: string, bytes: Uint8Array, target?: string): Promise<ReadReply> {
  reading.value = true;
  return new Promise((resolve) => {
    readers.push(resolve);
    thread().post({ type: "read", name, bytes, target });
  });
}
