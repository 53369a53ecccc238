import { expect, test } from "vitest";
import { done, lab, saved } from "./lab-page.js";

test("a view is saved as picture and as numbers", async () => {
  const page = await lab("v=1&steps=30&hidden=20");
  await page.click("#step");
  await done(page, 1, 30);
  const png = await saved(page, "Fit as PNG");
  expect(png.name).toBe("fit.png");
  expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(String((await saved(page, "Fit as SVG")).bytes)).toMatch(/^<svg /);
  // The header, a hundred points of data, and the line.
  expect(String((await saved(page, "Fit as CSV")).bytes).split("\n").length).toBeGreaterThan(100);
});
