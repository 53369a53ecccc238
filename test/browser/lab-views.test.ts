import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { done, lab, saved, tall, train } from "./lab-page.js";

const views = ["fit", "loss", "kernel", "spectrum", "modes", "neurons", "activation", "landscape"] as const;
type ViewName = (typeof views)[number];

interface Look {
  /** What a screen reader says. */
  readonly label: string;
  /** Different colours among the pixels that are painted fully. */
  readonly colours: number;
  /** Stands for the pixels. */
  readonly hash: number;
}

/** What is on the canvas of each view. Through a canvas of our own: reading the page's would change how it is drawn. */
const look = (page: Page) =>
  page.evaluate(() => {
    const looks: Record<string, Look> = {};
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("article canvas")) {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const { data } = copy?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      const colours = new Set<number>();
      let hash = 0;
      for (let i = 0; i < data.length; i += 4) {
        const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
        if (data[i + 3] === 255) colours.add(colour);
        if (data[i + 3] > 0) hash = (Math.imul(hash, 31) + colour + i) | 0;
      }
      const name = canvas.closest("article")?.id.replace("view-", "") ?? "";
      looks[name] = { label: canvas.getAttribute("aria-label") ?? "", colours: colours.size, hash };
    }
    return looks as Record<ViewName, Look>;
  });

/** Waits until the kernel's thread has answered what these views ask, as far as the network now. */
const answered = (page: Page, ...labels: readonly (readonly [ViewName, string])[]) =>
  Promise.all(labels.map(([view, text]) => page.locator(`#view-${view} canvas[aria-label*="${text}"]`).waitFor()));

/** A sentence has one colour; axes and their letters alone have two. */
const isPicture = ({ colours }: Look) => colours > 2;

// The path of s moves in each, so that the activation does.
describe.each([
  ["one input", "hidden=40", /100 training rows with 1 input.*misses y by/],
  ["two inputs", "problem=function,target=continuous,inputs=2,train=60&hidden=40", /60 training rows with 2 inputs/],
  ["ten inputs", "problem=function,target=friedman1,inputs=10,train=60&hidden=40", /60 training rows with 10 inputs/],
  ["two hidden layers", "hidden=16,16", /100 training rows with 1 input.*misses y by/],
  ["two classes", "problem=moons,train=60&hidden=40", /2 inputs\. A gets \d.* % of the classes wrong/],
  ["three classes", "problem=spirals,arms=3,train=60&hidden=40", /2 inputs\. A gets \d.* % of the classes wrong/],
])("%s", (_, hash, fit) => {
  test("every view draws, says its numbers, and changes as training goes on", async () => {
    const page = await lab(`v=1&steps=60&relaxation=ramp&${hash}`, tall);
    await answered(page, ["spectrum", "network's G"], ["modes", "of the target"], ["landscape", "points of the plane"]);
    const before = await look(page);
    expect(Object.keys(before).sort()).toEqual([...views].sort());
    // Nothing is trained yet.
    expect(before.loss.label).toBe("The loss appears with the first step: press play.");
    expect(isPicture(before.loss)).toBe(false);
    await train(page);
    await answered(page, ["modes", "A at s = 1.5"], ["landscape", "at s = 1.5"], ["spectrum", "at s = 1.5"]);
    // The kernel's last answer is about the last step once it stays.
    let after = await look(page);
    await expect
      .poll(async () => {
        const last = after;
        after = await look(page);
        return views.filter((name) => after[name].hash === before[name].hash || last[name].hash !== after[name].hash);
      })
      .toEqual([]);
    for (const name of views) {
      expect([name, isPicture(after[name])]).toEqual([name, true]);
      expect(after[name].label).toMatch(/\d/);
      expect(after[name].label).not.toMatch(/NaN|undefined|Infinity/);
      expect(after[name].label).not.toBe(before[name].label);
    }
    expect(after.fit.label).toMatch(fit);
    expect(after.loss.label).toMatch(/^A: loss \d.* at step 60 of 60/);
    expect(after.neurons.label).toMatch(/^A, \d+ neurons at s = 1\.5: /);
    expect(after.activation.label).toMatch(/at s = 1\.5 \(A, relu\)/);
  });
});

test("where there is nothing to draw, a view says why", async () => {
  const page = await lab("v=1&steps=30&hidden=20&scaling=standard", tall);
  const why = "A has no kernel of infinite width: ";
  await answered(page, ["spectrum", why], ["modes", why], ["spectrum", "network's G"]);
  expect(isPicture((await look(page)).modes)).toBe(false);
  await train(page);
  expect((await look(page)).loss.label).toMatch(/nothing is foretold of A, as adam/);
});

