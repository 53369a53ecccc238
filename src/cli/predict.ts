import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import { readModel } from "../node/load-model.js";
import { names } from "./flag-value.js";
import { type NewRowsFlags, predictionsHelp, predictRows, readNewRows, writePredictions } from "./predictions.js";

const examples = `
Examples:
  hrta predict runs/data new.csv                  predictions as CSV on standard output
  hrta predict runs/data/model.safetensors new.csv --out predictions.csv
  hrta predict runs/data new.csv --json           with the error, where the file has the target

${predictionsHelp}`;

interface PredictFlags extends NewRowsFlags {
  readonly out?: string;
  readonly json?: boolean;
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
  const table = await readNewRows(dataPath, encoding, flags);
  await writePredictions(await predictRows(model, encoding, table), flags);
}
