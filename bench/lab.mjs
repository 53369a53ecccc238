import { join } from "node:path";
import { prepareProblem } from "../dist/study/prepare.js";
import { openLoop } from "../dist/training/loop.js";
import { plan } from "../dist/training/plan.js";
import { parseRunSpec } from "../dist/training/spec.js";
import { playOn, seenBy, startLab } from "../scripts/lab-drive.mjs";
import { sizes } from "../scripts/lab-size.mjs";
import { root } from "../scripts/setup.mjs";
import { median, printTable } from "./measure.mjs";

/** The most steps of the page: no run ends within a slice. */
const STEPS = 200_000;
const RUNS = [1, 2, 3];

/** The page of `hrta lab` in Chromium: pictures and steps a second of one to three runs of width 1000, against the same runs in Node. */
export async function printLab(quick) {
  const lab = await startLab();
  if (lab.reason) return console.log(`\nThe lab's page is not measured: ${lab.reason}`);
  try {
    const { rounds, seconds, loads } = quick
      ? { rounds: 1, seconds: 2, loads: 1 }
      : { rounds: 5, seconds: 4, loads: 5 };
    const rows = [];
    for (const count of RUNS) rows.push(await measureRuns(lab, count, rounds, seconds));
    printTable(
      `The lab in Chromium ${lab.browser.version().split(".")[0]}, width 1000, as fast as it can`,
      ["", "pictures/s", "steps/s", "in Node", "page / Node"],
      rows,
    );
    await printStart(lab, loads);
  } finally {
    await lab.close();
  }
}

async function measureRuns(lab, count, rounds, seconds) {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    // In turns, as a machine slows down and speeds up.
    const node = await nodeRate(count, seconds / 2);
    samples.push({ node, ...(await pageRate(lab, count, seconds)) });
  }
  const middle = (key) => median(samples.map((sample) => sample[key]));
  const { threads } = samples[0];
  return [
    `${count} ${count === 1 ? "run" : "runs"} on ${threads} ${threads === 1 ? "thread" : "threads"}`,
    middle("pictures").toFixed(0),
    middle("page").toFixed(0),
    (threads * middle("node")).toFixed(0),
    median(samples.map(({ page, node }) => page / (threads * node))).toFixed(2),
  ];
}

/** Steps a second of all runs together in the page, and pictures a second. */
async function pageRate(lab, count, seconds) {
  const others = ["b", "c"].slice(0, count - 1).map((name) => `&${name}.relaxation=constant,s=1`);
  const page = await lab.open(`v=1&steps=${STEPS}&hidden=1000${others.join("")}`);
  // One core is left for the page and the kernel, as in src/web/session/workers.ts.
  const threads = await page.evaluate(
    (runs) => Math.min(runs, Math.min(Math.max((navigator.hardwareConcurrency || 2) - 1, 1), 6)),
    count,
  );
  await playOn(page);
  const after = async (ms) => {
    await page.waitForTimeout(ms);
    return seenBy(page);
  };
  const from = await after(1000);
  const to = await after(1000 * seconds);
  await page.context().close();
  const elapsed = (to.time - from.time) / 1000;
  return {
    threads,
    page: (count * (to.steps - from.steps)) / elapsed,
    pictures: (to.pictures - from.pictures) / elapsed,
  };
}

/** Steps a second of the same runs in turns in one thread of Node. */
async function nodeRate(count, seconds) {
  const spec = parseRunSpec({
    data: { problem: { name: "sine" } },
    network: { hidden: [1000], activation: "relu", scaling: "ntk", bias: "input" },
    optimizer: { name: "adam", rate: 0.01, decay: "cosine" },
    relaxation: { name: "constant", s: 1 },
    steps: STEPS,
  });
  const loops = await Promise.all(
    Array.from({ length: count }, (_, seed) => openLoop(plan(prepareProblem({ ...spec, seed }).options), STEPS)),
  );
  const steps = (slice) => {
    const start = performance.now();
    let made = 0;
    while (performance.now() - start < slice)
      for (const loop of loops) for (let i = 0; i < 32; i++, made++) loop.advance();
    return (1000 * made) / (performance.now() - start);
  };
  // Until compiled.
  steps(300);
  const rate = steps(1000 * seconds);
  for (const loop of loops) loop.close();
  return rate;
}

/** What a first visit costs. */
async function printStart(lab, loads) {
  const samples = [];
  for (let load = 0; load < loads; load++) {
    const page = await lab.open("v=1");
    const ready = await page.evaluate(() => performance.now());
    const paints = await page.evaluate(() =>
      performance.getEntriesByType("paint").map(({ name, startTime }) => [name, startTime]),
    );
    samples.push({ ready, paint: new Map(paints).get("first-contentful-paint") });
    await page.context().close();
  }
  const middle = (key) => median(samples.map((sample) => sample[key])).toFixed(0);
  const bytes = sizes(join(root, "dist/lab")).reduce((sum, { gzip }) => sum + gzip, 0);
  printTable(
    "A first visit to the lab, from this machine",
    ["", "value"],
    [
      ["first contentful paint, ms", middle("paint")],
      ["ready to play, ms", middle("ready")],
      ["page compressed, kB", (bytes / 1000).toFixed(1)],
    ],
  );
}
