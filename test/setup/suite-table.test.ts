import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { SuiteRecord } from "../../src/report/compare/record.js";

interface Script {
  readonly suiteTable: (record: SuiteRecord) => string;
  readonly withSuite: (readme: string, record: SuiteRecord) => string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { suiteTable, withSuite }: Script = await import(pathToFileURL(join(root, "scripts/suite-table.mjs")).href);
const record: SuiteRecord = JSON.parse(readFileSync(join(root, "results/bench-suite.json"), "utf8"));
const rows = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

test("README.md has the tables of results/bench-suite.json", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme === withSuite(readme, record), "README.md is not up to date: run node scripts/suite-table.mjs").toBe(
    true,
  );
});

describe("the tables of the suite", () => {
  const table = suiteTable(record);

  test("count the wins, ties and losses that the problems' rows show", () => {
    const [, , ...problems] = rows(table).slice(0, 2 + record.problems.length);
    expect(problems.map(([name]) => name)).toEqual(record.problems.map(({ name }) => name));
    const count = (result: string) => problems.filter((cells) => cells.at(-1) === result).length;
    const { wins, ties, losses } = record.tally.relaxation;
    expect([count("**lower**"), count("no difference shown"), count("**higher**")]).toEqual([wins, ties, losses]);
  });

  test("have the least test error among the methods of each side", () => {
    const { problems } = record;
    const [, , ...shown] = rows(table).slice(0, 2 + problems.length);
    for (const [index, [, , , baseline]] of shown.entries()) {
      const tests = problems[index].methods.flatMap(({ side, test }) =>
        side === "baseline" && test ? test.estimate : [],
      );
      expect(Number(baseline.split(" ")[0])).toBeCloseTo(Math.min(...tests), 2);
    }
  });

  test("have every method but plain Adam, with a result for every problem", () => {
    const pairs = rows(table)
      .slice(4 + record.problems.length)
      .flatMap((cells) => [cells.slice(0, 2), cells.slice(2, 4), cells.slice(4, 6)])
      .filter(([label]) => label !== "");
    expect(pairs.map(([label]) => label).sort()).toEqual(record.tally.methods.map(({ label }) => label).sort());
    for (const [label, counts] of pairs) {
      const { wins, ties, losses } =
        record.tally.methods.find((method) => method.label === label) ?? expect.fail(label);
      expect(counts).toBe(`${wins} / ${ties} / ${losses}`);
    }
  });
});
