import { InputError } from "../model/errors.js";
import { type Split, split } from "../model/split.js";
import type { TrainOptions } from "../training/index.js";
import { type RunSpec, trainOptions } from "../training/spec.js";
import { withDefaults } from "./defaults.js";
import { readTable } from "./read-table.js";

/** A run that is ready to start: its data, split and encoded, and the options of `train`. */
export interface Prepared {
  readonly file: string;
  readonly data: Split;
  readonly options: TrainOptions;
  /** What the reader and the encoding noticed, one sentence each. */
  readonly notes: readonly string[];
}

/** Share of the rows that early stopping holds out where the user names none. */
const DEFAULT_VALIDATION = 0.1;

/**
 * Reads the data a specification names, splits and standardises them, and turns the rest of it into options of `train`.
 * What the user left open is filled in by `withDefaults`; image files with labels are a classification.
 * @throws InputError for anything wrong with the file or the specification.
 */
export async function prepare(spec: RunSpec): Promise<Prepared> {
  const { data: source = {}, seed = 0 } = spec;
  if (!source.file) throw new InputError("data.file: name a data file, for instance hrta train data.csv --target y");
  const table = await readTable(source.file, {
    targets: source.targets,
    header: source.header,
    delimiter: source.delimiter,
    categorical: source.categorical,
    missing: source.missing,
    labels: source.labels,
    limit: source.limit,
  });
  const data = split(table, {
    test: source.test ?? 0.1,
    validation: source.validation ?? (spec.earlyStop ? DEFAULT_VALIDATION : 0),
    seed,
    task: source.task ?? (isIdx(source.file) ? "classification" : undefined),
    standardize: source.standardize,
    weights: source.weights,
  });
  const { spec: full, notes } = withDefaults(spec, data);
  if (data.encoding.target.kind !== "classes" && (full.loss === "logistic" || full.loss === "hinge"))
    throw new InputError(
      `loss: ${full.loss} is for classes, and the target is a number; use mse, or say --task classification`,
    );
  const options: TrainOptions = {
    ...trainOptions(full, data.train.rows),
    data: data.train,
    validation: data.validation,
  };
  return { file: source.file, data, options, notes: [...data.notes, ...notes] };
}

/** IDX files hold images with labels. */
const isIdx = (file: string) => /\.idx\d?(\.gz)?$|idx\d-ubyte(\.gz)?$/i.test(file);
