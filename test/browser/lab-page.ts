import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type LabServer, serveLab } from "../../src/node/lab/serve.js";
import { browser } from "./harness.js";

/** The lab's page as built, served as `hrta lab` serves it: one server a test file, and every page in a profile of its own. */

let server: LabServer;
beforeAll(async () => {
  server = await serveLab({ folder: join(import.meta.dirname, "../../dist/lab"), port: 0 });
});
afterAll(() => server.close());

/** A page, and what it has complained of in its console or asked of anyone else. */
interface Opened {
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}
const opened: Opened[] = [];

// Whatever a test does to a page: no error of it is left to the console, and nothing leaves the machine.
afterEach(async () => {
  const all = opened.splice(0);
  await Promise.all(all.map(({ context }) => context.close()));
  expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
});

interface Opening extends BrowserContextOptions {
  /** Of another server than this file's. */
  readonly url?: string;
  /** Runs in the page before its own. */
  readonly script?: string;
  /** What the test provokes in the console. */
  readonly provoked?: RegExp;
}

/** Opens the lab at a fragment of its address, once its runs are open or refused. Closed after the test. */
export async function lab(hash = "", opening: Opening = {}): Promise<Page> {
  const { url = server.url, script = "", provoked, ...options } = opening;
  const context = await (await browser()).newContext(options);
  const complaints: string[] = [];
  opened.push({ context, complaints });
  await context.addInitScript(script);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (!provoked?.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url()))
      complaints.push(`asked ${request.url()}`);
  });
  await page.goto(`${url}#${hash}`);
  await settled(page);
  return page;
}

/** A screen so high that every view of the page is on it. */
export const tall: BrowserContextOptions = { viewport: { width: 1280, height: 4000 } };

export const shows = (page: Page, selector: string, text: string | RegExp) =>
  page.locator(selector, { hasText: text }).first().waitFor();

/** Every run is there or refused, and none is played. */
export const settled = (page: Page) => shows(page, "#speed", /^(ready|paused)$/);
export const finished = (page: Page) => shows(page, "#speed", "finished");
export const done = (page: Page, steps: number, of: number) =>
  shows(page, "#steps-done", `${steps.toLocaleString("en")} of ${of.toLocaleString("en")} steps`);

/** Steps that the page says are done. */
export const stepsDone = async (page: Page) =>
  Number((await page.locator("#steps-done").innerText()).split(" ")[0].replaceAll(",", ""));

/** The loss of a lane's last step, as its strip says it. */
export const lossOf = async (page: Page, lane = 0) =>
  (await page.locator(".lane .loss").nth(lane).innerText()).replace(/^\D+/, "");

/** Plays to the end, as fast as it can. */
export async function train(page: Page): Promise<void> {
  await page.selectOption("#pace", "full");
  await page.click("#play");
  await finished(page);
}

/** The entries of the page's address. */
export const entries = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

/** Waits until the address, decoded, holds the text, or matches. */
export const says = (page: Page, text: string | RegExp) =>
  page.waitForURL(({ hash }) => {
    const plain = decodeURIComponent(hash);
    return typeof text === "string" ? plain.includes(text) : text.test(plain);
  });

/** Opens a fold of the set-up, by the beginning of its title. */
export async function unfold(page: Page, title: string): Promise<void> {
  const fold = page.locator("details", { has: page.locator("summary", { hasText: title }) }).first();
  if ((await fold.getAttribute("open")) === null) await fold.locator("summary").first().click();
}

/** Writes into a field of text, as someone does who then goes on. */
export async function write(page: Page, selector: string, text: string): Promise<void> {
  await page.fill(selector, text);
  await page.locator(selector).blur();
}

/** What the page tells its visitor at the top, without the button that dismisses it. */
const told = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s*×$/, ""));
export const notices = (page: Page) => told(page, ".notices p");
export const errors = (page: Page) => told(page, ".notices .error");

export const csv = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(content),
});

/** What a button saves: the file's name and its bytes. */
export async function saved(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
