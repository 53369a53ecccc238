import Papa from "papaparse";
import { isMissing } from "../model/categories.js";
import type { Encoding } from "../model/dataset.js";
import type { Prediction } from "../model/decode.js";
import { encode, encodeInputs, targetNames } from "../model/encode.js";
import { InputError } from "../model/errors.js";
import { evaluate } from "../model/evaluate.js";
import type { Metrics } from "../model/metrics.js";
import type { Model } from "../model/model.js";
import { predictTable } from "../model/predict.js";
import type { Predictor } from "../model/predictor.js";
import type { Table } from "../model/table.js";
import { readTable } from "../node/read-table.js";
import { writeAtomic } from "../node/write-atomic.js";
import { errorLines, flat } from "./summary.js";

/** What the help says of their form. */
export const predictionsHelp = `Rows are predicted in their order. For classes there are scores beside the label: of two classes that of the second one (its label is
given where the score is at least 0), of more that of each (the largest wins).`;

/** How a file of new rows is read. */
export interface NewRowsFlags {
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missing?: string[];
  readonly labels?: string;
}

/** What a model says of every row of a table, and its error where the table has the target. */
export interface Predictions {
  readonly rows: number;
  readonly prediction: Prediction;
  readonly metrics?: Metrics;
  readonly notes: readonly string[];
}

/** Where predictions go, and what is told with them. */
export interface PredictionsPlace {
  /** A CSV file, in place of standard output. */
  readonly out?: string;
  /** One object on standard output, nothing else. */
  readonly json?: boolean;
  /** Nothing on standard error. */
  readonly quiet?: boolean;
  /** Entries of the object that come before the predictions. */
  readonly entries?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file of rows to be predicted, which need not have the target.
 * @throws InputError that names the file, also where it lacks a column of the encoding or has text in place of numbers.
 */
export async function readNewRows(path: string, encoding: Encoding, flags: NewRowsFlags): Promise<Table> {
  const { header, delimiter, missing, labels } = flags;
  const categorical = encoding.features.filter(({ kind }) => kind === "category").map(({ name }) => name);
  const table = await readTable(path, { header, delimiter, missing, labels, categorical, targets: [] });
  try {
    // Columns are looked at even where no row is taken.
    encodeInputs(table, encoding, []);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: ${error.message}`) : error;
  }
  return table;
}

/** Predicts every row of a table, and measures the error on those that have the target. */
export async function predictRows(model: Model | Predictor, encoding: Encoding, table: Table): Promise<Predictions> {
  const { prediction, notes } = await predictTable(model, table);
  const { metrics, note } = await errorOf(model, encoding, table);
  return {
    rows: table.rows,
    prediction,
    metrics,
    notes: [...table.notes, ...notes, ...(note === undefined ? [] : [note])],
  };
}

/** Writes predictions as CSV, or as a JSON object; the notes and the error go to standard error. */
export async function writePredictions(predictions: Predictions, place: PredictionsPlace): Promise<void> {
  const { rows, prediction, metrics, notes } = predictions;
  const { out, json, quiet, entries } = place;
  const csv = `${Papa.unparse(rowsOf(prediction, rows))}\n`;
  if (out !== undefined) await writeAtomic(out, csv);
  if (json) {
    const file = out === undefined ? {} : { file: out };
    process.stdout.write(
      `${JSON.stringify({ ...entries, rows, ...columnsOf(prediction), metrics: flat(metrics), notes, ...file })}\n`,
    );
    return;
  }
  const say = (text: string) => {
    if (!quiet) process.stderr.write(`${text}\n`);
  };
  for (const each of notes) say(`note: ${each}`);
  if (out === undefined) process.stdout.write(csv);
  else say(`${rows} prediction${rows === 1 ? "" : "s"} written to ${out}`);
  if (metrics) say(errorLines({ data: metrics }).join("\n"));
}

/** The error on the rows that have the target; a note where it cannot be measured. The predictions do not depend on it. */
async function errorOf(
  model: Model | Predictor,
  encoding: Encoding,
  table: Table,
): Promise<{ readonly metrics?: Metrics; readonly note?: string }> {
  const targets = targetNames(encoding);
  const columns = table.columns.filter((column) => targets.includes(column.name));
  if (columns.length < targets.length) return {};
  const known = Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => !columns.some((column) => isMissing(column, row)),
  );
  if (known.length === 0) return {};
  try {
    const { metrics } = await evaluate(model, encoding, encode({ ...table, targets }, encoding, known));
    const some = `The error is that of the ${known.length} of ${table.rows} rows that have the target.`;
    return { metrics, ...(known.length < table.rows ? { note: some } : {}) };
  } catch (error) {
    if (error instanceof InputError) return { note: `No error is measured (${error.message}).` };
    throw error;
  }
}

/** Columns of the JSON object. */
function columnsOf(prediction: Prediction): Record<string, unknown> {
  if (prediction.kind === "regression")
    return {
      predictions: Object.fromEntries(prediction.names.map((name, j) => [name, Array.from(prediction.values[j])])),
    };
  return { predictions: { [prediction.name]: prediction.labels }, scores: scoresOf(prediction) };
}

/** The scores of each class that has an output of its own. */
function scoresOf({ classes, scores, labels }: Prediction & { kind: "classes" }): Record<string, number[]> {
  const k = scores.length / labels.length;
  const scored = k === 1 ? [classes[1]] : classes;
  return Object.fromEntries(scored.map((name, j) => [name, Array.from(labels, (_, i) => scores[i * k + j])]));
}

/** The rows of the CSV: the targets, and for classes their scores. */
function rowsOf(prediction: Prediction, rows: number): { fields: string[]; data: unknown[][] } {
  if (prediction.kind === "regression")
    return {
      fields: [...prediction.names],
      data: Array.from({ length: rows }, (_, i) => prediction.values.map((column) => column[i])),
    };
  const scores = Object.entries(scoresOf(prediction));
  return {
    fields: [prediction.name, ...scores.map(([name]) => `score ${name}`)],
    data: Array.from({ length: rows }, (_, i) => [prediction.labels[i], ...scores.map(([, column]) => column[i])]),
  };
}
