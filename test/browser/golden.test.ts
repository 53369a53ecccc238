import { expect, test } from "vitest";
import { golden } from "./golden.js";
import { run } from "./goldenRuns.js";
import { inChromium } from "./harness.js";

// Every sum has one order and every function is software, so equality is to the bit. A change of the arithmetic (a kernel, an
// initialisation, a schedule) changes these hashes on purpose: print them anew with `npx vitest run golden -u` after checking why.
test("one seed gives the recorded bits in Node", async () => {
  expect(await run()).toEqual(golden);
});

test("two and three threads give the bits of one", async () => {
  expect(await run({ threads: 2 })).toEqual(golden);
  expect(await run({ threads: 3 })).toEqual(golden);
});

test("Chromium gives the bits of Node, in a page and with threads in a worker", async () => {
  const source = `import { run as runs } from "./goldenRuns.js"; export const run = () => runs();`;
  expect(await inChromium(source)).toEqual(golden);
  const threaded = `import { run as runs } from "./goldenRuns.js"; export const run = () => runs({ threads: 2 });`;
  expect(await inChromium(threaded, { worker: true })).toEqual(golden);
});
