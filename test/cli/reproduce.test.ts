import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ClaimRecord } from "../../src/node/claim/record.js";
import { type Ended, ended, hrta, readJson, start, workplace, write } from "./hrta.js";

const cwd = workplace();

/** Claims whose quick runs take a second at most. */
const fast = [
  "hrta.relu-form",
  "hrta.assumption1",
  "bxc.h-infinity",
  "wu.parity-network",
  "wu.eigen-decay",
  "wu.stuck",
];

const reproduce = (...args: readonly string[]): Promise<Ended> => hrta(cwd, "reproduce", ...args);
const record = (folder: string, id: string): ClaimRecord => readJson(cwd, folder, `claims-quick/${id}.json`);
const page = (...path: string[]) => readFileSync(join(cwd, ...path), "utf8");
/** The identities of the cells in a journal, in the order in which they ended. */
const journal = (folder: string): string[] => {
  const path = join(cwd, folder, "cells/quick/journal.jsonl");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line).id);
};

describe("hrta reproduce --quick", () => {
  let first: Ended;
  beforeAll(async () => {
    first = await reproduce(...fast, "--quick");
  }, 60_000);

  test("prints each verdict with its reason and evidence, and where the report is", () => {
    const { code, stdout, stderr } = first;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^6 claims, quick: about .* on \d+ workers? .*; writing to results\n/);
    expect(stdout).toContain("\nhrta.assumption1, HRTA Assumption 1, Remark 2: Where no two inputs are parallel");
    expect(stdout).toMatch(/\nverdict {4}fails \(quick run\)\nbecause .*H and M are positive definite: broken in/);
    expect(stdout).toContain("widths 200, s = 1/2: hidden neurons: 400 (paper: 400); outputs differ by at most");
    expect(stdout).toMatch(/\nevidence {3}20 cells, 4 seeds, .* s of one core\n/);
    expect(stdout).toMatch(/\nreport {5}results\/report-quick\/index.html\n$/);
  });

  test("writes a record a claim, its page, and files of its figures; a full run's places stay empty", () => {
    expect(readdirSync(join(cwd, "results")).sort()).toEqual(["cells", "claims-quick", "report-quick"]);
    expect(readdirSync(join(cwd, "results/claims-quick")).sort()).toEqual(fast.map((id) => `${id}.json`).sort());
    expect(readdirSync(join(cwd, "results/report-quick/claims")).sort()).toEqual(fast.map((id) => `${id}.html`).sort());
    const figures = fast.flatMap((id) => record("results", id).judgement.figures.map((_, i) => `${id}-${i + 1}`));
    expect(figures.length).toBeGreaterThan(0);
    for (const name of figures)
      for (const path of [`data/${name}.csv`, `figures/${name}.svg`])
        expect(page("results/report-quick", path).length, path).toBeGreaterThan(0);
    for (const name of ["index", "errata", "methods"])
      expect(page(`results/report-quick/${name}.html`)).toMatch(/^<!do/);
  });

  test("decides nothing but by counterexamples, and says on every page that it is quick", () => {
    for (const id of fast) {
      const { mode, judgement } = record("results", id);
      expect(mode).toBe("quick");
      for (const { verdict, counterexample } of [judgement.decision, ...judgement.parts.map((part) => part.decision)])
        expect(verdict, id).toBe(counterexample ? "fails" : "undecided");
      expect(page(`results/report-quick/claims/${id}.html`)).toContain("A quick run: fewer seeds and smaller sizes");
    }
  });

  test("says before, after and on the page that a part needs images that were not given", () => {
    expect(first.stderr).toContain("note: without --mnist the parts of bxc.h-infinity on MNIST images are not run");
    expect(first.stdout.match(/\nnote .*MNIST.*--mnist\n/g)).toHaveLength(1);
    const text = page("results/report-quick/claims/bxc.h-infinity.html");
    expect(text).toContain("Its part on MNIST images was not run");
    expect(text).toContain("hrta reproduce bxc.h-infinity --quick --mnist FILE");
  });

  test("--json prints the records as an array, and repeats no cell", async () => {
    const before = journal("results");
    const { code, stdout, stderr } = await reproduce("wu.stuck", "hrta.relu-form", "--quick", "--json");
    expect([code, stderr]).toEqual([0, ""]);
    const printed: ClaimRecord[] = JSON.parse(stdout);
    expect(printed.map(({ id }) => id)).toEqual(["hrta.relu-form", "wu.stuck"]);
    for (const one of printed) expect(one).toEqual(record("results", one.id));
    expect(journal("results")).toEqual(before);
  });
});

describe("a study goes on where it was, whatever ended it", () => {
  const id = "hrta.prop1";
  let whole: ClaimRecord;
  beforeAll(async () => {
    expect((await reproduce(id, "--quick", "-q", "--out", "whole")).code).toBe(0);
    whole = record("whole", id);
  }, 60_000);

  const caught = async (folder: string, signal: "SIGKILL" | "SIGINT") => {
    const child = start(cwd, ["reproduce", id, "--quick", "--out", folder, "-w", "1"]);
    const end = ended(child);
    while (journal(folder).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    const outcome = await end;
    const finished = journal(folder);
    expect(finished.length).toBeLessThan(whole.cells);
    expect(existsSync(join(cwd, folder, "claims-quick"))).toBe(false);
    return { ...outcome, finished };
  };
  test("killed in the middle, it repeats no finished cell and comes to the same judgement", async () => {
    const { code, finished } = await caught("killed", "SIGKILL");
    expect(code).toBe(null);
    expect((await reproduce(id, "--quick", "-q", "--out", "killed")).code).toBe(0);
    const cells = journal("killed");
    // What was finished comes first and once, and so does the rest.
    expect(cells.slice(0, finished.length)).toEqual(finished);
    expect(new Set(cells).size).toBe(whole.cells);
    expect(cells).toHaveLength(whole.cells);
    expect(record("killed", id).judgement).toEqual(whole.judgement);
  }, 60_000);

  test("stopped by Ctrl-C: exit code 130, no verdict, and how to go on", async () => {
    const { code, stdout, stderr } = await caught("stopped", "SIGINT");
    expect([code, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/\nstopped; go on with hrta reproduce hrta.prop1 --quick --out stopped --workers 1\n$/);
  }, 60_000);
});

describe("wrong input is one line, and exit code 2", () => {
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, stdout, stderr } = await reproduce("--quick", "-q", ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  };

  test("no claim: what can be named", () =>
    refused(
      [],
      /^error: claims: expected ids such as hrta.relu-form, papers \(HRTA, BXC, Wu\), or all, got none; hrta claims lists the ids\n$/,
    ));

  test("a claim that there is not: those like it, or where they are listed", async () => {
    await Promise.all([
      refused(
        ["hrta.theorm1"],
        /^error: claims: no "hrta.theorm1"; did you mean "hrta.theorem1" or "hrta.theorem2"\?\n$/,
      ),
      refused(["wu.stuck", "xyzzy"], /^error: claims: no "xyzzy"; hrta claims lists them, and HRTA, BXC, Wu and all/),
    ]);
  });

  test("images that are not there", () =>
    refused(
      ["bxc.gd", "--mnist", "no.gz"],
      /^error: --mnist no.gz: no such file; name an IDX file of MNIST images\n$/,
    ));

  test("a folder that cannot be written", async () => {
    write(cwd, "file", "mine");
    await refused(
      ["wu.stuck", "--out", "file/results"],
      /^error: file\/results\/cells: cannot be written, a part of the path/,
    );
    expect(page("file")).toBe("mine");
  });
});
