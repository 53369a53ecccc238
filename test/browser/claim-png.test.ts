import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderClaimSite } from "../../src/report/claim/site.js";
import { claimSite } from "../report/claim-samples.js";
import { browser, inChromium } from "./harness.js";

const folder = mkdtempSync(join(tmpdir(), "hrta-png-"));
const files = renderClaimSite(claimSite());

beforeAll(() => {
  // The page alone, as if it had been sent by mail: the files beside it are not there.
  for (const [path, content] of files) {
    if (!path.startsWith("claims/")) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A claim's page opened from disk, with what it asks for and complains of. */
async function opened(id: string, options: BrowserContextOptions = {}) {
  const context = await (await browser()).newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url().replace(/,.*/s, "")));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  const address = pathToFileURL(join(folder, "claims", `${id}.html`)).href;
  await page.goto(address);
  return { context, page, address, requests, complaints };
}

/** What a click on the n-th PNG button saves. */
async function saved(id: string, n: number, options?: BrowserContextOptions) {
  const { context, page, address, requests, complaints } = await opened(id, options);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("button").nth(n).click()]);
  const png = readFileSync(await download.path());
  const name = download.suggestedFilename();
  await context.close();
  expect(complaints).toEqual([]);
  expect(requests.filter((url) => url !== address && !/^(data:|blob:)/.test(url))).toEqual([]);
  return { name, png };
}

/** Width and height in the header of a PNG file. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
const svgSize = (path: string) =>
  (/width="(\d+)" height="(\d+)"/.exec(String(files.get(path)))?.slice(1) ?? []).map(Number);

interface Picture {
  /** Share of white pixels. */
  readonly white: number;
  readonly opaque: boolean;
  /** Colours that at least 50 pixels have, as hexadecimal digits. */
  readonly colours: readonly string[];
}

const looked = (png: Buffer) =>
  inChromium<Picture>(`
    export async function run() {
      const image = new Image();
      image.src = "data:image/png;base64,${png.toString("base64")}";
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map<string, number>();
      let opaque = true;
      for (let i = 0; i < data.length; i += 4) {
        opaque &&= data[i + 3] === 255;
        const colour = [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, "0")).join("");
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      const white = 4 * (counts.get("ffffff") ?? 0) / data.length;
      return { white, opaque, colours: [...counts].filter(([, n]) => n >= 50).map(([colour]) => colour) };
    }`);

test("a click saves the picture as PNG, twice as large, on white, with ink and the colours of its curves", async () => {
  const { name, png } = await saved("hrta.fig2", 0);
  expect(name).toBe("hrta.fig2-1.png");
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(sizeOf(png)).toEqual(svgSize("figures/hrta.fig2-1.svg").map((length) => 2 * length));
  const { white, opaque, colours } = await looked(png);
  expect(opaque).toBe(true);
  // Axes, curves, bands and letters cover less than half of a figure.
  expect(white).toBeGreaterThan(0.5);
  for (const colour of ["1b1b1b", "0072b2", "d55e00"]) expect(colours).toContain(colour);
});

test("on a phone in the dark it is the same file", async () => {
  const phone = { colorScheme: "dark", viewport: { width: 390, height: 800 } } as const;
  const [light, dark] = [await saved("hrta.fig2", 1), await saved("hrta.fig2", 1, phone)];
  expect(light.name).toBe("hrta.fig2-2.png");
  expect(dark.png.equals(light.png)).toBe(true);
});

test("a surface is saved too", async () => {
  const { png } = await saved("wu.cosine-landscape", 0);
  expect(sizeOf(png)).toEqual(svgSize("figures/wu.cosine-landscape-1.svg").map((length) => 2 * length));
});

test("without JavaScript there is no button", async () => {
  const { context, page } = await opened("hrta.fig2", { javaScriptEnabled: false });
  expect(await page.locator("button").count()).toBe(2);
  expect(await page.locator("button:visible").count()).toBe(0);
  expect(await page.locator(".files a:visible").count()).toBe(4);
  await context.close();
});
