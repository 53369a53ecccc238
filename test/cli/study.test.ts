import { appendFileSync, cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { parseStudy } from "../../src/study/spec.js";
import { bash, columns, ended, hrta, readJson, start, table, workplace, write } from "./hrta.js";

const cwd = workplace();

/** Long enough to be caught in the middle: a few seconds of cells of a tenth of a second. */
const waves = {
  name: "waves",
  problems: [{ name: "sine", train: 40, validation: 40, test: 40 }],
  methods: [
    { label: "ReLU", relaxation: { name: "constant", s: 1 } },
    {
      label: "two layers",
      network: { hidden: [24, 24] },
      batch: 16,
      relaxation: { name: "stages", stages: [0.5, 1], switch: "lossless" },
    },
    { label: "kernel", kind: "ntk" },
  ],
  steps: 1200,
  seeds: 6,
};
const small = {
  ...waves,
  name: "small",
  steps: 20,
  seeds: 2,
  methods: [
    { label: "a", network: { hidden: [10] } },
    { label: "b", kind: "ntk" },
  ],
};

const study = (name: string, value: unknown): string => {
  write(cwd, `${name}.json`, JSON.stringify(value));
  return `${name}.json`;
};
const journal = (folder: string): Record<string, unknown>[] =>
  existsSync(join(cwd, folder, "journal.jsonl"))
    ? readFileSync(join(cwd, folder, "journal.jsonl"), "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line))
    : [];

type Row = Readonly<Record<string, unknown>>;
const rows = async (folder: string): Promise<Row[]> =>
  parquetReadObjects({ file: Uint8Array.from(readFileSync(join(cwd, folder, "results.parquet"))).buffer });
/** Everything but how long it took. */
const timeless = (list: readonly Row[]) => list.map(({ seconds: _, ...row }) => row);
const medians = (folder: string) => timeless(readJson(cwd, folder, "summary.json").medians);
const results = (folder: string) =>
  new Map(journal(folder).map(({ id, result }) => [id, { ...(result as object), seconds: 0 }]));

beforeAll(async () => {
  study("waves", waves);
  study("small", small);
  expect((await hrta(cwd, "study", "waves.json", "-q", "--out", "whole", "-w", "1")).code).toBe(0);
}, 120_000);

describe("hrta study", () => {
  test("runs every cell and ends with the medians by problem and method", async () => {
    const { code, stdout, stderr } = await hrta(cwd, "study", "small.json");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^small \([0-9a-f]{16}\): 1 problem x 2 methods x 2 seeds = 4 cells; about .* on \d+ worker/,
    );
    expect(stderr).toContain("writing to studies/small");
    expect(stderr).toContain("4/4 cells, 0 running");
    expect(stdout).toMatch(
      /Finished: 4 of 4 cells in .* s\n\nMedians over 2 seeds\nproblem +method +steps +train loss/,
    );
    expect(stdout).toMatch(/\nsine +a +20 /);
    expect(stdout).toMatch(/\nsine +b +- /);
  });

  test("--json prints one object; the files hold the same, a row a cell", async () => {
    const { code, stdout, stderr } = await hrta(cwd, "study", "small.json", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const object = JSON.parse(stdout);
    expect(object).toMatchObject({
      study: "small",
      stopped: false,
      seeds: [0, 1],
      cells: { total: 4, finished: 4, failed: 0, reused: 4 },
    });
    expect(object.medians).toEqual(readJson(cwd, "studies/small/summary.json").medians);
    const all = await rows("studies/small");
    expect(all.map(({ method, seed, outcome }) => [method, seed, outcome])).toEqual([
      ["a", 0, "finished"],
      ["a", 1, "finished"],
      ["b", 0, "finished"],
      ["b", 1, "finished"],
    ]);
    const [a0, a1] = all.map(({ testRmse }) => Number(testRmse));
    expect(object.medians[0].testRmse).toBe((a0 + a1) / 2);
  });

  test("--dry-run says what it would do, and does nothing", async () => {
    const { code, stdout } = await hrta(cwd, "study", "waves.json", "--dry-run", "--out", "dry");
    expect(code).toBe(0);
    expect(stdout).toContain("1 problem x 3 methods x 6 seeds = 18 cells, 0 of them with a result in dry");
    expect(stdout).toMatch(/\nAbout .* s on \d+ workers?\.\n$/);
    expect(existsSync(join(cwd, "dry"))).toBe(false);
    const object = JSON.parse((await hrta(cwd, "study", "waves.json", "--dry-run", "--json", "--out", "whole")).stdout);
    expect(object.cells.map(({ id }: { id: string }) => id).sort()).toEqual([...results("whole").keys()].sort());
    expect(object.seconds).toBe(0);
  });

  test("a study with more seeds and renamed methods computes only what is new", async () => {
    const file = study("grown", {
      ...small,
      seeds: 3,
      methods: [{ ...small.methods[0], label: "renamed" }, small.methods[1]],
    });
    const { stdout } = await hrta(cwd, "study", file, "--json");
    expect(JSON.parse(stdout).cells).toEqual({ total: 6, finished: 6, failed: 0, reused: 4 });
    expect((await rows("studies/small")).map(({ method }) => method)).toContain("renamed");
  });

  test("a budget of time is measured once, and the next start takes the same steps", async () => {
    const file = study("timed", { ...small, name: "timed", steps: undefined, seconds: 0.05 });
    const first = JSON.parse((await hrta(cwd, "study", file, "--json")).stdout);
    expect(first.frozen).toEqual([
      { problem: "sine", network: "", method: "a", seconds: 0.05, steps: expect.any(Number) },
    ]);
    // The cells are lost, the measurement is not.
    const path = join(cwd, "studies/timed/journal.jsonl");
    write(cwd, "studies/timed/journal.jsonl", readFileSync(path, "utf8").split("\n").slice(0, 1).concat("").join("\n"));
    expect(journal("studies/timed")[0].experiment).toBe("calibrate");
    const second = JSON.parse((await hrta(cwd, "study", file, "--json")).stdout);
    expect(second.frozen).toEqual(first.frozen);
    expect(second.cells).toEqual({ total: 4, finished: 4, failed: 0, reused: 0 });
    expect(timeless(second.medians)).toEqual(timeless(first.medians));
  });

  test("files are looked up beside the study, and a changed file is another problem", async () => {
    await bash(cwd, "mkdir -p deep");
    write(cwd, "deep/plane.csv", columns(table(60), "a", "b", "u"));
    const file = study("deep/csv", { ...small, name: "csv", problems: [{ name: "table", file: "plane.csv" }] });
    const first = JSON.parse((await hrta(cwd, "study", file, "--json")).stdout);
    expect(first.cells).toMatchObject({ finished: 4, reused: 0 });
    expect(first.medians[0].problem).toBe("plane.csv");
    write(cwd, "deep/plane.csv", columns(table(61), "a", "b", "u"));
    const second = JSON.parse((await hrta(cwd, "study", file, "--json")).stdout);
    expect(second.cells).toMatchObject({ finished: 4, reused: 0 });
    expect(second.hash).not.toBe(first.hash);
  });

  test("--help has an example that can be read, and exit codes", async () => {
    const { code, stdout } = await hrta(cwd, "study", "--help");
    expect(code).toBe(0);
    for (const part of ["Examples:", "--dry-run", "--workers", "130 if"]) expect(stdout).toContain(part);
    const example = /\n {2}\{\n.*?\n {2}\}\n/s.exec(stdout)?.[0] ?? "";
    expect(parseStudy(JSON.parse(example)).methods).toHaveLength(5);
  });

  test("the example of the package runs", async () => {
    const example = fileURLToPath(new URL("../../examples/study.json", import.meta.url));
    const { stdout } = await hrta(cwd, "study", example, "--dry-run");
    expect(stdout).toContain("2 problems x 4 methods x 10 seeds = 80 cells");
  });
});

describe("a study goes on where it was, to the same bits, whatever ended it and whatever the number of workers", () => {
  const all = 18;
  const expectWhole = async (folder: string) => {
    expect(results(folder).size).toBe(all);
    // Nothing twice.
    expect(journal(folder)).toHaveLength(all);
    expect(results(folder)).toEqual(results("whole"));
    expect(timeless(await rows(folder))).toEqual(timeless(await rows("whole")));
    expect(medians(folder)).toEqual(medians("whole"));
    expect(existsSync(join(cwd, folder, "lock"))).toBe(false);
  };
  const caught = async (folder: string, signal: "SIGKILL" | "SIGINT") => {
    const child = start(cwd, ["study", "waves.json", "--out", folder, "-w", "2"]);
    const end = ended(child);
    while (journal(folder).length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    const outcome = await end;
    const finished = journal(folder).length;
    expect(finished).toBeGreaterThanOrEqual(5);
    expect(finished).toBeLessThan(all);
    return { ...outcome, finished };
  };

  test("killed in the middle, its last line torn", async () => {
    const { code, finished } = await caught("killed", "SIGKILL");
    expect(code).toBe(null);
    expect(existsSync(join(cwd, "killed/lock"))).toBe(true);
    appendFileSync(join(cwd, "killed/journal.jsonl"), '{"id":"0123456789abcdef","experiment":"train","par');
    const again = JSON.parse((await hrta(cwd, "study", "waves.json", "--out", "killed", "-w", "2", "--json")).stdout);
    expect(again.cells).toEqual({ total: all, finished: all, failed: 0, reused: finished });
    await expectWhole("killed");
  }, 60_000);

  test("stopped by Ctrl-C: exit code 130, what there is, and how to go on", async () => {
    const { code, stdout, stderr, finished } = await caught("stopped", "SIGINT");
    expect(code).toBe(130);
    expect(stderr).toContain("stopping; the cells at work are given up");
    expect(stdout).toContain(`Stopped: ${finished} of ${all} cells`);
    expect(stdout).toContain("go on      hrta study waves.json --out stopped --workers 2");
    expect((await rows("stopped")).filter(({ outcome }) => outcome === "missing")).toHaveLength(all - finished);
    expect((await hrta(cwd, "study", "waves.json", "--out", "stopped", "-w", "1", "-q")).code).toBe(0);
    await expectWhole("stopped");
  }, 60_000);

  test("run by two workers from the start", async () => {
    expect((await hrta(cwd, "study", "waves.json", "--out", "two", "-w", "2", "-q")).code).toBe(0);
    await expectWhole("two");
  }, 60_000);

  test("on a disk that fills up on the way: one line, and what is finished is kept", async () => {
    // The limit is in blocks of 1 KiB; a cell takes some 10 of them.
    const full = await bash(cwd, "ulimit -f 100; $HRTA study waves.json --out full -q");
    expect(full.code).toBe(2);
    expect(full.stderr).toMatch(
      /^error: full\/journal.jsonl: cannot be written, .*; the \d+ finished cells are kept: make room and give the same command again to go on\n$/,
    );
    const kept = journal("full").length;
    expect(kept).toBeGreaterThan(0);
    expect(full.stderr).toContain(`the ${kept} finished cell`);
    expect((await hrta(cwd, "study", "waves.json", "--out", "full", "-q")).code).toBe(0);
    await expectWhole("full");
  }, 60_000);
});

describe("a cell that fails", () => {
  const file = study("wrong", {
    ...small,
    name: "wrong",
    methods: [
      { label: "a", network: { hidden: [10] } },
      { label: "needs all rows", optimizer: { name: "gaussNewton" }, batch: 4 },
    ],
  });

  test("is foretold, told, counted, and leaves the others alone; the exit code is 1", async () => {
    const { code, stdout, stderr } = await hrta(cwd, "study", file);
    expect(code).toBe(1);
    const reason = "batch: gaussNewton needs the full batch at every step";
    expect(stderr).toContain(`warning: sine / needs all rows: ${reason}`);
    expect(stderr).toMatch(new RegExp(`\nfailed: sine / needs all rows, seed [01]: ${reason}`));
    expect(stdout).toContain("Finished: 2 of 4 cells (2 failed)");
    expect(stdout).toContain("try again  hrta study wrong.json");
    const { failures } = readJson(cwd, "studies/wrong/summary.json");
    expect(failures.map(({ error }: { error: string }) => error.startsWith(reason))).toEqual([true, true]);
  });

  test("is tried once more at the next start, and only it", async () => {
    const before = journal("studies/wrong").length;
    const { code, stdout } = await hrta(cwd, "study", file, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).cells).toEqual({ total: 4, finished: 2, failed: 2, reused: 2 });
    expect(journal("studies/wrong")).toHaveLength(before + 2);
  });

  test("a run that diverges is none", async () => {
    const diverging = study("diverging", {
      ...small,
      name: "diverging",
      methods: [{ label: "far", optimizer: { name: "gd", rate: 1e9 } }],
    });
    const { code, stdout } = await hrta(cwd, "study", diverging);
    expect(code).toBe(0);
    expect(stdout).toMatch(/far +\d+ +diverged +diverged +diverged .* 2 +2\n/);
  });
});

describe("wrong input is one line, and exit code 2", () => {
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, stdout, stderr } = await hrta(cwd, "study", ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  };

  test("a file that is not there, or no JSON", async () => {
    write(cwd, "text.json", "{ name: x }");
    await Promise.all([
      refused(["nowhere.json"], /^error: nowhere.json: cannot be read, there is no such file/),
      refused(["text.json"], /^error: text.json: not valid JSON/),
    ]);
  });

  test("a field that is wrong, by its name", async () => {
    await refused([study("field", { ...small, seeds: "ten" })], /^error: field.json: seeds: expected .* got "ten"/);
    await refused(
      [study("method", { ...small, methods: [{ label: "a", optimizer: { name: "adem" } }] })],
      /^error: method.json: methods\[0\].optimizer.name: expected .* did you mean "adam"\?/,
    );
  });

  test("a data file that is not there", () =>
    refused(
      [study("lost", { ...small, problems: [{ name: "table", file: "lost.csv" }] })],
      /^error: lost.csv: there is no such file/,
    ));

  test("a problem that cannot be built", () =>
    refused(
      [study("grid", { ...small, problems: [{ name: "sine", inputs: 3, train: 100 }] })],
      /^error: sine: .*train/,
    ));

  test("workers that are none", async () => {
    await Promise.all([
      refused(["small.json", "-w", "0"], /^error: --workers: expected a number above 0, got 0/),
      refused(["small.json", "-w", "1.5"], /^error: --workers: expected a whole number from 1 to 1024, got 1.5/),
    ]);
  });

  test("a folder that is another study's, somebody else's, or in use", async () => {
    await hrta(cwd, "study", "small.json", "-q", "--out", "busy");
    await refused(["waves.json", "-q", "--out", "busy"], /^error: busy: holds the study "small", not "waves"/);
    await bash(cwd, "mkdir -p mine && touch mine/thesis.tex");
    await refused(["small.json", "-q", "--out", "mine"], /^error: mine: is not empty and no study's folder/);
    cpSync(join(cwd, "busy"), join(cwd, "locked"), { recursive: true });
    write(
      cwd,
      "locked/lock",
      JSON.stringify({ pid: process.pid, host: (await bash(cwd, "hostname")).stdout.trim(), since: "today" }),
    );
    await refused(
      ["small.json", "-q", "--out", "locked"],
      /^error: locked: another hrta \(process \d+, since today\) runs this study/,
    );
    rmSync(join(cwd, "locked/lock"));
    expect((await hrta(cwd, "study", "small.json", "-q", "--out", "locked")).code).toBe(0);
  });
});
