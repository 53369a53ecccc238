import { foretold, type PlannedComparison } from "../node/compare/plan-comparison.js";
import type { SuiteProblem } from "../node/compare/suite-problems.js";
import { studyFiles } from "../node/study/folder.js";
import type { SuiteRecord } from "../report/compare/record.js";
import { suiteSentence } from "../report/compare/suite-report.js";
import type { Middle } from "../study/compare/index.js";
import { duration, figure } from "./figure.js";
import { table } from "./study-summary.js";

/** The problems, and how long they would take. */
export function plannedSuiteText(
  problems: readonly SuiteProblem[],
  planned: readonly PlannedComparison[],
  { workers, folder }: { readonly workers: number; readonly folder: string },
): string {
  const rows = planned.map(({ problem, data, contest }, i) => [
    problems[i].name,
    problem.title,
    problem.task,
    String(data.train.inputs),
    String(data.train.rows),
    String(contest.arms.length),
  ]);
  const seconds = planned.reduce((sum, one) => sum + foretold(one), 0) / workers;
  return `${[
    ...table(["problem", "what", "task", "inputs", "rows", "methods"], rows, 3),
    "",
    `About ${duration(seconds)} on ${workers} worker${workers === 1 ? "" : "s"}, writing to ${folder}.`,
  ].join("\n")}\n`;
}

const percent = (share: number): string =>
  Number.isFinite(share) ? figure(Number((-100 * share).toPrecision(2))) : "?";
const change = (gain: Middle): string =>
  gain === null ? "-" : `${percent(gain.estimate)} % [${percent(gain.upper)}, ${percent(gain.lower)}]`;

const words = { win: "lower", tie: "no difference shown", loss: "higher", missing: "-" } as const;

/** What `hrta bench-suite` prints at the end. */
export function suiteText(record: SuiteRecord, folder: string): string {
  const { tally, problems, failed, seconds } = record;
  const matches = tally.relaxation.matches.map(({ problem, gain, result }, i) => [
    problem,
    problems[i].route?.label ?? "-",
    change(gain),
    words[result],
  ]);
  const methods = tally.methods.map(({ label, wins, ties, losses }) => [
    label,
    String(wins),
    String(ties),
    String(losses),
  ]);
  return `${[
    "",
    ...table(["problem", "best route", "test error with relaxation", "it is"], matches, 2),
    "",
    ...table(["against plain Adam", "wins", "ties", "losses"], methods, 1),
    "",
    suiteSentence(record),
    "",
    ...(failed > 0 ? [`failed     ${failed} runs; the same command tries them again`] : []),
    `report     ${folder}/${studyFiles.report}`,
    `record     ${folder}/${studyFiles.suite}`,
    `core time  ${duration(seconds)}`,
  ].join("\n")}\n`;
}
