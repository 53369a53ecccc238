import "../without-eval.js";
import type { TheoryRequest } from "../../lab/message.js";
import { theoryHost } from "../../lab/theory-host.js";

const host = theoryHost((reply) => self.postMessage(reply));
self.onmessage = ({ data }: MessageEvent<TheoryRequest>) => void host.receive(data);
