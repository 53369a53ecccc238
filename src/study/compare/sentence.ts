import type { Decision } from "../verdict/index.js";
import { digits } from "../verdict/words.js";
import type { Middle } from "./comparison.js";
import type { Budget } from "./contest.js";

export interface Finding {
  readonly decision: Decision;
  /** Shares; negative where the relaxation's error is higher. */
  readonly gain: Middle;
  readonly seeds: number;
  readonly budget: Budget;
}

const percent = (share: number): string => digits(100 * share, 2);

/** What the comparison found, in one plain sentence. */
export function findingSentence({ decision: { verdict, because }, gain, seeds, budget }: Finding): string {
  const where = budget === "time" ? "On this data" : "With equally many steps";
  if (gain === null || verdict === "vacuous") return `${where} the comparison says nothing: ${because}`;
  const { estimate, lower, upper } = gain;
  // A handful of seeds has no interval.
  const within = (a: number, b: number) =>
    Number.isFinite(a) && Number.isFinite(b) && upper < 1 ? ` [${percent(a)}, ${percent(b)}]` : "";
  const rise = `${percent(-estimate)} %${within(-upper, -lower)}`;
  const fall = `${percent(estimate)} %${within(lower, upper)}`;
  if (verdict === "holds") return `${where} relaxation lowers the test error by ${fall} against the best baseline.`;
  // Shown to be higher, or shown to gain less than what is of interest.
  if (verdict === "fails" && upper < 0)
    return `${where} relaxation raises the test error by ${rise} against the best baseline.`;
  const change = estimate >= 0 ? `${fall} lower` : `${rise} higher`;
  if (verdict === "fails")
    return `${where} relaxation gains nothing that matters: its test error is ${change} than that of the best baseline.`;
  return `${where} relaxation makes no difference that ${seeds} seed${seeds === 1 ? "" : "s"} can show: its test error is ${change} than that of the best baseline.`;
}
