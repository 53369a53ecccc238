import { expect, test } from "vitest";
import { tour } from "../../src/web/tour/steps.js";
import { entries, finished, lab, says, settled, shows } from "./lab-page.js";

test("who comes for the first time is asked to take the tour, and an address is not in the way of it", async () => {
  const page = await lab();
  await page.click("#tour-start");
  await shows(page, ".tour h2", tour[0].title);
  await says(page, "tour=1");
  await page.click("#tour-leave");
  await page.locator(".setup").waitFor();
  const again = await lab("v=1&steps=50");
  expect(await again.locator(".invitation").count()).toBe(0);
  await again.click("#tour");
  await shows(again, ".tour h2", tour[0].title);
});

test("an invitation that is declined is gone, and the page is as it was", async () => {
  const page = await lab();
  await page.click("#tour-decline");
  expect(await page.locator(".invitation").count()).toBe(0);
  await says(page, "problem=sine");
});

test.each([1, 2, 3, 4, 5])("step %i plays, says what its runs have shown, and leads on", async (number) => {
  const step = tour[number - 1];
  const page = await lab(`tour=${number}`);
  await shows(page, ".tour h2", step.title);
  expect(await page.locator(".views .card h2").count()).toBe(step.views.length);
  expect(await page.locator(".finding").count()).toBe(0);
  await page.selectOption("#pace", "full");
  await page.click("#tour-play");
  await finished(page);
  const finding = await page.locator(".finding").innerText();
  expect(finding).toMatch(/^Your runs\. .*\d/);
  for (const paragraph of step.moral) expect(finding).toContain(paragraph);
  await page.click("#tour-next");
  await shows(page, ".tour h2", tour[number].title);
  await says(page, `tour=${number + 1}`);
  await settled(page);
});

test("a step whose experiment one changes says so, makes no claim about it, and brings its own back", async () => {
  const page = await lab("tour=6");
  await page.selectOption("#seeds", "1");
  await page.selectOption("#preset-B", "ramp");
  await shows(page, ".tour", "an experiment of your own");
  await says(page, /^#v=1.*b\.relaxation=ramp/);
  await page.click("#tour-restore");
  await says(page, "tour=6");
  expect(await page.inputValue("#seeds")).toBe("10");
  await page.click("#tour-leave");
  await says(page, "seeds=10");
});

test("the text of a step is where a keyboard goes on, and its pictures come into sight on a phone", async () => {
  const page = await lab("tour=1", { viewport: { width: 390, height: 700 } });
  expect(await page.evaluate("document.activeElement.textContent")).toBe(tour[0].title);
  await page.focus("#tour-play");
  await page.keyboard.press("Enter");
  const top = () => page.evaluate<number>("document.querySelector('.lanes').getBoundingClientRect().top");
  await expect.poll(top).toBeLessThan(100);
});

test("an address of a step that there is not is refused with a word", async () => {
  const page = await lab("tour=99");
  await shows(page, ".notices .error", /version/);
  expect(entries(page).get("v")).toBe("1");
});

test("the theme follows the system until one is chosen, which is kept", async () => {
  const page = await lab("v=1&steps=20&hidden=10", { colorScheme: "dark" });
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const pixel = () =>
    page.evaluate<number[]>(
      "[...document.querySelector('#view-fit canvas').getContext('2d').getImageData(1, 1, 1, 1).data.slice(0, 3)]",
    );
  expect(await ground()).toBe("rgb(21, 23, 26)");
  await page.selectOption("#theme", "light");
  expect(await ground()).toBe("rgb(255, 255, 255)");
  await page.reload();
  await settled(page);
  expect(await page.inputValue("#theme")).toBe("light");
  expect(await ground()).toBe("rgb(255, 255, 255)");
  await page.selectOption("#theme", "system");
  expect(await ground()).toBe("rgb(21, 23, 26)");
  expect((await pixel()).every((value) => value < 100)).toBe(true);
});
