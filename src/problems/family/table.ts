import { z } from "zod";
import { type SplitOptions, split } from "../../model/split.js";
import { type Table, withoutColumns } from "../../model/table.js";
import { count } from "../fields.js";
import type { Problem } from "../problem.js";

/** A file of the user: CSV or any other that `readTable` reads. */
export const tableSpec = z.strictObject({
  name: z.literal("table"),
  file: z.string().min(1),
  /** Columns to predict. Default: the last. */
  targets: z.array(z.string()).min(1).optional(),
  task: z.enum(["regression", "classification"]).optional(),
  header: z.union([z.boolean(), z.literal("auto")]).optional(),
  delimiter: z.string().optional(),
  categorical: z.array(z.string()).optional(),
  missing: z.array(z.string()).optional(),
  labels: z.string().optional(),
  weights: z.string().optional(),
  ignore: z.array(z.string()).optional(),
  limit: count.optional(),
  /** Whether inputs and targets are standardised over the training rows. Default true: columns have units. */
  standardize: z.boolean().optional(),
  /** Share of the rows to judge by. Default 0.2. */
  test: z.number().gt(0).lt(1).optional(),
  /** Share of the rows to choose by. Default 0.2. */
  validation: z.number().gt(0).lt(1).optional(),
});

export interface TableProblemOptions extends Omit<SplitOptions, "seed"> {
  /** What titles call the table. Default "table". */
  readonly title?: string;
  /** Columns that are to be no inputs. */
  readonly ignore?: readonly string[];
}

/**
 * A user's table as a problem: `split` with the data's seed, a share of 0.2 to choose by and 0.2 to judge by, inputs and targets
 * standardised over the training rows unless the options say otherwise; `encoding` leads back to the columns' units.
 *
 * `inputs` and `outputs` are those of seed 0: with a category so rare that a seed's training rows lack it, its data have an
 * input less.
 * @throws InputError as `split` and `withoutColumns`.
 * @example tableProblem(await readTable("concrete.csv"), { title: "concrete" }).data(1)
 */
export function tableProblem(table: Table, options: TableProblemOptions = {}): Problem {
  const { title = "table", ignore, ...splitting } = options;
  const kept = withoutColumns(table, ignore);
  const { test = 0.2, validation = 0.2 } = splitting;
  const data = (seed: number) => {
    const parts = split(kept, { ...splitting, test, validation, seed });
    if (!parts.validation || !parts.test)
      throw new RangeError(
        `test, validation: expected shares above 0, as a problem has all three parts, got ${test} and ${validation}`,
      );
    return { train: parts.train, validation: parts.validation, test: parts.test, encoding: parts.encoding };
  };
  const { train, encoding } = data(0);
  return {
    name: "table",
    title,
    task: encoding.target.kind === "classes" ? "classification" : "regression",
    inputs: train.inputs,
    outputs: train.outputs,
    data,
  };
}
