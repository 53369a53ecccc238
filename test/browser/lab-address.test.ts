import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { initialState, type LabState, plainLane } from "../../src/lab/experiment/state.js";
import { openRun } from "../../src/lab/run/run.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { inChromium } from "./harness.js";
import { done, entries, errors, lab, lossOf, saved, says, settled, shows, stepsDone, tall, train } from "./lab-page.js";

describe("a seed", () => {
  test("gives the same losses in a worker of Chromium as here, to the bit", async () => {
    const state: LabState = { ...initialState, steps: 300 };
    const run = await openRun(state, state.lanes[0], 5);
    run.advance(300);
    const { losses } = run.frame({ since: 0, detail: false, stages: 0 });
    run.close();
    const there = await inChromium(
      `import { openRun } from "../../src/lab/run/run.js";
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

  test("gives on the page, played and stopped as it may be, the losses it gives here, to the last digit", async () => {
    const page = await lab("v=1&seed=11&steps=240&hidden=40&b.relaxation=stages,0.5@0.5,1", tall);
    await page.click("#step");
    await done(page, 1, 240);
    await page.selectOption("#pace", "slow");
    await page.click("#play");
    await expect.poll(() => stepsDone(page)).toBeGreaterThan(2);
    await page.click("#play");
    await shows(page, "#speed", "paused");
    await train(page);
    const rows = String((await saved(page, "Loss as CSV")).bytes).split("\n");
    const state: LabState = {
      ...initialState,
      seed: 11,
      steps: 240,
      lanes: [
        { ...plainLane, network: { ...plainLane.network, hidden: [40] } },
        {
          ...plainLane,
          network: { ...plainLane.network, hidden: [40] },
          relaxation: { name: "stages", stages: [{ s: 0.5, until: 0.5 }, 1] },
        },
      ],
    };
    for (const [i, name] of ["A", "B"].entries()) {
      const run = await openRun(state, state.lanes[i], 11);
      run.advance(240);
      const { losses } = run.frame({ since: 0, detail: false, stages: 0 });
      run.close();
      const drawn = rows.map((row) => row.split(",")).filter((row) => row[3] === "line" && row[4] === name);
      expect(drawn.map((row) => Number(row[6]))).toEqual([...losses]);
    }
  });
});

describe("an address", () => {
  test("restores runs side by side, and follows what is changed", async () => {
    const page = await lab("v=1&problem=moons&steps=40&hidden=30&b.relaxation=ramp,from=1,to=1.5,over=0.7");
    expect(await page.locator(".lane").count()).toBe(2);
    expect(await page.inputValue("#preset-B")).toBe("ramp");
    expect(await page.inputValue("#hidden")).toBe("30");
    await page.selectOption("#preset-B", "corollary1");
    await says(page, "b.relaxation=corollary1");
    await page.click("#add-run");
    await page.locator(".lane").nth(2).waitFor();
  });

  /** Every choice and text of the set-up, and what runs come to. */
  const everything = async (page: Page) => {
    const fields = await page
      .locator("select[id], input[id]:not([type=file]):not([type=radio]):not(#pace)")
      .evaluateAll((all) => all.map((one) => [one.id, (one as HTMLInputElement).value]));
    const corners = await page
      .locator("[role=slider][aria-valuetext]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-valuetext")));
    const lanes = await page.locator(".lane .loss").count();
    const losses = await Promise.all(Array.from({ length: lanes }, (_, lane) => lossOf(page, lane)));
    return { fields: Object.fromEntries(fields), corners, losses };
  };

  test.each([
    [
      "three runs of a problem",
      "v=1&problem=function,target=doppler,noise=0.05,train=50&seed=-7&seeds=10&steps=60&hidden=12,8&activation=gelu&scaling=standard&bias=layers" +
        "&optimizer=nesterov,rate=0.01,gamma=3&decay=none&relaxation=path,0.5@0,0.5@0.3,1.25@0.3,1.25@1,switch=lossless" +
        "&b.activation=relu&b.bias=none&b.optimizer=lbfgs&b.decay=none&c.relaxation=corollary1,s1=1,lossRatio=2,at=0.5",
    ],
    ["drawn classes with a move by hand", "v=1&classes=AAAApgAAApggggnAAggn&steps=30&hidden=9&moves=5:0.7,20:path"],
  ])("that someone shares restores %s: every field, every corner, and the curves", async (_, hash) => {
    const first = await lab(hash);
    expect(await errors(first)).toEqual([]);
    await train(first);
    await says(first, "v=1");
    const address = new URL(first.url()).hash.slice(1);
    // Written by the page, it is the same again.
    expect(Object.fromEntries(new URLSearchParams(address))).toEqual(Object.fromEntries(new URLSearchParams(hash)));
    const second = await lab(address);
    await train(second);
    expect(await everything(second)).toEqual(await everything(first));
  });

  test("that is exchanged while a run plays shows the other experiment, which plays", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await page.click("#play");
    await expect.poll(() => stepsDone(page)).toBeGreaterThan(0);
    await page.evaluate(() => {
      location.hash = "v=1&problem=moons&steps=30000&hidden=25";
    });
    await shows(page, "#steps-done", "of 30,000 steps");
    await expect.poll(() => page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/with 2 inputs/);
    await expect.poll(() => stepsDone(page)).toBeGreaterThan(0);
    expect(entries(page).get("hidden")).toBe("25");
  });
});

describe("a hostile address", () => {
  const good = "v=1&problem=sine&steps=20&hidden=10";
  test.each<[string, readonly (readonly [string, RegExp])[]]>([
    [
      "of another version, damaged, or endless",
      [
        ["v=2&steps=5", /of version "2"/],
        ["steps=5", /of version "none"/],
        ["%", /of version "none"/],
        ["v=%E0%A4%A", /of version "none"/],
        ["v=1&seed=%E0%A4%A", /damaged at "seed"/],
        ["v=1&steps=50&steps=60", /says "steps" twice/],
        [`v=1&steps=${"1".repeat(10_000)}`, /at most 8000 are read/],
        [`v=1&${"x".repeat(5000)}=1`, /which this page does not know/],
        ["v=1&\u0000\u202e=1", /which this page does not know/],
      ],
    ],
    [
      "with names of prototypes",
      [
        ["v=1&__proto__=1", /says "__proto__", which this page does not know/],
        ["v=1&constructor=1", /says "constructor", which/],
        ["v=1&b.__proto__=1", /says "b.__proto__", which/],
        ["v=1&problem=__proto__", /problem/],
        ["v=1&problem=constructor", /problem/],
        ["v=1&problem=sine,__proto__=1", /"__proto__" in/],
        ["v=1&activation=__proto__", /activation/],
        ["v=1&activation=toString", /activation/],
        ["v=1&scaling=valueOf", /scaling/],
        ["v=1&optimizer=hasOwnProperty", /optimizer/],
        ["v=1&optimizer=adam,constructor=1", /optimizer/],
        ["v=1&relaxation=__proto__", /relaxation/],
      ],
    ],
    [
      "with numbers that are none, or far too large",
      [
        ["v=1&steps=NaN", /steps: expected a whole number/],
        ["v=1&steps=Infinity", /steps: expected a whole number/],
        ["v=1&steps=-5", /steps: expected a whole number from 1 to 200000, got -5/],
        ["v=1&steps=0", /steps: expected/],
        ["v=1&steps=1e5", /steps: expected/],
        ["v=1&steps=200001", /steps: expected/],
        ["v=1&seed=1.5", /seed: expected/],
        ["v=1&seed=99999999999999999999", /seed: expected/],
        ["v=1&seeds=1000000", /seeds: expected 1 or 10/],
        ["v=1&hidden=", /hidden/],
        ["v=1&hidden=NaN", /hidden/],
        ["v=1&hidden=-1", /hidden/],
        ["v=1&hidden=0.5", /hidden/],
        ["v=1&hidden=1e99", /hidden/],
        ["v=1&hidden=4097", /hidden: expected a whole number from 1 to 4096/],
        ["v=1&hidden=4096,4096", /weights; the page takes/],
        [`v=1&hidden=${Array(1000).fill("9").join(",")}`, /hidden: expected 1 to 4 hidden layers/],
        ["v=1&optimizer=adam,rate=NaN", /rate/],
        ["v=1&optimizer=adam,rate=-1", /rate/],
        ["v=1&optimizer=adam,rate=Infinity", /rate/],
        ["v=1&relaxation=constant,s=NaN", /s/],
        ["v=1&relaxation=constant,s=1e9", /s/],
        ["v=1&relaxation=path,1@0,x@1", /relaxation/],
        ["v=1&relaxation=path,1@0,1@-1", /relaxation/],
        ["v=1&moves=1:9", /moves/],
        ["v=1&moves=-1:1", /moves/],
        ["v=1&moves=1:x", /moves/],
        ["v=1&moves=5:1,4:1", /moves/],
        ["v=1&problem=sine,train=1e9", /train: expected at most 20000/],
        ["v=1&problem=sine,train=-1", /train/],
        ["v=1&problem=sine,train=NaN", /train/],
        ["v=1&problem=sine,inputs=1000", /inputs: expected at most 64/],
        ["v=1&problem=parity,inputs=40,points=all", /inputs: expected at most 12/],
        ["v=1&problem=mnist,file=x", /drop the file on the page/],
        ["v=1&b.hidden=0", /b\.hidden|hidden/],
      ],
    ],
    [
      "with markup and files of others",
      [
        ["v=1&<script>alert(1)</script>=1", /which this page does not know/],
        ["v=1&problem=<img src=x onerror=alert(1)>", /problem/],
        ["v=1&problem=function,target=javascript:alert(1)", /target/],
        [`v=1&file=../../etc/passwd&hash=${"0".repeat(16)}`, /file: expected a file's name/],
        [`v=1&file=${"x".repeat(300)}&hash=${"0".repeat(16)}`, /file: expected a file's name/],
        ["v=1&file=a.csv&hash=zzz", /hash: expected the 16/],
        ["v=1&file=a.csv", /hash: expected the 16/],
        ["v=1&points=A", /1 letters are no whole number of points/],
        ["v=1&points=!!!!", /none of an address/],
        [`v=1&points=${"AAAA".repeat(201)}`, /at most 200, got 201/],
        ["v=1&classes=AAAAx", /must be p or n/],
      ],
    ],
  ])("%s is refused with one word, runs nothing, and the page goes on", async (_, addresses) => {
    const page = await lab(good);
    for (const [address, word] of addresses) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, address);
      await page.locator(".notices .error").first().waitFor();
      const told = await errors(page);
      expect([address.slice(0, 80), ...told]).toEqual([address.slice(0, 80), expect.stringMatching(word)]);
      expect(told[0].length).toBeLessThan(250);
      await page.locator(".notices button").click();
      await settled(page);
      // What was refused is not in the address either.
      await page.waitForURL(({ hash }) => hash.startsWith("#v=1&problem="));
    }
    expect(await page.locator("script:not([src]), img").count()).toBe(0);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, good);
    await shows(page, "#steps-done", "0 of 20 steps");
    await settled(page);
    await train(page);
  });

  test("opened afresh leaves a page that works", async () => {
    const page = await lab("v=1&hidden=1e9&steps=70&colour=%3Cscript%3E");
    expect(await errors(page)).toHaveLength(2);
    await done(page, 0, 70);
    await page.click("#step");
    await done(page, 1, 70);
  });
});
