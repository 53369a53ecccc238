import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { appears, columns, ended, hrta, readJson, start, table, workplace, write } from "./hrta.js";

const cwd = workplace();
write(cwd, "data.csv", columns(table(60), "a", "b", "u"));
write(cwd, "kinds.csv", columns(table(90), "a", "b", "kind"));
write(cwd, "few.csv", columns(table(9), "a", "b", "u"));

/** Runs so short that what they find means nothing, but everything happens. */
const short = ["--seconds", "0.01", "--seeds", "2", "--hidden", "8"];

const journal = (folder: string) =>
  readFileSync(join(cwd, folder, "journal.jsonl"), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id: string; experiment: string });

describe("hrta compare", () => {
  test("says in one sentence whether relaxation helps, in a second one which route to take, and the command for it works", async () => {
    const { code, stdout, stderr } = await hrta(cwd, "compare", "data.csv", "--target", "u", ...short);
    expect(stderr).toMatch(/^data\.csv: 25 methods x 2 seeds; about .* writing to comparisons\/data/);
    expect(stderr).toContain("measuring the time of a step of 22 methods");
    expect(code).toBe(0);
    expect(stdout).toMatch(/On this data relaxation makes no difference that 2 seeds can show/);
    expect(stdout).toMatch(/With equally many steps relaxation makes no difference that 2 seeds can show/);
    const route = /Of all routes the validation data prefer .*\n {2}hrta (.*)\n/.exec(stdout)?.[1] ?? "";
    expect(route).toMatch(/^train --spec comparisons\/data\/route\.json$|^kernel data\.csv --target u --s 1/);
    const taken = route.startsWith("train")
      ? await hrta(cwd, ...route.split(" "), "--out", "taken")
      : await hrta(cwd, ...route.replace("NEW.csv", "data.csv").split(" "));
    expect(taken.code).toBe(0);

    const folder = "comparisons/data";
    const { comparison, frozen } = readJson(cwd, folder, "comparison.json");
    expect(Object.keys(frozen)).toHaveLength(22);
    expect(comparison.budgets.map(({ budget }: { budget: string }) => budget)).toEqual(["time", "steps"]);
    const file = Uint8Array.from(readFileSync(join(cwd, folder, "results.parquet"))).buffer;
    const rows = (await parquetReadObjects({ file })) as { method: string; budget: string; outcome: string }[];
    expect(rows.filter(({ budget }) => budget === "0.01 s")).toHaveLength(44);
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(["finished"]));
    expect(readFileSync(join(cwd, folder, "report.html"), "utf8")).toContain("On this data relaxation");
  }, 60_000);

  test("started again it repeats nothing, keeps the steps that were measured, and says the same", async () => {
    const before = journal("comparisons/data").length;
    const { stdout, code } = await hrta(cwd, "compare", "data.csv", "--target", "u", ...short, "--json");
    expect(code).toBe(0);
    expect(journal("comparisons/data")).toHaveLength(before);
    const { budgets, route, command } = JSON.parse(stdout);
    expect(budgets).toEqual(readJson(cwd, "comparisons/data", "comparison.json").comparison.budgets);
    expect(route.sentence).toMatch(/^Of all routes/);
    expect(command).toMatch(/^hrta (train|kernel)/);
  }, 60_000);

  test("killed in the middle it goes on, and repeats no run that had finished", async () => {
    const args = ["compare", "kinds.csv", "--target", "kind", ...short, "--out", "killed", "-q"];
    const child = start(cwd, args);
    const end = ended(child);
    await appears(join(cwd, "killed", "journal.jsonl"), child);
    while (child.exitCode === null && journal("killed").length < 40) await new Promise((go) => setTimeout(go, 20));
    child.kill("SIGKILL");
    await end;
    const before = journal("killed").map(({ id }) => id);
    expect(before.length).toBeGreaterThanOrEqual(40);
    expect((await hrta(cwd, ...args)).code).toBe(0);
    const after = journal("killed").map(({ id }) => id);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
    expect(readJson(cwd, "killed", "comparison.json").comparison.measure).toBe("share of errors");
  }, 90_000);

  test("--dry-run names who takes part and writes nothing", async () => {
    const { stdout, code } = await hrta(cwd, "compare", "data.csv", "-t", "u", "--dry-run", "--out", "planned");
    expect(code).toBe(0);
    for (const name of [
      "Adam, trained s",
      "Gauss-Newton",
      "L-BFGS",
      "Corollary 1 from s = 1, lossless",
      "random features",
    ])
      expect(stdout).toContain(name);
    expect(stdout).toMatch(/36 training, 12 validation and 12 test rows, 10 seeds/);
    expect(existsSync(join(cwd, "planned"))).toBe(false);
  });

  test.each([
    [["compare", "none.csv"], "none.csv: there is no such file"],
    [["compare", "data.csv", "-t", "x"], '"x"'],
    [["compare", "data.csv", "--seeds", "0"], "--seeds: expected a number above 0, got 0"],
    [["compare", "data.csv", "--seeds", "1.5"], "--seeds: expected a whole number from 1 to 1000, got 1.5"],
    [["compare", "data.csv", "--hidden", "0"], "--hidden: expected a whole number"],
    [["compare", "data.csv", "--test", "2"], "data: test: expected"],
    [["compare", "few.csv"], "few.csv: 2 validation rows, expected at least 5"],
    [["compare", "data.csv", "--out", "mine"], "mine: is not empty and no study's folder"],
    [["compare", "kinds.csv", "--out", "comparisons/data"], 'comparisons/data: holds "data"'],
    [["bench-suite", "none"], "none: cannot be read, there is no such"],
    [["bench-suite", "empty"], "empty: holds no .csv, .tsv or .parquet file"],
  ])("%j: one line, exit code 2", async (args, words) => {
    mkdirSync(join(cwd, "mine"), { recursive: true });
    mkdirSync(join(cwd, "empty"), { recursive: true });
    writeFileSync(join(cwd, "mine", "thesis.tex"), "");
    const { code, stderr } = await hrta(cwd, ...args);
    expect(stderr).toContain(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe("hrta bench-suite", () => {
  test("--dry-run lists the problems, and those of a folder", async () => {
    write(cwd, "empty/data.csv", columns(table(60), "a", "b", "u"));
    const { stdout, code } = await hrta(cwd, "bench-suite", "empty", "--dry-run");
    expect(code).toBe(0);
    for (const name of ["sine, d = 1", "halfSpaces", "friedman1", "data.csv"]) expect(stdout).toContain(name);
    expect(stdout).toMatch(/About .* on \d+ worker/);
  });
});
