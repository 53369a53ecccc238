import { limits } from "../../study/verdict/index.js";
import { html, type Markup } from "../html.js";
import { formatNumber, formatShare } from "../number.js";
import type { ClaimSite } from "./record.js";
import { sitePage } from "./shell.js";
import { verdictWord } from "./verdict-word.js";

const decades = formatNumber(limits.lossDecades);
const alpha = formatShare(limits.alpha);
const level = formatShare(1 - limits.alpha);

const words = (): Markup => html`<dl class="answers">
<dt>${verdictWord("holds")}</dt><dd>The rule’s test is passed on the full run.</dd>
<dt>${verdictWord("holds under conditions")}</dt><dd>It holds in some of the settings that the claim speaks of and not in others, or only where a premise is met; which ones is said beside it.</dd>
<dt>${verdictWord("fails")}</dt><dd>The opposite is shown: by a counterexample beyond its numerical error, or by a test.</dd>
<dt>${verdictWord("vacuous")}</dt><dd>The premise of a theorem, or the interval on which it speaks, is empty in practice, so that it says nothing that could be wrong.</dd>
<dt>${verdictWord("undecided")}</dt><dd>The runs show neither; what is missing is said beside it.</dd>
</dl>`;

const rules = (): Markup => html`<ul>
<li><b>One method against another.</b> Both run on the same seeds and data. The effect is the centre of the decades by which the one lies below the other, pair by pair; it is shown if a two-sided signed-rank test has p of at most ${alpha}. “Lower” holds if the effect is shown and at least the effect of interest, ${decades} decades of a loss or ${formatShare(limits.errorShare)} of a test error; it fails if the opposite is shown, or if the whole interval lies below the effect of interest. “The same” holds if the whole interval lies within the effect of interest, “not higher” if it lies above minus that.</li>
<li><b>An inequality.</b> Broken once, by more than a bound on its numerical error, it fails, at whatever seed and time; a case that numerical error leaves open makes it undecided; otherwise it holds if the cases are all there are, or ${limits.seeds} seeds stand behind them.</li>
<li><b>A probability.</b> “With probability at least q” holds if the exact (Clopper-Pearson) interval of the share of seeds lies at or above q, and fails if it lies below.</li>
<li><b>A power law.</b> The exponent is fitted for every seed through at least ${limits.fitPoints} points. It holds if the interval of the centre of these exponents lies within ${formatNumber(limits.exponent)} of the claimed one, or on its right side where the claim is a bound; it fails if the interval lies wholly outside.</li>
<li><b>A premise.</b> A theorem speaks for a seed where its premise is met and where the loss falls by at least ${decades} decades while it does. For no seed: vacuous; for some: holds under that condition.</li>
<li><b>Existence.</b> One example beyond its numerical error is enough; it fails only if every case there is was tried.</li>
<li><b>Several parts.</b> A claim of several parts has the gravest verdict among them: fails, vacuous, undecided, holds under conditions, holds. A claim made in general holds under conditions if it holds in some of its settings, and may be open as long as one of them is.</li>
<li><b>Seeds.</b> At least ${limits.seeds}, and ${limits.familySeeds} where several tests make a family; with fewer only a proven counterexample or example decides.</li>
<li><b>Quick runs</b> are smaller, and decide nothing but by proven counterexamples.</li>
</ul>`;

const statistics = (): Markup => html`<ul>
<li>The centre of a sample is its Hodges-Lehmann estimate, the median of all means of two, with the interval that belongs to the signed-rank test: ${level} for one test, and so much wider for each of a family that all hold together with ${level}.</li>
<li>The test is Wilcoxon’s signed-rank test on the decades gained, with Holm’s correction where a claim makes several. A run that diverged counts as worse than any number.</li>
<li>A claim has one primary test, or one family of them, named before the runs. No threshold was chosen after them; what else was changed after a first look, the page of the claim says.</li>
<li>All randomness comes from the seeds: the same seed gives the same bits on any machine and with any number of workers.</li>
</ul>`;

const reading = (): Markup => html`<ul>
<li>Faint lines are single seeds, thick ones their medians. The band is the middle half of the seeds, or all of them where they are fewer than five. Dashed lines are bounds and predictions; dashed vertical lines mark where something changes.</li>
<li>A run without a value breaks off. A median is drawn where at least half of the seeds have one.</li>
<li>Under every figure are its numbers as CSV, and the picture as SVG or PNG, for a paper or a talk; the PNG is drawn by the browser, and needs its scripts.</li>
</ul>`;

/** How verdicts come about, in words. */
export function methodsPage(site: ClaimSite): string {
  const body = html`<h1>${site.title}</h1>
<p class="lead">How a verdict comes about: the rules, fixed before the runs, and the statistics they use.</p>
<h2>What the words mean</h2>${words()}
<div class="prose"><h2>Rules</h2>${rules()}
<h2>Statistics</h2>${statistics()}
<h2>Reading the figures</h2>${reading()}
<h2>Running it again</h2><p>Every page ends with the command that runs its claim again. A run that is stopped goes on where it was; no finished run is repeated.</p></div>`;
  return sitePage("Methods", body, { path: "methods.html" });
}
