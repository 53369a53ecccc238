// npm test: sets up what is missing (a Chromium too), runs every test, and ends with one line: N passed, N failed.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium, root, setup } from "./setup.mjs";

setup();
const env = { ...process.env, CHROMIUM_PATH: ensureChromium() };
const folder = mkdtempSync(join(tmpdir(), "hrta-test-"));
const results = join(folder, "results.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: ["ignore", "inherit", "inherit"],
});
process.on("SIGINT", () => {}); // vitest gets it too, and ends with its own summary
process.on("SIGTERM", () => child.kill("SIGTERM"));

child.on("exit", (code) => {
  const { passed, failed } = count(code === 0);
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = code === 0 && failed > 0 ? 1 : (code ?? 1);
});

/** A file that could not be loaded counts as one failure, as does an error outside the tests or no result at all. */
function count(succeeded) {
  let report = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  try {
    report = JSON.parse(readFileSync(results, "utf8"));
  } catch {
    // vitest ended before it could write one
  }
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: succeeded ? failed : Math.max(failed, 1) };
}
