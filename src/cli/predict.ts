import type { Command } from "commander";
import Papa from "papaparse";
import { decode } from "../model/decode.js";
import { encode, encodeInputs, type Prediction, targetNames } from "../model/encode.js";
import { InputError } from "../model/errors.js";
import { evaluate } from "../model/evaluate.js";
import { predict } from "../model/predict.js";
import { readModel } from "../node/load-model.js";
import { readTable } from "../node/read-table.js";
import { writeAtomic } from "../node/write-atomic.js";
import { errorLines, flat } from "./summary.js";

const examples = `
Examples:
  hrta predict runs/data new.csv                  predictions as CSV on standard output
  hrta predict runs/data/model.safetensors new.csv --out predictions.csv
  hrta predict runs/data new.csv --json           with the error, where the file has the target`;

interface PredictFlags {
  readonly out?: string;
  readonly json?: boolean;
  readonly header?: boolean;
  readonly delimiter?: string;
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
    .option("--out <file>", "write the predictions here (CSV), in place of standard output")
    .option("--no-header", "the file has no header row (default: found out)")
    .option("--delimiter <char>", "what separates the columns (default: found out)")
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
  const names = targetNames(encoding);
  const table = await readTable(dataPath, {
    header: flags.header === false ? false : undefined,
    delimiter: flags.delimiter,
    categorical: encoding.features.filter((feature) => feature.kind === "category").map((feature) => feature.name),
    targets: [],
  });
  const { x, rows, notes } = encodeInputs(table, encoding);
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  const prediction = decode(encoding, await predict(model, x), rows);
  const known = names.every((name) => table.columns.some((column) => column.name === name));
  const metrics = known
    ? (await evaluate(model, encoding, encode({ ...table, targets: names }, encoding))).metrics
    : undefined;
  const csv = `${Papa.unparse(rowsOf(prediction, rows))}\n`;
  if (flags.out !== undefined) await writeAtomic(flags.out, csv);
  if (flags.json) {
    const object = {
      rows,
      ...columnsOf(prediction),
      metrics: flat(metrics),
      notes,
      ...(flags.out === undefined ? {} : { file: flags.out }),
    };
    process.stdout.write(`${JSON.stringify(object)}\n`);
    return;
  }
  if (flags.out === undefined) process.stdout.write(csv);
  else process.stderr.write(`${rows} predictions written to ${flags.out}\n`);
  if (metrics)
    process.stderr.write(`${errorLines({ train: metrics }).join("\n").replace("train     ", "error of this file:")}\n`);
}

function columnsOf(prediction: Prediction): Record<string, unknown> {
  if (prediction.kind === "classes") return { predictions: { [prediction.name]: prediction.labels } };
  return {
    predictions: Object.fromEntries(prediction.names.map((name, j) => [name, Array.from(prediction.values[j])])),
  };
}

/** One record a row, the columns named like the targets; for classes also the scores. */
function rowsOf(prediction: Prediction, rows: number): Record<string, unknown>[] {
  return Array.from({ length: rows }, (_, i) => {
    if (prediction.kind === "regression")
      return Object.fromEntries(prediction.names.map((name, j) => [name, prediction.values[j][i]]));
    const k = prediction.scores.length / rows;
    const scores = Array.from({ length: k }, (_, j) => [
      `score ${k === 1 ? prediction.classes[1] : prediction.classes[j]}`,
      prediction.scores[i * k + j],
    ]);
    return { [prediction.name]: prediction.labels[i], ...Object.fromEntries(scores) };
  });
}
