import { bootstrapMedian } from "../statistic/bootstrap.js";
import { median } from "../statistic/quantile.js";
import { type Arm, isTrainedArm } from "./arm.js";
import type { Middle, Standing } from "./comparison.js";
import type { Outcome } from "./outcome.js";

/** The median of values, null ones (runs that diverged) worse than any number. */
export function middle(values: readonly (number | null)[], stream: string): Middle {
  if (values.length === 0) return null;
  const all = values.map((value) => value ?? Number.POSITIVE_INFINITY);
  const estimate = median(all);
  if (!Number.isFinite(estimate)) return null;
  if (all.length < 3) return { estimate, lower: Math.min(...all), upper: Math.max(...all) };
  const { lower, upper } = bootstrapMedian(all, { stream });
  return { estimate, lower, upper };
}

export interface StandingOptions {
  readonly steps?: number;
  /** An entry a seed; undefined where the run is missing. */
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly picked: number;
}

/** What became of one method. */
export function standing(arm: Arm, { steps, outcomes, picked }: StandingOptions): Standing {
  const runs = outcomes.filter((outcome) => outcome !== undefined);
  const of = (key: "test" | "validation" | "train" | "loss" | "seconds") =>
    middle(
      runs.map((run) => run[key]),
      `${arm.label} ${key}`,
    );
  const chosen = runs.flatMap((run) => (typeof run.chosen === "number" ? [run.chosen] : []));
  const tuned = tunedOf(arm, chosen);
  const course = courseOf(runs);
  return {
    label: arm.label,
    side: arm.side,
    ...(steps === undefined ? {} : { steps }),
    runs: runs.length,
    diverged: runs.filter(({ diverged }) => diverged).length,
    test: of("test"),
    tests: outcomes.map((outcome) => outcome?.test ?? null),
    validation: of("validation"),
    train: of("train"),
    loss: of("loss"),
    seconds: of("seconds"),
    ...(tuned ? { tuned } : {}),
    picked,
    ...(course ? { course } : {}),
  };
}

/** The value that stands in the middle of the chosen ones, itself one of those tried. */
function tunedOf(arm: Arm, chosen: readonly number[]): Standing["tuned"] {
  if (chosen.length === 0) return undefined;
  const value = [...chosen].sort((a, b) => a - b)[Math.floor(chosen.length / 2)];
  if (!isTrainedArm(arm)) {
    const option = arm.method.kind === "randomFeatures" ? "strength" : "ridge";
    return { option, value, atEnd: 0 };
  }
  const { option, values } = arm.tune;
  const ends = [values[0], values[values.length - 1]];
  return { option, value, atEnd: chosen.filter((one) => ends.includes(one)).length };
}

/** The median of the runs' losses at the steps that all of them have. */
function courseOf(runs: readonly Outcome[]): Standing["course"] {
  const courses = runs.flatMap(({ course }) => (course ? [course] : []));
  if (courses.length === 0) return undefined;
  const { step } = courses.reduce((a, b) => (b.step.length > a.step.length ? b : a));
  const loss = step.map((at) => {
    const there = courses.map((course) => course.loss[course.step.indexOf(at)] ?? Number.POSITIVE_INFINITY);
    const value = median(there);
    return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
  });
  return { step, loss };
}
