import type { Command } from "commander";
import Papa from "papaparse";
import { isMissing } from "../model/categories.js";
import type { Encoding } from "../model/dataset.js";
import type { Prediction } from "../model/decode.js";
import { encode, targetNames } from "../model/encode.js";
import { InputError } from "../model/errors.js";
import { evaluate } from "../model/evaluate.js";
import type { Metrics } from "../model/metrics.js";
import type { Model } from "../model/model.js";
import { predictTable } from "../model/predict.js";
import type { Table } from "../model/table.js";
import { readModel } from "../node/load-model.js";
import { readTable } from "../node/read-table.js";
import { writeAtomic } from "../node/write-atomic.js";
import { names } from "./flag-value.js";
import { errorLines, flat } from "./summary.js";

const examples = `
Examples:
  hrta predict runs/data new.csv                  predictions as CSV on standard output
  hrta predict runs/data/model.safetensors new.csv --out predictions.csv
  hrta predict runs/data new.csv --json           with the error, where the file has the target

Rows are predicted in their order. For classes there are scores beside the label: of two classes that of the second one (its label is
given where the score is at least 0), of more that of each (the largest wins).`;

interface PredictFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missing?: string[];
  readonly labels?: string;
}

/** Adds `hrta predict`. */
export function predictCommand(program: Command): void {
  program
    .command("predict")
    .summary("apply a trained model to a data file")
    .description(
      "Predicts every row of a data file, in the target's own unit. Where the file has the target too, its error is reported.",
    )
    .argument("<model>", "run folder, or model file (.safetensors, .json)")
    .argument("<data>", "data file with the columns the model was trained on")
    .optionsGroup("Data:")
    .option("--header", "the first row names the columns (default: found out)")
    .option("--no-header", "it does not")
    .option(
      "--delimiter <char>",
      "comma, tab, semicolon, pipe, whitespace, or the character itself (default: found out)",
    )
    .option("--missing <words>", "what stands for a missing value (default: empty, NA, NaN, null, ?, ...)", names)
    .option("--labels <file>", "labels of an IDX image file, to measure the error")
    .optionsGroup("Output:")
    .option("--out <file>", "write the predictions here (CSV), in place of standard output")
    .option("--json", "one JSON object on standard output, nothing else")
    .addHelpText("after", examples)
    .action(runPredict);
}

async function runPredict(modelPath: string, dataPath: string, flags: PredictFlags): Promise<void> {
  const model = readModel(modelPath);
  const { encoding } = model;
  if (!encoding)
    throw new InputError(
      `${modelPath}: the model was trained on bare arrays, so it does not know the columns of a file`,
    );
  const table = await readTable(dataPath, {
    header: flags.header,
    delimiter: flags.delimiter,
    missing: flags.missing,
    labels: flags.labels,
    categorical: encoding.features.filter((feature) => feature.kind === "category").map((feature) => feature.name),
    targets: [],
  });
  const { rows } = table;
  const { prediction, notes: encodingNotes } = await predictTable(model, table);
  const { metrics, note } = await errorOf(model, encoding, table);
  const notes = [...table.notes, ...encodingNotes, ...(note === undefined ? [] : [note])];
  const csv = `${Papa.unparse(rowsOf(prediction, rows))}\n`;
  if (flags.out !== undefined) await writeAtomic(flags.out, csv);
  if (flags.json) {
    const file = flags.out === undefined ? {} : { file: flags.out };
    process.stdout.write(
      `${JSON.stringify({ rows, ...columnsOf(prediction), metrics: flat(metrics), notes, ...file })}\n`,
    );
    return;
  }
  for (const each of notes) process.stderr.write(`note: ${each}\n`);
  if (flags.out === undefined) process.stdout.write(csv);
  else process.stderr.write(`${rows} prediction${rows === 1 ? "" : "s"} written to ${flags.out}\n`);
  if (metrics) process.stderr.write(`${errorLines({ data: metrics }).join("\n")}\n`);
}

/** The error on the rows that have the target; a note where it cannot be measured. The predictions do not depend on it. */
async function errorOf(
  model: Model,
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
