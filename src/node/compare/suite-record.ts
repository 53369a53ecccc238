import type { SuiteRecord } from "../../report/compare/record.js";
import { renderSuite } from "../../report/compare/suite-report.js";
import { type SuiteEntry, suiteTally } from "../../study/compare/index.js";
import { version } from "../../version.js";
import { machine } from "../machine.js";
import type { StudyFolder } from "../study/folder.js";

export interface SuiteOptions {
  /** The command that makes the same again. */
  readonly command: string;
  /** Of all runs together. */
  readonly seconds: number;
  /** Runs without a result. */
  readonly failed: number;
}

/** What a suite came to, small enough to be kept: who won on which problem, and the medians behind it. */
export function suiteRecord(entries: readonly SuiteEntry[], { command, seconds, failed }: SuiteOptions): SuiteRecord {
  return {
    tally: suiteTally(entries),
    problems: entries.map(({ name, comparison }) => {
      const { title, task, measure, rows, inputs, hidden, seeds, budgets, route, left } = comparison;
      const [time] = budgets;
      return {
        ...{ name, title, task, measure, rows, inputs, hidden, seeds, left },
        ...(route ? { route } : {}),
        sentence: time.sentence,
        methods: time.standings.map(({ label, side, steps, test, picked, diverged }) => ({
          ...{ label, side, test, picked, diverged },
          ...(steps === undefined ? {} : { steps }),
        })),
      };
    }),
    time: entries[0]?.comparison.seconds ?? 0,
    command,
    created: new Date().toISOString(),
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
    seconds,
    failed,
  };
}

/** Writes the record of a suite and its page. */
export async function writeSuite(folder: Pick<StudyFolder, "write">, record: SuiteRecord): Promise<void> {
  await folder.write("suite", `${JSON.stringify(record)}\n`);
  await folder.write("report", renderSuite(record));
}
