// Plain Adam (s = 1) against the default relaxation on CSV files, the rate of both tuned the same way on validation data:
//   node scripts/measure-uci.mjs FOLDER [--steps 4000] [--splits 5]
// For every file (target: its last column), split and method, each rate is trained once at the same number of steps; the rate with
// the least validation RMSE is taken, and its test RMSE is looked at once. 80 % train, 10 % validation, 10 % test.
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const RATES = [1e-3, 3e-3, 1e-2, 3e-2];
const METHODS = { "plain Adam, s = 1": (h) => h.constant(1), "ramp 1 -> 1.5 (default)": (h) => h.ramp() };

if (isMainThread) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { steps: { type: "string", default: "4000" }, splits: { type: "string", default: "5" } },
  });
  const [folder] = positionals;
  if (!folder) {
    console.error("usage: node scripts/measure-uci.mjs FOLDER [--steps 4000] [--splits 5]");
    process.exit(2);
  }
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".csv")) : [];
  if (files.length === 0) {
    console.error(`${folder}: no such folder, or no .csv files in it`);
    process.exit(2);
  }
  const jobs = files.flatMap((file) =>
    Array.from({ length: Number(values.splits) }, (_, split) =>
      Object.keys(METHODS).map((method) => ({ path: join(folder, file), file, split: split + 1, method })),
    ).flat(),
  );
  const results = [];
  const total = jobs.length;
  await Promise.all(
    cpus().map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { steps: Number(values.steps) } });
          const next = () => {
            const job = jobs.shift();
            if (job) worker.postMessage(job);
            else worker.terminate().then(resolve);
          };
          worker.on("error", reject);
          worker.on("message", (result) => {
            results.push(result);
            process.stderr.write(
              `${results.length}/${total} ${result.file} split ${result.split} ${result.method}: ${result.test.toFixed(4)}\n`,
            );
            next();
          });
          next();
        }),
    ),
  );
  const methods = Object.keys(METHODS);
  console.log(
    `test RMSE, mean and standard deviation over ${values.splits} splits, ${values.steps} full-batch steps, m = 1000; ${cpus()[0].model}, Node ${process.versions.node}`,
  );
  for (const file of files) {
    const of = (method) =>
      results.filter((r) => r.file === file && r.method === method).sort((a, b) => a.split - b.split);
    const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
    for (const method of methods) {
      const list = of(method).map((r) => r.test);
      const m = mean(list);
      const sd = Math.sqrt(mean(list.map((v) => (v - m) ** 2)) * (list.length / Math.max(list.length - 1, 1)));
      console.log(
        `${file}\t${method}\t${m.toFixed(4)} ± ${sd.toFixed(4)}\ttrain ${mean(of(method).map((r) => r.train)).toFixed(4)}\trates ${of(
          method,
        )
          .map((r) => r.rate)
          .join(" ")}`,
      );
    }
    const wins = of(methods[1]).filter((r, i) => r.test < of(methods[0])[i].test).length;
    console.log(`${file}\trelaxation is lower in ${wins} of ${values.splits} splits`);
  }
} else {
  const h = await import("../dist/index.js");
  const { readTable } = await import("../dist/node/index.js");

  parentPort.on("message", async (job) => {
    const parts = h.split(await readTable(job.path), { test: 0.1, validation: 0.1, seed: job.split });
    let best;
    for (const rate of RATES) {
      const run = h.train({
        data: parts.train,
        network: h.mlp({ hidden: [1000] }),
        optimizer: h.adam({ rate, decay: "cosine" }),
        relaxation: METHODS[job.method](h),
        steps: workerData.steps,
        seed: job.split,
      });
      const { model, outcome } = await run.result;
      if (outcome !== "finished") continue;
      const rmse = async (part) => (await h.evaluate(model, parts.encoding, part)).metrics.targets[0].rmse;
      const validation = await rmse(parts.validation);
      if (!best || validation < best.validation) best = { rate, validation, rmse };
    }
    const [test, train] = [await best.rmse(parts.test), await best.rmse(parts.train)];
    parentPort.postMessage({ ...job, rate: best.rate, validation: best.validation, test, train });
  });
}
