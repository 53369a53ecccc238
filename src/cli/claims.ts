import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type ClaimRecord, readRecords } from "../node/claim/record.js";
import { costOf, recordsIn } from "../node/claim/reproduce.js";
import { claims as all } from "../study/claim/index.js";
import { duration } from "./figure.js";

const help = `
A verdict is one of: holds, holds under conditions (which), fails (a counterexample, or the opposite shown), vacuous (its premise or interval is
empty in practice), undecided (what is missing). "-" stands where no full run has been recorded. hrta reproduce ID runs a claim's study.`;

/** The records that come with this package. */
const shipped = fileURLToPath(new URL("../../results", import.meta.url));

/** Adds `hrta claims`. */
export function claimsCommand(program: Command): void {
  program
    .command("claims")
    .summary("list the papers' claims with their verdicts")
    .description("Lists every claim of the papers: id, statement, verdict, date, and what a full run costs.")
    .option(
      "--results <folder>",
      "a folder of hrta reproduce, whose verdicts come before those of this package",
      "results",
    )
    .option("--json", "an array of objects with id, statement, verdict, because, date and seconds")
    .addHelpText("after", help)
    .action(({ results, json }: { results: string; json?: boolean }) => {
      const records = new Map([...readRecords(recordsIn(shipped, "full")), ...readRecords(recordsIn(results, "full"))]);
      process.stdout.write(
        json
          ? `${JSON.stringify(
              all.map((claim) => entry(claim, records)),
              null,
              2,
            )}\n`
          : text(records),
      );
    });
}

function entry({ id, paper, where, statement }: (typeof all)[number], records: ReadonlyMap<string, ClaimRecord>) {
  const record = records.get(id);
  return {
    id,
    paper,
    where,
    statement,
    verdict: record?.judgement.decision.verdict ?? null,
    because: record?.judgement.decision.because ?? null,
    conditions: record?.judgement.decision.conditions ?? null,
    date: record?.date ?? null,
    seconds: record?.seconds ?? null,
  };
}

function text(records: ReadonlyMap<string, ClaimRecord>): string {
  const rows = all.map((claim) => {
    const record = records.get(claim.id);
    return [
      claim.id,
      record?.judgement.decision.verdict ?? "-",
      record ? record.date.slice(0, 10) : "-",
      duration(record?.seconds ?? costOf([claim], "full", {})),
      claim.statement,
    ];
  });
  const head = ["claim", "verdict", "date", "core time", "statement"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i]))).join("  ");
  return `${[head, ...rows].map(line).join("\n")}\n`;
}
