import { InputError } from "../model/errors.js";
import { type Split, split } from "../model/split.js";
import type { TrainOptions } from "../training/index.js";
import { type RunSpec, trainOptions } from "../training/spec.js";
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
 * Classification takes the logistic loss unless another is named.
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
    task: source.task,
    standardize: source.standardize,
    weights: source.weights,
  });
  const classes = data.encoding.target.kind === "classes";
  const loss = spec.loss ?? (classes ? "logistic" : "mse");
  if (!classes && (loss === "logistic" || loss === "hinge"))
    throw new InputError(
      `loss: ${loss} is for classes, and the target is a number; use mse, or say --task classification`,
    );
  const options: TrainOptions = {
    ...trainOptions({ ...spec, loss }, data.train.rows),
    data: data.train,
    validation: data.validation,
  };
  return { file: source.file, data, options, notes: [...table.notes, ...data.notes] };
}
