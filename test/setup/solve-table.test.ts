import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { PdeSuiteRecord } from "../../src/report/pde/suite-record.js";

interface Script {
  readonly solveTable: (record: PdeSuiteRecord) => string;
  readonly withSolveSuite: (readme: string, record: PdeSuiteRecord) => string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { solveTable, withSolveSuite }: Script = await import(pathToFileURL(join(root, "scripts/solve-table.mjs")).href);
const record: PdeSuiteRecord = JSON.parse(readFileSync(join(root, "results/solve-suite.json"), "utf8"));

test("README.md has the table of results/solve-suite.json", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const fresh = withSolveSuite(readme, record);
  expect(readme === fresh, "README.md is not up to date: run node scripts/solve-table.mjs").toBe(true);
});

test("the table has every problem with every method that it allows, and the least error of a row in bold", () => {
  const [head, , ...rows] = solveTable(record)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows.map(([name]) => name)).toEqual(record.problems.map(({ name }) => name));
  for (const [i, [, ...cells]] of rows.entries()) {
    const { standings } = record.problems[i];
    const least = standings.reduce((a, b) => ((b.l2?.middle ?? Infinity) < (a.l2?.middle ?? Infinity) ? b : a));
    const bold = cells.findIndex((cell) => cell.startsWith("**"));
    expect(head[1 + bold]).toBe(least.label);
    expect(Number(/\*\*(.+)\*\*/.exec(cells[bold])?.[1])).toBeCloseTo(least.l2?.middle ?? NaN, 2);
    for (const [k, cell] of cells.entries())
      expect(cell !== "").toBe(standings.some(({ label }) => label === head[1 + k]));
  }
});
