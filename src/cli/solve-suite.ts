import { InputError } from "../model/errors.js";
import { machine } from "../node/machine.js";
import { runPdeSuite } from "../node/pde/run-suite.js";
import { openStudyFolder, studyFiles, studyIn } from "../node/study/folder.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import type { PdeSuiteRecord } from "../report/pde/suite-record.js";
import { renderPdeSuite } from "../report/pde/suite-report.js";
import { pdeEntries, pdeSuite } from "../study/pde/suite.js";
import { version } from "../version.js";
import { commandLine } from "./command-line.js";
import { exitCodes } from "./exit.js";
import { duration, figure } from "./figure.js";
import { whole } from "./flag-value.js";
import { onInterrupt } from "./interrupt.js";
import { studyDisplay } from "./study-progress.js";
import { table } from "./study-summary.js";

export interface SolveSuiteFlags {
  readonly seconds?: number;
  readonly seeds?: number;
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NAME = "solve-suite";
const DEFAULT_SECONDS = 20;
const DEFAULT_SEEDS = 3;

/** Runs, or goes on with, every method on every problem; returns the exit code. */
export async function solveSuite(flags: SolveSuiteFlags, names?: readonly string[]): Promise<number> {
  const workers = whole("--workers", flags.workers ?? defaultWorkers(), 1024);
  const seeds = Array.from({ length: whole("--seeds", flags.seeds ?? DEFAULT_SEEDS, 1000) }, (_, seed) => seed);
  const seconds = flags.seconds ?? DEFAULT_SECONDS;
  const folder = flags.out ?? NAME;
  const entries = pdeEntries(names);
  if (entries.length === 0)
    throw new InputError("--suite: compares methods on the problems that come with it; hrta solve --list shows them");
  const silent = flags.json === true || flags.quiet === true;
  const say = (line: string) => {
    if (!silent) process.stderr.write(`${line}\n`);
  };
  const owner = studyIn(folder);
  if (owner !== undefined && owner !== NAME)
    throw new InputError(`${folder}: holds "${owner}", not the suite of problems; name another folder with --out`);
  const opened = openStudyFolder(folder);
  const stopping = new AbortController();
  let view = studyDisplay({ quiet: silent });
  const release = onInterrupt(() => {
    if (!silent) view.say("stopping; the runs at work are given up");
    stopping.abort();
  });
  try {
    const about = entries.length * (2 + (seeds.length * seconds) / workers);
    say(
      `${entries.length} pairs of problem and method; about ${duration(about)} if nothing is there yet; writing to ${folder}`,
    );
    for (const note of opened.journal.notes) say(`note: ${note}`);
    await opened.write("study", `${JSON.stringify({ name: NAME, kind: "suite" })}\n`);
    const all = await runPdeSuite(entries, opened, {
      ...{ seconds, seeds, workers, signal: stopping.signal },
      onPhase(phase, cells) {
        view.stop();
        view = studyDisplay({ quiet: silent });
        if (phase === "calibrate" && !silent)
          view.say(`measuring the time of a step of ${cells} pairs, one after the other`);
      },
      onChange: (standing, name) => view.update(standing, name),
      onFailure: (what, { error }) => view.say(`failed: ${what}: ${error}`),
    });
    view.stop();
    if (all.stopped) {
      process.stderr.write(`stopped; go on with ${commandLine()}\n`);
      return exitCodes.stopped;
    }
    const record: PdeSuiteRecord = {
      problems: pdeSuite(all.outcomes),
      ...{ time: seconds, seeds: seeds.length, command: commandLine(), created: new Date().toISOString() },
      versions: { hrta: version, node: process.versions.node },
      ...{ machine: machine(), work: all.work, failed: all.failed.length },
    };
    await opened.write("suite", `${JSON.stringify(record)}\n`);
    await opened.write("report", renderPdeSuite(record));
    if (flags.json) process.stdout.write(`${JSON.stringify(record)}\n`);
    else if (!flags.quiet) process.stdout.write(suiteText(record, folder));
    return all.failed.length > 0 ? exitCodes.failure : exitCodes.ok;
  } finally {
    view.stop();
    release();
    opened.close();
  }
}

function suiteText({ problems, failed, work }: PdeSuiteRecord, folder: string): string {
  const rows = problems.flatMap(({ name, standings }) =>
    standings.map(({ label, l2, steps, seconds }, i) => [
      i === 0 ? name : "",
      label,
      l2 ? figure(l2.middle) : "-",
      l2 ? `${figure(l2.low)} .. ${figure(l2.high)}` : "-",
      steps === null ? "-" : String(steps),
      seconds ? duration(seconds.middle) : "-",
    ]),
  );
  return `${[
    "",
    ...table(["problem", "method", "relative L2 error", "least .. largest", "steps", "time"], rows, 2),
    "",
    ...(failed > 0 ? [`failed     ${failed} runs; the same command tries them again`] : []),
    `report     ${folder}/${studyFiles.report}`,
    `record     ${folder}/${studyFiles.suite}`,
    `core time  ${duration(work)}`,
  ].join("\n")}\n`;
}
