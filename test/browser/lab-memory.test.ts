import { expect, test } from "vitest";
import { watchMemory } from "../../scripts/page-memory.mjs";
import { done, finished, lab, settled, tall, train } from "./lab-page.js";

/** What V8 keeps for itself (compiled code, what it has seen of types) still grows while a page is young: by 0.6 to 0.8 MB in these tests. */
const OWN = 2e6;

test("twenty seconds of training as fast as it can leave memory as it was after five", async () => {
  const page = await lab("v=1&steps=8000&hidden=1000&b.relaxation=ramp", tall);
  const memory = await watchMemory(page);
  const start = performance.now();
  let runs = 0;
  /** Whole runs, again and again, until so many seconds have gone. */
  const trainUntil = async (seconds: number) => {
    do {
      await train(page);
      runs++;
    } while (performance.now() - start < 1000 * seconds);
    return memory.measure();
  };
  // Measured at the end of a run: the page's arrays of losses, and those it draws them with, have a whole run's length then.
  const early = await trainUntil(5);
  const runsBefore = runs;
  const late = await trainUntil(20);
  expect(runs).toBeGreaterThan(runsBefore);
  // A frame of both runs has some 30 kB, and there are several hundred: if one in three stayed, it would show.
  expect(late.total - early.total).toBeLessThan(OWN);
}, 60_000);

test("fifty changes of the experiment leave no thread and no memory behind", async () => {
  const page = await lab("v=1&steps=500&hidden=100");
  const memory = await watchMemory(page);
  const presets = ["half", "past-lossless", "ramp", "corollary1", "plain"];
  const change = async (k: number) => {
    await page.selectOption("#preset-A", presets[k % presets.length]);
    await settled(page);
  };
  for (let k = 0; k < 10; k++) await change(k);
  const [early, workers] = [await memory.measure(), memory.workers()];
  for (let k = 0; k < 50; k++) await change(k);
  const late = await memory.measure();
  expect(memory.workers()).toBe(workers);
  // A run, its window and its kernel's side have WebAssembly memories of 256 kB and more: fifty left behind would be 40 MB.
  expect(late.total - early.total).toBeLessThan(OWN);
  await page.click("#step");
  await done(page, 1, 500);
  await train(page);
  await finished(page);
}, 60_000);

test("a page that is loaded again has the threads of one", async () => {
  const page = await lab("v=1&steps=500&hidden=100&b.relaxation=ramp");
  const workers = page.workers().length;
  expect(workers).toBeGreaterThanOrEqual(2);
  for (let k = 0; k < 3; k++) {
    await page.reload();
    await settled(page);
  }
  expect(page.workers()).toHaveLength(workers);
});
