import { join } from "node:path";
import { InputError } from "../model/errors.js";
import { foretold, planComparison } from "../node/compare/plan-comparison.js";
import { writeComparison } from "../node/compare/record.js";
import { openStudyFolder, studyFiles, studyIn } from "../node/study/folder.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import { type ProblemSpec, parseProblemSpec } from "../problems/index.js";
import { commandLine } from "./command-line.js";
import { comparisonText, plannedText } from "./compare-text.js";
import { type DataFlags, dataOf } from "./data-flags.js";
import { fileStem } from "./data-name.js";
import { driveComparisons } from "./drive-comparisons.js";
import { exitCodes } from "./exit.js";
import { duration } from "./figure.js";
import { whole } from "./flag-value.js";
import { routeCommand } from "./route-command.js";

/** What the flags of `hrta compare` come to; every entry is absent unless given. */
export interface CompareFlags extends DataFlags {
  readonly hidden?: readonly number[];
  readonly seconds?: number;
  readonly seeds?: number;
  readonly out?: string;
  readonly workers?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_HIDDEN = [200];
const DEFAULT_SECONDS = 1;
const DEFAULT_SEEDS = 10;

/** Runs, goes on with, or only plans a comparison on a data file; returns the exit code. */
export async function compare(file: string, flags: CompareFlags): Promise<number> {
  const workers = whole("--workers", flags.workers ?? defaultWorkers(), 1024);
  const name = fileStem(file);
  const folder = flags.out ?? join("comparisons", name);
  const planned = await planComparison({
    problem: problemOf(file, flags),
    base: ".",
    hidden: (flags.hidden ?? DEFAULT_HIDDEN).map((width) => whole("--hidden", width, 1e6)),
    seconds: flags.seconds ?? DEFAULT_SECONDS,
    seeds: whole("--seeds", flags.seeds ?? DEFAULT_SEEDS, 1000),
  });
  const silent = flags.json === true || flags.quiet === true;
  const say = (line: string) => {
    if (!silent) process.stderr.write(`${line}\n`);
  };
  if (flags.dryRun) {
    process.stdout.write(plannedText(planned, { workers, folder }));
    return exitCodes.ok;
  }
  const owner = studyIn(folder);
  if (owner !== undefined && owner !== name)
    throw new InputError(`${folder}: holds "${owner}", not a comparison on ${file}; name another folder with --out`);
  const opened = openStudyFolder(folder);
  try {
    say(
      `${planned.problem.title}: ${planned.contest.arms.length} methods x ${planned.contest.seeds.length} seeds; about ${duration(foretold(planned) / workers)} on ${workers} worker${workers === 1 ? "" : "s"} if nothing is there yet; writing to ${folder}`,
    );
    for (const note of opened.journal.notes) say(`note: ${note}`);
    await opened.write("study", `${JSON.stringify({ name, kind: "comparison", ...planned.contest }, null, 2)}\n`);
    const all = await driveComparisons([planned], opened, { workers, silent });
    if (all.stopped) {
      process.stderr.write(`stopped; go on with ${commandLine()}\n`);
      return exitCodes.stopped;
    }
    const [outcome] = all.outcomes;
    const route = routeCommand(planned, outcome, join(folder, studyFiles.route));
    const { work: seconds, failed } = all;
    await writeComparison(opened, planned, outcome, { command: commandLine(), route, seconds, failed: failed.length });
    if (flags.json) process.stdout.write(`${JSON.stringify({ ...outcome.comparison, command: route?.command })}\n`);
    else if (!flags.quiet)
      process.stdout.write(comparisonText(outcome.comparison, all, { folder, route: route?.command }));
    return failed.length > 0 ? exitCodes.failure : exitCodes.ok;
  } finally {
    opened.close();
  }
}

/** The data flags as the problem that a study would name. */
function problemOf(file: string, flags: CompareFlags): ProblemSpec {
  const given = Object.entries(dataOf(file, flags)).filter(([, value]) => value !== undefined);
  return parseProblemSpec({ name: "table", ...Object.fromEntries(given) }, "data");
}
