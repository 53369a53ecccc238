import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  done,
  entries,
  finished,
  lab,
  lossOf,
  says,
  settled,
  shows,
  stepsDone,
  train,
  unfold,
  write,
} from "./lab-page.js";

const playing = (page: Page) => shows(page, "#play", "Pause");
/** Waits until some steps are made. */
const moving = (page: Page) => expect.poll(() => stepsDone(page)).toBeGreaterThan(0);
const laneNames = (page: Page) => page.locator(".lane .name").allInnerTexts();

describe("training", () => {
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
    await page.keyboard.press("r");
    await done(page, 0, 50);
    await page.keyboard.press("Space");
    await moving(page);
    await page.click("#reset");
    await done(page, 0, 50);
  });

  test("Pause stops where it is, Play goes on, and Again begins anew to the same end", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await page.click("#play");
    await moving(page);
    await page.click("#play");
    await shows(page, "#speed", "paused");
    // The last frames are on their way still.
    let stopped = -1;
    const stands = async () => {
      const before = stopped;
      stopped = await stepsDone(page);
      return stopped === before;
    };
    await expect.poll(stands, { interval: 250 }).toBe(true);
    await page.click("#step");
    await done(page, stopped + 1, 20000);
    await train(page);
    const loss = await lossOf(page);
    await page.selectOption("#pace", "normal");
    await page.click("#play");
    await playing(page);
    await page.selectOption("#pace", "full");
    await finished(page);
    await done(page, 20000, 20000);
    expect(await lossOf(page)).toBe(loss);
  });

  test("Reset during play goes back and stays there", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await page.click("#play");
    await moving(page);
    await page.locator("#s-A").fill("0.5");
    await says(page, "moves=");
    await page.click("#reset");
    await shows(page, "#speed", "ready");
    await done(page, 0, 20000);
    await page.waitForURL(({ hash }) => !hash.includes("moves="));
    expect(await page.inputValue("#s-A")).toBe("1");
  });

  test("Play before the runs are there begins once they are", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    // Both in one task, so that nothing can be open between.
    await page.evaluate(() => {
      const seeds = document.querySelector<HTMLSelectElement>("#seeds");
      if (seeds) seeds.value = "10";
      seeds?.dispatchEvent(new Event("change", { bubbles: true }));
      document.querySelector<HTMLButtonElement>("#play")?.click();
    });
    await playing(page);
    await moving(page);
  });

  // A whole run takes so many seconds: 40, 10 and 3. Half a second of it is counted, on a machine that does other things too.
  test("the pace is kept, and changes while it plays", async () => {
    const steps = 8000;
    const page = await lab(`v=1&steps=${steps}&hidden=20`);
    const speed = async () => Number((await page.innerText("#speed")).split(" steps/s")[0].replaceAll(",", ""));
    const around = (rate: number) => expect.poll(async () => Math.abs((await speed()) / rate - 1)).toBeLessThan(0.3);
    await page.selectOption("#pace", "slow");
    await page.click("#play");
    await around(steps / 40);
    await page.selectOption("#pace", "fast");
    await around(steps / 3);
    await page.selectOption("#pace", "slow");
    await around(steps / 40);
    expect(await stepsDone(page)).toBeLessThan(steps);
    await page.selectOption("#pace", "full");
    await finished(page);
  });

  test("ten seeds at once all reach the end, and one is one again", async () => {
    const page = await lab("v=1&steps=100&hidden=50");
    await page.selectOption("#seeds", "10");
    await says(page, "seeds=10");
    await settled(page);
    await train(page);
    expect(await page.getAttribute("#view-loss canvas", "aria-label")).toMatch(/median loss \S+ of 10 seeds/);
    await page.selectOption("#seeds", "1");
    await page.waitForURL(({ hash }) => !hash.includes("seeds="));
    await settled(page);
    await train(page);
    expect(await page.getAttribute("#view-loss canvas", "aria-label")).toMatch(/^A: loss/);
  });
});

