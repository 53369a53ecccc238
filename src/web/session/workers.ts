import type { RunReply, RunRequest, TheoryReply, TheoryRequest } from "../../lab/message.js";

/** A worker with typed messages. */
export interface Channel<Request> {
  post(request: Request): void;
}

function channel<Request, Reply extends { type: string }>(
  worker: Worker,
  receive: (reply: Reply) => void,
  fail: (message: string) => void,
): Channel<Request> {
  worker.onmessage = ({ data }: MessageEvent<Reply>) => receive(data);
  worker.onerror = (event) => fail(event.message || "A worker could not be started.");
  worker.onmessageerror = () => fail("A message between the page and its worker was lost.");
  return { post: (request) => worker.postMessage(request) };
}

/** A thread that trains. */
export const runWorker = (receive: (reply: RunReply) => void, fail: (message: string) => void): Channel<RunRequest> =>
  channel(new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "run" }), receive, fail);

/** The thread that knows the kernel. */
export const theoryWorker = (
  receive: (reply: TheoryReply) => void,
  fail: (message: string) => void,
): Channel<TheoryRequest> =>
  channel(new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "theory" }), receive, fail);

/** Threads that train at once: one core is left for the page and the kernel. */
export const runThreads = (): number => Math.min(Math.max((navigator.hardwareConcurrency || 2) - 1, 1), 6);