test("where no run can be, every view but the activation says why", async () => {
  const page = await lab("v=1&steps=30&hidden=20&classes=", tall);
  const { activation, ...others } = await look(page);
  expect(isPicture(activation)).toBe(true);
  for (const { label } of Object.values(others)) expect(label).toBe("A: Draw at least two points to train on.");
});

test("gradient descent of a wide network does what its kernel foretold, and the stable rate stands beside the field", async () => {
  const page = await lab("v=1&steps=60&hidden=4000&optimizer=gd,rate=1&decay=none", tall);
  await answered(page, ["loss", "its kernel foretold"]);
  await page.locator(".hint", { hasText: /stable up to about \d/ }).waitFor({ state: "attached" });
  await train(page);
  const { loss } = await look(page);
  const numbers = /loss ([\d.]+) at step 60 of 60; its kernel foretold ([\d.]+) for now/.exec(loss.label);
  const [measured, foretold] = (numbers ?? []).slice(1).map(Number);
  // A network of width m is off by c / sqrt(m): by 0.36 at 300, 0.14 at 1000, 0.06 here.
  expect(Math.abs(measured / foretold - 1)).toBeLessThan(10 / Math.sqrt(4000));
});

test("a run that diverges is said to, and the page goes on", async () => {
  const page = await lab("v=1&steps=60&hidden=20&optimizer=gd,rate=1000&decay=none&relaxation=constant,s=0", tall);
  await train(page);
  const { loss } = await look(page);
  expect(loss.label).toMatch(/A diverged at step \d+/);
  expect(isPicture(loss)).toBe(true);
  await page.click("#reset");
  await done(page, 0, 60);
});

describe("a view is saved", () => {
  // A page for each form: Chromium drops every download beyond ten within a second.
  test.each<[string, (bytes: Buffer) => void]>([
    ["PNG", (bytes) => expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    [
      "SVG",
      (bytes) => expect(String(bytes)).toMatch(/^<svg [^>]*xmlns[\s\S]*<(path|circle|rect|image)[\s\S]*<\/svg>\s*$/),
    ],
    [
      "CSV",
      (bytes) => {
        const [head, ...rows] = String(bytes).trim().split("\n");
        expect(head).toBe("panel,x_axis,y_axis,mark,name,x,y,x2,y2,value");
        expect(rows.length).toBeGreaterThan(10);
        expect(rows.join()).not.toMatch(/NaN|undefined|Infinity/);
      },
    ],
  ])("as %s, each of them", async (form, check) => {
    const page = await lab("v=1&steps=40&hidden=20&b.relaxation=ramp", tall);
    await train(page);
    await answered(page, ["spectrum", "network's G"], ["modes", "of the target"], ["landscape", "points of the plane"]);
    for (const view of views) {
      const title = await page.locator(`#view-${view} h2`).innerText();
      const { name, bytes } = await saved(page, `${title} as ${form}`);
      expect(name).toBe(`${view}.${form.toLowerCase()}`);
      check(bytes);
    }
  });

  test("before there is anything to draw, as what it says", async () => {
    const page = await lab("v=1&steps=40&hidden=20", tall);
    expect(String((await saved(page, "Loss as SVG")).bytes)).toContain("press play");
    expect(
      String((await saved(page, "Loss as CSV")).bytes)
        .trim()
        .split("\n"),
    ).toHaveLength(1);
  });
});

test("a number stands beside the pointer, and goes with it", async () => {
  const page = await lab("v=1&steps=40&hidden=20");
  await train(page);
  const box = await page.locator("#view-fit canvas").boundingBox();
  if (!box) throw new Error("the view has no place on the page");
  const readout = page.locator("#view-fit .figure-readout");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await readout.filter({ hasText: /x.*\d/s }).waitFor();
  await page.mouse.move(box.x + box.width / 2, box.y - 60);
  await readout.waitFor({ state: "hidden" });
});

test("the equations of a view unfold, as mathematics", async () => {
  const page = await lab("v=1&steps=40&hidden=20");
  const view = page.locator("#view-fit");
  await view.locator("summary", { hasText: "equations" }).click();
  expect(await view.locator("math").first().isVisible()).toBe(true);
});

test("views out of sight are drawn when they come into it", async () => {
  const page = await lab("v=1&steps=40&hidden=20", { viewport: { width: 390, height: 500 } });
  await train(page);
  await page.locator("#view-landscape").scrollIntoViewIfNeeded();
  await answered(page, ["landscape", "points of the plane"]);
  expect(isPicture((await look(page)).landscape)).toBe(true);
});
