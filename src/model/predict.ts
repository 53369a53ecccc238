import { type EngineChoice, openSession } from "../engine/choose.js";
import type { Session } from "../engine/program.js";
import type { Dataset } from "./dataset.js";
import { decode, encodeInputs, type Prediction } from "./encode.js";
import { InputError } from "./errors.js";
import { rowCount } from "./forward.js";
import type { Model } from "./model.js";
import { blockRows, program } from "./network.js";
import { slopes } from "./slope.js";
import type { Table } from "./table.js";

export { forward } from "./forward.js";

export interface PredictOptions {
  /** Default "auto": the fast engine where it can run the activation, else the reference. */
  readonly engine?: EngineChoice;
  /** The most rows evaluated at once, which bounds the memory; results do not depend on it. Default 512. */
  readonly batch?: number;
  /** Threads inside one evaluation; results do not depend on it. Default 1. */
  readonly threads?: number;
}

/**
 * The model's outputs in its own precision (float32 parameters compute in float32).
 * @param x standardised inputs (rows x d), row-major, without the constant column; or a data set.
 * @returns outputs (rows x k), row-major, standardised as the targets were.
 * @throws InputError if x is not a whole number of rows of d inputs.
 * @example const y = await predict(model, data.x)
 */
export async function predict(
  model: Model,
  x: Float64Array | Dataset,
  { engine = "auto", batch = 512, threads = 1 }: PredictOptions = {},
): Promise<Float64Array> {
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`batch: expected a positive integer, got ${batch}`);
  const { network, parameters } = model;
  const values = matrixOf(model, x);
  const rows = rowCount(model, values);
  const result = new Float64Array(rows * network.outputs);
  if (rows === 0) return result;
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
      writeInput(session, model, values.subarray(start * network.inputs, (start + count) * network.inputs));
      session.forward(count, s);
      result.set(session.output.subarray(0, count * network.outputs), start * network.outputs);
    }
  } finally {
    session.close();
  }
  return result;
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
export async function predictTable(model: Model, table: Table, options: PredictOptions = {}): Promise<TablePrediction> {
  const { encoding } = model;
  if (!encoding)
    throw new InputError("model: trained on bare arrays, so it does not know the columns of a table; use predict");
  const { x, rows, notes } = encodeInputs(table, encoding);
  return { prediction: decode(encoding, await predict(model, x, options), rows), notes };
}

function matrixOf({ network }: Model, x: Float64Array | Dataset): Float64Array {
  if (x instanceof Float64Array) return x;
  if (x.inputs !== network.inputs)
    throw new InputError(
      `x: the model has ${network.inputs} inputs, the data set has ${x.inputs}; use the model's own columns`,
    );
  return x.x;
}

/** Copies rows into the session's input, with the constant column where the network has one. */
function writeInput(session: Session, { network }: Model, x: Float64Array): void {
  const { inputs } = network;
  const width = network.widths[0];
  for (let row = 0; row * inputs < x.length; row++) {
    for (let i = 0; i < inputs; i++) session.input[row * width + i] = x[row * inputs + i];
    if (width > inputs) session.input[row * width + inputs] = 1;
  }
}
