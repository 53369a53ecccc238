import { describe, expect, test } from "vitest";
import { toAddress } from "../../src/lab/experiment/address.js";
import { problemMenu } from "../../src/lab/experiment/problem-menu.js";
import { initialState } from "../../src/lab/experiment/state.js";
import { done, entries, errors, lab, lossOf, says, settled, shows, train, unfold, write } from "./lab-page.js";

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
