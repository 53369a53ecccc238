import { expect, test } from "vitest";
import { openRun } from "../../src/lab/run.js";
import { initialState, type LabState } from "../../src/lab/state.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { inChromium } from "./harness.js";
import { done, errors, lab, says } from "./lab-page.js";

test("a seed gives the same losses in a worker of Chromium as here, to the bit", async () => {
  const state: LabState = { ...initialState, steps: 300 };
  const run = await openRun(state, state.lanes[0], 5);
  run.advance(300);
  const { losses } = run.frame({ since: 0, detail: false, stages: 0 });
  run.close();
  const there = await inChromium(
    `import { openRun } from "../../src/lab/run.js";
     import { hashBytes } from "../../src/numerics/hash.js";
     export async function run() {
       const state = ${JSON.stringify(state)};
       const one = await openRun(state, state.lanes[0], 5);
       one.advance(300);
       return hashBytes(one.frame({ since: 0, detail: false, stages: 0 }).losses);
     }`,
    { worker: true },
  );
  expect(there).toBe(hashBytes(losses));
});

test("an address restores runs side by side, and follows what is changed", async () => {
  const page = await lab("v=1&problem=moons&steps=40&hidden=30&b.relaxation=ramp,from=1,to=1.5,over=0.7");
  expect(await page.locator(".lane").count()).toBe(2);
  expect(await page.inputValue("#preset-B")).toBe("ramp");
  expect(await page.inputValue("#hidden")).toBe("30");
  await page.selectOption("#preset-B", "corollary1");
  await says(page, "b.relaxation=corollary1");
  await page.click("#add-run");
  await page.locator(".lane").nth(2).waitFor();
});

test("an address that asks for nonsense is refused with a word, and the page works", async () => {
  const page = await lab("v=1&hidden=1e9&steps=70&colour=%3Cscript%3E");
  expect(await errors(page)).toHaveLength(2);
  await done(page, 0, 70);
});
