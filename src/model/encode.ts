import { entryText, isMissing } from "./categories.js";
import type { Dataset, Encoding } from "./dataset.js";
import { inputsOf, outputsOf, targetNames, widthOf } from "./encoded-size.js";
import { InputError } from "./errors.js";
import { didYouMean, listNames } from "./nearest.js";
import type { Column, Table } from "./table.js";

export { decode, type Prediction } from "./decode.js";
export { inputsOf, outputsOf, targetNames } from "./encoded-size.js";
export { type EncodingOptions, fitEncoding, type Task } from "./fit-encoding.js";

/** Standardised inputs x (n x d), row-major, and what the user should know of them. */
export interface EncodedInputs {
  readonly rows: number;
  readonly inputs: number;
  readonly x: Float64Array;
  readonly notes: readonly string[];
}

/** A data set, and what the user should know of it. */
export interface EncodedDataset extends Dataset {
  readonly notes: readonly string[];
}

/**
 * Inputs and targets of the given rows (default: all) for a network.
 * @throws InputError if the table lacks a column of the encoding, has text in place of numbers, a missing target, or a label
 *   that is not among the classes.
 */
export function encode(table: Table, encoding: Encoding, rows?: ArrayLike<number>): EncodedDataset {
  const order = rows ?? allRows(table);
  const { x, inputs, notes } = encodeInputs(table, encoding, order);
  const y = encodeTargets(table, encoding, order);
  return { rows: order.length, inputs, outputs: outputsOf(encoding), x, y, notes };
}

/**
 * Inputs alone, for a table that need not hold the targets. A missing number is 0 once standardised (the mean); a missing
 * category, and one that training did not meet, is all zeros, the latter with a note.
 * @throws InputError if the table lacks a column of the encoding, or has text in place of numbers.
 */
export function encodeInputs(table: Table, encoding: Encoding, rows?: ArrayLike<number>): EncodedInputs {
  const order = rows ?? allRows(table);
  const columns = findColumns(
    table,
    encoding.features.map((feature) => feature.name),
    "inputs",
  );
  const inputs = inputsOf(encoding);
  const x = new Float64Array(order.length * inputs);
  const notes: string[] = [];
  let offset = 0;
  encoding.features.forEach((feature, index) => {
    const column = columns[index];
    if (feature.kind === "number") {
      const values = numbersOf(column, "number input");
      const { mean, deviation } = feature;
      for (let i = 0; i < order.length; i++) {
        const value = values[order[i]];
        x[i * inputs + offset] = Number.isNaN(value) ? 0 : (value - mean) / deviation;
      }
    } else {
      const code = coder(column, feature.categories);
      const unseen = new Set<string>();
      let count = 0;
      for (let i = 0; i < order.length; i++) {
        const category = code(order[i]);
        if (category >= 0) x[i * inputs + offset + category] = 1;
        else if (!isMissing(column, order[i])) {
          count++;
          unseen.add(entryText(column, order[i]) ?? "");
        }
      }
      if (count > 0)
        notes.push(
          `Column "${feature.name}": ${count} ${count === 1 ? "row has a category" : "rows have categories"} that training did not meet (${listNames([...unseen], 5)}); read as none.`,
        );
    }
    offset += widthOf(feature);
  });
  return { rows: order.length, inputs, x, notes };
}

function encodeTargets(table: Table, encoding: Encoding, rows: ArrayLike<number>): Float64Array {
  const { target } = encoding;
  const columns = findColumns(table, targetNames(encoding), "targets");
  for (const column of columns)
    for (let i = 0; i < rows.length; i++)
      if (isMissing(column, rows[i]))
        throw new InputError(
          `row ${rows[i] + 1}: the target "${column.name}" is missing; fill it in, or leave the row out`,
        );
  const k = outputsOf(encoding);
  const y = new Float64Array(rows.length * k);
  if (target.kind === "regression") {
    columns.forEach((column, j) => {
      const values = numbersOf(column, "target");
      for (let i = 0; i < rows.length; i++) y[i * k + j] = (values[rows[i]] - target.means[j]) / target.deviations[j];
    });
    return y;
  }
  const [column] = columns;
  const code = coder(column, target.classes);
  for (let i = 0; i < rows.length; i++) {
    const label = code(rows[i]);
    if (label < 0)
      throw new InputError(
        `row ${rows[i] + 1}: the target "${target.name}" is "${entryText(column, rows[i])}", not among the classes of the training rows (${listNames(target.classes)})`,
      );
    if (k === 1) y[i] = label === 0 ? -1 : 1;
    else y[i * k + label] = 1;
  }
  return y;
}

function findColumns(table: Table, names: readonly string[], role: string): Column[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const found: Column[] = [];
  const absent: string[] = [];
  for (const name of names) {
    const column = byName.get(name);
    if (column) found.push(column);
    else absent.push(name);
  }
  if (absent.length === 0) return found;
  const have = table.columns.map((column) => column.name);
  const near = absent.length === 1 ? didYouMean(absent[0], have) : "";
  throw new InputError(
    `${role}: the model was trained on ${absent.length === 1 ? "a column" : "columns"} that the table lacks: ${listNames(absent)}${near}${near ? " The table" : "; the table"} has ${listNames(have)}`,
  );
}

function numbersOf(column: Column, role: string): Float64Array {
  if (column.kind === "number") return column.values;
  const row = column.codes.findIndex((code) => code >= 0);
  if (row < 0) return new Float64Array(column.codes.length).fill(Number.NaN);
  throw new InputError(
    `column "${column.name}": a ${role} of the model, but row ${row + 1} of the table has the text "${column.categories[column.codes[row]]}"; expected numbers`,
  );
}

/** From a row to the index of its entry among the categories, -1 if missing or not among them. */
function coder(column: Column, categories: readonly string[]): (row: number) => number {
  if (column.kind === "number") {
    // By value: a label that was "1.0" where the model was trained is 1 here.
    const values = new Map(categories.map((category, code) => [Number(category), code]));
    values.delete(Number.NaN);
    return (row) => values.get(column.values[row]) ?? -1;
  }
  const index = new Map(categories.map((category, code) => [category, code]));
  const codes = Int32Array.from(column.categories, (category) => index.get(category) ?? -1);
  return (row) => (column.codes[row] < 0 ? -1 : codes[column.codes[row]]);
}

const allRows = ({ rows }: Table): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);
