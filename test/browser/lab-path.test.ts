import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { finished, lab, says, settled, shows, stepsDone, tall, train } from "./lab-page.js";

/** The corners of the drawn path, from left to right. */
const corners = (page: Page) => page.locator(".path-editor [role=slider]");
/** What each corner says of itself: "at 70 % of the run, s = 1.5". */
const texts = (page: Page) =>
  corners(page).evaluateAll((all) => all.map((corner) => corner.getAttribute("aria-valuetext")));

/** Where a moment of the run (0 to 1) and an s (0 to 2) are on the screen: the grid's lines go from corner to corner. */
async function spot(page: Page, at: number, s: number): Promise<{ x: number; y: number }> {
  const lines = page.locator(".path-editor line.grid");
  const [bottom, top] = [await lines.first().boundingBox(), await lines.last().boundingBox()];
  if (!bottom || !top) throw new Error("the path's grid has no place on the page");
  return { x: bottom.x + at * bottom.width, y: bottom.y + bottom.height / 2 - (s / 2) * (bottom.y - top.y) };
}

async function drag(page: Page, corner: number, at: number, s: number): Promise<void> {
  const box = await corners(page).nth(corner).boundingBox();
  if (!box) throw new Error(`corner ${corner} has no place on the page`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const to = await spot(page, at, s);
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
}

const ramp = "v=1&steps=200&hidden=20&relaxation=ramp,from=1,to=1.5,over=0.7";
const rampTexts = ["at 0 % of the run, s = 1", "at 70 % of the run, s = 1.5", "at 100 % of the run, s = 1.5"];

test("a corner that is dragged changes s over the run and the address, and the run obeys", async () => {
  const page = await lab(ramp, tall);
  expect(await texts(page)).toEqual(rampTexts);
  await drag(page, 1, 0.4, 0.5);
  expect(await texts(page)).toEqual([rampTexts[0], "at 40 % of the run, s = 0.5", rampTexts[2]]);
  await says(page, "relaxation=path,1@0,0.5@0.4,1.5@1");
  expect(await page.inputValue("#preset-A")).toBe("own");
  await drag(page, 2, 0.6, 2);
  // The ends stay at the ends of the run.
  expect((await texts(page))[2]).toBe("at 100 % of the run, s = 2");
  await settled(page);
  await train(page);
  expect(Number(await page.inputValue("#s-A"))).toBeGreaterThan(1.9);
});

test("a corner stays between its neighbours and between s = 0 and 2, wherever it is dragged", async () => {
  const page = await lab(ramp, tall);
  await drag(page, 1, 1.2, 2.4);
  expect((await texts(page))[1]).toBe("at 100 % of the run, s = 2");
  await drag(page, 1, -0.2, -0.4);
  expect((await texts(page))[1]).toBe("at 0 % of the run, s = 0");
});

test("arrow keys move a corner, finely with Shift, Home and End go to s = 0 and 2", async () => {
  const page = await lab(ramp, tall);
  const corner = corners(page).nth(1);
  await corner.focus();
  const after = async (key: string) => {
    await page.keyboard.press(key);
    return (await texts(page))[1];
  };
  expect(await after("ArrowUp")).toBe("at 70 % of the run, s = 1.55");
  expect(await after("ArrowLeft")).toBe("at 65 % of the run, s = 1.55");
  expect(await after("ArrowRight")).toBe("at 70 % of the run, s = 1.55");
  expect(await after("Shift+ArrowDown")).toBe("at 70 % of the run, s = 1.54");
  expect(await after("Home")).toBe("at 70 % of the run, s = 0");
  expect(await after("End")).toBe("at 70 % of the run, s = 2");
  await says(page, "2@0.7");
  // It is still the one that the keyboard holds.
  expect(await corner.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("Delete takes a corner away, the ends stay; + corner and a double click add one on the line", async () => {
  const page = await lab(ramp, tall);
  await corners(page).nth(1).focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => texts(page)).toEqual([rampTexts[0], rampTexts[2]]);
  await corners(page).nth(0).focus();
  await page.keyboard.press("Delete");
  expect(await texts(page)).toEqual([rampTexts[0], rampTexts[2]]);
  await page.click("#add-corner");
  await expect.poll(() => texts(page)).toEqual([rampTexts[0], "at 50 % of the run, s = 1.25", rampTexts[2]]);
  const { x, y } = await spot(page, 0.2, 0.3);
  await page.mouse.dblclick(x, y);
  await expect.poll(() => texts(page)).toHaveLength(4);
  expect((await texts(page))[1]).toBe("at 20 % of the run, s = 1.1");
  await says(page, "relaxation=path,1@0,1.1@0.2,1.25@0.5,1.5@1");
});

test("a path whose corners are all level is a constant", async () => {
  const page = await lab("v=1&steps=50&hidden=20", tall);
  for (const corner of [0, 1]) {
    await corners(page).nth(corner).focus();
    await page.keyboard.press("End");
  }
  await says(page, /relaxation=constant,(s=)?2/);
});

test("where s jumps, the switch is hard or keeps the function, and a lossless one keeps away from 0", async () => {
  const page = await lab("v=1&steps=60&hidden=20&relaxation=path,0.5@0,0.5@0.5,1.5@0.5,1.5@1", tall);
  const jump = async () => {
    await train(page);
    const label = await page.getAttribute("#view-loss canvas", "aria-label");
    return label;
  };
  const hard = await jump();
  await page.selectOption("#switch", "lossless");
  await says(page, "switch=lossless");
  await settled(page);
  expect(await jump()).not.toBe(hard);
  await page.selectOption("#switch", "hard");
  await page.waitForURL(({ hash }) => !hash.includes("lossless"));
  await settled(page);
  expect(await jump()).toBe(hard);
  await corners(page).nth(0).focus();
  await page.keyboard.press("Home");
  await says(page, "path,0@0");
  await page.selectOption("#switch", "lossless");
  await says(page, "path,0.05@0");
  await corners(page).nth(0).focus();
  await page.keyboard.press("Home");
  expect((await texts(page))[0]).toBe("at 0 % of the run, s = 0.05");
});

test("what s was so far is drawn over the plan, also where it was moved by hand", async () => {
  const page = await lab(ramp, tall);
  const past = page.locator(".path-editor polyline.past");
  expect(await past.count()).toBe(0);
  await page.click("#step");
  await shows(page, "#steps-done", "1 of 200");
  await page.locator("#s-A").fill("0.25");
  await says(page, "moves=2:0.25");
  await train(page);
  const points = ((await past.getAttribute("points")) ?? "").split(" ").map((point) => point.split(",").map(Number));
  expect(points.length).toBeGreaterThan(100);
  // One step on the plan, and then level to the end.
  const heights = new Set(points.map(([, y]) => y));
  expect(heights.size).toBe(2);
  const [first, last] = [points[0][0], points[points.length - 1][0]];
  expect(points.every(([x], i) => i === 0 || x >= points[i - 1][0])).toBe(true);
  expect(last).toBeGreaterThan(first + 200);
});

test("a path that the loss decides says so, and a dragged corner makes it one's own", async () => {
  const page = await lab("v=1&steps=60&hidden=20&relaxation=corollary1,s1=1,lossRatio=2,at=0.5", tall);
  await shows(page, ".path-editor", "the loss decides");
  await train(page);
  expect(await stepsDone(page)).toBe(60);
  await drag(page, 1, 0.5, 0.5);
  await says(page, "relaxation=path");
  await page.locator(".path-editor", { hasText: "the loss decides" }).waitFor({ state: "detached" });
});

test("the path stays under the pointer while it is dragged, and each place is opened", async () => {
  const page = await lab(ramp, tall);
  await page.evaluate(() => {
    const places = new Set<number>();
    Object.assign(window, { places });
    const look = () => {
      const box = document.querySelector(".path-editor svg")?.getBoundingClientRect();
      if (box) places.add(Math.round(box.top));
    };
    // After every change of the page, so that also what stands for less than a picture is seen.
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  for (const [at, s] of [
    [0.4, 0.5],
    [0.5, 1.2],
    [0.6, 0.8],
  ]) {
    await drag(page, 1, at, s);
    await says(page, `${s}@${at}`);
    await settled(page);
  }
  const places = await page.evaluate(() => [...(window as unknown as { places: Set<number> }).places]);
  expect(places).toHaveLength(1);
});

test("a corner dragged during play lets it play on, on the new path", async () => {
  const page = await lab("v=1&steps=20000&hidden=20&relaxation=ramp,from=1,to=1.5,over=0.7", tall);
  await page.click("#play");
  await expect.poll(() => stepsDone(page)).toBeGreaterThan(0);
  await drag(page, 0, 0, 0.2);
  await says(page, "relaxation=path,0.2@0");
  await shows(page, "#play", "Pause");
  await expect.poll(async () => Number(await page.inputValue("#s-A"))).toBeLessThan(0.9);
  await page.selectOption("#pace", "full");
  await finished(page);
});
