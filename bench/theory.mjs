import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildNetwork, homotopy, initialise, mlp, random, relu } from "../dist/index.js";
import { gram } from "../dist/tangent/index.js";
import { shallowKernels } from "../dist/theory/index.js";
import { interleave, printTable } from "./measure.mjs";

function points(rows, inputs) {
  const x = new Float64Array(rows * inputs);
  random(1, "bench").fillNormal(x);
  return { rows, inputs, x };
}

/** Kernels of infinite and finite width, in float64 on one thread. */
export function printTheory(quick) {
  const spec = mlp({ hidden: [1000], activation: homotopy(relu) });
  const network = buildNetwork(spec, 1, 1);
  const model = { network, parameters: initialise(network, 1), s: [1.5] };
  const line = points(400, 1);
  const eight = points(400, 8);
  const kernels = shallowKernels(eight);
  let s = 0;
  const own = interleave(
    {
      gram: () => gram(model, line),
      kernels: () => shallowKernels(eight).at(1).sum,
      at: () => {
        s = (s + 0.37) % 2;
        return kernels.at(s).sum;
      },
    },
    quick ? { rounds: 1, slice: 1 } : { rounds: 15, slice: 50 },
  );
  printTable(
    "Kernels, n = 400, float64, one thread",
    ["", "ms", "ratio"],
    [
      ["G of 1000 neurons, 1 input and the constant", own.gram.toPrecision(3), ""],
      ["infinite width, 8 inputs, the first s", own.kernels.toPrecision(3), ""],
      ["infinite width, another s", own.at.toPrecision(3), `${(own.kernels / own.at).toFixed(1)} x faster`],
    ],
  );
  const child = fileURLToPath(new URL("large-kernel.mjs", import.meta.url));
  const rows = quick ? 300 : 5000;
  const { kernel, smallest, rss } = JSON.parse(execFileSync(process.execPath, [child, String(rows)]).toString());
  printTable(
    `A process that finds lambda_min, with proven bounds, of the kernel of n = ${rows} rows of 8 inputs`,
    ["", "value"],
    [
      ["kernel, s", kernel.toFixed(2)],
      ["lambda_min, s", smallest.toFixed(2)],
      ["most memory, MB", rss.toFixed(0)],
    ],
  );
}
