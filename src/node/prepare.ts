import { InputError } from "../model/errors.js";
import { type Split, split } from "../model/split.js";
import { withoutColumns } from "../model/table.js";
import { withDefaults } from "../training/defaults.js";
import type { TrainOptions } from "../training/index.js";
import { type RunSpec, trainOptions } from "../training/spec.js";
import { readTable } from "./read-table.js";

/** A run that is ready to start: its data, split and encoded, and the options of `train`. */
export interface Prepared {
  readonly file: string;
  /** How the file is read and parted, with every choice written out. */
  readonly source: NonNullable<RunSpec["data"]>;
  readonly data: Split;
  readonly options: TrainOptions;
  /** What the reader and the encoding noticed, one sentence each. */
  readonly notes: readonly string[];
}

/** Share of the rows that early stopping and polishing hold out where the user names none. */
const DEFAULT_VALIDATION = 0.1;
const DEFAULT_TEST = 0.1;

/**
 * Reads the data a specification names, splits and standardises them, and turns the rest of it into options of `train`.
 * What the user left open is filled in by `withDefaults`; image files with labels are a classification.
 * @throws InputError for anything wrong with the file or the specification.
 */
export async function prepare(spec: RunSpec): Promise<Prepared> {
  const { data: asked = {}, seed = 0 } = spec;
  const { file } = asked;
  if (!file) throw new InputError("no data file is named; for instance: hrta train data.csv --target y");
  const task = asked.task ?? (isIdx(file) ? "classification" : undefined);
  const table = await readTable(file, {
    targets: asked.targets,
    header: asked.header,
    delimiter: asked.delimiter,
    categorical: asked.categorical,
    missing: asked.missing,
    labels: asked.labels,
    limit: asked.limit,
    task,
  });
  for (const option of ["weights", "categorical"] as const) {
    const both = [asked[option] ?? []].flat().find((name) => asked.ignore?.includes(name));
    if (both !== undefined)
      throw new InputError(`${option}: column "${both}" is also ignored; leave it out of one of them`);
  }
  const shares = {
    test: asked.test ?? DEFAULT_TEST,
    validation: asked.validation ?? (spec.earlyStop || spec.polish ? DEFAULT_VALIDATION : 0),
  };
  const data = split(withoutColumns(table, asked.ignore), {
    ...shares,
    seed,
    task,
    standardize: asked.standardize,
    weights: asked.weights,
  });
  const classes = data.encoding.target.kind === "classes";
  const { spec: full, notes } = withDefaults(spec, { train: data.train, classes });
  if (!classes && (full.loss === "logistic" || full.loss === "hinge"))
    throw new InputError(
      `loss: ${full.loss} is for classes, and the target is a number; use mse, or say --task classification`,
    );
  const options: TrainOptions = {
    ...trainOptions(full, data.train.rows),
    data: data.train,
    validation: data.validation,
  };
  const source = {
    ...asked,
    ...shares,
    targets: [...table.targets],
    task: classes ? ("classification" as const) : ("regression" as const),
  };
  return { file, source, data, options, notes: [...table.notes, ...data.notes, ...notes] };
}

/** IDX files hold images with labels. */
const isIdx = (file: string) => /\.idx\d?(\.gz)?$|idx\d-ubyte(\.gz)?$/i.test(file);
