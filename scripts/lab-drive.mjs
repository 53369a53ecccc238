// Opens the built page of the lab in Chromium and lets it train, for the soak and the benchmark.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findChromium, root } from "./setup.mjs";

/**
 * Serves the built page and starts a Chromium.
 * @returns its `browser`, `open(hash, viewport)` and `close()`; or in `reason` why there is none.
 */
export async function startLab() {
  if (!existsSync(join(root, "dist/node/lab/serve.js")) || !existsSync(join(root, "dist/lab/index.html")))
    return { reason: "the lab is not built: run npm run build" };
  const executablePath = findChromium();
  if (!executablePath) return { reason: "no Chromium found: install Chromium or Chrome, or set CHROMIUM_PATH" };
  const { chromium } = await import("playwright-core");
  const { serveLab } = await import("../dist/node/lab/serve.js");
  let browser;
  try {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  } catch (error) {
    return { reason: `${executablePath} does not start: ${String(error.message).split("\n")[0]}` };
  }
  const server = await serveLab({ folder: join(root, "dist/lab"), port: 0 });
  return {
    browser,
    /** A page of its own profile, with an empty cache, at a fragment of the lab's address, once it is ready. */
    async open(hash, viewport = { width: 1280, height: 900 }) {
      const page = await (await browser.newContext({ viewport })).newPage();
      await page.goto(`${server.url}#${hash}`);
      await page.locator("#speed", { hasText: "ready" }).waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Plays as fast as it can, again whenever the runs are finished. What is counted is counted in the page, so that nothing asks it meanwhile. */
export async function playOn(page) {
  await page.selectOption("#pace", "full");
  await page.evaluate(() => {
    const seen = { steps: 0, pictures: 0, runs: 0, time: 0 };
    Object.assign(globalThis, { seen });
    const [play, done] = ["#play", "#steps-done"].map((id) => document.querySelector(id));
    let last = 0;
    // The text changes once a picture.
    new MutationObserver(() => {
      seen.pictures++;
      const steps = Number(done.textContent.split(" ")[0].replaceAll(",", ""));
      seen.steps += steps >= last ? steps - last : steps;
      last = steps;
      seen.time = performance.now();
      if (play.textContent.trim() !== "Again") return;
      seen.runs++;
      play.click();
    }).observe(done, { subtree: true, characterData: true, childList: true });
    play.click();
  });
}

/** What was counted so far: steps of the slowest run, pictures, whole runs, and the time of the last picture in ms. */
export const seenBy = (page) => page.evaluate(() => globalThis.seen);
