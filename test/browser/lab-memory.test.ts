import { expect, test } from "vitest";
import { watchMemory } from "../../scripts/page-memory.mjs";
import { finished, lab, says, settled, shows, stepsDone, train } from "./lab-page.js";

test("twenty seconds of training as fast as it can leave memory as it is", async () => {
  const page = await lab("v=1&steps=200000&hidden=1000&b.relaxation=ramp");
  const memory = await watchMemory(page);
  await page.selectOption("#pace", "full");
  await page.click("#play");
  const after = async (seconds: number) => {
    await page.waitForFunction((until) => performance.now() > until, 1000 * seconds, { polling: 100 });
    return { ...(await memory.measure()), steps: await stepsDone(page) };
  };
  const early = await after(5);
  const late = await after(20);
  console.log(early, late);
  expect(late.steps).toBeGreaterThan(early.steps);
  expect(late.total - early.total).toBeLessThan(2e6);
}, 60_000);

test("fifty changes of the experiment leave no thread and no memory behind", async () => {
  const page = await lab("v=1&steps=500&hidden=100");
  const memory = await watchMemory(page);
  const [presets, problems] = [
    ["half", "past", "ramp", "plain"],
    ["1", "8", "0"],
  ];
  const change = async (k: number) => {
    await page.selectOption("#preset-A", presets[k % presets.length]);
    await page.selectOption("#problem", problems[k % problems.length]);
    await settled(page);
    await page.click("#step");
    await shows(page, "#steps-done", "1 of 500");
  };
  for (let k = 0; k < 12; k++) await change(k);
  const early = { ...(await memory.measure()), workers: memory.workers() };
  for (let k = 12; k < 62; k++) await change(k);
  // Where it was: the same experiment again.
  for (let k = 0; k < 12; k++) await change(k);
  const late = { ...(await memory.measure()), workers: memory.workers() };
  console.log(early, late);
  expect(late.workers).toBe(early.workers);
  expect(late.total - early.total).toBeLessThan(2e6);
}, 60_000);
