import { InputError } from "./errors.js";
import { findColumn, type Table } from "./table.js";

/**
 * Takes the column of sample weights out of a table.
 * @throws InputError if there is no such column of numbers, or a weight is missing, negative or infinite.
 */
export function takeWeights(table: Table, name: string | undefined): { table: Table; weights?: Float64Array } {
  if (name === undefined) return { table };
  const column = findColumn(table, name, "weights");
  if (column.kind !== "number") throw new InputError(`weights: column "${name}" holds text; expected numbers >= 0`);
  if (table.targets.includes(column.name)) throw new InputError(`weights: column "${name}" is also the target`);
  const wrong = column.values.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (wrong >= 0)
    throw new InputError(
      `weights: column "${name}" has ${column.values[wrong]} in row ${wrong + 1}; expected a number >= 0`,
    );
  return {
    table: { ...table, columns: table.columns.filter((candidate) => candidate !== column) },
    weights: column.values,
  };
}

/**
 * The weights of any rows, scaled so that their mean over the training rows is 1.
 * @throws InputError if all training weights are 0.
 */
export function scaledWeights(weights: Float64Array, train: Int32Array): (rows: Int32Array) => Float64Array {
  let sum = 0;
  for (const row of train) sum += weights[row];
  if (!(sum > 0)) throw new InputError("weights: are 0 in every training row; expected some above 0");
  const scale = train.length / sum;
  return (rows) => Float64Array.from(rows, (row) => scale * weights[row]);
}
