import type { Problem } from "../../problems/index.js";
import type { Interval } from "../statistic/interval.js";
import type { Decision } from "../verdict/index.js";
import type { Side } from "./arm.js";
import type { Budget } from "./contest.js";

/** A median over the seeds with its 95 % bootstrap interval; null where runs that diverged, or missing ones, reach it. */
export type Middle = Pick<Interval, "estimate" | "lower" | "upper"> | null;

/** What became of one method in one budget. */
export interface Standing {
  readonly label: string;
  readonly side: Side;
  /** Of the last round; absent for methods that take none. */
  readonly steps?: number;
  /** Runs with a result, and those among them that diverged. */
  readonly runs: number;
  readonly diverged: number;
  readonly test: Middle;
  /** The test error of every seed; null where the run diverged or is missing. */
  readonly tests: readonly (number | null)[];
  readonly validation: Middle;
  readonly train: Middle;
  readonly loss: Middle;
  /** Of one run with the chosen value, measured beside others. */
  readonly seconds: Middle;
  /** The option that was tuned, the middle of the chosen values, and how often the choice lay at an end of those tried. */
  readonly tuned?: { readonly option: string; readonly value: number; readonly atEnd: number };
  /** Seeds for which the validation data chose it among its side. */
  readonly picked: number;
  /** The training loss along the steps: the median of the runs. */
  readonly course?: { readonly step: readonly number[]; readonly loss: readonly (number | null)[] };
}

/** One budget: every method, and the relaxations against the baselines, both chosen on the validation data. */
export interface BudgetResult {
  readonly budget: Budget;
  readonly standings: readonly Standing[];
  readonly decision: Decision;
  /** Test errors of the relaxation and of the baseline that were chosen, by seed; seeds without all runs are left out. */
  readonly pairs: readonly (readonly [relaxation: number | null, baseline: number | null])[];
  /** By which share the chosen relaxation's test error lies below the chosen baseline's: centre and 95 % interval; negative where it is higher. */
  readonly gain: Middle;
  /** One sentence for a person. */
  readonly sentence: string;
}

/** The route that the validation data prefer. */
export interface Route {
  readonly label: string;
  readonly side: Side;
  /** One sentence, without the command. */
  readonly sentence: string;
}

/** What a comparison found: plain data, all that its report shows. */
export interface Comparison {
  readonly title: string;
  readonly task: Problem["task"];
  /** "share of errors" or "RMSE". */
  readonly measure: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly seconds: number;
  readonly seeds: number;
  /** Values tried of every tuned option. */
  readonly trials: number;
  /** The first one, equal time, is the verdict. */
  readonly budgets: readonly BudgetResult[];
  /** Absent where no method has all of its runs. */
  readonly route?: Route;
  /** Methods that take no part, and why. */
  readonly left: readonly string[];
}
