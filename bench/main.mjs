import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { instantiate, singleModule } from "../dist/engine/module.js";
import { printLab } from "./lab.mjs";
import { printLinear } from "./linear.mjs";
import { interleave, machine, median, printTable } from "./measure.mjs";
import { plainW1 } from "./plain.mjs";
import { printPoisson } from "./poisson.mjs";
import { printTheory } from "./theory.mjs";
import { torchSteps } from "./torch.mjs";
import { data, flops, openWorkload, RATE, S, W1, W2 } from "./workload.mjs";

const quick = process.argv.includes("--quick");
const effort = quick ? { rounds: 3, slice: 20 } : { rounds: 31, slice: 100 };

const ms = (time) => time.toPrecision(3);
const rate = (operations, time) => `${(operations / time / 1e6).toFixed(1)} GFLOP/s`;
const times = (ratio) => `${ratio.toFixed(2)} x`;

console.log(machine());
if (quick) console.log("--quick: too few samples for numbers to quote.");

const medians = await measureSteps();
printSteps(medians);
medians.poisson = await printPoisson(effort);
await printThreads();
printPeers(medians);
printLinear(quick);
printTheory(quick);
printProcess();
await printLab(quick);

/** Everything on one thread, in turns. */
async function measureSteps() {
  const wide = { inputs: 784, hidden: [1000] };
  const eight = { inputs: 8, hidden: [1000] };
  const opened = {
    W1: await openWorkload(W1),
    W1f64: await openWorkload(W1, { dtype: "f64" }),
    W2: await openWorkload(W2),
    W2f64: await openWorkload(W2, { dtype: "f64" }),
    eight: await openWorkload(eight),
    wide: await openWorkload(wide),
  };
  const plain = plainStep(opened.W1);
  const { peakMultiplyAdd } = instantiate(singleModule(), new WebAssembly.Memory({ initial: 4 })).exports;
  const tasks = { plain, peak: () => peakMultiplyAdd(100_000), products: opened.W2.products };
  for (const [name, { step }] of Object.entries(opened)) tasks[name] = step;
  const result = interleave(tasks, effort);
  for (const one of Object.values(opened)) one.close();
  return { ...result, flops: { W2: flops(W2), eight: flops(eight), wide: flops(wide) } };
}

/** The plain competitor, after a check that it computes what the engine does: the same loss after 20 steps. */
function plainStep({ session, step, targets }) {
  const { x, y } = data(W1.inputs);
  const start = session.parameters.slice();
  const plain = plainW1({ x, y, parameters: start, s: S, rate: RATE });
  let loss = 0;
  for (let k = 0; k < 20; k++) {
    loss = plain();
    step();
  }
  let own = 0;
  for (let i = 0; i < targets.length; i++) own += (session.output[i] - targets[i]) ** 2 / (2 * targets.length);
  if (!(Math.abs(own - loss) < 1e-4 * loss))
    throw new Error(`plain JavaScript and the engine disagree: losses ${loss}, ${own}`);
  return plain;
}

function printSteps({ W1, W1f64, W2, W2f64, eight, wide, plain, peak, products, flops }) {
  printTable(
    "One thread, full-batch Adam step, n = 100",
    ["", "ms", "ratio"],
    [
      ["W1 (2-1000-1), f32", ms(W1), ""],
      ["W1 in plain JavaScript", ms(plain), `${times(plain / W1)} slower`],
      ["W1, f64", ms(W1f64), `${times(W1f64 / W1)} f32`],
      ["W2 (2-1000-1000-1), f32", ms(W2), rate(flops.W2, W2)],
      ["W2, f64", ms(W2f64), `${times(W2f64 / W2)} f32`],
      ["8 inputs (9-1000-1)", ms(eight), rate(flops.eight, eight)],
      ["784 inputs (785-1000-1)", ms(wide), rate(flops.wide, wide)],
    ],
  );
  const most = 96 * 100_000;
  const share = flops.W2 / products / (most / peak);
  printTable(
    "W2's products (forward and pull) against multiply-adds in registers",
    ["", "ms", "rate", "share"],
    [
      ["registers only", ms(peak), rate(most, peak), ""],
      ["W2 forward and pull", ms(products), rate(flops.W2, products), `${(100 * share).toFixed(0)} %`],
    ],
  );
}

async function printThreads() {
  const most = Math.min(availableParallelism(), 2);
  if (most < 2) return console.log("\nOne core: threads are not measured.");
  const one = await openWorkload(W2);
  const two = await openWorkload(W2, { threads: 2 });
  const result = interleave({ one: one.step, two: two.step }, effort);
  one.close();
  two.close();
  printTable(
    "W2 on threads",
    ["", "ms", "ratio"],
    [
      ["1 thread", ms(result.one), ""],
      ["2 threads", ms(result.two), `${times(result.one / result.two)} faster`],
    ],
  );
  medians.W2threads = Math.min(result.one, result.two);
}

function printPeers({ W1, W2, W2threads = W2, poisson }) {
  const threads = [1, availableParallelism()].filter((count, i, all) => all.indexOf(count) === i);
  const torch = torchSteps(quick ? 0.2 : 3, threads);
  if (torch.reason) return console.log(`\nPyTorch is not compared: ${torch.reason}`);
  const best = (name) => Math.min(...Object.values(torch.ms[name]));
  const own = { W1, W2: Math.min(W2, W2threads) };
  printTable(
    `PyTorch ${torch.version} eager, each at its best number of threads`,
    ["", "PyTorch ms", "hrta ms", "PyTorch / hrta"],
    ["W1", "W2"].map((name) => [name, ms(best(name)), ms(own[name]), times(best(name) / own[name])]),
  );
  const autograd = torch.ms.poisson["1"];
  printTable(
    `PyTorch ${torch.version} eager, autograd through the gradient by the inputs, 1 thread`,
    ["", "PyTorch ms", "hrta ms", "PyTorch / hrta"],
    [["the paper's Poisson step", ms(autograd), ms(poisson), times(autograd / poisson)]],
  );
}

function printProcess() {
  const child = fileURLToPath(new URL("first-step.mjs", import.meta.url));
  const runs = Array.from({ length: quick ? 1 : 5 }, () =>
    JSON.parse(execFileSync(process.execPath, [child, quick ? "200" : "20000"]).toString()),
  );
  const middle = (key) => median(runs.map((run) => run[key]));
  printTable(
    "A process that trains W1 by train()",
    ["", "value"],
    [
      ["time to the first step, s", middle("first").toFixed(3)],
      ["a step, ms", ms(middle("step"))],
      ["most memory, MB", middle("rss").toFixed(0)],
    ],
  );
}
