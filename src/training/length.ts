import { openLoop } from "./loop.js";
import { DEFAULT_STEPS, type Plan } from "./plan.js";

/** How long a time budget is measured for, in milliseconds, and on how many steps at least; a tiny budget is measured for a few times its own length. */
const CALIBRATION = 300;
const LEAST_CALIBRATION = 20;
const CALIBRATION_SHARE = 1.2;
const CALIBRATION_STEPS = 5;
/** Steps that a trial run is planned for; it never gets there. */
export const CALIBRATION_HORIZON = 100_000;

/** The number of steps of the run; a time budget is measured on a run of its own that is then thrown away. */
export async function stepsOf(planned: Plan, notes: string[], abandoned: boolean): Promise<number> {
  const { resume, steps, seconds } = planned.options;
  if (resume) {
    if (steps !== undefined && steps !== resume.steps)
      throw new RangeError(`resume: the checkpoint belongs to a run of ${resume.steps} steps, not ${steps}`);
    return resume.steps;
  }
  if (seconds === undefined || abandoned) return steps ?? DEFAULT_STEPS;
  const trial = await openLoop(planned, CALIBRATION_HORIZON);
  let count: number;
  try {
    count = measuredSteps(() => trial.advance() !== "diverged", seconds);
  } finally {
    trial.close();
  }
  notes.push(`${seconds} s were measured to be ${count} steps on this machine; repeat the run with --steps ${count}.`);
  const late = planned.relaxation.moves?.find(({ step }) => step > count);
  if (late) notes.push(`s is not moved at step ${late.step} and later, as the run ends before.`);
  return count;
}

/**
 * How many steps fit into so many seconds on this machine.
 * @param advance makes a step of a run that is thrown away afterwards; false ends the trial.
 */
export function measuredSteps(advance: () => boolean, seconds: number): number {
  const length = Math.min(CALIBRATION, Math.max(LEAST_CALIBRATION, CALIBRATION_SHARE * 1000 * seconds));
  const times: number[] = [];
  const start = performance.now();
  while (
    times.length < CALIBRATION_HORIZON &&
    (times.length < CALIBRATION_STEPS || performance.now() - start < length)
  ) {
    const before = performance.now();
    if (!advance()) break;
    times.push(performance.now() - before);
  }
  // The mean of the later half: the first steps still warm the code up.
  const later = times.slice(Math.floor(times.length / 2));
  const perStep = Math.max(later.reduce((sum, time) => sum + time, 0) / Math.max(later.length, 1), 1e-4);
  return Math.max(1, Math.round((seconds * 1000) / perStep));
}
