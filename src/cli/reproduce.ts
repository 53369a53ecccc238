import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import { readRecords } from "../node/claim/record.js";
import { costOf, type Reproduced, recordsIn, reproduce } from "../node/claim/reproduce.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import { chosenClaims } from "../study/claim/choose.js";
import type { Claim, ClaimFiles } from "../study/claim/claim.js";
import { takesImages } from "../study/claim/images.js";
import { claims as all } from "../study/claim/index.js";
import { identify } from "../study/experiment/index.js";
import type { Mode } from "../study/verdict/index.js";
import { writeSite } from "./claim-site.js";
import { claimLines } from "./claim-text.js";
import { command } from "./command.js";
import { exitCodes } from "./exit.js";
import { duration } from "./figure.js";
import { positive, whole } from "./flag-value.js";
import { onInterrupt } from "./interrupt.js";
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
    .argument("[claims...]", "ids of claims, papers (HRTA, BXC, Wu), or all")
    .usage("[options] <claims...>")
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
  if (names.length === 0)
    throw new InputError(
      `claims: expected ids such as ${all[0].id}, papers (HRTA, BXC, Wu), or all, got none; ${command} claims lists the ids`,
    );
  const claims = chosenClaims(names, all);
  const mode: Mode = flags.quick ? "quick" : "full";
  if (flags.mnist !== undefined && !existsSync(flags.mnist))
    throw new InputError(`--mnist ${flags.mnist}: no such file; name an IDX file of MNIST images`);
  const files: ClaimFiles = { mnist: flags.mnist };
  const workers = whole("--workers", flags.workers ?? defaultWorkers(), 1024);
  const silent = flags.json === true || flags.quiet === true;
  if (!silent)
    process.stderr.write(
      `${claims.length} claim${claims.length === 1 ? "" : "s"}, ${mode}: about ${duration(costOf(claims, mode, files) / workers)} on ${workers} worker${workers === 1 ? "" : "s"} if nothing is there yet; writing to ${flags.out}\n`,
    );
  const open = flags.mnist === undefined ? claims.filter((claim) => takesImages(claim, mode)) : [];
  if (!silent && open.length > 0)
    process.stderr.write(
      `note: without --mnist the parts of ${open.map(({ id }) => id).join(", ")} on MNIST images are not run, and stay undecided\n`,
    );
  const outcome = await drive(claims, { mode, files, workers, folder: flags.out, silent });
  if (outcome.stopped) {
    process.stderr.write(`stopped; go on with ${again(names, flags)}\n`);
    return exitCodes.stopped;
  }
  const records = [...readRecords(recordsIn(flags.out, mode)).values()];
  const written = await writeSite(join(flags.out, mode === "full" ? "report" : "report-quick"), records, mode);
  if (flags.json) process.stdout.write(`${JSON.stringify(outcome.records)}\n`);
  else if (!flags.quiet) {
    for (const record of outcome.records) process.stdout.write(claimLines(record, all));
    process.stdout.write(`\nreport     ${written}\n`);
  }
  return outcome.failed.length > 0 ? exitCodes.failure : exitCodes.ok;
}

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
  const release = onInterrupt(() => {
    if (!silent) view.say("stopping; the cells at work are given up");
    stopping.abort();
  });
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

const again = (names: readonly string[], { quick, out, workers, mnist }: ReproduceFlags): string =>
  [
    `${command} reproduce`,
    ...names,
    ...(quick ? ["--quick"] : []),
    ...(out === "results" ? [] : ["--out", out]),
    ...(workers === undefined ? [] : ["--workers", workers]),
    ...(mnist === undefined ? [] : ["--mnist", mnist]),
  ].join(" ");
