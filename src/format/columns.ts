import { MOST_CATEGORIES, tooManyCategories } from "../model/categories.js";
import { InputError } from "../model/errors.js";
import { didYouMean, listNames } from "../model/nearest.js";
import type { Column, NumberColumn, Table, TextColumn } from "../model/table.js";

/** How a table is made of a file's columns, whatever the format. */
export interface TableOptions {
  /** What messages call the data. Default "data". */
  readonly source?: string;
  /** Columns to be predicted: names, or numbers from 1 where the file names no columns. Default: the last; [] for none. */
  readonly targets?: readonly string[];
  /** Columns that are read as categories even where they hold numbers. */
  readonly categorical?: readonly string[];
  /** "classification" reads the targets as labels even where they hold numbers. */
  readonly task?: "regression" | "classification";
  /** Rows to read at most. Default: all. */
  readonly limit?: number;
}

/** What a file holds, before targets are chosen. */
export interface Columns {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** False where the file names no columns: they are called column1, column2, ... */
  readonly named: boolean;
  /** Targets that the format itself tells (y of an NPZ, the labels of an IDX pair). */
  readonly targets?: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The table of a file's columns: targets chosen, categories forced, infinite values and double names refused.
 * @throws InputError naming the source and the column.
 */
export function toTable(data: Columns, options: TableOptions = {}): Table {
  const { source = "data", categorical = [], task } = options;
  const names = data.columns.map((column) => column.name);
  if (names.length === 0) throw new InputError(`${source}: no columns; expected at least one input and one target`);
  if (data.rows === 0) throw new InputError(`${source}: no rows of data`);
  refuseDoubleNames(names, source);
  const { targets, notes } = chooseTargets(names, data.named, options.targets, source, data.targets);
  const forced = resolveNames(categorical, names, data.named, source, "to read as categories");
  const columns = data.columns.map((column) => {
    if (column.kind === "number") refuseInfinity(column, source);
    const isLabel = task === "classification" && targets.includes(column.name);
    const result = isLabel || forced.includes(column.name) ? toText(column) : column;
    // A table without targets is to be predicted: it fits nothing, and few rows may show many categories.
    if (result.kind === "text" && targets.length > 0 && forced.includes(column.name) && !targets.includes(column.name))
      refuseManyCategories(result, data.rows, source);
    return result;
  });
  return { rows: data.rows, columns, targets, notes: [...data.notes, ...notes] };
}

/** The targets asked for, or the file's own, or the last column; with a note where nobody asked. */
export function chooseTargets(
  names: readonly string[],
  named: boolean,
  asked: readonly string[] | undefined,
  source: string,
  suggested?: readonly string[],
): { targets: readonly string[]; notes: readonly string[] } {
  if (asked) return { targets: resolveNames(asked, names, named, source, "to predict"), notes: [] };
  if (suggested) return { targets: suggested, notes: [] };
  const last = names[names.length - 1];
  return { targets: [last], notes: [`No target was named: the last column, "${last}", is the one to predict.`] };
}

/** Names, or numbers from 1 where columns have no names, as names; a name that is not there is an error with the near ones. */
export function resolveNames(
  asked: readonly string[],
  names: readonly string[],
  named: boolean,
  source: string,
  purpose: string,
): string[] {
  const found = asked.map((name) => {
    if (names.includes(name)) return name;
    const position = !named && /^\d+$/.test(name) ? Number(name) : 0;
    if (position >= 1 && position <= names.length) return names[position - 1];
    const near = didYouMean(name, names);
    const hint = named ? "" : " (this file names no columns: numbers from 1 do, too)";
    throw new InputError(
      `${source}: no column "${name}" ${purpose}${near}${near ? " The" : "; the"} columns are ${listNames(names)}${hint}`,
    );
  });
  const double = found.find((name, index) => found.indexOf(name) !== index);
  if (double !== undefined) throw new InputError(`${source}: the column "${double}" ${purpose} is named twice`);
  return found;
}

/** Refuses two columns of one name. */
export function refuseDoubleNames(names: readonly string[], source: string): void {
  const first = new Map<string, number>();
  names.forEach((name, index) => {
    const earlier = first.get(name);
    if (earlier !== undefined)
      throw new InputError(`${source}: columns ${earlier + 1} and ${index + 1} are both called "${name}"; rename one`);
    first.set(name, index);
  });
}

/** Refuses a column, forced to be categorical, that holds more texts than categories can be. */
export function refuseManyCategories(column: TextColumn, rows: number, source: string): void {
  const { length } = column.categories;
  if (!tooManyCategories(length, rows)) return;
  throw new InputError(
    `${source}: column "${column.name}" has ${length} different values in ${rows} rows, too many to be categories ` +
      `(at most ${MOST_CATEGORIES}, and half the rows); do not list it as categorical`,
  );
}

/** A column of numbers as categories: the shortest text of each number, in order of appearance. */
export function toText(column: Column): TextColumn {
  if (column.kind === "text") return column;
  const codes = new Int32Array(column.values.length);
  const known = new Map<number, number>();
  column.values.forEach((value, row) => {
    if (Number.isNaN(value)) {
      codes[row] = -1;
      return;
    }
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    codes[row] = code;
  });
  return { name: column.name, kind: "text", codes, categories: [...known.keys()].map(String) };
}

function refuseInfinity({ name, values }: NumberColumn, source: string): void {
  for (let row = 0; row < values.length; row++)
    if (values[row] === Number.POSITIVE_INFINITY || values[row] === Number.NEGATIVE_INFINITY)
      throw new InputError(
        `${source}: row ${row + 1}, column "${name}": ${values[row]} is not a finite number; correct it, or make it missing (NaN)`,
      );
}

/** "column1", "column2", ...: the names of columns that have none. */
export const numberedNames = (count: number): string[] => Array.from({ length: count }, (_, j) => `column${j + 1}`);

/** Checks a row limit. */
export function refuseBadLimit(limit: number | undefined): void {
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1))
    throw new InputError(`limit: expected a number of rows, at least 1, got ${limit}`);
}
