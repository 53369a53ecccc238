import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStudyFolder } from "../../src/node/study/folder.js";
import { type CellsOutcome, pendingCells, type RunCellsOptions, runCells } from "../../src/node/study/run-cells.js";
import type { Standing } from "../../src/node/study/tracker.js";
import type { Cell, Json } from "../../src/study/cell.js";
import { identify } from "../../src/study/experiment/index.js";
import { builtWorker, namesOf, workersOf, workplace } from "./study-workers.js";

const folder = workplace();

/** Experiments that behave in every way a cell can. */
const sources = {
  square:
    "async (params, seed) => { appendFileSync(params.log, params.x + ' ' + seed + '\\n'); return { y: params.x * params.x + seed }; }",
  wait: "async ({ ms }, seed, { onProgress }) => { await sleep(ms / 2); onProgress?.(0.5); await sleep(ms / 2); return seed; }",
  fail: 'async () => { throw new RangeError("rate: expected a number above 0, got -1"); }',
  fault: "async () => { null.x; }",
  die: "async () => { process.exit(7); }",
  hoard: "async () => { const all = []; for (;;) all.push({ at: all.length, text: String(Math.random()) }); }",
  huge: "async () => new Float64Array(2 ** 40).length",
  flaky:
    "async ({ flag }) => { const { existsSync, writeFileSync } = await import('node:fs'); if (existsSync(flag)) return 1; writeFileSync(flag, ''); throw new Error('not yet'); }",
  notFinite: "async () => ({ loss: NaN, list: [1 / 0] })",
};
const among = namesOf(sources);
const worker = workersOf(folder, "workers", sources);

const cell = (experiment: keyof typeof sources, params: Json = {}, seed = 0): Cell => ({ experiment, params, seed });
const id = (one: Cell) => identify(one, among);

async function run(name: string, cells: readonly Cell[], options: RunCellsOptions = {}): Promise<CellsOutcome> {
  const study = openStudyFolder(join(folder, name));
  try {
    return await runCells(study.journal, cells, { worker, among, workers: 2, ...options });
  } finally {
    study.close();
  }
}

const results = ({ entries }: CellsOutcome) => new Map([...entries].map(([key, { result }]) => [key, result]));

describe("cells in worker threads", () => {
  const log = join(folder, "log");
  const squares = [1, 2, 3, 4, 5].flatMap((x) => [0, 1].map((seed) => cell("square", { x, log }, seed)));
  const logged = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0);

  test("each ends with its result, once, and is not computed again", async () => {
    const first = await run("squares", [...squares, ...squares]);
    expect(logged()).toBe(10);
    expect(first.reused).toBe(0);
    for (const one of squares) {
      const { x } = one.params as { x: number };
      expect(first.entries.get(id(one))?.result).toEqual({ y: x * x + one.seed });
    }
    const again = await run("squares", [...squares, cell("square", { x: 6, log })]);
    expect(logged()).toBe(11);
    expect(again.reused).toBe(10);
    expect(again.entries.size).toBe(11);
    expect([...first.entries].every(([key, entry]) => again.entries.get(key)?.at === entry.at)).toBe(true);
  });

  test("numbers that are not finite are null, at once and read back", async () => {
    const { entries } = await run("null", [cell("notFinite")]);
    expect(entries.get(id(cell("notFinite")))?.result).toEqual({ loss: null, list: [null] });
    expect((await run("null", [cell("notFinite")])).entries.get(id(cell("notFinite")))?.result).toEqual({
      loss: null,
      list: [null],
    });
  });

  test("the longest begin first, so that the last to end are short", () => {
    const costs = namesOf(sources, { wait: (params) => (params as { ms: number }).ms });
    const cells = [3, 1, 2].map((ms) => cell("wait", { ms }));
    const { pending } = pendingCells(cells, new Map(), { among: costs });
    expect([...pending.values()].map(({ params }) => (params as { ms: number }).ms)).toEqual([3, 2, 1]);
  });

  test("as many run at a time as there are workers, and what runs is told", async () => {
    const seen: Standing[] = [];
    const cells = Array.from({ length: 6 }, (_, seed) => cell("wait", { ms: 60 }, seed));
    const { workers } = await run("waiting", cells, { onChange: (standing) => seen.push(standing()) });
    expect(workers).toBe(2);
    expect(Math.max(...seen.map(({ running }) => running.length))).toBe(2);
    expect(seen[0]).toMatchObject({ total: 6, done: 0, reused: 0, failed: 0, running: [] });
    expect(seen[seen.length - 1]).toMatchObject({ total: 6, done: 6, failed: 0, running: [], left: 0 });
  });
});

