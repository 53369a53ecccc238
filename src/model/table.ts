import { InputError } from "./errors.js";
import { didYouMean, listNames } from "./nearest.js";

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
 * The column that a user means by a name or, where the file names no columns, by a number from 1.
 * @param purpose the option that asks, for the message.
 * @throws InputError with the names like it and all there are.
 */
export function findColumn(table: Table, asked: string, purpose: string): Column {
  const numbered = table.columns.find((column) => column.name === `column${asked}`);
  const found = table.columns.find((column) => column.name === asked) ?? numbered;
  if (found) return found;
  const names = table.columns.map((column) => column.name);
  const near = didYouMean(asked, names);
  throw new InputError(
    `${purpose}: the table has no column "${asked}"${near}${near ? " The" : "; the"} columns are ${listNames(names)}`,
  );
}

/**
 * A table without the columns asked for, such as row numbers, that are to be no inputs.
 * @throws InputError if there is no such column, it is a target, or no input is left.
 */
export function withoutColumns(table: Table, asked: readonly string[] = []): Table {
  if (asked.length === 0) return table;
  const ignored = asked.map((name) => findColumn(table, name, "ignore"));
  const target = ignored.find(({ name }) => table.targets.includes(name));
  if (target) throw new InputError(`ignore: column "${target.name}" is the target`);
  const columns = table.columns.filter((column) => !ignored.includes(column));
  if (columns.length === table.targets.length)
    throw new InputError("ignore: every column but the targets is ignored; keep some as inputs");
  return { ...table, columns };
}
