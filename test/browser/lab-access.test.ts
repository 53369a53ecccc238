import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { lab } from "./lab-page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

test.each([
  ["a desk by day", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["a phone in the dark", { colorScheme: "dark", viewport: { width: 390, height: 800 } }],
] as const)("on %s nothing serious stands in anyone's way", async (_, options) => {
  const page = await lab("v=1&steps=40&hidden=20&b.relaxation=ramp", options);
  await page.evaluate(axe);
  const found = await page.evaluate<string>(
    `axe.run().then(({ violations }) => JSON.stringify(violations
       .filter(({ impact }) => impact === "serious" || impact === "critical")
       .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 120))])))`,
  );
  expect(JSON.parse(found)).toEqual([]);
  // Nothing of the page is wider than the screen.
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
    options.viewport.width,
  );
});
