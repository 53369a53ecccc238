import "../without-eval.js";
import type { RunRequest } from "../../lab/message.js";
import { runHost } from "../../lab/run-host.js";

const host = runHost((reply, transfer = []) => self.postMessage(reply, { transfer }));
self.onmessage = ({ data }: MessageEvent<RunRequest>) => void host.receive(data);
