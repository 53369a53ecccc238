import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/setup.mjs";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What a page comes to is awaited; a second, the usual limit, is little for a browser on cores that others use too.
    expect: { poll: { timeout: 10_000 } },
    env: { CHROMIUM_PATH: findChromium() ?? "" },
  },
});
