// Writes the table of the claims' verdicts into README.md, from the records of full runs in results/claims:
//   node scripts/verdict-table.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, setup } from "./setup.mjs";

const BEGIN = "<!-- verdicts: written by node scripts/verdict-table.mjs -->";
const END = "<!-- end of verdicts -->";
/** Characters a cell, before escapes. */
const ROOM = 150;

/** The text up to a word that ends within the room, and "…" where some is left out. */
function cut(text, most = ROOM) {
  if (text.length <= most) return text;
  const whole = text.slice(0, most).replace(/\s+\S*$/, "");
  return `${whole.replace(/[\s,;:(+=]+$/, "")} …`;
}

/** As many of the conditions as there is room for; the first is cut where it is longer. */
function cutConditions(conditions, most) {
  if (conditions.length <= most) return conditions;
  const end = conditions.lastIndexOf("; ", most);
  return end < 0 ? cut(conditions, most) : `${conditions.slice(0, end)}; …`;
}

/** Escapes what Markdown would take for its own; "_" within a word, "<" before "=" and brackets without a link are text already. */
const plain = (text) =>
  text
    .replace(/\s+/g, " ")
    .replace(/[\\`*~|]|<(?=[A-Za-z/!?])|(?<=\])\(/g, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_");

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/**
 * Every claim with what it says, its verdict and what that rests on, as Markdown; "not run" where there is no record. What the library does
 * is handed in: the script has the built one, the test its sources.
 */
export function verdictTable(claims, records, { duration, verdictCounts }) {
  const found = claims.flatMap(({ id }) => records.get(id) ?? []);
  const counts = verdictCounts(
    found.map(({ judgement }) => judgement.decision),
    claims.length,
  );
  const machines = [...new Set(found.map(({ machine, versions }) => `${machine}, Node ${versions.node}`))];
  const rows = claims.map(({ id, where, statement }) => {
    const record = records.get(id);
    const claimed = plain(cut(`${where}: ${statement}`));
    return `| ${id} | ${claimed} | ${record ? verdict(record) : "not run"} | ${record ? evidence(record, duration) : ""} |`;
  });
  return [
    `${counts}.${machines.length > 0 ? ` Core time on ${machines.join("; ")}.` : ""} Reasons, numbers and figures: \`hrta claims --report pages\`.`,
    "",
    "| claim | what it says | verdict | evidence |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function verdict({ judgement }) {
  const { verdict, conditions } = judgement.decision;
  return conditions === undefined
    ? `**${verdict}**`
    : `**${verdict}**: ${plain(cutConditions(conditions, ROOM - verdict.length))}`;
}

const evidence = ({ cells, failed, seeds, seconds }, duration) =>
  `${plural(cells, "run")}${failed > 0 ? ` (${failed} failed)` : ""}, ${plural(seeds, "seed")}, ${duration(seconds)}`;

/** The text with the table between its two marks, whatever was there. */
export function withTable(text, table, [first, last] = [BEGIN, END]) {
  const begin = text.indexOf(first);
  const end = text.indexOf(last);
  if (begin < 0 || end < begin)
    throw new Error(`README.md: no place for the table; put these two lines there:\n${first}\n${last}`);
  return `${text.slice(0, begin + first.length)}\n\n${table}\n\n${text.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setup();
  const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
  const { claims } = await built("study/claim/index.js");
  const { readRecords } = await built("node/claim/record.js");
  const { duration } = await built("cli/figure.js");
  const { verdictCounts } = await built("cli/claim-table.js");
  const readme = join(root, "README.md");
  const table = verdictTable(claims, readRecords(join(root, "results/claims")), { duration, verdictCounts });
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), table));
}
