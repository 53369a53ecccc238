import { expect, test } from "vitest";
import { csv, done, errors, lab, says } from "./lab-page.js";

test("a file is read, trained on, and one that is no table is refused with a word", async () => {
  const page = await lab("v=1&steps=30&hidden=20");
  await page.check("#source-file");
  const rows = Array.from({ length: 40 }, (_, i) => `${i / 40},${(i % 7) / 7},${Math.sin(i)}`);
  await page.setInputFiles("#file", csv("mine.csv", `a,b,y\n${rows.join("\n")}\n`));
  await says(page, "file=mine.csv");
  await page.click("#step");
  await done(page, 1, 30);
  await page.setInputFiles("#file", csv("bad.csv", Uint8Array.of(0, 1, 2, 0)));
  await page.waitForSelector(".notices .error");
  expect(await errors(page)).toEqual([expect.stringMatching(/^bad\.csv is no text/)]);
});
