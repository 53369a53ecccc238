import type { Command } from "commander";
import { type DrawnProblemSpec, parseDrawnProblem } from "../problems/index.js";
import { compact } from "../training/compact.js";
import { names, number } from "./flag-value.js";

/** What the flags about the data file come to; every entry is absent unless given. */
export interface DataFlags {
  readonly problem?: DrawnProblemSpec;
  readonly target?: string[];
  readonly task?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly categorical?: string[];
  readonly missing?: string[];
  readonly labels?: string;
  readonly weights?: string;
  readonly ignore?: string[];
  readonly limit?: number;
  readonly test?: number;
  readonly validation?: number;
  readonly standardize?: boolean;
}

/**
 * Declares the flags that say how a data file is read; `test` is the share that the command keeps where the user names none, and
 * `problem` says whether one of the library's problems may stand in its place.
 */
export function declareDataOptions(
  command: Command,
  { test = 0.1, problem = false }: { readonly test?: number; readonly problem?: boolean } = {},
): Command {
  command.optionsGroup("Data:");
  if (problem)
    command.option(
      "--problem <name>",
      "a problem of the library in place of a file, with options: sine | function,target=doppler,noise=0.05 | ridges | singleNeuron | parity | halfSpaces | cosineNeuron | sphere | moons | spirals",
      drawnProblem,
    );
  return command
    .option(
      "-t, --target <names>",
      "column(s) to predict, separated by commas (one in a name: \\,); numbers where the file names none (default: the last)",
      names,
    )
    .option("--task <task>", "regression | classification (default: by the target's type)")
    .option("--header", "the first row names the columns (default: found out)")
    .option("--no-header", "it does not")
    .option(
      "--delimiter <char>",
      "comma, tab, semicolon, pipe, whitespace, or the character itself (default: found out)",
    )
    .option("--categorical <names>", "columns of numbers that are names", names)
    .option("--missing <words>", "what stands for a missing value (default: empty, NA, NaN, null, ?, ...)", names)
    .option("--labels <file>", "labels of an IDX image file (default: the one beside it)")
    .option(
      "--ignore <names>",
      "columns that are to be no inputs, such as row numbers, by name (or number, where the file has no names)",
      names,
    )
    .option("--limit <rows>", "read only the first rows", number("--limit"))
    .option("--test <fraction>", `rows kept for the test error (default: ${test})`, number("--test"))
    .option("--no-standardize", "leave inputs and target in their own units");
}

function drawnProblem(text: string): DrawnProblemSpec {
  const name = (path: readonly PropertyKey[]) =>
    ["--problem", ...path.filter((part) => part !== "name").map(String)].join(" ");
  return parseDrawnProblem(compact("--problem", text), name);
}

/** A flag that commander has on by default says something only when it is off. */
const off = (value: boolean | undefined) => (value === false ? false : undefined);

/** The part of a run's specification that the flags and the data file stand for. */
export const dataOf = (file: string | undefined, flags: DataFlags): Record<string, unknown> => ({
  file,
  problem: flags.problem,
  targets: flags.target,
  task: flags.task,
  header: flags.header,
  delimiter: flags.delimiter,
  categorical: flags.categorical,
  missing: flags.missing,
  labels: flags.labels,
  weights: flags.weights,
  ignore: flags.ignore,
  limit: flags.limit,
  standardize: off(flags.standardize),
  test: flags.test,
  validation: flags.validation,
});
