// Runs the benchmarks on the compiled library, which is built first if it is missing or older than its sources.
// node scripts/bench.mjs [--quick]: --quick takes few samples, for a check that everything runs; nothing asserts a time.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });

const built = join(root, "dist/index.js");
const newest = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("binary"))
  .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
if (!existsSync(built) || statSync(built).mtimeMs < newest) node("scripts/build.mjs");
node("bench/main.mjs", ...process.argv.slice(2));
