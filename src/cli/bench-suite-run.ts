import { InputError } from "../model/errors.js";
import { foretold, type PlannedComparison, planComparison } from "../node/compare/plan-comparison.js";
import { type SuiteProblem, suiteProblems } from "../node/compare/suite-problems.js";
import { suiteRecord, writeSuite } from "../node/compare/suite-record.js";
import { openStudyFolder, studyIn } from "../node/study/folder.js";
import { defaultWorkers } from "../node/study/run-cells.js";
import { plannedSuiteText, suiteText } from "./bench-suite-text.js";
import { commandLine } from "./command-line.js";
import { driveComparisons } from "./drive-comparisons.js";
import { exitCodes } from "./exit.js";
import { duration } from "./figure.js";
import { whole } from "./flag-value.js";

/** What the flags of `hrta bench-suite` come to; every entry is absent unless given. */
export interface BenchSuiteFlags {
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
const DEFAULT_SECONDS = 0.25;
const DEFAULT_SEEDS = 10;
const NAME = "bench-suite";

/** Runs, goes on with, or only plans the suite; returns the exit code. */
export async function benchSuite(data: string | undefined, flags: BenchSuiteFlags): Promise<number> {
  const workers = whole("--workers", flags.workers ?? defaultWorkers(), 1024);
  const folder = flags.out ?? NAME;
  const problems = suiteProblems(data);
  const planned: PlannedComparison[] = [];
  for (const problem of problems) planned.push(await plannedFor(problem, flags));
  const silent = flags.json === true || flags.quiet === true;
  const say = (line: string) => {
    if (!silent) process.stderr.write(`${line}\n`);
  };
  if (flags.dryRun) {
    process.stdout.write(plannedSuiteText(problems, planned, { workers, folder }));
    return exitCodes.ok;
  }
  const owner = studyIn(folder);
  if (owner !== undefined && owner !== NAME)
    throw new InputError(`${folder}: holds "${owner}", not the benchmark suite; name another folder with --out`);
  const opened = openStudyFolder(folder);
  try {
    const seconds = planned.reduce((sum, one) => sum + foretold(one), 0) / workers;
    say(
      `${problems.length} problems; about ${duration(seconds)} on ${workers} worker${workers === 1 ? "" : "s"} if nothing is there yet; writing to ${folder}`,
    );
    for (const note of opened.journal.notes) say(`note: ${note}`);
    await opened.write("study", `${JSON.stringify({ name: NAME, kind: "suite" })}\n`);
    const all = await driveComparisons(planned, opened, { workers, silent });
    if (all.stopped) {
      process.stderr.write(`stopped; go on with ${commandLine()}\n`);
      return exitCodes.stopped;
    }
    const entries = all.outcomes.map(({ comparison }, i) => ({ name: problems[i].name, comparison }));
    const record = suiteRecord(entries, {
      command: commandLine(),
      seconds: all.work,
      failed: all.failed.length,
    });
    await writeSuite(opened, record);
    if (flags.json) process.stdout.write(`${JSON.stringify(record)}\n`);
    else if (!flags.quiet) process.stdout.write(suiteText(record, folder));
    return all.failed.length > 0 ? exitCodes.failure : exitCodes.ok;
  } finally {
    opened.close();
  }
}

const plannedFor = ({ spec }: SuiteProblem, flags: BenchSuiteFlags): Promise<PlannedComparison> =>
  planComparison({
    problem: spec,
    base: ".",
    hidden: (flags.hidden ?? DEFAULT_HIDDEN).map((width) => whole("--hidden", width, 1e6)),
    seconds: flags.seconds ?? DEFAULT_SECONDS,
    seeds: whole("--seeds", flags.seeds ?? DEFAULT_SEEDS, 1000),
    budgets: ["time"],
  });
