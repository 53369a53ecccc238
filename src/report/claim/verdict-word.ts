import type { Decision, Verdict } from "../../study/verdict/index.js";
import { html, type Markup } from "../html.js";
import { plural } from "../sentence.js";

/** All verdicts, in the order in which they are told. */
export const verdicts: readonly Verdict[] = ["holds", "holds under conditions", "fails", "vacuous", "undecided"];

/** The class of a verdict in the style sheet. */
export const verdictClass = (verdict: Verdict): string =>
  verdict === "holds under conditions" ? "conditions" : verdict;

/** The verdict as a coloured word. */
export const verdictWord = (verdict: Verdict): Markup =>
  html`<b class="verdict ${verdictClass(verdict)}">${verdict}</b>`;

/** How many decisions have which verdict, those that none has left out. */
export const totals = (decisions: readonly Decision[]): readonly (readonly [verdict: Verdict, count: number])[] =>
  verdicts
    .map((verdict) => [verdict, decisions.filter((decision) => decision.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0);

const VERBS: Readonly<Record<Verdict, readonly [one: string, more: string]>> = {
  holds: ["holds", "hold"],
  "holds under conditions": ["holds under conditions", "hold under conditions"],
  fails: ["fails", "fail"],
  vacuous: ["is vacuous", "are vacuous"],
  undecided: ["is undecided", "are undecided"],
};

/** "20 hold, 3 fail and 1 is vacuous", or without the numbers. */
export function countedList(counts: readonly (readonly [verdict: Verdict, count: number])[], numbers = true): string {
  const parts = counts.map(([verdict, count]) => {
    const verb = VERBS[verdict][count === 1 ? 0 : 1];
    return numbers ? `${count} ${verb}` : verb;
  });
  const last = parts.at(-1) ?? "";
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

/** "Of 42 claims, 20 hold, 3 fail and 1 is vacuous." */
export function totalSentence(decisions: readonly Decision[]): string {
  if (decisions.length === 0) return "No claim was tested.";
  if (decisions.length === 1) return `The one claim ${VERBS[decisions[0].verdict][0]}.`;
  return `Of ${plural(decisions.length, "claim")}, ${countedList(totals(decisions))}.`;
}
