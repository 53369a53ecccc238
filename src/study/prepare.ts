import type { Dataset, Encoding } from "../model/dataset.js";
import { InputError } from "../model/errors.js";
import { type Split, split } from "../model/split.js";
import { type Table, withoutColumns } from "../model/table.js";
import { buildProblem, type Problem, parseDrawnProblem } from "../problems/index.js";
import { toCompact } from "../training/compact.js";
import { withDefaults } from "../training/defaults.js";
import type { TrainOptions } from "../training/index.js";
import { type RunSpec, trainOptions } from "../training/spec.js";

/** A run that is ready to start: its data, parted and encoded, and the options of `train`. */
export interface Prepared {
  /** Where the data are from: the file as it was named, or the problem in its compact form. */
  readonly name: string;
  /** What a reader sees: the file without its folders, or the problem in words. */
  readonly title: string;
  /** How the data are read and parted, or drawn, with every choice written out. */
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
 * Splits and standardises a table as a specification says, and turns the rest of it into options of `train`. What the user left
 * open is filled in by `withDefaults`.
 * @param name what the table is called, for instance its file.
 * @throws InputError for anything wrong with the table or the specification.
 */
export function prepareTable(spec: RunSpec, table: Table, name: string): Prepared {
  const { data: asked = {}, seed = 0 } = spec;
  for (const option of ["weights", "categorical"] as const) {
    const both = [asked[option] ?? []].flat().find((column) => asked.ignore?.includes(column));
    if (both !== undefined)
      throw new InputError(`${option}: column "${both}" is also ignored; leave it out of one of them`);
  }
  const shares = {
    test: asked.test ?? DEFAULT_TEST,
    validation: asked.validation ?? (needsValidation(spec) ? DEFAULT_VALIDATION : 0),
  };
  const data = split(withoutColumns(table, asked.ignore), {
    ...shares,
    seed,
    task: asked.task,
    standardize: asked.standardize,
    weights: asked.weights,
  });
  const classes = data.encoding.target.kind === "classes";
  const { options, notes } = completed(spec, data);
  return {
    name,
    title: name.replace(/^.*[\\/]/, ""),
    source: {
      ...asked,
      ...shares,
      targets: [...table.targets],
      task: classes ? ("classification" as const) : ("regression" as const),
    },
    data,
    options,
    notes: [...table.notes, ...data.notes, ...notes],
  };
}

/**
 * The same for one of the library's own problems: the training and test sets are those of `buildProblem(...).data(seed)`, to the
 * bit and as they are, its validation set only where early stopping or a polish asks for it. Inputs are called x1, x2, ..., the
 * target y, and classes -1 and 1, or 1, 2, ... for more than two.
 * @throws InputError for a problem that is none, that lives in a file, or for anything wrong with the specification.
 */
export function prepareProblem(spec: RunSpec): Prepared {
  const { data: asked = {}, seed = 0 } = spec;
  if (!asked.problem) throw new InputError('data: no problem is named; expected one, for instance { "name": "sine" }');
  const described = parseDrawnProblem(asked.problem, "problem");
  const problem = buildProblem(described);
  const { train, validation, test } = problem.data(seed);
  const held = asked.validation !== 0 && needsValidation(spec) ? validation : undefined;
  const data: Split = {
    train,
    validation: held,
    test,
    encoding: encodingOf(problem),
    notes: [],
    rows: { train: counted(train), validation: counted(held), test: counted(test) },
  };
  return {
    name: toCompact(described),
    title: problem.title,
    source: { problem: described, ...(asked.validation === 0 ? { validation: 0 } : {}) },
    data,
    ...completed(spec, data),
  };
}

const needsValidation = ({ earlyStop, polish }: RunSpec): boolean => earlyStop !== undefined || polish === true;

/** The options of `train` for these data, with what they decide filled in, and notes of it. */
function completed(spec: RunSpec, data: Split): Pick<Prepared, "options" | "notes"> {
  const classes = data.encoding.target.kind === "classes";
  const { spec: full, notes } = withDefaults(spec, { train: data.train, classes });
  if (!classes && (full.loss === "logistic" || full.loss === "hinge"))
    throw new InputError(
      `loss: ${full.loss} is for classes, and the target is a number; use mse${spec.data?.problem ? "" : ", or say --task classification"}`,
    );
  return {
    options: { ...trainOptions(full, data.train.rows), data: data.train, validation: data.validation },
    notes,
  };
}

/** Names for what has none, and units that are those of the network. */
function encodingOf({ inputs, outputs, task }: Problem): Encoding {
  const numbers = (count: number) => Array.from({ length: count }, (_, j) => j + 1);
  return {
    features: numbers(inputs).map((j) => ({ name: `x${j}`, kind: "number", mean: 0, deviation: 1 })),
    target:
      task === "classification"
        ? { kind: "classes", name: "y", classes: outputs === 1 ? ["-1", "1"] : numbers(outputs).map(String) }
        : {
            kind: "regression",
            names: outputs === 1 ? ["y"] : numbers(outputs).map((j) => `y${j}`),
            means: numbers(outputs).map(() => 0),
            deviations: numbers(outputs).map(() => 1),
          },
  };
}

/** Drawn samples have no place in a table: they are counted in their own part. */
const counted = (part: Dataset | undefined): Int32Array =>
  Int32Array.from({ length: part?.rows ?? 0 }, (_, row) => row);
