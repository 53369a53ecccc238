import { random } from "../numerics/random.js";
import { entryText, isMissing } from "./categories.js";
import type { Dataset, Encoding } from "./dataset.js";
import { type EncodingOptions, encode, fitEncoding } from "./encode.js";
import { InputError } from "./errors.js";
import { classesOf, targetColumns, taskOf } from "./fit-encoding.js";
import type { Column, Table } from "./table.js";
import { scaledWeights, takeWeights } from "./weights.js";

export interface SplitOptions extends EncodingOptions {
  /** Share of the rows kept for the test, in [0, 1); 0 for none. Default 0.1. */
  readonly test?: number;
  /** Share of the rows for choosing (early stopping), in [0, 1); 0 for none. Default 0. */
  readonly validation?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Column of sample weights (numbers >= 0, none missing); it is no input. They are scaled to mean 1 over the training rows. */
  readonly weights?: string;
}

/** Row indices of each part, increasing. */
export interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export interface Split {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  /** Fitted on the training rows. */
  readonly encoding: Encoding;
  /** What the split and the encoding noticed; the table has notes of its own. */
  readonly notes: readonly string[];
  readonly rows: SplitRows;
}

/** Whether the type of the options says that a part was asked for: by a share other than 0, or by the default where none is named. */
type Asked<O, Part extends "test" | "validation", Default extends boolean> = Part extends keyof O
  ? O[Part] extends number
    ? number extends O[Part]
      ? false
      : O[Part] extends 0
        ? false
        : true
    : false
  : Default;

/** A split with the parts that the options ask for: those that are literally asked for are there. */
export type SplitFor<O extends SplitOptions> = Split &
  (Asked<O, "test", true> extends true ? { readonly test: Dataset } : unknown) &
  (Asked<O, "validation", false> extends true ? { readonly validation: Dataset } : unknown);

/**
 * Parts a table at random into training, validation and test sets, and fits the encoding on the training rows only. Labels are
 * spread evenly: each part has its share of every class to within a row, and training has at least one row of each.
 * Rows with a missing target are left out with a note. A part that is asked for has at least one row.
 * @throws InputError if shares are not in [0, 1) or leave too few rows, and as `fitEncoding`.
 * @example split(await readTable("concrete.csv"), { test: 0.1, seed: 1 })
 */
export function split<const O extends SplitOptions = Record<never, never>>(whole: Table, options?: O): SplitFor<O>;
export function split(whole: Table, options: SplitOptions = {}): Split {
  const { table, weights } = takeWeights(whole, options.weights);
  const { test = 0.1, validation = 0, seed = 0, standardize } = options;
  const task = taskOf(table, options.task);
  const notes: string[] = [];
  const rows = splitRows(table, { test, validation, seed, task });
  const absent = table.rows - rows.train.length - rows.validation.length - rows.test.length;
  if (absent > 0) notes.push(`Left out ${absent} of ${table.rows} rows, as their target is missing.`);
  const { encoding, notes: fitNotes } = fitEncoding(table, rows.train, { task, standardize });
  notes.push(...fitNotes);
  const weightsOf = weights && scaledWeights(weights, rows.train);
  const part = (indices: Int32Array): Dataset => {
    const { notes: partNotes, ...dataset } = encode(table, encoding, indices);
    for (const note of partNotes) if (!notes.includes(note)) notes.push(note);
    return weightsOf ? { ...dataset, weights: weightsOf(indices) } : dataset;
  };
  const some = (indices: Int32Array) => (indices.length === 0 ? undefined : part(indices));
  return { train: part(rows.train), validation: some(rows.validation), test: some(rows.test), encoding, notes, rows };
}

/** The rows of each part; see `split`. */
export function splitRows(
  table: Table,
  { test, validation, seed, task }: Required<Pick<SplitOptions, "test" | "validation" | "seed" | "task">>,
): SplitRows {
  for (const [name, share] of [
    ["test", test],
    ["validation", validation],
  ] as const)
    if (!(share >= 0 && share < 1))
      throw new InputError(`${name}: expected a share of the rows in [0, 1), got ${share}`);
  const targets = targetColumns(table);
  const complete: number[] = [];
  for (let row = 0; row < table.rows; row++) if (!targets.some((column) => isMissing(column, row))) complete.push(row);
  const n = complete.length;
  const tests = partSize(n, test);
  const validations = partSize(n, validation);
  const train = n - tests - validations;
  if (train < 2)
    throw new InputError(
      `rows: ${n} with a target are too few to part into ${[`${Math.max(train, 0)} for training`, ...(validations ? [`${validations} for validation`] : []), ...(tests ? [`${tests} for the test`] : [])].join(", ")}; expected at least 2 for training`,
    );

  const shuffled = Array.from(random(seed, "split").permutation(n), (index) => complete[index]);
  const groups = task === "classification" ? byLabel(targets[0], shuffled) : [shuffled];
  const testCounts = shares(
    groups.map((group) => group.length),
    tests,
  );
  const left = groups.map((group, g) => group.slice(testCounts[g]));
  const validationCounts = shares(
    left.map((group) => group.length),
    validations,
  );
  return {
    test: sorted(groups.flatMap((group, g) => group.slice(0, testCounts[g]))),
    validation: sorted(left.flatMap((group, g) => group.slice(0, validationCounts[g]))),
    train: sorted(left.flatMap((group, g) => group.slice(validationCounts[g]))),
  };
}

/** Half a row counts as one, also where rounding leaves the product just below it: 0.29 of 50 rows are 15. */
const partSize = (rows: number, share: number): number =>
  share === 0 ? 0 : Math.max(1, Math.round(rows * share * (1 + 4 * Number.EPSILON)));

const sorted = (rows: readonly number[]): Int32Array => Int32Array.from(rows).sort();

function byLabel(column: Column, rows: readonly number[]): number[][] {
  const groups = new Map<string | undefined, number[]>(classesOf(column, rows).map((label) => [label, []]));
  for (const row of rows) groups.get(entryText(column, row))?.push(row);
  return [...groups.values()];
}

/**
 * How many of each group to take so that they sum to `total` and are proportional to the groups, by the largest remainders, one
 * of each group left behind.
 */
function shares(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => (size * total) / all);
  const taken = quotas.map((quota, g) => Math.min(Math.floor(quota), sizes[g] - 1));
  const order = sizes.map((_, g) => g).sort((a, b) => quotas[b] - taken[b] - (quotas[a] - taken[a]) || a - b);
  let missing = total - taken.reduce((sum, count) => sum + count, 0);
  while (missing > 0) {
    const before = missing;
    for (const g of order)
      if (missing > 0 && taken[g] < sizes[g] - 1) {
        taken[g]++;
        missing--;
      }
    if (missing === before)
      throw new InputError(
        `rows: ${all} of ${sizes.length} classes are too few for a part of ${total} that leaves each class a row for training`,
      );
  }
  return taken;
}
