import { reduction } from "../statistic/paired-effect.js";
import type { ComparisonEvidence } from "./evidence.js";
import { digits, percent } from "./words.js";

export interface ComparisonWords {
  /** What is compared: a loss, told in decades, or a test error, told in percent. */
  readonly quantity: "loss" | "error";
  readonly candidate?: string;
  readonly baseline?: string;
}

/**
 * What a comparison found, as changes of the candidate's values against the baseline's: negative ones are gains. `interest` is the effect
 * of interest in decades.
 */
export function comparisonSentence(
  { name, effect, adjusted, family, alpha }: ComparisonEvidence,
  { quantity, candidate = "the candidate", baseline = "the baseline" }: ComparisonWords,
  interest: number,
): string {
  const change = (gain: number) => digits(quantity === "loss" ? -gain : -100 * reduction(gain));
  const unit = quantity === "loss" ? "decades" : "%";
  const least = digits(quantity === "loss" ? interest : 100 * reduction(interest));
  const { estimate, lower, upper } = effect.centre;
  const holm = family > 1 ? `, ${digits(adjusted)} after Holm's correction over ${family} tests` : "";
  return (
    `${name === "" ? "" : `${name}: `}against ${baseline} the ${quantity} of ${candidate} changes by ${change(estimate)} ${unit} ` +
    `[${change(upper)}, ${change(lower)}] (${percent(1 - alpha / family)} interval; ${effect.pairs} seeds: ${effect.wins} lower, ` +
    `${effect.ties} equal, ${effect.losses} higher; p = ${digits(effect.test.p)}${holm}); of interest: ${least} ${unit}.`
  );
}
