import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../model/errors.js";
import { fileError } from "../node/file-error.js";
import { studyFiles } from "../node/study/folder.js";
import { readJournal } from "../node/study/journal.js";
import { type PlannedStudy, planStudy } from "../node/study/plan-study.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import { runStudy, type StudyOutcome, summaryObject } from "../node/study/run-study.js";
import { parseStudy, type Study } from "../study/spec.js";
import { command } from "./command.js";
import { exitCodes } from "./exit.js";
import { duration } from "./figure.js";
import { whole } from "./flag-value.js";
import { onInterrupt } from "./interrupt.js";
import { dryRun, estimate } from "./study-plan.js";
import { studyDisplay } from "./study-progress.js";
import { shape, studySummary } from "./study-summary.js";

/** What the flags of `hrta study` come to; every entry is absent unless given. */
export interface StudyFlags {
  readonly out?: string;
  readonly workers?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Runs, goes on with, or only plans the study of a file; returns the exit code. */
export async function study(file: string, flags: StudyFlags): Promise<number> {
  const spec = readStudy(file);
  const workers = whole("--workers", flags.workers ?? defaultWorkers(), 1024);
  const folder = flags.out ?? join("studies", spec.name);
  const planned = await planStudy(spec, dirname(file));
  const silent = flags.json === true || flags.quiet === true;
  const say = (line: string) => {
    if (!silent) process.stderr.write(`${line}\n`);
  };
  const before = existsSync(folder) ? readJournal(join(folder, studyFiles.journal)).entries : new Map();
  const foretold = estimate(planned, before, workers);
  for (const warning of planned.warnings) say(`warning: ${warning}`);
  if (flags.dryRun) {
    const { text, object } = dryRun(planned, foretold, { folder, workers });
    process.stdout.write(flags.json ? `${JSON.stringify(object, null, 2)}\n` : text);
    return exitCodes.ok;
  }
  say(`${spec.name} (${planned.hash}): ${shape(planned)} = ${foretold.cells} cells; ${plan(foretold, workers)}`);
  say(`writing to ${folder}`);
  const outcome = await drive(planned, { folder, workers, silent });
  if (flags.json) process.stdout.write(`${JSON.stringify(summaryObject(planned, outcome), null, 2)}\n`);
  else if (!flags.quiet) process.stdout.write(studySummary(planned, outcome, again(file, flags)));
  else if (outcome.stopped) process.stderr.write(`stopped; go on with ${again(file, flags)}\n`);
  return outcome.stopped ? exitCodes.stopped : outcome.failed.length > 0 ? exitCodes.failure : exitCodes.ok;
}

const plan = ({ found, seconds }: ReturnType<typeof estimate>, workers: number): string =>
  `${found > 0 ? `${found} are there, ` : ""}about ${duration(seconds)} on ${workers} worker${workers === 1 ? "" : "s"}`;

/** Runs the study until its end or Ctrl-C, which abandons the cells at work. */
async function drive(
  planned: PlannedStudy,
  { folder, workers, silent }: { readonly folder: string; readonly workers: number; readonly silent: boolean },
): Promise<StudyOutcome> {
  const stopping = new AbortController();
  let view = studyDisplay({ quiet: silent });
  const release = onInterrupt(() => {
    if (!silent) view.say("stopping; the cells at work are given up");
    stopping.abort();
  });
  const told = new Set<string>();
  try {
    return await runStudy(planned, {
      folder,
      workers,
      signal: stopping.signal,
      onPhase(phase, cells) {
        view.stop();
        view = studyDisplay({ quiet: silent });
        if (phase === "calibrate" && !silent)
          view.say(`measuring ${cells} budget${cells === 1 ? "" : "s"} of time, one after the other`);
      },
      onChange: (standing, name) => view.update(standing, name),
      onFailure(what, { error }) {
        // What fails for one seed mostly fails for all; the summary counts them.
        const kind = `${what.replace(/, seed -?\d+$/, "")}: ${error}`;
        if (!told.has(kind)) view.say(`failed: ${what}: ${error}`);
        told.add(kind);
      },
      onNote: (note) => view.say(`note: ${note}`),
    });
  } finally {
    view.stop();
    release();
  }
}

/** Reads a study; its name in messages is the file's. */
function readStudy(path: string): Study {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw fileError("read", path, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not valid JSON (${error instanceof Error ? error.message : error})`);
  }
  return parseStudy(value, path);
}

const again = (file: string, { out, workers }: StudyFlags): string =>
  [
    command,
    "study",
    file,
    ...(out === undefined ? [] : ["--out", out]),
    ...(workers === undefined ? [] : ["--workers", workers]),
  ].join(" ");
