/** s taken into one's own hand, or given back to the path. */
export interface Move {
  /** The first step under it. */
  readonly step: number;
  /** From that step on; null gives s back to the path. */
  readonly s: number | null;
}

/** What a relaxation remembers between steps; plain numbers, so that a checkpoint can hold it. */
export type RelaxationState = {
  index: number;
  best: number;
  bad: number;
  cooldown: number;
  /** Where s is moved by hand: the s that the path itself is at, and how many moves were made. */
  own?: number;
  made?: number;
};

/** What a relaxation may look at when it chooses the s of a step. */
export interface RelaxationContext {
  /** The coming step, 1, 2, ..., and the number of steps of the whole run. */
  readonly step: number;
  readonly steps: number;
  /** The present s, and the loss of the step before (infinite before the first). */
  readonly s: number;
  readonly loss: number;
  /** Changed in place. */
  readonly state: RelaxationState;
  /** R_s of the whole training set at the present parameters, after a hard switch to s. */
  lossAt(s: number): number;
}

/** How a change of s is made. */
export interface SwitchOptions {
  /**
   * `"hard"` (default): s changes and the parameters stay, as in the paper; the loss jumps.
   * `"lossless"`: output weights are rescaled and a linear link added so that the function stays the same (PAPERS.md HRTA 8).
   */
  readonly switch?: "hard" | "lossless";
  /** `"keep"` (default) or `"reset"` the optimiser's moments at a change of s. */
  readonly moments?: "keep" | "reset";
}

/** The path of s over a run. */
export interface Relaxation {
  readonly name: string;
  /** s of the first step. */
  readonly initial: number;
  /** Every s that the path may take lies in [min, max]. */
  readonly range: readonly [number, number];
  readonly switch: "hard" | "lossless";
  /** At a switch; while s moves smoothly the moments are kept. */
  readonly moments: "keep" | "reset";
  /** Whether s moves a little at every step (a ramp) rather than at switches; a function, where that differs from step to step. */
  readonly smooth: boolean | ((step: number, steps: number) => boolean);
  /** Options as given or defaulted, for the record. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Where s may be taken out of the path's hands (`movedByHand`): the moves so far. */
  readonly moves?: readonly Move[];
  /** s of the coming step. */
  next(context: RelaxationContext): number;
}

/** Whether a change of s before this step is part of a smooth movement; if not, it is a switch. */
export const isSmooth = ({ smooth }: Relaxation, step: number, steps: number): boolean =>
  typeof smooth === "function" ? smooth(step, steps) : smooth;

export const relaxationState = (): RelaxationState => ({
  index: 0,
  best: Number.POSITIVE_INFINITY,
  bad: 0,
  cooldown: 0,
});

export function checkS(name: string, s: number): number {
  if (!Number.isFinite(s)) throw new RangeError(`${name}: expected a finite number, usually in [0, 2], got ${s}`);
  return s;
}

export function checkFraction(name: string, value: number): number {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`${name}: expected a fraction of the steps in [0, 1], got ${value}`);
  return value;
}

export function checkCount(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name}: expected a positive integer, got ${value}`);
  return value;
}

/** The fields that all relaxations share. */
export function switching(options: SwitchOptions): Pick<Relaxation, "switch" | "moments"> {
  return { switch: options.switch ?? "hard", moments: options.moments ?? "keep" };
}

export function extent(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/**
 * A lossless switch divides by the new s and multiplies by the old one, so neither may be 0.
 * @throws RangeError naming the option.
 */
export function refuseZero(name: string, values: readonly number[], options: SwitchOptions): void {
  if (options.switch === "lossless" && values.some((s) => s === 0))
    throw new RangeError(
      `${name}: a lossless switch needs every s to be other than 0 (it scales by s/s'); start at 0.1, or use switch "hard"`,
    );
}
