import { writeParquet } from "../format/parquet.js";
import { saveModel } from "../model/serialise.js";
import { type RunFile, runFiles } from "../node/run-folder.js";
import { evaluateSplit, runRecord } from "../node/run-record.js";
import { writeAtomic } from "../node/write-atomic.js";
import type { RunRecord } from "../report/record.js";
import type { History, TrainResult } from "../training/index.js";
import type { Begun } from "./begin.js";
import { command } from "./command.js";
import { figure } from "./figure.js";
import { resultObject } from "./summary.js";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What came of a run. */
export interface Conclusion {
  readonly record: RunRecord;
  /** What --json prints. */
  readonly object: Record<string, unknown>;
}

/**
 * Evaluates a run that has ended and writes its folder: the model first, as it is worth most, the checkpoint removed last, so that
 * a disk that fills up on the way costs nothing.
 * @param reportCopy a second place for the report.
 */
export async function conclude(
  { prepared, folder, spec }: Begun,
  result: TrainResult,
  { created, reportCopy }: { readonly created: Date; readonly reportCopy?: string },
): Promise<Conclusion> {
  const diverged = result.outcome === "diverged";
  const stopped = result.outcome === "stopped";
  const model = { ...result.model, encoding: prepared.data.encoding };
  const finalSpec = { ...spec, steps: result.planned };
  const written: RunFile[] = ["spec", "history", ...(diverged ? [] : ["model" as const]), "report"];
  const record = await runRecord({
    prepared,
    spec: finalSpec,
    result,
    evaluations: diverged ? undefined : await evaluateSplit(model, prepared),
    created,
    command: `${command} train --spec ${quoted(folder.file("spec"))}`,
    notes: [...prepared.notes, ...result.notes, ...keptNote(result)],
    files: [...written, ...(stopped ? ["checkpoint" as const] : [])].map((name) => ({ name, path: runFiles[name] })),
  });
  const object = resultObject(record, result, folder, reportCopy);
  // Loaded only now: the figures' libraries take longer to start than a small run does.
  const { renderReport } = await import("../report/index.js");
  const html = renderReport(record);
  if (!diverged) await folder.write("model", saveModel(model));
  await folder.write("spec", json(finalSpec));
  await folder.write("history", historyParquet(result.history));
  await folder.write("report", html);
  await folder.write("result", json(object));
  if (!stopped) folder.remove("checkpoint");
  if (reportCopy !== undefined) await writeAtomic(reportCopy, html);
  return { record, object };
}

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function historyParquet({ loss, s, rate, validation }: History): Uint8Array {
  return writeParquet([
    { name: "step", values: Int32Array.from(loss, (_, i) => i + 1) },
    { name: "s", values: s },
    { name: "loss", values: loss },
    { name: "rate", values: rate },
    { name: "validation", values: validation },
  ]);
}

/** After early stopping the curves end later than the model does. */
function keptNote({ best }: TrainResult): string[] {
  if (!best) return [];
  return [
    `The model is that of step ${best.step}, where the validation loss was least (${figure(best.loss)}); the curves go on to where the run stopped.`,
  ];
}
