import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../model/errors.js";
import { type ProblemSpec, problemName, suite } from "../../problems/index.js";
import { fileError } from "../file-error.js";

const DATA = /\.(csv|tsv|parquet)(\.gz)?$/i;

/** A problem of the suite with the name that tables give it. */
export interface SuiteProblem {
  readonly name: string;
  readonly spec: ProblemSpec;
}

/**
 * The problems of the benchmark suite, and each data file of a folder with its last column as the target.
 * @throws InputError if the folder cannot be read, or holds no data file.
 */
export function suiteProblems(folder: string | undefined): SuiteProblem[] {
  const drawn = suite.map((spec) => ({ name: problemName(spec), spec }));
  if (folder === undefined) return drawn;
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => DATA.test(name))
      .sort();
  } catch (error) {
    throw fileError("read", folder, error);
  }
  if (names.length === 0)
    throw new InputError(`${folder}: holds no .csv, .tsv or .parquet file; name a folder with data files`);
  return [...drawn, ...names.map((name) => ({ name, spec: { name: "table" as const, file: join(folder, name) } }))];
}
