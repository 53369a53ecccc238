import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MOST_POINTS } from "../../src/lab/experiment/state.js";
import { csv, done, lab, lossOf, saved, says, settled, shows, tall, train, write } from "./lab-page.js";

const start = "v=1&steps=60&hidden=20&points=";
const pointsSaid = async (page: Page) =>
  Number(/with (\d+) points/.exec((await page.getAttribute("#pad", "aria-label")) ?? "")?.[1]);
/** Where a place of the sheet, [-2, 2] both ways, is on the screen. */
const spot = async (page: Page, x: number, y: number) => {
  const box = await page.locator("#pad .sheet").boundingBox();
  if (!box) throw new Error("the pad has no place on the page");
  return [box.x + ((x + 2) / 4) * box.width, box.y + ((2 - y) / 4) * box.height] as const;
};
const click = async (page: Page, x: number, y: number) => page.mouse.click(...(await spot(page, x, y)));

test("the pad takes values over a line by the mouse, which are in the address, are trained on, and come back", async () => {
  const page = await lab("v=1&steps=60&hidden=20", tall);
  await page.check("#source-drawn");
  await click(page, -1, 0.5);
  await expect.poll(() => pointsSaid(page)).toBe(1);
  // One point is too few to train on.
  await shows(page, ".refused", "Draw at least two points");
  await click(page, 0, -0.5);
  await click(page, 1, 1);
  await expect.poll(() => pointsSaid(page)).toBe(3);
  // Half a pixel of the screen, and half a place of the address.
  const text = await page.inputValue("#points-text");
  const numbers = text.split(/[\s;]+/).map(Number);
  for (const [i, value] of [-1, 0.5, 0, -0.5, 1, 1].entries()) expect(Math.abs(numbers[i] - value)).toBeLessThan(0.012);
  await says(page, /points=[\w-]{12}&/);
  await settled(page);
  expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/^3 training rows with 1 input/);
  await train(page);
  const loss = await lossOf(page);
  await page.reload();
  await settled(page);
  expect(await page.inputValue("#points-text")).toBe(text);
  await train(page);
  expect(await lossOf(page)).toBe(loss);
});

test("the pad takes two classes in the plane, as circles and squares", async () => {
  const page = await lab("v=1&steps=60&hidden=20", tall);
  await page.check("#source-drawn");
  await page.selectOption("#shape", "plane");
  for (const [x, y] of [
    [-1, -1],
    [-0.5, -1],
  ])
    await click(page, x, y);
  await page.check("#class-minus");
  for (const [x, y] of [
    [1, 1],
    [0.5, 1],
  ])
    await click(page, x, y);
  await expect.poll(() => pointsSaid(page)).toBe(4);
  expect(await page.locator("#pad circle.point").count()).toBe(2);
  expect(await page.locator("#pad rect.point").count()).toBe(2);
  await says(page, /classes=([\w-]{4}p){2}([\w-]{4}n){2}/);
  await settled(page);
  await train(page);
  expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/A gets 0 % of the classes wrong/);
});

test("a drag puts many points, a click on one takes it away, Clear all of them", async () => {
  const page = await lab("v=1&steps=60&hidden=20", tall);
  await page.check("#source-drawn");
  await page.mouse.move(...(await spot(page, -1.2, 0)));
  await page.mouse.down();
  await page.mouse.move(...(await spot(page, 1.2, 0)), { steps: 24 });
  await page.mouse.up();
  await expect.poll(() => pointsSaid(page)).toBeGreaterThan(10);
  const many = await pointsSaid(page);
  await click(page, -1.2, 0);
  await expect.poll(() => pointsSaid(page)).toBe(many - 1);
  // A pointer that is up draws nothing.
  await page.mouse.move(...(await spot(page, 0, 1)));
  expect(await pointsSaid(page)).toBe(many - 1);
  await page.click("#clear-points");
  await expect.poll(() => pointsSaid(page)).toBe(0);
  expect(await page.locator("#clear-points").isDisabled()).toBe(true);
  await says(page, /points=&/);
});

test("the pad takes points as text from the keyboard, and says what is wrong with others", async () => {
  const page = await lab(start, tall);
  await write(page, "#points-text", "-1 0.5; 0 -0.5; 1, 1");
  await expect.poll(() => pointsSaid(page)).toBe(3);
  for (const [text, word] of [
    ["1", 'expected 2 numbers a point, got "1"'],
    ["1 2 3", 'expected 2 numbers a point, got "1 2 3"'],
    ["1 x", 'expected 2 numbers a point, got "1 x"'],
    ["0 2.5", "expected coordinates between -2 and 2, got 0 2.5"],
    ["0 1e999", "expected coordinates between -2 and 2, got 0 Infinity"],
    [
      Array(MOST_POINTS + 1)
        .fill("0 0")
        .join(";"),
      `expected at most ${MOST_POINTS} points, got ${MOST_POINTS + 1}`,
    ],
  ]) {
    await write(page, "#points-text", text);
    await shows(page, "#points-text-error", word);
  }
  expect(await pointsSaid(page)).toBe(3);
  await page.selectOption("#shape", "plane");
  await write(page, "#points-text", "0 0 2");
  await shows(page, "#points-text-error", "expected class 1 or -1, got 2");
  await write(page, "#points-text", "0 0 1; 1 1 -1");
  await expect.poll(() => pointsSaid(page)).toBe(2);
});

test(`the pad holds ${MOST_POINTS} points and no more, and the address all of them`, async () => {
  const page = await lab(start, tall);
  const text = Array.from({ length: MOST_POINTS - 1 }, (_, i) => `${(i - 100) / 100} -1`).join("; ");
  await write(page, "#points-text", text);
  await click(page, 0, 1);
  await expect.poll(() => pointsSaid(page)).toBe(MOST_POINTS);
  for (const x of [-1, 0.5, 1]) await click(page, x, 1);
  await says(page, new RegExp(`points=[\\w-]{${4 * MOST_POINTS}}&`));
  expect(await pointsSaid(page)).toBe(MOST_POINTS);
  await page.reload();
  await settled(page);
  expect(await pointsSaid(page)).toBe(MOST_POINTS);
  await page.click("#step");
  await done(page, 1, 60);
});

test("the pad gives its points as CSV, which is a file that the page reads", async () => {
  const page = await lab("v=1&steps=60&hidden=20", tall);
  await page.check("#source-drawn");
  await write(page, "#points-text", "-1 0.5; 0 -0.5; 1 1");
  await settled(page);
  await train(page);
  const loss = await lossOf(page);
  const { name, bytes } = await saved(page, "CSV");
  expect(name).toBe("points.csv");
  expect(String(bytes)).toBe("x,y\n-1,0.5\n0,-0.5\n1,1\n");
  await page.check("#source-file");
  await page.setInputFiles("#file", csv(name, bytes));
  await says(page, "file=points.csv");
  // A file is parted and standardised, drawn points are not.
  await settled(page);
  await train(page);
  expect(await lossOf(page)).not.toBe(loss);
});
