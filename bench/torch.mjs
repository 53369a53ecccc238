import { peer } from "./peer.mjs";

/** Milliseconds of a step in PyTorch eager by workload and number of threads, or why there are none. */
export const torchSteps = (seconds, threads) => peer("torch_steps.py", [seconds, ...threads]);
