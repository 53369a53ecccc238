import { renderComparison } from "../../report/compare/comparison-report.js";
import type { RunSpec } from "../../training/spec.js";
import { version } from "../../version.js";
import { machine } from "../machine.js";
import type { StudyFolder } from "../study/folder.js";
import type { PlannedComparison } from "./plan-comparison.js";
import { comparisonParquet } from "./rows.js";
import type { ComparisonOutcome } from "./run-comparisons.js";

/** How the preferred route is taken: the command line, and the run that it names where it trains a network. */
export interface RouteCommand {
  readonly command: string;
  readonly spec?: RunSpec;
}

export interface WriteOptions {
  /** The command that makes the same again. */
  readonly command: string;
  readonly route?: RouteCommand;
  /** Of all runs together. */
  readonly seconds: number;
  /** Runs without a result. */
  readonly failed: number;
}

/** Writes what a comparison came to: its record, all runs as Parquet, the preferred route as a run's specification, and the report. */
export async function writeComparison(
  folder: Pick<StudyFolder, "write">,
  planned: PlannedComparison,
  outcome: ComparisonOutcome,
  { command, route, seconds, failed }: WriteOptions,
): Promise<void> {
  const { comparison } = outcome;
  const record = {
    title: `Does relaxation help? ${comparison.title}`,
    comparison,
    command,
    ...(route ? { route: route.command } : {}),
    created: new Date().toISOString(),
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
    seconds,
    failed,
  };
  const steps = Object.fromEntries(outcome.measured);
  await folder.write("comparison", `${JSON.stringify({ hash: planned.hash, frozen: steps, ...record }, null, 2)}\n`);
  await folder.write("results", comparisonParquet(planned, outcome));
  if (route?.spec) await folder.write("route", `${JSON.stringify(route.spec, null, 2)}\n`);
  await folder.write("report", renderComparison(record));
}
