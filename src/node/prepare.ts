import { InputError } from "../model/errors.js";
import { type Prepared, prepareProblem, prepareTable } from "../study/prepare.js";
import type { RunSpec } from "../training/spec.js";
import { readTable } from "./read-table.js";

/**
 * Reads or draws the data a specification names, and prepares a run on them (`prepareTable`, `prepareProblem`); image files with
 * labels are a classification.
 * @throws InputError for anything wrong with the file or the specification.
 */
export async function prepare(spec: RunSpec): Promise<Prepared> {
  const { data: asked = {} } = spec;
  const { file } = asked;
  if (asked.problem) return prepareProblem(spec);
  if (!file)
    throw new InputError(
      "no data file is named; for instance: hrta train data.csv --target y, or without a file: hrta train --problem sine",
    );
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
  return prepareTable({ ...spec, data: { ...asked, task } }, table, file);
}

/** IDX files hold images with labels. */
const isIdx = (file: string) => /\.idx\d?(\.gz)?$|idx\d-ubyte(\.gz)?$/i.test(file);
