import { writeParquet } from "../format/parquet.js";
import { saveModel } from "../model/serialise.js";
import { type RunFile, runFiles } from "../node/run-folder.js";
import { evaluateSplit, runRecord } from "../node/run-record.js";
import { writeAtomic } from "../node/write-atomic.js";
import type { RunRecord } from "../report/record.js";
import { foretell } from "../study/foretold.js";
import { type KernelExit, kernelExit } from "../study/kernel-exit.js";
import { logarithmicSteps } from "../theory/forecast/steps.js";
import type { History, Observed, TrainResult } from "../training/index.js";
import type { Begun } from "./begin.js";
import { command } from "./command.js";
import { figure } from "./figure.js";
import { type Polished, polishNote, polishObject, polishRun } from "./polish.js";
import { resultObject } from "./summary.js";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What came of a run. */
export interface Conclusion {
  readonly record: RunRecord;
  /** The run's result, with the polished model if it was polished. */
  readonly result: TrainResult;
  readonly polished?: Polished;
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
  trained: TrainResult,
  { created, reportCopy }: { readonly created: Date; readonly reportCopy?: string },
): Promise<Conclusion> {
  const diverged = trained.outcome === "diverged";
  const stopped = trained.outcome === "stopped";
  const polished = spec.polish && !diverged ? await polishRun(prepared, trained) : undefined;
  const result = polished?.result ?? trained;
  const model = { ...result.model, encoding: prepared.data.encoding };
  const finalSpec = { ...spec, steps: result.planned };
  const written: RunFile[] = ["spec", "history", ...(diverged ? [] : ["model" as const]), "report"];
  const evaluations = diverged ? undefined : await evaluateSplit(model, prepared);
  const { prediction, notes: foretold } = spec.watchKernel
    ? foretoldBy(prepared, result)
    : { prediction: undefined, notes: [] };
  const exit = spec.watchKernel ? kernelExit(prepared.options, trained.history) : undefined;
  const record = await runRecord({
    prepared,
    prediction,
    spec: finalSpec,
    result,
    evaluations,
    polished: polished !== undefined,
    created,
    command: `${command} train --spec ${quoted(folder.file("spec"))}`,
    notes: [
      ...prepared.notes,
      ...result.notes,
      ...keptNote(result),
      ...foretold,
      ...(exit ? [exitNote(exit)] : []),
      ...(polished && evaluations ? [polishNote(polished, evaluations)] : []),
    ],
    files: [...written, ...(stopped ? ["checkpoint" as const] : [])].map((name) => ({ name, path: runFiles[name] })),
  });
  const object = {
    ...resultObject(record, result, folder, reportCopy),
    ...(polished && evaluations ? { polish: polishObject(polished, evaluations) } : {}),
    ...(exit ? { kernelExit: { ...exit, by: Number.isFinite(exit.by) ? exit.by : null } } : {}),
  };
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
  return { record, object, result, polished };
}

/** Steps at which the forecast is drawn: evenly, and more of them at the start, where the loss falls fastest. */
const FORECAST_STEPS = 300;

/** What the kernel at the start foretold of the run, for its report. */
function foretoldBy(
  { options }: Begun["prepared"],
  { history }: TrainResult,
): { readonly prediction?: RunRecord["prediction"]; readonly notes: readonly string[] } {
  const last = history.loss.length - 1;
  if (last < 1) return { notes: [] };
  const even = Array.from({ length: FORECAST_STEPS + 1 }, (_, i) => Math.round((i * last) / FORECAST_STEPS));
  const steps = Float64Array.from(new Set([...even, ...logarithmicSteps(last)])).sort();
  const told = foretell(options, steps);
  if ("reason" in told) return { notes: [`No forecast is drawn over the loss: ${told.reason}.`] };
  // The history counts steps from 1: its first entry is the loss after none.
  const step = steps.map((count) => count + 1);
  const dashed = told.infinite && { label: "prediction of infinite width", step, loss: told.infinite };
  return { prediction: { label: "prediction from G(θ₀)", step, loss: told.finite, dashed }, notes: [] };
}

/** When the kernel left the ball of HRTA (22), as a sentence. */
function exitNote({ after, by, lambda, rows, s }: KernelExit): string {
  const ball = `‖G(t) − G(0)‖ ≤ ¼ (λ_a + λ_ω) = ${figure(lambda / 4)} at s = ${figure(s)}, on ${rows} rows`;
  if (!Number.isFinite(by)) return `Up to step ${after} the kernel stayed in the ball of HRTA’s theorems: ${ball}.`;
  return `The kernel left the ball of HRTA’s theorems (t₁*) between steps ${after} and ${by}: ${ball}.`;
}

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function historyParquet({ loss, s, rate, validation, observed }: History): Uint8Array {
  return writeParquet([
    { name: "step", values: Int32Array.from(loss, (_, i) => i + 1) },
    { name: "s", values: s },
    { name: "loss", values: loss },
    { name: "rate", values: rate },
    { name: "validation", values: validation },
    ...observed.flatMap((seen) => observedColumns(seen, loss.length)),
  ]);
}

/** A column a measure, NaN where nobody looked; the look before the first step is in the result's JSON. */
function observedColumns({ name, measures, steps, values }: Observed, length: number) {
  return measures.map((measure, j) => {
    const column = new Float64Array(length).fill(Number.NaN);
    for (const [i, step] of steps.entries()) if (step > 0) column[step - 1] = values[i][j];
    return { name: `${name}.${measure}`, values: column };
  });
}

/** After early stopping the curves end later than the model does. */
function keptNote({ best }: TrainResult): string[] {
  if (!best) return [];
  return [
    `The model is that of step ${best.step}, where the validation loss was least (${figure(best.loss)}); the curves go on to where the run stopped.`,
  ];
}
