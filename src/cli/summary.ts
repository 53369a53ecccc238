import type { Metrics } from "../model/metrics.js";
import type { RunFolder } from "../node/run-folder.js";
import type { RunRecord } from "../report/record.js";
import { activationFormula } from "../report/sentence.js";
import type { TrainResult } from "../training/index.js";
import { command } from "./command.js";
import { duration, figure } from "./figure.js";

/** Metrics as the JSON object has them: flat for one target, by name for several. */
export function flat(metrics: Metrics | undefined): Record<string, unknown> | undefined {
  if (!metrics) return undefined;
  if (metrics.kind === "classification") return { accuracy: metrics.accuracy, crossEntropy: metrics.crossEntropy };
  const of = ({ rmse, mae, r2, baseline }: (typeof metrics.targets)[number]) => ({ rmse, mae, r2, baseline });
  if (metrics.targets.length === 1) return of(metrics.targets[0]);
  return { targets: Object.fromEntries(metrics.targets.map((target) => [target.name, of(target)])) };
}

/** What `--json` prints. */
export function resultObject(
  record: RunRecord,
  result: TrainResult,
  folder: RunFolder,
  report?: string,
): Record<string, unknown> {
  const metrics = result.outcome === "diverged" ? undefined : record.metrics;
  return {
    outcome: result.outcome,
    train: flat(metrics?.train),
    validation: flat(metrics?.validation),
    test: flat(metrics?.test),
    loss: result.loss,
    s: result.model.s,
    steps: result.steps,
    planned: result.planned,
    best: result.best,
    seconds: result.seconds,
    seed: result.seed,
    rows: record.data.rows,
    stages: result.stages,
    versions: record.versions,
    notes: record.notes,
    ...(result.history.observed.length > 0 ? { observed: result.history.observed } : {}),
    files: {
      folder: folder.path,
      ...Object.fromEntries(record.files.map(({ name, path }) => [name, `${folder.path}/${path}`])),
      ...(report === undefined ? {} : { reportCopy: report }),
    },
  };
}

const outcomes: Record<TrainResult["outcome"], string> = {
  finished: "Finished",
  stopped: "Stopped",
  diverged: "Diverged",
  target: "Reached the target loss",
  early: "Stopped early, the validation loss no longer fell",
};

type Parts = Readonly<Partial<Record<"train" | "validation" | "test" | "data", Metrics>>>;

/** One line a target and part of the data. */
export function errorLines(metrics: Parts): string[] {
  const lines: [target: string, line: string][] = [];
  for (const part of ["train", "validation", "test", "data"] as const) {
    const value = metrics[part];
    const head = part === "data" ? "error of this file: " : part.padEnd(11);
    if (value?.kind === "classification")
      lines.push([
        "",
        `${head}accuracy ${(100 * value.accuracy).toFixed(2)} %   cross-entropy ${figure(value.crossEntropy)}`,
      ]);
    for (const { name, rmse, mae, r2, baseline } of value?.kind === "regression" ? value.targets : [])
      lines.push([
        name,
        `${head}rmse ${figure(rmse)}   mae ${figure(mae)}   R² ${Number.isNaN(r2) ? "-" : r2.toFixed(4)}   (predicting the mean: rmse ${figure(baseline)})`,
      ]);
  }
  const targets = [...new Set(lines.map(([name]) => name))];
  return targets.flatMap((name) => {
    const own = lines.filter(([target]) => target === name).map(([, line]) => line);
    return targets.length > 1 ? [`${name}:`, ...own.map((line) => `  ${line}`)] : own;
  });
}

function stageLine({ from, to, s, kind, lossBefore, lossStart, lossEnd }: TrainResult["stages"][number]): string {
  const where =
    s[0] === s[1] ? `s = ${Number(s[0].toFixed(4))}` : `s ${Number(s[0].toFixed(4))} -> ${Number(s[1].toFixed(4))}`;
  const jump =
    kind === "hard" || kind === "lossless"
      ? `${kind} switch ${figure(lossBefore)} -> ${figure(lossStart)}, then `
      : `${figure(lossStart)} `;
  const steps = `steps ${from}-${to}`;
  return `${steps.padEnd(20)}${where.padEnd(16)}loss ${jump}-> ${figure(lossEnd)}`;
}

/** Where a run diverged, and what to try. */
export function divergence({ steps, history }: TrainResult): string[] {
  const [rate, s] = [history.rate[steps - 1], history.s[steps - 1]].map(figure);
  return [
    `The loss stopped being finite, or grew without bound, at step ${steps} (rate ${rate}, s ${s}).`,
    "Try a tenth of the --rate, another --optimizer, or --dtype f64. No model was written; the history and the report were.",
  ];
}

/** What a person reads at the end of a run. */
export function summary(
  record: RunRecord,
  result: TrainResult,
  folder: RunFolder,
  /** What is said before the errors. */
  before: readonly string[] = [],
): string {
  const { model } = record;
  const lines = [
    "",
    `${outcomes[result.outcome]} at step ${result.steps} of ${result.planned} in ${duration(result.seconds)}, training loss ${figure(result.loss)}`,
  ];
  if (result.outcome === "diverged") lines.push(...divergence(result));
  else {
    lines.push(...before, ...errorLines(record.metrics), "", ...result.stages.map(stageLine));
    const ends = [...new Set(model.s.map((value) => Number(value.toFixed(4))))];
    lines.push(
      ends.length === 1
        ? `The model ended at s = ${ends[0]}: ${activationFormula(model.activation, model.s[0])}`
        : `The model ended at s = ${ends.join(", ")}, one a hidden layer`,
    );
    if (result.best)
      lines.push(
        `The weights are those of step ${result.best.step}, where the validation loss was least (${figure(result.best.loss)})`,
      );
  }
  lines.push("", ...record.files.map(({ name, path }) => `${name.padEnd(10)} ${folder.path}/${path}`));
  if (result.outcome === "stopped") lines.push(`${"go on".padEnd(10)} ${command} train --resume ${folder.path}`);
  return `${lines.join("\n")}\n`;
}
