import { countTexts, isMissing, sortLabels, tooManyCategories } from "./categories.js";
import type { Encoding, Feature, Target } from "./dataset.js";
import { InputError } from "./errors.js";
import { moments } from "./moments.js";
import { didYouMean, listNames } from "./nearest.js";
import type { Column, NumberColumn, Table } from "./table.js";

/** What is predicted: numbers, or one of several labels. */
export type Task = "regression" | "classification";

export interface EncodingOptions {
  /** Default: classification if the target column holds text, else regression. */
  readonly task?: Task;
  /** Default true. False leaves numbers as they are; a missing input is then 0. */
  readonly standardize?: boolean;
}

/** Labels that one output each can tell apart; more are numbers or identifiers. */
const MOST_CLASSES = 1000;
/** So few different whole numbers may be labels: worth a note. */
const FEW_VALUES = 10;

/**
 * Fits the map from a table to network inputs and targets on the given (training) rows: numbers to (v - mean) / deviation, with
 * the population deviation, texts to one-hot inputs, labels to classes in sorted order. Inputs that tell nothing (no entries, one
 * value, identifiers) are left out with a note.
 * @param rows indices of the training rows; those with a missing target are ignored.
 * @throws InputError if the target is missing, constant, or unfit for the task, or if no input is left.
 */
export function fitEncoding(
  table: Table,
  rows: ArrayLike<number>,
  { task, standardize = true }: EncodingOptions = {},
): { encoding: Encoding; notes: string[] } {
  const targets = targetColumns(table);
  const complete = Array.from(rows).filter((row) => !targets.some((column) => isMissing(column, row)));
  if (complete.length === 0)
    throw new InputError(`targets: no training row has an entry for ${listNames(table.targets)}; expected some`);
  const notes: string[] = [];
  const target = fitTarget(targets, complete, task, standardize, notes);
  const features = fitFeatures(table, complete, standardize, notes);
  return { encoding: { features, target }, notes };
}

/** Whether the table's targets are labels or numbers, unless the task says so. */
export function taskOf(table: Table, task?: Task): Task {
  return task ?? (targetColumns(table).some((column) => column.kind === "text") ? "classification" : "regression");
}

/** The target columns of a table, at least one. */
export function targetColumns(table: Table): Column[] {
  if (table.targets.length === 0) throw new InputError("targets: none is named; expected the column to predict");
  return table.targets.map((name) => {
    const found = table.columns.find((column) => column.name === name);
    if (found) return found;
    const names = table.columns.map((column) => column.name);
    throw new InputError(`targets: the table has no column "${name}"${didYouMean(name, names)}`);
  });
}

function fitTarget(
  columns: readonly Column[],
  rows: readonly number[],
  task: Task | undefined,
  standardize: boolean,
  notes: string[],
): Target {
  const text = columns.find((column) => column.kind === "text");
  if (task === "regression" && text)
    throw new InputError(
      `target "${text.name}": holds text, which regression cannot predict; choose another target, or the task "classification"`,
    );
  if (task === "classification" || text) {
    if (columns.length === 1) return fitClasses(columns[0], rows);
    const names = listNames(columns.map((column) => column.name));
    throw new InputError(
      `targets: expected one column of labels for a classification, got ${columns.length} (${names})`,
    );
  }
  const fitted = columns.map((column) => {
    const { mean, deviation, min } = moments((column as NumberColumn).values, rows);
    if (deviation === 0)
      throw new InputError(
        `target "${column.name}": constant (${min} in all ${rows.length} training rows), so there is nothing to learn`,
      );
    noteFewValues(column, rows, notes);
    return standardize ? { mean, deviation } : { mean: 0, deviation: 1 };
  });
  return {
    kind: "regression",
    names: columns.map((column) => column.name),
    means: fitted.map(({ mean }) => mean),
    deviations: fitted.map(({ deviation }) => deviation),
  };
}

function fitClasses(column: Column, rows: readonly number[]): Target {
  return { kind: "classes", name: column.name, classes: classesOf(column, rows) };
}

/** The labels of the rows, sorted; at least two, and few enough to be labels. */
export function classesOf(column: Column, rows: readonly number[]): string[] {
  const { name } = column;
  const classes = sortLabels(countTexts(column, rows).keys());
  if (classes.length === 1)
    throw new InputError(
      `target "${name}": constant ("${classes[0]}" in all ${rows.length} training rows), so there is nothing to learn`,
    );
  if (classes.length > MOST_CLASSES || classes.length > Math.max(2, rows.length / 2)) {
    const hint = column.kind === "number" ? 'choose the task "regression"' : "choose another target";
    throw new InputError(
      `target "${name}": ${classes.length} different labels in ${rows.length} training rows are too many for a classification; ${hint}`,
    );
  }
  return classes;
}

function noteFewValues(column: Column, rows: readonly number[], notes: string[]): void {
  const { values } = column as NumberColumn;
  const seen = new Set<number>();
  for (const row of rows) {
    seen.add(values[row]);
    if (seen.size > FEW_VALUES || !Number.isInteger(values[row])) return;
  }
  if (rows.length <= 5 * seen.size) return;
  const list = [...seen].sort((a, b) => a - b).join(", ");
  notes.push(
    `The target "${column.name}" has only the values ${list} and is predicted as a number; if they are labels, choose the task "classification".`,
  );
}

function fitFeatures(table: Table, rows: readonly number[], standardize: boolean, notes: string[]): Feature[] {
  const features: Feature[] = [];
  const empty: string[] = [];
  const constant: string[] = [];
  const identifiers: string[] = [];
  const filled: string[] = [];
  for (const column of table.columns) {
    const { name } = column;
    if (table.targets.includes(name)) continue;
    if (column.kind === "number") {
      const { count, missing, mean, deviation } = moments(column.values, rows);
      if (count === 0) empty.push(name);
      else if (deviation === 0) constant.push(name);
      else {
        features.push({ name, kind: "number", ...(standardize ? { mean, deviation } : { mean: 0, deviation: 1 }) });
        if (missing > 0) filled.push(`"${name}" ${missing}`);
      }
    } else {
      const counts = countTexts(column, rows);
      const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
      if (counts.size === 0) empty.push(name);
      // A single text beside missing entries still tells rows apart.
      else if (counts.size === 1 && present === rows.length) constant.push(name);
      else if (tooManyCategories(counts.size, rows.length)) identifiers.push(name);
      else features.push({ name, kind: "category", categories: [...counts.keys()] });
    }
  }
  const leftOut: [string[], string][] = [
    [empty, "they have no entries"],
    [constant, "they have one value in all training rows"],
    [identifiers, "they hold too many different texts to be categories"],
  ];
  for (const [names, reason] of leftOut)
    if (names.length > 0) notes.push(`Inputs left out, as ${reason}: ${listNames(names)}.`);
  if (filled.length > 0) {
    const more = filled.length > 12 ? ` and ${filled.length - 12} more columns` : "";
    const value = standardize ? "the training rows' mean" : "0";
    notes.push(`Missing inputs count as ${value}: ${filled.slice(0, 12).join(", ")}${more}.`);
  }
  if (features.length === 0)
    throw new InputError(`no inputs: ${notes.length > 0 ? notes.join(" ") : "the targets are the only columns"}`);
  return features;
}