describe("the same bits", () => {
  const problem = { name: "sine", train: 20, validation: 20, test: 20 };
  const methods: Json[] = [
    { network: { hidden: [20] } },
    { network: { hidden: [8, 8] }, batch: 7, relaxation: { name: "stages", stages: [0.5, 1], switch: "lossless" } },
    { network: { hidden: [12] }, optimizer: { name: "lbfgs" }, dtype: "f64" },
    { kind: "randomFeatures", network: { hidden: [50] } },
    { kind: "ntk" },
  ];
  const cells: Cell[] = methods.flatMap((method) =>
    [0, 1, 2].map((seed) => ({
      experiment: "train",
      params: { problem, method, ...(typeof method === "object" && method && "kind" in method ? {} : { steps: 120 }) },
      seed,
    })),
  );
  const timeless = (outcome: CellsOutcome) =>
    new Map([...results(outcome)].map(([key, result]) => [key, { ...(result as object), seconds: 0 }]));

  test("come from 1 worker, from 2, and from several starts", async () => {
    const built = { worker: builtWorker, among: undefined };
    const one = await run("one", cells, { ...built, workers: 1 });
    const two = await run("two", cells, { ...built, workers: 2 });
    await run("parts", cells.slice(0, 4), { ...built, workers: 2 });
    const parts = await run("parts", [...cells].reverse(), { ...built, workers: 1 });
    expect(one.failed).toEqual([]);
    expect(timeless(one).size).toBe(cells.length);
    expect(timeless(two)).toEqual(timeless(one));
    expect(timeless(parts)).toEqual(timeless(one));
  });
});

describe("a cell that goes wrong leaves the others alone, and is told", () => {
  const well = [0, 1, 2, 3].map((seed) => cell("wait", { ms: 10 }, seed));

  test.each([
    ["fail", "rate: expected a number above 0, got -1"],
    ["fault", /^TypeError: Cannot read properties of null .* at /],
    ["die", "the worker died (exit code 7)"],
    ["hoard", "the worker ran out of memory (48 MiB); run fewer workers, or make the cell smaller"],
    ["huge", /^out of memory \(.*\); run fewer workers, or make the cell smaller$/],
  ] as const)("%s", async (name, word) => {
    const wrong = cell(name);
    const ended: string[] = [];
    const outcome = await run(`wrong-${name}`, [wrong, ...well, cell(name, {}, 1)], {
      memory: 48,
      onEnd: ({ error }) => ended.push(error ?? "well"),
    });
    expect(outcome.stopped).toBe(false);
    expect(outcome.failed.map(({ seed }) => seed).sort()).toEqual([0, 1]);
    const { error = "", result } = outcome.entries.get(id(wrong)) ?? {};
    expect(result).toBe(undefined);
    if (typeof word === "string") expect(error).toBe(word);
    else expect(error).toMatch(word);
    expect(error.split("\n")).toHaveLength(1);
    expect(ended.filter((end) => end === "well")).toHaveLength(4);
    for (const one of well) expect(outcome.entries.get(id(one))?.result).toBe(one.seed);
  });

  test("it is tried once more at the next start", async () => {
    const one = cell("flaky", { flag: join(folder, "flag") });
    const first = await run("flaky", [one]);
    expect(first.entries.get(id(one))?.error).toMatch(/^Error: not yet/);
    const second = await run("flaky", [one]);
    expect(second.failed).toEqual([]);
    expect(second.entries.get(id(one))?.result).toBe(1);
  });

  test("workers that cannot even start fail their cells in place of leaving them waiting", async () => {
    const broken = new URL("nowhere.mjs", worker);
    const { failed } = await run("broken", well, { worker: broken });
    expect(failed).toHaveLength(4);
    for (const { error } of failed) expect(error).toMatch(/^the worker failed: .*nowhere.mjs/);
  });
});

describe("a run that is stopped", () => {
  const cells = Array.from({ length: 8 }, (_, seed) => cell("wait", { ms: seed < 2 ? 10 : 100_000 }, seed));

  test("gives up the cells at work, keeps those that ended, and goes on later", async () => {
    const stop = new AbortController();
    const start = performance.now();
    const outcome = await run("stopped", cells, {
      signal: stop.signal,
      cost: () => 1,
      onChange: (standing) => standing().done === 2 && standing().running.length === 2 && stop.abort(),
    });
    // Far less than the 100 s of a cell.
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(outcome.stopped).toBe(true);
    expect(outcome.failed).toEqual([]);
    expect([...results(outcome).values()]).toEqual([0, 1]);
    const after = await run("stopped", cells.slice(0, 2));
    expect(after).toMatchObject({ stopped: false, reused: 2 });
  });

  test("before it begins, computes nothing", async () => {
    const outcome = await run("aborted", cells, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ stopped: true, entries: new Map() });
  });
});
