import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { verdictCounts } from "../../src/cli/claim-table.js";
import { duration } from "../../src/cli/figure.js";
import { type ClaimRecord, readRecords } from "../../src/node/claim/record.js";
import type { Claim } from "../../src/study/claim/claim.js";
import { claims } from "../../src/study/claim/index.js";

type Named = Pick<Claim, "id" | "where" | "statement">;
interface Script {
  readonly verdictTable: (
    claims: readonly Named[],
    records: ReadonlyMap<string, ClaimRecord>,
    library: { readonly duration: typeof duration; readonly verdictCounts: typeof verdictCounts },
  ) => string;
  readonly withTable: (text: string, table: string) => string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { verdictTable, withTable }: Script = await import(pathToFileURL(join(root, "scripts/verdict-table.mjs")).href);
const table = (among: readonly Named[], records: ReadonlyMap<string, ClaimRecord>) =>
  verdictTable(among, records, { duration, verdictCounts });
/** The cells of the rows under the head, without their escapes. */
const cells = (text: string): string[][] =>
  text
    .split("\n")
    .slice(4)
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((row) => row.map((cell) => cell.trim().replace(/\\(.)/g, "$1")));

const claim = (id: string, statement = "It holds."): Named => ({ id, where: "Theorem 1", statement });
const record = (id: string, more: Partial<ClaimRecord> & { readonly conditions?: string } = {}): ClaimRecord => ({
  id,
  mode: "full",
  judgement: {
    decision: { verdict: "holds under conditions", because: "x", conditions: more.conditions ?? "m = 100; m = 200" },
    parts: [],
    numbers: [],
    figures: [],
  },
  date: "2026-11-25T00:00:00.000Z",
  seconds: 413,
  cells: 60,
  failed: 0,
  seeds: 10,
  versions: { hrta: "0.1.0", node: "20.20.2" },
  machine: "2 cores",
  ...more,
});

test("README.md has the table of the records in results/claims", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const fresh = withTable(readme, table(claims, readRecords(join(root, "results/claims"))));
  expect(readme === fresh, "README.md is not up to date: run node scripts/verdict-table.mjs").toBe(true);
});

describe("the table of verdicts", () => {
  test("has a row a claim: what it says, its verdict with conditions, and what that rests on", () => {
    const text = table([claim("a.b"), claim("c.d")], new Map([["a.b", record("a.b", { failed: 2 })]]));
    expect(text.split("\n")[0]).toBe(
      "2 claims: holds under conditions 1, not run 1. Core time on 2 cores, Node 20.20.2. Reasons, numbers and figures: `hrta claims --report pages`.",
    );
    expect(cells(text)).toEqual([
      [
        "a.b",
        "Theorem 1: It holds.",
        "**holds under conditions**: m = 100; m = 200",
        "60 runs (2 failed), 10 seeds, 6 min 53 s",
      ],
      ["c.d", "Theorem 1: It holds.", "not run", ""],
    ]);
  });

  test("has cells of at most 160 characters, cut between words, conditions between them", () => {
    const long = Array.from({ length: 60 }, (_, i) => `m = ${i}`).join("; ");
    const text = table([claim("a.b", "never ".repeat(60))], new Map([["a.b", record("a.b", { conditions: long })]]));
    const [row] = cells(text);
    for (const cell of row) expect(cell.length).toBeLessThanOrEqual(160);
    expect(row[1]).toMatch(/^Theorem 1: (never )+…$/);
    expect(row[2]).toMatch(/^\*\*holds under conditions\*\*: m = 0; (m = \d+; )+…$/);
    for (const row of cells(table(claims, new Map())))
      for (const cell of row) expect(cell.length, cell).toBeLessThanOrEqual(160);
  });

  test("keeps formulas from being taken for Markdown", () => {
    const statement = "|H|_2 <= t_1* and [0, 2](x) `a` ~b~ <b> lambda_min";
    const text = table([claim("a.b", statement)], new Map());
    expect(text).toContain("\\|H\\|\\_2 <= t_1\\* and [0, 2]\\(x) \\`a\\` \\~b\\~ \\<b> lambda_min");
    expect(cells(text)[0][1]).toBe(`Theorem 1: ${statement}`);
  });

  test("replaces what stands between its marks and nothing else, and says where marks are missing", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const [begin, end] = readme.match(/<!-- .*verdicts.* -->/g) ?? [];
    const once = withTable(`before\n${begin}\nold\n${end}\nafter\n`, "new");
    expect(once).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter\n`);
    expect(withTable(once, "new")).toBe(once);
    expect(() => withTable("no marks", "new")).toThrow("README.md: no place for the table; put these two lines there");
  });
});
