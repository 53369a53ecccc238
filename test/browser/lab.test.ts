import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRun } from "../../src/lab/run.js";
import { initialState, type LabState } from "../../src/lab/state.js";
import { type LabServer, serveLab } from "../../src/node/lab/serve.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { browser, inChromium } from "./harness.js";

let server: LabServer;
beforeAll(async () => {
  server = await serveLab({ folder: join(import.meta.dirname, "../../dist/lab"), port: 0 });
});
afterAll(() => server.close());

/** The lab in a page of its own, with everything it complains of. */
async function lab(hash = "", options: BrowserContextOptions = {}) {
  const context = await (await browser()).newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
  });
  await page.goto(`${server.url}#${hash}`);
  await shows(page, "#speed", "ready");
  return { context, page, complaints, foreign };
}

const shows = (page: Page, selector: string, text: string) => page.locator(selector, { hasText: text }).waitFor();
const finished = (page: Page) => shows(page, "#speed", "finished");
const lossOf = (page: Page, lane = 0) => page.locator(".lane .loss").nth(lane).textContent();

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

test("Play trains to the end under the page's policy, without a complaint and without a word to anyone else", async () => {
  const { context, page, complaints, foreign } = await lab("v=1&steps=400");
  await page.selectOption("#pace", "full");
  await page.click("#play");
  await finished(page);
  expect(await page.textContent("#steps-done")).toBe("400 of 400 steps");
  expect(await lossOf(page)).toMatch(/\d/);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
  await context.close();
});

test("Step makes one step, Reset goes back, and the keys do the same", async () => {
  const { context, page } = await lab("v=1&steps=50&hidden=20");
  const done = (count: number) => shows(page, "#steps-done", `${count} of 50 steps`);
  await page.click("#step");
  await done(1);
  await page.click("body", { position: { x: 2, y: 2 } });
  await page.keyboard.press(".");
  await done(2);
  await page.click("#reset");
  await done(0);
  await context.close();
});

test("an address restores runs side by side, and follows what is changed", async () => {
  const { context, page } = await lab("v=1&problem=moons&steps=40&hidden=30&b.relaxation=ramp,from=1,to=1.5,over=0.7");
  expect(await page.locator(".lane").count()).toBe(2);
  expect(await page.inputValue("#preset-B")).toBe("ramp");
  expect(await page.inputValue("#hidden")).toBe("30");
  await page.selectOption("#preset-B", "corollary1");
  await page.waitForURL(/b\.relaxation=corollary1/);
  await page.click("#add-run");
  await page.locator(".lane").nth(2).waitFor();
  await context.close();
});

test("s taken into the hand acts, is in the address, and is let go again", async () => {
  const { context, page } = await lab("v=1&steps=60&hidden=30");
  await page.click("#step");
  await page.locator("#s-A").fill("0.5");
  await page.waitForURL(/moves=2:0\.5/);
  await page.click("#step");
  await page.click("#release-A");
  await page.waitForURL(/moves=2:0\.5,3:path/);
  await context.close();
});

test("an address that asks for nonsense is refused with a word, and the page works", async () => {
  const { context, page, complaints } = await lab("v=1&hidden=1e9&steps=70&colour=%3Cscript%3E");
  expect(await page.locator(".notices .error").count()).toBe(2);
  expect(await page.textContent("#steps-done")).toBe("0 of 70 steps");
  expect(complaints).toEqual([]);
  await context.close();
});

test("a file is read, trained on, and one that is no table is refused with a word", async () => {
  const { context, page, complaints } = await lab("v=1&steps=30&hidden=20");
  await page.check("#source-file");
  const rows = Array.from({ length: 40 }, (_, i) => `${i / 40},${(i % 7) / 7},${Math.sin(i)}`);
  const csv = { name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(`a,b,y\n${rows.join("\n")}\n`) };
  await page.setInputFiles("#file", csv);
  await page.waitForURL(/file=mine\.csv/);
  await page.click("#step");
  await shows(page, "#steps-done", "1 of 30 steps");
  await page.setInputFiles("#file", { ...csv, name: "bad.csv", buffer: Buffer.from([0, 1, 2, 0]) });
  await page.waitForSelector(".notices .error");
  expect(await page.textContent(".notices .error")).toMatch(/bad\.csv is no text/);
  expect(complaints).toEqual([]);
  await context.close();
});

test("ten seeds at once all reach the end", async () => {
  const { context, page } = await lab("v=1&steps=100&hidden=50&seeds=10");
  await page.selectOption("#pace", "full");
  await page.click("#play");
  await finished(page);
  expect(await page.getAttribute("#view-loss canvas", "aria-label")).toMatch(/10 seeds/);
  await context.close();
});

test("a view is saved as picture and as numbers", async () => {
  const { context, page } = await lab("v=1&steps=30&hidden=20");
  await page.click("#step");
  await shows(page, "#steps-done", "1 of 30 steps");
  const saved = async (form: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Fit as ${form}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`fit.${form.toLowerCase()}`);
    return readFileSync(await download.path());
  };
  expect([...(await saved("PNG")).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(String(await saved("SVG"))).toMatch(/^<svg /);
  // The header, a hundred points of data, and the line.
  expect(String(await saved("CSV")).split("\n").length).toBeGreaterThan(100);
  await context.close();
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test.each([
  ["a desk by day", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["a phone in the dark", { colorScheme: "dark", viewport: { width: 390, height: 800 } }],
] as const)("on %s nothing serious stands in anyone's way", async (_, options) => {
  const { context, page } = await lab("v=1&steps=40&hidden=20&b.relaxation=ramp", options);
  await page.evaluate(axe);
  const found = await page.evaluate<string>(
    `axe.run().then(({ violations }) => JSON.stringify(violations
       .filter(({ impact }) => impact === "serious" || impact === "critical")
       .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 120))])))`,
  );
  expect(JSON.parse(found)).toEqual([]);
  // Nothing of the page is wider than the screen.
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
    options.viewport.width,
  );
  await context.close();
});
