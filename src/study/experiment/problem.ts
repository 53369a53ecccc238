import { InputError } from "../../model/errors.js";
import type { Table } from "../../model/table.js";
import { hashBytes } from "../../numerics/hash.js";
import { buildProblem, type Problem, type ProblemSpec, problemFile } from "../../problems/index.js";
import { contentHash, type ExperimentContext } from "../cell.js";

/** A fingerprint of a table's content: names, numbers, categories, in their order. */
export const tableHash = ({ columns, targets }: Table): string =>
  contentHash([
    targets,
    columns.map((column) =>
      column.kind === "number"
        ? [column.name, hashBytes(column.values)]
        : [column.name, hashBytes(column.codes), column.categories],
    ),
  ]);

/**
 * The problem that a description stands for, its file read through the context where it lives in one.
 * @param source the fingerprint that the file's table had when the study was planned.
 * @throws InputError if there is nothing to read files with, or the file has changed.
 */
export async function openProblem(
  spec: ProblemSpec,
  { readTable }: Pick<ExperimentContext, "readTable">,
  source?: string,
): Promise<Problem> {
  const file = problemFile(spec);
  if (!file) return buildProblem(spec);
  if (!readTable)
    throw new InputError(`problem "${spec.name}": ${file.path} cannot be read here; files need hrta/node`);
  const table = await readTable(file);
  if (source !== undefined && tableHash(table) !== source)
    throw new InputError(`${file.path}: has changed since the study was planned; start the study again`);
  return buildProblem(spec, table);
}
