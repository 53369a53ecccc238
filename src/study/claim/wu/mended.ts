import { across, type Decision, type Part } from "../../verdict/index.js";

/**
 * A statement in several forms or settings, such as printed and with its slip mended: as `across`, but undecided as long as one of them is. The
 * failure of the printed form alone does not count against all, nor does a form of which nothing is known yet make a condition of the others.
 */
export function acrossForms(forms: readonly Part[]): Decision {
  if (forms.every(({ decision }) => decision.verdict !== "undecided")) return across(forms);
  const because = forms.map(({ name, decision }) => `(${name}: ${decision.verdict}) ${decision.because}`).join(" ");
  return { verdict: "undecided", because };
}

/** The forms as parts of a page, each with the name of what it is a form of. */
export const formsOf = (what: string, forms: readonly Part[]): Part[] =>
  forms.map(({ name, decision }) => ({ name: `${what}, ${name}`, decision }));
