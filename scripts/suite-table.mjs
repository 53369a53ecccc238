// Writes the tables of the benchmark suite into README.md, from the record of a run in results/bench-suite.json:
//   node scripts/suite-table.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./setup.mjs";
import { withTable } from "./verdict-table.mjs";

const MARKS = ["<!-- suite: written by node scripts/suite-table.mjs -->", "<!-- end of suite -->"];

const words = { win: "**lower**", tie: "no difference shown", loss: "**higher**", missing: "" };

const digits = (value, most = 2) => String(Number(value.toPrecision(most)));
const percent = (share) => digits(-100 * share);

/** A gain as a change in percent, with its interval. */
const change = (gain) =>
  gain === null ? "" : `${percent(gain.estimate)} % [${percent(gain.upper)}, ${percent(gain.lower)}]`;

/** The least median test error of some methods, with its method. */
function best(methods) {
  const there = methods.filter(({ test }) => test !== null);
  if (there.length === 0) return "";
  const { test, label } = there.reduce((a, b) => (b.test.estimate < a.test.estimate ? b : a));
  return `${digits(test.estimate, 3)} (${label})`;
}

/** The suite as Markdown: problem by problem, and method by method. */
export function suiteTable({ tally, problems, time, seconds, machine, versions }) {
  const { relaxation, methods } = tally;
  const of = (problem, side) => best(problem.methods.filter((method) => method.side === side));
  const rows = problems.map((problem, i) => {
    const { gain, result } = relaxation.matches[i];
    return `| ${problem.name} | ${problem.inputs} | ${problem.rows.train} | ${of(problem, "baseline")} | ${of(problem, "relaxation")} | ${of(problem, "untrained")} | ${change(gain)} | ${words[result]} |`;
  });
  const counts = ({ wins, ties, losses }) => `${wins} / ${ties} / ${losses}`;
  const [{ seeds }] = problems;
  return [
    `On ${problems.length} problems, ${seeds} seeds, ${time} s a run, the chosen relaxation has a lower test error than the chosen baseline on ${relaxation.wins}, a higher one on ${relaxation.losses}, and no difference is shown on ${relaxation.ties} (${machine}, Node ${versions.node}; ${Math.round(seconds / 60)} minutes of core time).`,
    "",
    "| problem | inputs | rows | best at s = 1 | best relaxation | best without training | change of the test error with relaxation | it is |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "Wins / ties / losses against plain Adam, over the same problems:",
    "",
    "| method | | method | | method | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...columns(
      methods.map((method) => [method.label, counts(method)]),
      3,
    ),
  ].join("\n");
}

/** Pairs laid out in so many columns. */
function columns(pairs, count) {
  const height = Math.ceil(pairs.length / count);
  return Array.from({ length: height }, (_, row) => {
    const cells = Array.from({ length: count }, (_, column) => pairs[column * height + row] ?? ["", ""]);
    return `| ${cells.flat().join(" | ")} |`;
  });
}

/** The README with the suite's tables in it. */
export const withSuite = (text, record) => withTable(text, suiteTable(record), MARKS);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const readme = join(root, "README.md");
  const record = JSON.parse(readFileSync(join(root, "results/bench-suite.json"), "utf8"));
  writeFileSync(readme, withSuite(readFileSync(readme, "utf8"), record));
}
