import { cos, pow } from "../numerics/elementary.js";

/** What a schedule remembers between steps; plain numbers, so that a checkpoint can hold it. */
export type ScheduleState = { rate: number; best: number; bad: number; cooldown: number };

/** The learning rate over the steps of a run. */
export interface Schedule {
  readonly name: "constant" | "cosine" | "exponential" | "plateau";
  /** The rate before any decay. */
  readonly initial: number;
  /** Options as given, for the record. */
  readonly options: Readonly<Record<string, number>>;
  /** Rate of step k = 1, ..., `steps`. */
  rate(step: number, steps: number, state: ScheduleState): number;
  /** Tells a plateau schedule the loss of step k; changes `state`. */
  observe?(step: number, loss: number, state: ScheduleState): void;
}

/** The state that every schedule starts from. */
export const scheduleState = (schedule: Schedule): ScheduleState => ({
  rate: schedule.initial,
  best: Number.POSITIVE_INFINITY,
  bad: 0,
  cooldown: 0,
});

function positive(name: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name}: expected a positive number, got ${value}`);
  return value;
}

/** eta_k = eta. */
export function constantRate(rate: number): Schedule {
  positive("rate", rate);
  return { name: "constant", initial: rate, options: {}, rate: () => rate };
}

/** eta_k = floor + (eta - floor) (1 + cos(pi (k-1)/K)) / 2 over the K steps of the run, `floor` as a fraction of eta. */
export function cosineRate(rate: number, { floor = 0 }: { floor?: number } = {}): Schedule {
  positive("rate", rate);
  if (!(floor >= 0 && floor <= 1)) throw new RangeError(`floor: expected a fraction in [0, 1], got ${floor}`);
  return {
    name: "cosine",
    initial: rate,
    options: { floor },
    rate: (step, steps) => rate * (floor + (1 - floor) * 0.5 * (1 + cos((Math.PI * (step - 1)) / steps))),
  };
}

/** eta_k = eta final^((k-1)/(K-1)): from eta at the first step to final * eta at the last. */
export function exponentialRate(rate: number, { final = 1e-2 }: { final?: number } = {}): Schedule {
  positive("rate", rate);
  positive("final", final);
  return {
    name: "exponential",
    initial: rate,
    options: { final },
    rate: (step, steps) => (steps > 1 ? rate * pow(final, (step - 1) / (steps - 1)) : rate),
  };
}

export interface PlateauOptions {
  /** Factor of each reduction. Default 0.1. */
  readonly factor?: number;
  /** Observations without improvement that are tolerated. Default 10. */
  readonly patience?: number;
  /** An improvement is loss < best (1 - threshold). Default 1e-4. */
  readonly threshold?: number;
  /** Observations after a reduction in which none is counted as bad. Default 0. */
  readonly cooldown?: number;
  /** The rate never falls below. Default 0. */
  readonly minimum?: number;
  /** Steps between observations. Default 100. */
  readonly every?: number;
}

/**
 * Lowers the rate when the loss stops falling, with the semantics of PyTorch's ReduceLROnPlateau (mode "min", relative
 * threshold, eps 1e-8): after more than `patience` observations in a row without improvement, eta <- max(factor eta, minimum).
 * The loss is observed every `every` steps.
 */
export function plateauRate(rate: number, options: PlateauOptions = {}): Schedule {
  positive("rate", rate);
  const { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, minimum = 0, every = 100 } = options;
  if (!(factor > 0 && factor < 1)) throw new RangeError(`factor: expected a number in (0, 1), got ${factor}`);
  for (const [name, value] of Object.entries({ patience, cooldown }))
    if (!(Number.isInteger(value) && value >= 0))
      throw new RangeError(`${name}: expected an integer >= 0, got ${value}`);
  if (!(threshold >= 0 && threshold < 1))
    throw new RangeError(`threshold: expected a number in [0, 1), got ${threshold}`);
  if (!(minimum >= 0)) throw new RangeError(`minimum: expected a rate >= 0, got ${minimum}`);
  if (!Number.isInteger(every) || every < 1) throw new RangeError(`every: expected a positive integer, got ${every}`);
  return {
    name: "plateau",
    initial: rate,
    options: { factor, patience, threshold, cooldown, minimum, every },
    rate: (_step, _steps, state) => state.rate,
    observe(step, loss, state) {
      if (step % every !== 0) return;
      if (loss < state.best * (1 - threshold)) {
        state.best = loss;
        state.bad = 0;
      } else state.bad++;
      if (state.cooldown > 0) {
        state.cooldown--;
        state.bad = 0;
      }
      if (state.bad > patience) {
        const lower = Math.max(state.rate * factor, minimum);
        if (state.rate - lower > 1e-8) state.rate = lower;
        state.cooldown = cooldown;
        state.bad = 0;
      }
    },
  };
}

/** A decay by name, with its own defaults. */
export type Decay = "none" | "cosine" | "exponential" | "plateau";

/** The schedule of an optimiser's `rate` and `decay` options. */
export function schedule(rate: number | Schedule, decay: Decay = "none"): Schedule {
  if (typeof rate !== "number") return rate;
  switch (decay) {
    case "none":
      return constantRate(rate);
    case "cosine":
      return cosineRate(rate);
    case "exponential":
      return exponentialRate(rate);
    case "plateau":
      return plateauRate(rate);
  }
}
