import { InputError } from "./errors.js";
import { didYouMean } from "./nearest.js";

/** A column of numbers; a missing entry is NaN. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: "number";
  readonly values: Float64Array;
}

/** A column of text: `categories[codes[i]]` in row i; a missing entry has code -1. */
export interface TextColumn {
  readonly name: string;
  readonly kind: "text";
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type Column = NumberColumn | TextColumn;

/** Columns of one length, as read from a file, before anything is standardised. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Names of the columns to be predicted. */
  readonly targets: readonly string[];
  /** What the reader noticed and the user should know, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * A table without the named columns, such as row numbers, that are to be no inputs.
 * @throws InputError if there is no such column, or it is a target.
 */
export function withoutColumns(table: Table, names: readonly string[] = []): Table {
  for (const name of names) {
    const known = table.columns.map((column) => column.name);
    if (!known.includes(name))
      throw new InputError(`ignore: the table has no column "${name}"${didYouMean(name, known)}`);
    if (table.targets.includes(name)) throw new InputError(`ignore: column "${name}" is the target`);
  }
  return { ...table, columns: table.columns.filter((column) => !names.includes(column.name)) };
}
