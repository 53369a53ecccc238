import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { toAddress } from "../../src/lab/experiment/address.js";
import { problemMenu } from "../../src/lab/experiment/problem-menu.js";
import { initialState } from "../../src/lab/experiment/state.js";
import {
  done,
  entries,
  errors,
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

describe("the set-up of a run", () => {
  const network = "Network, run A";
  const optimizer = "Optimiser, run A";

  test("each field is in the address, and makes another run", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await unfold(page, network);
    await unfold(page, optimizer);
    await train(page);
    const losses = [await lossOf(page)];
    for (const [field, value, address] of [
      ["hidden", "24, 12", "hidden=24,12"],
      ["activation", "tanh", "activation=tanh"],
      ["scaling", "standard", "scaling=standard"],
      ["bias", "none", "bias=none"],
      ["rate", "0.002", "optimizer=adam,rate=0.002"],
      ["decay", "exponential", "decay=exponential"],
      ["steps", "35", "steps=35"],
      ["seed", "7", "seed=7"],
      ["optimizer", "gaussNewton", "optimizer=gaussNewton"],
    ]) {
      const isChoice = (await page.locator(`select#${field}`).count()) === 1;
      if (isChoice) await page.selectOption(`#${field}`, value);
      else await write(page, `#${field}`, value);
      await settled(page);
      await says(page, address);
      await train(page);
      losses.push(await lossOf(page));
    }
    expect(new Set(losses).size).toBe(losses.length);
  });

  test("every activation, scaling, bias, method and decay that is offered trains", async () => {
    const page = await lab("v=1&steps=5&hidden=10");
    await unfold(page, network);
    await unfold(page, optimizer);
    for (const field of ["activation", "scaling", "bias", "optimizer", "decay"]) {
      // Not every method has a decay.
      if (field === "decay") await page.selectOption("#optimizer", "adam");
      const offered = await page
        .locator(`#${field} option`)
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
      expect(offered.length).toBeGreaterThan(2);
      for (const value of [...offered.slice(1), offered[0]]) {
        await page.selectOption(`#${field}`, value);
        await settled(page);
        await train(page);
        expect([field, value, await lossOf(page)]).toEqual([field, value, expect.stringMatching(/^\d/)]);
      }
    }
    expect(await errors(page)).toEqual([]);
  });

  test.each([
    ["hidden", network, ["", "0", "-5", "5000", "2.5", "ten", "10, x", "8, 8, 8, 8, 8"], "12"],
    ["rate", optimizer, ["", "0", "-1", "1e9", "fast", "NaN", "Infinity"], "0.02"],
    ["steps", optimizer, ["", "0", "-1", "2.5", "1e9", "many"], "40"],
    ["seed", optimizer, ["", "0.5", "1e99", "lucky"], "3"],
    ["budget", optimizer, ["", "-1", "1e9", "soon"], "0"],
  ])("what is no %s is told beside it and changes nothing, until it is one", async (field, fold, wrong, right) => {
    const page = await lab("v=1&steps=30&hidden=20");
    await unfold(page, fold);
    // The page writes its address in full a moment after it has opened.
    await says(page, "problem=sine");
    const address = page.url();
    const input = page.locator(`#${field}`);
    for (const text of wrong) {
      await write(page, `#${field}`, text);
      await shows(page, `#${field}-error`, "expected");
      expect(await input.getAttribute("aria-invalid")).toBe("true");
    }
    expect(page.url()).toBe(address);
    await write(page, `#${field}`, right);
    await page.locator(`#${field}-error`).waitFor({ state: "detached" });
    expect(await input.getAttribute("aria-invalid")).toBe("false");
    await settled(page);
    await page.click("#step");
    await shows(page, "#steps-done", /^1 of/);
  });

  test.each([
    ["a network too large", network, "#hidden", "4096, 4096", /parameters; the page takes/],
    ["Gauss-Newton of classes", optimizer, "#optimizer", "gaussNewton", /gaussNewton needs a loss of squares/],
  ])("%s is refused with one word, and the page goes on", async (_, fold, field, value, word) => {
    const page = await lab("v=1&steps=30&hidden=20&problem=moons");
    await unfold(page, fold);
    const isChoice = field === "#optimizer";
    const set = (to: string) => (isChoice ? page.selectOption(field, to) : write(page, field, to));
    await set(value);
    await shows(page, ".refused", word);
    expect(await page.locator(".refused").count()).toBe(1);
    expect(await errors(page)).toEqual([]);
    // There is nothing to play.
    await page.click("#play");
    await shows(page, "#play", "Play");
    await set(isChoice ? "adam" : "20");
    await page.locator(".refused").waitFor({ state: "detached" });
    await settled(page);
    await train(page);
  });

  test("a refused run does not hold up the one beside it", async () => {
    const page = await lab("v=1&steps=30&hidden=20&problem=moons&b.optimizer=gaussNewton");
    await shows(page, ".lane >> nth=1", "gaussNewton needs a loss of squares");
    await train(page);
    expect(await lossOf(page)).toMatch(/^\d/);
  });

  test("a time budget becomes steps, once measured, and the run has them", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await unfold(page, optimizer);
    await write(page, "#budget", "0.2");
    await expect.poll(() => Number(entries(page).get("steps"))).not.toBe(30);
    const steps = Number(entries(page).get("steps"));
    // A step of 20 neurons takes some microseconds, not a hundredth of a second.
    expect(steps).toBeGreaterThan(20);
    expect(await page.inputValue("#steps")).toBe(String(steps));
    await settled(page);
    await train(page);
    await done(page, steps, steps);
  });
});

describe("a problem", () => {
  const all = problemMenu.flatMap(({ problems }) => problems);

  test("of the menu is trained on, each of them, and is in the address", async () => {
    const page = await lab("v=1&steps=2&hidden=10");
    expect(await page.locator("#problem option").allInnerTexts()).toEqual(all.map(({ title }) => title));
    // Of the equations one: all of them are trained on in test/lab/pde.test.ts, and Gauss-Newton steps take their time.
    const equations = all.filter(({ data }) => data.kind === "pde").slice(1);
    for (const [i, entry] of [...all.entries()].reverse()) {
      if (equations.includes(entry)) continue;
      const { data } = entry;
      await page.selectOption("#problem", String(i));
      // "problem=sine", or "pde=heat" and how it is solved.
      const named = [...new URLSearchParams(toAddress({ ...initialState, data }))].filter(
        ([key]) => !["v", "steps"].includes(key),
      );
      await page.waitForURL(() => named.every(([key, value]) => entries(page).get(key) === value));
      await settled(page);
      await page.click("#step");
      // An equation brings a number of steps of its own.
      await shows(page, "#steps-done", /^1 of /);
    }
    expect(await page.locator(".refused").count()).toBe(0);
    expect(await errors(page)).toEqual([]);
  });

  test("has the points and the noise that its fields say", async () => {
    const page = await lab("v=1&steps=20&hidden=10&problem=moons");
    await write(page, "#problem-train", "40");
    await says(page, "train=40");
    await shows(page, "#speed", "ready");
    await expect.poll(() => page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/^40 training rows/);
    await settled(page);
    await train(page);
    const loss = await lossOf(page);
    await write(page, "#problem-spread", "0.9");
    await says(page, "spread=0.9");
    await settled(page);
    await train(page);
    expect(await lossOf(page)).not.toBe(loss);
    await write(page, "#problem-train", "1");
    await shows(page, "#problem-train-error", "expected a whole number from 2 to 1,000");
  });
});
