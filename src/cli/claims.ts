import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import { type ClaimRecord, readRecords } from "../node/claim/record.js";
import { costOf, recordsIn } from "../node/claim/reproduce.js";
import { claims as all } from "../study/claim/index.js";
import { writeSite } from "./claim-site.js";
import { claimTable, verdictCounts } from "./claim-table.js";
import { command } from "./command.js";
import { duration } from "./figure.js";

const help = `
A verdict is one of: holds, holds under conditions (which), fails (a counterexample, or the opposite shown), vacuous (its premise or interval is
empty in practice), undecided (what is missing). "-" stands where no full run has been recorded. hrta reproduce ID runs a claim's study.`;

/** The records that come with this package. */
const shipped = fileURLToPath(new URL("../../results", import.meta.url));

type Records = ReadonlyMap<string, ClaimRecord>;

interface ClaimsFlags {
  readonly results: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** Adds `hrta claims`. */
export function claimsCommand(program: Command): void {
  program
    .command("claims")
    .summary("list the papers' claims with their verdicts")
    .description("Lists every claim of the papers: id, verdict, date, what a full run costs, statement.")
    .option(
      "--results <folder>",
      "a folder of hrta reproduce, whose verdicts come before those of this package",
      "results",
    )
    .option("--report <folder>", "also writes the verdicts' pages there, without running anything")
    .option("--json", "an array of objects with id, statement, verdict, because, date and seconds")
    .addHelpText("after", help)
    .action(run);
}

async function run({ results, report, json }: ClaimsFlags): Promise<void> {
  const records = new Map([...readRecords(recordsIn(shipped, "full")), ...readRecords(recordsIn(results, "full"))]);
  const written = report === undefined ? undefined : await writeReport(report, records, results);
  if (json)
    process.stdout.write(
      `${JSON.stringify(
        all.map((claim) => entry(claim, records)),
        null,
        2,
      )}\n`,
    );
  else process.stdout.write(text(records) + (written === undefined ? "" : `report: ${written}\n`));
}

function writeReport(folder: string, records: Records, results: string): Promise<string> {
  if (all.some(({ id }) => records.has(id))) return writeSite(folder, [...records.values()], "full");
  throw new InputError(
    `--report: no full run is recorded in ${results} or in this package; make one with ${command} reproduce, or name its folder with --results`,
  );
}

function entry({ id, paper, where, statement }: (typeof all)[number], records: Records) {
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

/** The list as a person reads it: as wide as the terminal, or whole where it goes to a file or another program. */
function text(records: Records): string {
  const rows = all.map((claim) => {
    const record = records.get(claim.id);
    const cost = duration(record?.seconds ?? costOf([claim], "full", {}));
    return {
      columns: [claim.id, record?.judgement.decision.verdict ?? "-", record?.date.slice(0, 10) ?? "-", cost],
      statement: claim.statement,
    };
  });
  const head = { columns: ["claim", "verdict", "date", "core time"], statement: "statement" };
  const decisions = all.flatMap(({ id }) => records.get(id)?.judgement.decision ?? []);
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  return `${claimTable([head, ...rows], width)}\n${verdictCounts(decisions, all.length)}\n`;
}
