import { expect, test } from "vitest";
import { pdeProblems } from "../../src/pde/index.js";
import { entries, lab, notices, says, settled, shows } from "./lab-page.js";

test("an equation brings what suits it and says so; other data bring back what was set, and it comes back as it was", async () => {
  const page = await lab("v=1&steps=50&hidden=30");
  await page.selectOption("#problem", { label: "reaction and diffusion, one dimension" });
  await says(page, "pde=reaction-diffusion");
  await settled(page);
  expect(await notices(page)).toEqual([
    expect.stringMatching(/^For this equation: hidden layers of 50 with tanh, 100 steps/),
  ]);
  await shows(page, ".setup .hint", pdeProblems["reaction-diffusion"]().equation);
  await page.click("#step");
  await shows(page, "#steps-done", "1 of 100 steps");
  await page.waitForSelector("#view-fit .remark");
  expect(await page.textContent("#view-fit .remark")).toMatch(/^Relative L² error: A \d/);

  await page.check("#source-drawn");
  await page.fill("#points-text", "0 0; 1 1");
  await page.locator("#points-text").blur();
  await says(page, "points=");
  expect(Object.fromEntries(entries(page))).toMatchObject({ steps: "50", hidden: "30" });
  expect(entries(page).has("activation")).toBe(false);

  await page.check("#source-problem");
  await says(page, "pde=reaction-diffusion");
  await settled(page);
  expect(Object.fromEntries(entries(page))).toMatchObject({ steps: "100", hidden: "50", activation: "tanh" });
  expect(await page.locator(".refused").count()).toBe(0);
});

test("a lossless switch of an equation is refused with a word, beside the run that asks for it", async () => {
  const page = await lab(
    "v=1&pde=heat&steps=5&hidden=10&activation=tanh&b.relaxation=stages,0.5@0.5,1,switch=lossless",
  );
  await shows(page, ".refused", "lossless switches are for regression");
  expect(await page.locator(".refused").count()).toBe(1);
});
