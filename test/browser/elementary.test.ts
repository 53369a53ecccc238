import { expect, test } from "vitest";
import { run } from "./elementaryBits.js";
import { inChromium } from "./harness.js";

test("the elementary functions give the same bits in Node and in Chromium", async () => {
  const here = run();
  expect(Object.keys(here).sort()).toEqual(
    expect.arrayContaining(["exp", "log", "log1p", "expm1", "pow", "sin", "cos", "tanh", "erf"]),
  );
  expect(await inChromium(`export { run } from "./elementaryBits.js";`)).toEqual(here);
});
