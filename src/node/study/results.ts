import { writeParquet } from "../../format/parquet.js";
import type { Json } from "../../study/cell.js";
import type { StudyCell } from "../../study/expand.js";
import type { Budget } from "../../study/spec.js";
import { median } from "../../study/statistic/quantile.js";
import type { JournalEntry } from "./journal.js";

/** A cell of a study and what became of it; numbers that there are none of are NaN. */
export interface ResultRow {
  readonly id: string;
  readonly problem: string;
  readonly network: string;
  readonly method: string;
  /** "1000 steps", "10 s"; "" for a method that takes no steps. */
  readonly budget: string;
  readonly seed: number;
  /** "finished", "diverged", "target", "early"; "failed" for a cell without a result, "missing" for one that has not run. */
  readonly outcome: string;
  /** Steps taken. */
  readonly steps: number;
  readonly loss: number;
  readonly trainRmse: number;
  readonly validationRmse: number;
  readonly testRmse: number;
  /** Shares of wrong classes; NaN in regression. */
  readonly trainError: number;
  readonly validationError: number;
  readonly testError: number;
  /** Of the first hidden layer at the end. */
  readonly s: number;
  /** Of the fit. */
  readonly seconds: number;
  /** What went wrong with a failed cell. */
  readonly error: string;
}

/** Medians over the seeds of one combination; a diverged run counts as infinitely bad, a failed cell not at all. */
export interface SummaryRow {
  readonly problem: string;
  readonly network: string;
  readonly method: string;
  readonly budget: string;
  /** Cells with a result, diverged ones among them. */
  readonly cells: number;
  readonly diverged: number;
  readonly failed: number;
  /** Most steps taken. */
  readonly steps: number;
  readonly loss: number;
  readonly trainRmse: number;
  readonly validationRmse: number;
  readonly testRmse: number;
  /** NaN in regression. */
  readonly testError: number;
  readonly seconds: number;
}

export const budgetText = (budget: Budget | undefined): string =>
  budget === undefined ? "" : "steps" in budget ? `${budget.steps} steps` : `${budget.seconds} s`;

type Fields = { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number at a path of fields of a result; NaN where there is none. */
function number(value: Json | undefined, ...path: readonly (string | number)[]): number {
  let at: Json | undefined = value;
  for (const key of path) at = Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[key] : undefined;
  return typeof at === "number" ? at : Number.NaN;
}

/** A row for every cell of a study, in the study's order. */
export function resultRows(
  cells: readonly { readonly id: string; readonly cell: StudyCell }[],
  entries: ReadonlyMap<string, JournalEntry>,
): ResultRow[] {
  return cells.map(({ id, cell: { combination, cell } }) => {
    const entry = entries.get(id);
    const result = entry?.result;
    const outcome = isObject(result) && typeof result.outcome === "string" ? result.outcome : undefined;
    const { problem, network, method, budget } = combination;
    return {
      id,
      problem,
      network,
      method,
      budget: budgetText(budget),
      seed: cell.seed,
      outcome: outcome ?? (entry ? "failed" : "missing"),
      steps: number(result, "steps"),
      loss: number(result, "loss"),
      trainRmse: number(result, "train", "rmse"),
      validationRmse: number(result, "validation", "rmse"),
      testRmse: number(result, "test", "rmse"),
      trainError: number(result, "train", "error"),
      validationError: number(result, "validation", "error"),
      testError: number(result, "test", "error"),
      s: number(result, "s", 0),
      seconds: number(result, "seconds"),
      error: entry?.error ?? "",
    };
  });
}

/** The rows as a Parquet file, a column a field. */
export function resultsParquet(rows: readonly ResultRow[]): Uint8Array {
  const text = (name: "id" | "problem" | "network" | "method" | "budget" | "outcome" | "error") => ({
    name,
    values: rows.map((row) => row[name]),
  });
  const numbers = (name: Exclude<keyof ResultRow, Parameters<typeof text>[0]>) => ({
    name,
    values: Float64Array.from(rows, (row) => row[name]),
  });
  return writeParquet([
    ...(["id", "problem", "network", "method", "budget"] as const).map(text),
    numbers("seed"),
    text("outcome"),
    ...(["steps", "loss", "trainRmse", "validationRmse", "testRmse"] as const).map(numbers),
    ...(["trainError", "validationError", "testError", "s", "seconds"] as const).map(numbers),
    text("error"),
  ]);
}

/** Medians over the seeds of every combination, in the study's order. */
export function summaryRows(rows: readonly ResultRow[]): SummaryRow[] {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.problem, row.network, row.method, row.budget]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const [{ problem, network, method, budget }] = group;
    const there = group.filter(({ outcome }) => outcome !== "failed" && outcome !== "missing");
    const middle = (field: "loss" | "trainRmse" | "validationRmse" | "testRmse" | "testError" | "seconds") => {
      const values = there.map((row) =>
        row.outcome === "diverged" && field !== "seconds" ? Number.POSITIVE_INFINITY : row[field],
      );
      return values.length === 0 || values.some(Number.isNaN) ? Number.NaN : median(values);
    };
    const classes = there.some(({ testError }) => !Number.isNaN(testError));
    return {
      problem,
      network,
      method,
      budget,
      cells: there.length,
      diverged: there.filter(({ outcome }) => outcome === "diverged").length,
      failed: group.filter(({ outcome }) => outcome === "failed").length,
      steps: there.reduce((most, { steps }) => Math.max(most, steps), 0),
      loss: middle("loss"),
      trainRmse: middle("trainRmse"),
      validationRmse: middle("validationRmse"),
      testRmse: middle("testRmse"),
      testError: classes ? middle("testError") : Number.NaN,
      seconds: middle("seconds"),
    };
  });
}
