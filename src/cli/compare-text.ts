import { foretold, type PlannedComparison } from "../node/compare/plan-comparison.js";
import type { ComparisonsOutcome } from "../node/compare/run-comparisons.js";
import { studyFiles } from "../node/study/folder.js";
import type { BudgetResult, Comparison, Middle, Standing } from "../study/compare/index.js";
import { duration, figure } from "./figure.js";
import { table } from "./study-summary.js";

const sides = { baseline: "s = 1", relaxation: "relaxation", untrained: "no training" } as const;

/** Who takes part, and how long it would take. */
export function plannedText(
  planned: PlannedComparison,
  { workers, folder }: { readonly workers: number; readonly folder: string },
): string {
  const { contest, problem, data, left } = planned;
  const rows = contest.arms.map((arm) => [
    arm.label,
    sides[arm.side],
    arm.side === "untrained" ? "-" : `${arm.tune.option} ${arm.tune.values.map(short).join(" ")}`,
  ]);
  return `${[
    `${problem.title}: ${data.train.rows} training, ${data.validation.rows} validation and ${data.test.rows} test rows, ${contest.seeds.length} seeds, ${duration(contest.seconds)} a run`,
    "",
    ...table(["method", "side", "tuned among"], rows, 3),
    "",
    ...left,
    `About ${duration(foretold(planned) / workers)} on ${workers} worker${workers === 1 ? "" : "s"}, writing to ${folder}.`,
  ].join("\n")}\n`;
}

/** Values that were tried, as they were written. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

const number = (middle: Middle): string => (middle === null ? "-" : figure(middle.estimate));
const interval = (middle: Middle): string =>
  middle === null ? "-" : `${figure(middle.estimate)} [${figure(middle.lower)}, ${figure(middle.upper)}]`;

function methodTable({ standings }: BudgetResult, measure: string): string[] {
  const row = ({ label, side, steps, test, validation, loss, seconds, tuned, picked, diverged }: Standing) => [
    label,
    sides[side],
    interval(test),
    number(validation),
    number(loss),
    steps === undefined ? "-" : String(steps),
    seconds === null ? "-" : duration(seconds.estimate),
    tuned ? `${tuned.option} ${short(tuned.value)}` : "-",
    `${picked}${diverged > 0 ? `, ${diverged} diverged` : ""}`,
  ];
  const head = ["method", "side", `test ${measure}`, "validation", "train loss", "steps", "time", "tuned", "chosen"];
  return table(head, standings.map(row), 2);
}

/** What `hrta compare` prints at the end. */
export function comparisonText(
  comparison: Comparison,
  { failed, seconds, reused }: Pick<ComparisonsOutcome, "failed" | "seconds" | "reused">,
  { folder, route }: { readonly folder: string; readonly route?: string },
): string {
  const { budgets, title, rows, seeds, measure, left } = comparison;
  const [time] = budgets;
  const found = comparison.route;
  return `${[
    "",
    `${title}: ${rows.train} training, ${rows.validation} validation and ${rows.test} test rows; medians over ${seeds} seeds [95 % interval]`,
    "",
    ...methodTable(time, measure),
    "",
    ...left,
    ...budgets.map(({ sentence }) => sentence),
    ...(found ? [found.sentence, ...(route === undefined ? [] : [`  ${route}`])] : []),
    "",
    ...(failed.length > 0
      ? [`failed     ${failed.length} run${failed.length === 1 ? "" : "s"}; the same command tries them again`]
      : []),
    `report     ${folder}/${studyFiles.report}`,
    `results    ${folder}/${studyFiles.results}, ${folder}/${studyFiles.comparison}`,
    `time       ${duration(seconds)}${reused > 0 ? `; ${reused} runs were there before` : ""}`,
  ].join("\n")}\n`;
}
