import { expect, test } from "vitest";
import { inChromium } from "./harness.js";

test("a module runs in the page and in a worker, with shared memory in both", async () => {
  const source = `
    export async function run(): Promise<unknown> {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      return {
        shared: memory.buffer instanceof SharedArrayBuffer && crossOriginIsolated,
        page: typeof document !== "undefined",
      };
    }`;
  expect(await inChromium(source)).toEqual({ shared: true, page: true });
  expect(await inChromium(source, { worker: true })).toEqual({ shared: true, page: false });
});

test("an error in the page arrives with its message", async () => {
  const source = `export function run(): void { throw new RangeError("s: expected a number"); }`;
  await expect(inChromium(source)).rejects.toThrow("s: expected a number");
  await expect(inChromium(source, { worker: true })).rejects.toThrow("s: expected a number");
});
