import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import { readRecords } from "../node/claim/record.js";
import { costOf, type Reproduced, recordsIn, reproduce } from "../node/claim/reproduce.js";
import { fileError } from "../node/file-error.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import { writeAtomic } from "../node/write-atomic.js";
import { chosenClaims } from "../study/claim/choose.js";
import type { Claim, ClaimFiles } from "../study/claim/claim.js";
import { claims as all } from "../study/claim/index.js";
import { identify } from "../study/experiment/index.js";
import type { Mode } from "../study/verdict/index.js";
import { siteOf } from "./claim-site.js";
import { claimLines } from "./claim-text.js";
import { command } from "./command.js";
import { exitCodes } from "./exit.js";
import { duration } from "./figure.js";
import { positive } from "./flag-value.js";
import { studyDisplay } from "./study-progress.js";

const examples = `
Examples:
  hrta reproduce hrta.theorem1               one claim: cells, verdict, page of the report
  hrta reproduce hrta.prop1 bxc.gd           several
  hrta reproduce BXC                         all claims of a paper: HRTA, BXC, Wu
  hrta reproduce all --quick                 everything in a small version, which decides only by counterexamples
  hrta reproduce all --mnist t10k-images-idx3-ubyte.gz

Stopped or killed at any moment, the same command goes on where it was. The verdicts follow from rules that were fixed before the runs; hrta claims
lists them. Exit code 0; 1 if a cell failed, 2 for wrong input, 130 if it was stopped.`;

interface ReproduceFlags {
  readonly quick?: boolean;
  readonly out: string;
  readonly workers?: number;
  readonly mnist?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds `hrta reproduce`. */
export function reproduceCommand(program: Command): void {
  program
    .command("reproduce")
    .summary("run the study of a paper's claim, and say whether it holds")
    .description(
      "Runs the studies of claims, prints each verdict with the numbers it rests on beside the paper's own, and writes the report's pages.",
    )
    .argument("<claims...>", "ids of claims, papers (HRTA, BXC, Wu), or all")
    .option("--quick", "a small version, which says that it is one and decides only by counterexamples")
    .option("-o, --out <folder>", "where cells, records and the report go", "results")
    .option("-w, --workers <count>", "cells that run at a time (default: one a core)", positive("--workers"))
    .option("--mnist <file>", "MNIST images (IDX) with labels beside them, for the claims that need them")
    .option("--json", "the records as one JSON array on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told")
    .addHelpText("after", examples)
    .action(async (names: string[], flags: ReproduceFlags) => {
      process.exitCode = await run(names, flags);
    });
}

async function run(names: readonly string[], flags: ReproduceFlags): Promise<number> {
  const claims = chosenClaims(names, all);
  const mode: Mode = flags.quick ? "quick" : "full";
  if (flags.mnist !== undefined && !existsSync(flags.mnist))
    throw new InputError(`--mnist ${flags.mnist}: no such file; name an IDX file of MNIST images`);
  const files: ClaimFiles = { mnist: flags.mnist };
  const workers = workersOf(flags.workers);
  const silent = flags.json === true || flags.quiet === true;
  if (!silent)
    process.stderr.write(
      `${claims.length} claim${claims.length === 1 ? "" : "s"}, ${mode}: about ${duration(costOf(claims, mode, files) / workers)} on ${workers} worker${workers === 1 ? "" : "s"} if nothing is there yet; writing to ${flags.out}\n`,
    );
  const outcome = await drive(claims, { mode, files, workers, folder: flags.out, silent });
  if (outcome.stopped) {
    process.stderr.write(
      `stopped; go on with ${command} reproduce ${names.join(" ")}${flags.quick ? " --quick" : ""}\n`,
    );
    return exitCodes.stopped;
  }
  await writeSite(flags.out, mode);
  if (flags.json) process.stdout.write(`${JSON.stringify(outcome.records)}\n`);
  else if (!flags.quiet) {
    for (const record of outcome.records) process.stdout.write(claimLines(record, all));
    process.stdout.write(`\nreport     ${join(flags.out, reportIn(mode), "index.html")}\n`);
  }
  return outcome.failed.length > 0 ? exitCodes.failure : exitCodes.ok;
}

const reportIn = (mode: Mode) => (mode === "full" ? "report" : "report-quick");

interface DriveOptions {
  readonly mode: Mode;
  readonly files: ClaimFiles;
  readonly workers: number;
  readonly folder: string;
  readonly silent: boolean;
}

/** Runs the cells until their end or Ctrl-C, which abandons those at work. */
async function drive(claims: readonly Claim[], { silent, ...options }: DriveOptions): Promise<Reproduced> {
  const stopping = new AbortController();
  const view = studyDisplay({ quiet: silent });
  const names = new Map(
    claims.flatMap((claim) =>
      claim.cells(options.mode, options.files).map((cell) => [identify(cell), `${claim.id}, seed ${cell.seed}`]),
    ),
  );
  const nameOf = (id: string) => names.get(id) ?? id;
  const interrupt = () => {
    // A second signal finds no handler and ends the process at once.
    release();
    if (!silent) view.say("stopping; the cells at work are given up");
    stopping.abort();
  };
  const release = () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, interrupt);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  try {
    return await reproduce(claims, {
      ...options,
      signal: stopping.signal,
      onChange: (standing) => view.update(standing, nameOf),
      onEnd: ({ id, error }) => {
        if (error !== undefined) view.say(`failed: ${nameOf(id)}: ${error}`);
      },
    });
  } finally {
    view.stop();
    release();
  }
}

/** Writes the pages of every claim that has a record in the folder. */
async function writeSite(folder: string, mode: Mode): Promise<void> {
  for (const [path, content] of siteOf([...readRecords(recordsIn(folder, mode)).values()], all, mode)) {
    const file = join(folder, reportIn(mode), path);
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (error) {
      throw fileError("write", dirname(file), error);
    }
    await writeAtomic(file, content);
  }
}

function workersOf(asked: number | undefined): number {
  if (asked === undefined) return defaultWorkers();
  if (Number.isInteger(asked) && asked <= 1024) return asked;
  throw new InputError(`--workers: expected a whole number from 1 to 1024, got ${asked}`);
}
