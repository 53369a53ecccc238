import { expect, test } from "vitest";
import { done, finished, lab, lossOf, says, train } from "./lab-page.js";

test("Play trains to the end under the page's policy", async () => {
  const page = await lab("v=1&steps=400");
  await train(page);
  await done(page, 400, 400);
  expect(await lossOf(page)).toMatch(/^\d/);
});

test("Step makes one step, Reset goes back, and the keys do the same", async () => {
  const page = await lab("v=1&steps=50&hidden=20");
  await page.click("#step");
  await done(page, 1, 50);
  await page.click("body", { position: { x: 2, y: 2 } });
  await page.keyboard.press(".");
  await done(page, 2, 50);
  await page.click("#reset");
  await done(page, 0, 50);
});

test("s taken into the hand acts, is in the address, and is let go again", async () => {
  const page = await lab("v=1&steps=60&hidden=30");
  await page.click("#step");
  await page.locator("#s-A").fill("0.5");
  await says(page, "moves=2:0.5");
  await page.click("#step");
  await page.click("#release-A");
  await says(page, "moves=2:0.5,3:path");
});

test("ten seeds at once all reach the end", async () => {
  const page = await lab("v=1&steps=100&hidden=50&seeds=10");
  await page.selectOption("#pace", "full");
  await page.click("#play");
  await finished(page);
  expect(await page.getAttribute("#view-loss canvas", "aria-label")).toMatch(/10 seeds/);
});
