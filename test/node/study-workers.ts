import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";
import type { Json } from "../../src/study/cell.js";
import type { Experiments } from "../../src/study/experiment/index.js";

/** The built package, or another build of it: worker threads run compiled code. */
const main = process.env.HRTA_MAIN ?? fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** The module of the real workers. */
export const builtWorker = new URL("../node/study/worker.js", pathToFileURL(main));

/** A folder for the files of one test file, removed at its end. */
export function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), "hrta-study-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A module of workers that know these experiments, given as the source of their `run(params, seed, context)`. */
export function workersOf(folder: string, name: string, sources: Readonly<Record<string, string>>): URL {
  const path = join(folder, `${name}.mjs`);
  const table = Object.entries(sources).map(
    ([key, source]) => `${JSON.stringify(key)}: { name: ${JSON.stringify(key)}, version: 1, run: ${source} }`,
  );
  writeFileSync(
    path,
    `import { appendFileSync } from "node:fs";
import { runTask as run } from ${JSON.stringify(new URL("run-task.js", builtWorker).href)};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const experiments = { ${table.join(",\n")} };
export const runTask = (task) => run(task, (name) => experiments[name]);
`,
  );
  return pathToFileURL(path);
}

/** The names and versions of such experiments, for the process that hands out the cells. */
export const namesOf = (
  sources: Readonly<Record<string, string>>,
  costs: Readonly<Record<string, (params: Json) => number>> = {},
): Experiments =>
  Object.fromEntries(
    Object.keys(sources).map((name) => [name, { name, version: 1, run: async () => null, cost: costs[name] }]),
  );
