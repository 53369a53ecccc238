import { across, type Decision, type Part } from "../../verdict/index.js";

/**
 * A statement in several forms or settings, such as printed and with its slip mended: as `across`, but undecided as long as a form that may
 * yet hold is, so that the failure of the printed one alone does not count against all.
 */
export function acrossForms(forms: readonly Part[]): Decision {
  const open = forms.filter(({ decision }) => decision.verdict === "undecided");
  if (open.length === 0 || forms.some(({ decision }) => decision.verdict.startsWith("holds"))) return across(forms);
  const because = forms.map(({ name, decision }) => `(${name}: ${decision.verdict}) ${decision.because}`).join(" ");
  return { verdict: "undecided", because };
}
