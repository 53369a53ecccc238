import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as hrta from "../../src/index.js";
import { errata } from "../../src/study/claim/errata.js";

const root = new URL("../../", import.meta.url);
const rows = readFileSync(new URL("PAPERS.md", root), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| paper") && !line.startsWith("| ---"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("PAPERS.md has a table", () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows.map(([, paper, statement, code, tests]) => ({ paper, statement, code, tests })))(
  "$paper, $statement: the exports and tests named in PAPERS.md exist",
  ({ code, tests }) => {
    // The first word of each piece of code is an export: `nesterov({ gamma })` is nesterov.
    const names = [...code.matchAll(/`([A-Za-z]\w*)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(Object.keys(hrta)).toContain(name);
    const files = tests.split(",").map((file) => file.trim());
    for (const file of files) expect(existsSync(fileURLToPath(new URL(file, root))), file).toBe(true);
  },
);

test("every slip of a paper that the code refers to by its number is told in PAPERS.md", () => {
  const text = readFileSync(new URL("PAPERS.md", root), "utf8");
  const slips = new Set<string>();
  let paper = "";
  for (const line of text.split("\n")) {
    paper = /^\*\*(\w+)\*\*$/.exec(line)?.[1] ?? paper;
    const number = /^(\d+)\. /.exec(line)?.[1];
    if (number) slips.add(`${paper} ${number}`);
  }
  const source = fileURLToPath(new URL("src", root));
  const named = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("binary"))
    .flatMap((path) => [...readFileSync(`${source}/${path}`, "utf8").matchAll(/PAPERS\.md (HRTA|BXC|Wu) (\d+)/g)])
    .map(([, of, number]) => `${of} ${number}`);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !slips.has(name))).toEqual([]);
});

test("PAPERS.md tells every slip in the words of the claims' site, and no other", () => {
  const text = readFileSync(new URL("PAPERS.md", root), "utf8");
  const flat = text.replace(/\s+/g, " ");
  for (const { number, text: words } of errata) expect(flat).toContain(`${number}. ${words}`);
  expect(text.split("\n").filter((line) => /^\d+\. /.test(line)).length).toBe(errata.length);
});
