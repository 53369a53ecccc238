// Writes the table of boundary value problems and methods into README.md, from the record of a run in results/solve-suite.json:
//   node scripts/solve-table.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";
import { withTable } from "./verdict-table.mjs";

const MARKS = ["<!-- solve: written by node scripts/solve-table.mjs -->", "<!-- end of solve -->"];

const digits = (value) => {
  const text = value.toPrecision(2);
  return value >= 1e-3 && value < 1e3 ? String(Number(text)) : Number(text).toExponential().replace("e+", "e");
};

/** Problems as rows, methods as columns: the median relative L2 error, the least of a row in bold, and steps behind it. */
export function solveTable({ problems, time, seeds, machine, versions, work }) {
  const labels = [...new Set(problems.flatMap(({ standings }) => standings.map(({ label }) => label)))];
  const rows = problems.map(({ name, standings }) => {
    const least = Math.min(...standings.flatMap(({ l2 }) => (l2 ? [l2.middle] : [])));
    const cells = labels.map((label) => {
      const found = standings.find((standing) => standing.label === label);
      if (!found) return "";
      const { l2, steps } = found;
      if (!l2) return "no number";
      const error = digits(l2.middle);
      return `${l2.middle === least ? `**${error}**` : error} (${steps})`;
    });
    return `| ${name} | ${cells.join(" | ")} |`;
  });
  return [
    `Relative L2 error, the median of ${seeds} seeds, and in brackets the steps that ${time} s are (${machine}, Node ${versions.node}; ${Math.round(work / 60)} minutes of core time):`,
    "",
    `| problem | ${labels.join(" | ")} |`,
    `| ${["---", ...labels.map(() => "---")].join(" | ")} |`,
    ...rows,
  ].join("\n");
}

/** The README with the table in it. */
export const withSolveSuite = (text, record) => withTable(text, solveTable(record), MARKS);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const readme = join(root, "README.md");
  const record = JSON.parse(readFileSync(join(root, "results/solve-suite.json"), "utf8"));
  writeFileSync(readme, withSolveSuite(readFileSync(readme, "utf8"), record));
}
