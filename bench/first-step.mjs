// A process of its own that trains W1 through the library's front door: how long until the first step, and how much memory.
import { adam, constant, homotopy, mlp, relu, train } from "../dist/index.js";
import { data, RATE, S, W1 } from "./workload.mjs";

const steps = Number(process.argv[2] ?? 2000);
const run = train({
  network: mlp({ hidden: W1.hidden, activation: homotopy(relu) }),
  data: data(W1.inputs),
  optimizer: adam({ rate: RATE, decay: "none" }),
  relaxation: constant(S),
  steps,
  seed: 1,
});
let first;
for await (const _ of run) first ??= performance.now();
const { seconds, loss } = await run.result;
// performance.now() counts from the start of the process.
console.log(
  JSON.stringify({
    first: first / 1000,
    step: (1000 * seconds) / steps,
    rss: process.resourceUsage().maxRSS / 1024,
    loss,
  }),
);
