import type { PlannedStudy } from "../node/study/plan-study.js";
import type { SummaryRow } from "../node/study/results.js";
import type { StudyOutcome } from "../node/study/run-study.js";
import { duration, figure } from "./figure.js";

/** Rows as lines: first columns to the left, numbers to the right, as wide as their widest entry. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], left: number): string[] {
  const all = [header, ...rows];
  const width = header.map((_, j) => Math.max(...all.map((row) => row[j].length)));
  return all.map((row) =>
    row
      .map((entry, j) => (j < left ? entry.padEnd(width[j]) : entry.padStart(width[j])))
      .join("  ")
      .trimEnd(),
  );
}

const number = (value: number): string =>
  Number.isNaN(value) ? "-" : value === Number.POSITIVE_INFINITY ? "diverged" : figure(value);

interface Column {
  readonly name: string;
  readonly text: (row: SummaryRow) => string;
  /** Whether the column says anything. */
  readonly shown: (rows: readonly SummaryRow[]) => boolean;
}

const always = () => true;
const several = (field: "network" | "budget") => (rows: readonly SummaryRow[]) =>
  new Set(rows.map((row) => row[field]).filter(Boolean)).size > 1;
const any = (field: "diverged" | "failed") => (rows: readonly SummaryRow[]) => rows.some((row) => row[field] > 0);

const columns: readonly Column[] = [
  { name: "problem", text: ({ problem }) => problem, shown: always },
  { name: "network", text: ({ network }) => network, shown: several("network") },
  { name: "method", text: ({ method }) => method, shown: always },
  { name: "budget", text: ({ budget }) => budget, shown: several("budget") },
  { name: "steps", text: ({ steps }) => (steps > 0 ? String(steps) : "-"), shown: always },
  { name: "train loss", text: ({ loss }) => number(loss), shown: always },
  { name: "validation RMSE", text: ({ validationRmse }) => number(validationRmse), shown: always },
  { name: "test RMSE", text: ({ testRmse }) => number(testRmse), shown: always },
  {
    name: "test error",
    text: ({ testError }) => (Number.isNaN(testError) ? "-" : `${Number((100 * testError).toFixed(2))} %`),
    shown: (rows) => rows.some(({ testError }) => !Number.isNaN(testError)),
  },
  { name: "time", text: ({ seconds }) => (Number.isNaN(seconds) ? "-" : duration(seconds)), shown: always },
  { name: "seeds", text: ({ cells }) => String(cells), shown: always },
  { name: "diverged", text: ({ diverged }) => String(diverged), shown: any("diverged") },
  { name: "failed", text: ({ failed }) => String(failed), shown: any("failed") },
];
/** Columns of words. */
const words = new Set(["problem", "network", "method", "budget"]);

/** Medians over the seeds, problem by problem. */
export function medianTable(rows: readonly SummaryRow[]): string[] {
  const shown = columns.filter((column) => column.shown(rows));
  return table(
    shown.map(({ name }) => name),
    rows.map((row) => shown.map(({ text }) => text(row))),
    shown.filter(({ name }) => words.has(name)).length,
  );
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** "2 problems x 3 methods x 10 seeds". */
export function shape({ study }: PlannedStudy): string {
  const { problems, networks, methods, budgets, seeds } = study;
  return [
    plural(problems.length, "problem"),
    ...(networks.length > 1 ? [plural(networks.length, "network")] : []),
    plural(methods.length, "method"),
    ...(budgets.length > 1 ? [plural(budgets.length, "budget")] : []),
    plural(seeds.length, "seed"),
  ].join(" x ");
}

/** What the command prints at the end. */
export function studySummary(planned: PlannedStudy, outcome: StudyOutcome, again: string): string {
  const { study } = planned;
  const { rows, failed, stopped, total, summary, seconds, reused, folder } = outcome;
  const done = rows.filter(({ outcome: end }) => end !== "failed" && end !== "missing").length;
  const lost = rows.filter(({ outcome: end }) => end === "failed").length;
  const parts = [...(reused > 0 ? [`${reused} of them before`] : []), ...(lost > 0 ? [`${lost} failed`] : [])];
  const lines = [
    "",
    `${stopped ? "Stopped" : "Finished"}: ${done} of ${total} cells${parts.length > 0 ? ` (${parts.join(", ")})` : ""} in ${duration(seconds)}`,
  ];
  const filled = summary.filter(({ cells, failed: without }) => cells + without > 0);
  if (filled.length > 0) lines.push("", `Medians over ${plural(study.seeds.length, "seed")}`, ...medianTable(filled));
  lines.push("", `${"results".padEnd(10)} ${folder}/results.parquet, ${folder}/summary.json`);
  if (stopped) lines.push(`${"go on".padEnd(10)} ${again}`);
  else if (failed.length > 0) lines.push(`${"try again".padEnd(10)} ${again}`);
  return `${lines.join("\n")}\n`;
}
