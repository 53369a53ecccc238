import type { Comparison } from "../../study/compare/index.js";
import { limits } from "../../study/verdict/index.js";
import { html, type Markup } from "../html.js";
import { formatNumber, formatSeconds, formatShare } from "../number.js";
import { plural } from "../sentence.js";
import { capital } from "./words.js";

/** How the comparison was made, so that a reader may judge whether it is fair; the verdict's reasons in the rule's own words. */
export function fairness({ budgets, rows, seeds, trials, seconds }: Comparison): Markup {
  const standings = budgets[0]?.standings ?? [];
  const of = (side: string) => standings.filter((standing) => standing.side === side).length;
  const trained = standings.filter(({ side }) => side !== "untrained");
  // The first one measured sets the number of steps.
  const first = trained[0]?.label ?? "Adam";
  const options = [...new Set(trained.flatMap(({ tuned }) => (tuned ? [tuned.option] : [])))];
  const [option = "rate", ...others] = options;
  const tuned = others.length === 0 ? `its ${option}` : `its ${option} (for some their ${others.join(", ")})`;
  return html`<ul class="prose">
<li><b>Seeds.</b> Each of ${plural(seeds, "seed")} draws its own split into ${formatNumber(rows.train)} training, ${formatNumber(rows.validation)} validation and ${formatNumber(rows.test)} test rows, and its own start; every method has the same ones.</li>
<li><b>Tuning.</b> For every seed each method that is trained tunes ${tuned} over ${plural(trials, "value")}, the same number for every method, by successive halving: all of them are tried in short runs, the best third by the validation rows in runs three times as long, until the one that is left is run over all steps, each time from the start. Methods without training set their penalty without the test rows.</li>
<li><b>Choice.</b> For every seed the validation rows choose one of ${plural(of("baseline"), "baseline")} and one of ${plural(of("relaxation"), "relaxation")}. The test rows choose nothing: they are looked at once, at the end.</li>
<li><b>Equal time.</b> How many steps a method takes in ${formatSeconds(seconds)} was measured once, with nothing else running, and frozen as steps, so that a slower moment later changes no result. Methods whose step takes the time of ${first}’s to within 5${"\u202f"}% get ${first}’s steps: the measurement is no more exact.</li>
<li><b>Equal steps.</b> Every method gets ${first}’s steps, but for those whose step takes over ten times as long.</li>
<li><b>Verdict.</b> The two that were chosen meet on the test rows, paired by seed. That relaxation lowers the test error “holds” if a signed-rank test shows it (p at most ${formatNumber(limits.alpha)}) and the centre of the changes is at least ${formatShare(limits.errorShare)} of the error; it “fails” if the error is shown to be higher, or the whole interval lies below those ${formatShare(limits.errorShare)}; else, and with fewer than ${limits.seeds} seeds, it is “undecided”.</li>
</ul>
${budgets.map(
  ({ budget, decision }) =>
    html`<blockquote><b>${budget === "time" ? "Equal time" : "Equal steps"}: ${decision.verdict}.</b> ${capital(decision.because)}</blockquote>`,
)}`;
}