describe("s by hand", () => {
  test("acts, is in the address, and is let go again", async () => {
    const page = await lab("v=1&steps=60&hidden=30");
    await page.click("#step");
    await page.locator("#s-A").fill("0.5");
    await says(page, "moves=2:0.5");
    await page.click("#step");
    await page.click("#release-A");
    await says(page, "moves=2:0.5,3:path");
  });

  test("gives the same curve again from its address", async () => {
    const page = await lab("v=1&steps=300&hidden=30");
    for (let k = 0; k < 3; k++) await page.click("#step");
    await page.locator("#s-A").fill("1.7");
    await says(page, "moves=4:1.7");
    await train(page);
    const loss = await lossOf(page);
    await page.reload();
    await settled(page);
    await train(page);
    expect(await lossOf(page)).toBe(loss);
    expect(await page.inputValue("#s-A")).toBe("1.7");
    // Other than without the move.
    await page.click("#reset");
    await settled(page);
    await train(page);
    expect(await lossOf(page)).not.toBe(loss);
  });
});

describe("runs side by side", () => {
  test("are added up to three, during play, and it plays on", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await page.click("#play");
    await moving(page);
    for (const count of [2, 3]) {
      await page.click("#add-run");
      await page
        .locator(".lane")
        .nth(count - 1)
        .waitFor();
      await playing(page);
      await moving(page);
    }
    expect(await laneNames(page)).toEqual(["A", "B", "C"]);
    expect(await page.locator("#add-run").count()).toBe(0);
    // Each has a path of its own.
    const paths = await Promise.all(["A", "B", "C"].map((name) => page.inputValue(`#preset-${name}`)));
    expect(new Set(paths).size).toBe(3);
  });

  test("get another path during play, and it plays on from the start", async () => {
    const page = await lab("v=1&steps=20000&hidden=20&b.relaxation=ramp");
    await page.click("#play");
    await moving(page);
    await page.selectOption("#preset-A", "half");
    await says(page, "relaxation=stages,0.5@0.1875,1");
    await playing(page);
    await expect.poll(() => page.inputValue("#s-A")).toBe("0.5");
  });

  test("are removed during play; the next one takes the name, the last stays", async () => {
    const page = await lab("v=1&steps=20000&hidden=20&b.relaxation=constant,s=0.5&c.relaxation=constant,s=2");
    await page.click("#play");
    await moving(page);
    await page.click("#remove-A");
    await expect.poll(() => laneNames(page)).toEqual(["A", "B"]);
    await expect.poll(() => page.inputValue("#s-A")).toBe("0.5");
    await playing(page);
    await moving(page);
    await page.click("#remove-B");
    await expect.poll(() => laneNames(page)).toEqual(["A"]);
    await says(page, /relaxation=constant,(s=)?0\.5/);
    expect(await page.locator("#remove-A").isDisabled()).toBe(true);
    await page.selectOption("#pace", "full");
    await finished(page);
  });

  test("are set up one at a time: what is changed is the run that is chosen", async () => {
    const page = await lab("v=1&steps=20&hidden=20&b.relaxation=ramp");
    await page.getByRole("button", { name: "B", exact: true }).click();
    await unfold(page, "Network, run B");
    await write(page, "#hidden", "30");
    await says(page, "b.hidden=30");
    expect(entries(page).get("hidden")).toBe("20");
    // The run that was chosen may go with another address; then the first is.
    await page.evaluate(() => {
      location.hash = "v=1&steps=20&hidden=20";
    });
    await expect.poll(() => laneNames(page)).toEqual(["A"]);
    await settled(page);
    await write(page, "#hidden", "25");
    await says(page, "&hidden=25");
  });

  test("leave what is being typed alone while they are trained", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await unfold(page, "Optimiser, run A");
    await page.click("#play");
    await moving(page);
    await page.locator("#seed").press("Control+A");
    for (const key of "123") {
      const before = await stepsDone(page);
      await page.keyboard.type(key);
      // A frame comes between two keys.
      await expect.poll(() => stepsDone(page)).not.toBe(before);
    }
    expect(await page.inputValue("#seed")).toBe("123");
    await page.keyboard.press("Tab");
    await says(page, "seed=123");
    await playing(page);
  });

  test("are named by what commands train them again", async () => {
    const page = await lab("v=1&steps=20&hidden=20&b.relaxation=ramp");
    await unfold(page, "Take it away");
    expect(await page.innerText("#command-A")).toMatch(/^hrta train .*--hidden 20 .*--steps 20/);
    expect(await page.innerText("#command-B")).toMatch(/--relaxation ramp/);
  });
});
