import { type EngineChoice, openSession } from "../engine/choose.js";
import type { Points } from "./dataset.js";
import { decode, encodeInputs, type Prediction } from "./encode.js";
import { InputError } from "./errors.js";
import { rowCount } from "./forward.js";
import { writeInputs } from "./inputs.js";
import type { Model } from "./model.js";
import { blockRows, program } from "./network.js";
import { isModel, type Predictor } from "./predictor.js";
import { slopes } from "./slope.js";
import type { Table } from "./table.js";

export { forward } from "./forward.js";

export interface PredictOptions {
  /** Default "auto": the fast engine where it can run the activation, else the reference. A predictor that is no network has none. */
  readonly engine?: EngineChoice;
  /** The most rows evaluated at once, which bounds the memory; results do not depend on it. Default 512. */
  readonly batch?: number;
  /** Threads inside one evaluation of a network; results do not depend on it. Default 1. */
  readonly threads?: number;
}

/**
 * The model's outputs: a network's in its own precision (float32 parameters compute in float32), a predictor's in float64.
 * @param x standardised inputs (rows x d), row-major, without the constant column; or points, or a data set.
 * @returns outputs (rows x k), row-major, standardised as the targets were.
 * @throws InputError if x is not a whole number of rows of d inputs.
 * @example const y = await predict(model, data.x)
 */
export async function predict(
  model: Model | Predictor,
  x: Float64Array | Points,
  options: PredictOptions = {},
): Promise<Float64Array> {
  const { batch = 512 } = options;
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`batch: expected a positive integer, got ${batch}`);
  const { inputs, outputs } = isModel(model) ? model.network : model;
  const values = matrixOf(inputs, x);
  const rows = rowCount({ inputs }, values);
  const result = new Float64Array(rows * outputs);
  if (rows === 0) return result;
  if (isModel(model)) await run(model, values, rows, batch, options, result);
  else
    for (let start = 0; start < rows; start += batch) {
      const count = Math.min(batch, rows - start);
      const part = await model.evaluate(values.subarray(start * inputs, (start + count) * inputs));
      if (part.length !== count * outputs)
        throw new RangeError(
          `${model.name}: expected evaluate to give ${count} x ${outputs} numbers, got ${part.length}`,
        );
      result.set(part, start * outputs);
    }
  return result;
}

async function run(
  model: Model,
  x: Float64Array,
  rows: number,
  batch: number,
  { engine = "auto", threads = 1 }: PredictOptions,
  result: Float64Array,
): Promise<void> {
  const { network, parameters } = model;
  const dtype = parameters instanceof Float32Array ? "f32" : "f64";
  const session = await openSession(
    program(network, { rows: Math.min(batch, blockRows(network, dtype), rows), dtype, threads }),
    engine,
  );
  try {
    session.parameters.set(parameters);
    const s = slopes(model);
    for (let start = 0; start < rows; start += session.program.rows) {
      const count = Math.min(session.program.rows, rows - start);
      writeInputs(session, network, x.subarray(start * network.inputs, (start + count) * network.inputs));
      session.forward(count, s);
      result.set(session.output.subarray(0, count * network.outputs), start * network.outputs);
    }
  } finally {
    session.close();
  }
}

/** Predictions in the targets' own units or as labels, and what the user should know of the table. */
export interface TablePrediction {
  readonly prediction: Prediction;
  readonly notes: readonly string[];
}

/**
 * Predicts every row of a table as it was read; it need not hold the targets.
 * @throws InputError if the model was trained on bare arrays, or if the table lacks one of its columns or has text in place of numbers.
 * @example const { prediction } = await predictTable(model, await readTable("new.csv"))
 */
export async function predictTable(
  model: Model | Predictor,
  table: Table,
  options: PredictOptions = {},
): Promise<TablePrediction> {
  const { encoding } = model;
  if (!encoding)
    throw new InputError("model: trained on bare arrays, so it does not know the columns of a table; use predict");
  const { x, rows, notes } = encodeInputs(table, encoding);
  return { prediction: decode(encoding, await predict(model, x, options), rows), notes };
}

function matrixOf(inputs: number, x: Float64Array | Points): Float64Array {
  if (x instanceof Float64Array) return x;
  if (x.inputs !== inputs)
    throw new InputError(
      `x: the model has ${inputs} inputs, the data set has ${x.inputs}; use the model's own columns`,
    );
  return x.x;
}
