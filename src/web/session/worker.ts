import "../without-eval.js";
import { theoryHost } from "../../lab/kernel/theory-host.js";
import type { RunRequest, TheoryRequest } from "../../lab/message.js";
import { runHost } from "../../lab/run/run-host.js";

// One script for both kinds of thread, since both need the engine; a thread's name says what it is.
if (self.name === "theory") {
  const host = theoryHost((reply) => self.postMessage(reply));
  self.onmessage = ({ data }: MessageEvent<TheoryRequest>) => void host.receive(data);
} else {
  const host = runHost((reply, transfer = []) => self.postMessage(reply, { transfer }));
  self.onmessage = ({ data }: MessageEvent<RunRequest>) => void host.receive(data);
}
