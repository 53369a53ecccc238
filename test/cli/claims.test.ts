import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ClaimRecord } from "../../src/node/claim/record.js";
import { claims as all } from "../../src/study/claim/index.js";
import { type Ended, hrta, workplace, write } from "./hrta.js";

const cwd = workplace();
const claims = (...args: readonly string[]): Promise<Ended> => hrta(cwd, "claims", ...args);

/** A verdict, date and machine that no record of this package has. */
const found = (id: string): ClaimRecord => ({
  id,
  mode: "full",
  judgement: {
    decision: { verdict: "holds under conditions", because: "So it was found.", conditions: "on the moon" },
    parts: [],
    numbers: [{ name: "craters", measured: 7 }],
    figures: [
      {
        kind: "curves",
        title: "Dust",
        caption: "It settles.",
        x: { label: "day", scale: "linear" },
        y: { label: "depth", scale: "linear" },
        series: [{ label: "dust", x: [0, 1], runs: [[1, 2]] }],
      },
    ],
  },
  date: "2069-07-20T20:17:00.000Z",
  seconds: 75,
  cells: 30,
  failed: 0,
  seeds: 10,
  versions: { hrta: "9.9.9" },
  machine: "a guidance computer",
});
const record = (folder: string, name: string, content: unknown) => {
  mkdirSync(join(cwd, folder, "claims"), { recursive: true });
  write(cwd, `${folder}/claims/${name}.json`, typeof content === "string" ? content : JSON.stringify(content));
};
const [first, second] = all;

describe("hrta claims", () => {
  let listed: Ended;
  beforeAll(async () => {
    record("mine", first.id, found(first.id));
    listed = await claims("--results", "mine", "--report", "pages");
  });

  test("--json is an array with every claim's id and verdict, read from the folder that is named", async () => {
    const { code, stdout, stderr } = await claims("--json", "--results", "mine");
    expect([code, stderr]).toEqual([0, ""]);
    const printed: Record<string, unknown>[] = JSON.parse(stdout);
    expect(printed.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(printed[0]).toEqual({
      id: first.id,
      paper: first.paper,
      where: first.where,
      statement: first.statement,
      verdict: "holds under conditions",
      because: "So it was found.",
      conditions: "on the moon",
      date: "2069-07-20T20:17:00.000Z",
      seconds: 75,
    });
    for (const { verdict } of printed)
      expect([null, "holds", "holds under conditions", "fails", "vacuous", "undecided"]).toContain(verdict);
  });

  test("without a folder of results has the verdicts of this package, if any, and leaves no folder behind", async () => {
    const { code, stdout } = await claims("--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).map(({ date }: { date: string | null }) => date)).not.toContain(found(first.id).date);
    expect(existsSync(join(cwd, "results"))).toBe(false);
  });

  test("piped is a whole line a claim, then one that counts the verdicts, then where the report is", () => {
    expect([listed.code, listed.stderr]).toEqual([0, ""]);
    const lines = listed.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(all.length + 4);
    expect(lines.at(-1)).toBe("report: pages/index.html");
    expect(lines[1]).toMatch(/^hrta.relu-form +holds under conditions +2069-07-20 +1 min 15 s +A network/);
    for (const [i, { id, statement }] of all.entries()) {
      expect(lines[i + 1].startsWith(`${id} `)).toBe(true);
      expect(lines[i + 1].endsWith(`  ${statement}`)).toBe(true);
    }
    const counts = /^(\d+) claims: (.*)$/.exec(lines.at(-2) ?? "");
    expect(counts?.[1]).toBe(`${all.length}`);
    const sum = (counts?.[2] ?? "").match(/\d+/g)?.reduce((total, count) => total + Number(count), 0);
    expect(sum).toBe(all.length);
  });

  test("--report writes the pages of what is recorded, where and on what it was run, and runs nothing", () => {
    expect(readdirSync(join(cwd, "pages")).sort()).toEqual([
      "claims",
      "data",
      "errata.html",
      "figures",
      "index.html",
      "methods.html",
    ]);
    const page = readFileSync(join(cwd, "pages/claims", `${first.id}.html`), "utf8");
    for (const part of ["holds under conditions", "on the moon", "So it was found.", "craters", "a guidance computer"])
      expect(page).toContain(part);
    expect(page).not.toContain("A quick run");
    expect(readFileSync(join(cwd, "pages/index.html"), "utf8")).toContain(`claims/${first.id}.html`);
    expect(readdirSync(join(cwd, "mine"))).toEqual(["claims"]);
  });
});

describe("wrong input is one line, and exit code 2", () => {
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, stdout, stderr } = await claims(...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  };

  test("a damaged record, by its path and with what to do", async () => {
    record("torn", second.id, JSON.stringify(found(second.id)).slice(0, 300));
    record("less", second.id, { ...found(second.id), date: undefined });
    const fix = "remove it, and reproduce the claim again\n$";
    await Promise.all([
      refused(["--results", "torn"], new RegExp(`^error: torn/claims/${second.id}.json: not valid JSON .*; ${fix}`)),
      refused(["--results", "less"], new RegExp(`^error: less/claims/.*: not the record of a claim; ${fix}`)),
    ]);
  });

  test("a report that cannot be written", async () => {
    write(cwd, "file", "mine");
    await refused(
      ["--results", "mine", "--report", "file/pages"],
      /^error: file\/pages: cannot be written, a part of the path is a file/,
    );
  });
});
