import { parseHTML } from "linkedom/worker";
import type { Match, Middle, Tally } from "../../study/compare/index.js";
import { html, type Markup } from "../html.js";
import { formatDate, formatDigits, formatNumber, formatSeconds } from "../number.js";
import { captioned, cardList, origin, page, responsive, warningList } from "../page.js";
import { plural } from "../sentence.js";
import { pairs } from "../table.js";
import type { SuiteProblemRecord, SuiteRecord } from "./record.js";
import { sides } from "./side.js";
import { comparisonStyle } from "./style.js";
import { suiteFigure } from "./suite-figure.js";

const words: Readonly<Record<Match["result"], string>> = {
  win: "lower",
  tie: "no difference shown",
  loss: "higher",
  missing: "–",
};

/** A gain as a change of the test error in percent, with its interval. */
function change(gain: Middle): string {
  if (gain === null) return "–";
  const percent = (share: number) => (Number.isFinite(share) ? formatNumber(-100 * share, 2) : "∞");
  return `${percent(gain.estimate)} % [${percent(gain.upper)}, ${percent(gain.lower)}]`;
}

/** The least median test error of a side. */
function best({ methods }: SuiteProblemRecord, side: string): string {
  const own = methods.filter((method) => method.side === side && method.test !== null);
  if (own.length === 0) return "–";
  const least = own.reduce((a, b) => ((b.test?.estimate ?? 0) < (a.test?.estimate ?? 0) ? b : a));
  return `${formatDigits(least.test?.estimate, 3)}, ${least.label}`;
}

/** The sentence that the record comes to. */
export function suiteSentence({ tally: { relaxation }, problems, time }: SuiteRecord): string {
  const { wins, ties, losses } = relaxation;
  return `On ${plural(problems.length, "problem")} at ${formatSeconds(time)} a run the chosen relaxation has a lower test error than the chosen baseline on ${wins}, a higher one on ${losses}, and no difference is shown on ${ties}.`;
}

function problemTable({ problems, tally }: SuiteRecord): Markup {
  const rows = problems.map((problem, i) => {
    const match = tally.relaxation.matches[i];
    return html`<tr><td class="name">${problem.name}</td><td>${formatNumber(problem.inputs)}</td><td>${formatNumber(problem.rows.train)}</td><td>${best(problem, "baseline")}</td><td>${best(problem, "relaxation")}</td><td>${best(problem, "untrained")}</td><td>${change(match.gain)}</td><td>${words[match.result]}</td></tr>`;
  });
  return html`<div class="scroll"><table class="standings"><thead><tr><th class="text">problem</th><th>inputs</th><th>rows</th><th>best at s = 1</th><th>best relaxation</th><th>best without training</th><th>change of the test error</th><th>relaxation’s is</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function methodTable({ tally }: SuiteRecord): Markup {
  const groups = sides.map(({ side, name }) => {
    const own = tally.methods.filter((method) => method.side === side);
    if (own.length === 0) return undefined;
    const row = ({ label, wins, ties, losses }: Tally) =>
      html`<tr><td class="name">${label}</td><td>${formatNumber(wins)}</td><td>${formatNumber(ties)}</td><td>${formatNumber(losses)}</td></tr>`;
    return html`<tbody><tr><th class="text" colspan="4" scope="rowgroup">${name}</th></tr>${own.map(row)}</tbody>`;
  });
  return html`<div class="scroll"><table class="standings"><thead><tr><th class="text">against plain Adam</th><th>wins</th><th>ties</th><th>losses</th></tr></thead>${groups}</table></div>`;
}

/**
 * The benchmark suite as one self-contained HTML page, with the promises of `renderComparison`.
 * @example writeFileSync("suite.html", renderSuite(record))
 */
export function renderSuite(record: SuiteRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { problems, tally, failed, time } = record;
  const { wins, ties, losses } = tally.relaxation;
  const seeds = problems[0]?.seeds ?? 0;
  const left = problems.flatMap((problem) => problem.left.map((sentence) => `${problem.name}: ${sentence}`));
  const warnings = [...(failed > 0 ? [`${plural(failed, "run")} failed; what needed them is missing.`] : []), ...left];
  const body = html`<h1>Benchmark suite: does relaxation help?</h1>
<p class="lead">${suiteSentence(record)}</p>
${warningList(warnings)}
${cardList([
  ["relaxation lower", formatNumber(wins)],
  ["no difference shown", formatNumber(ties)],
  ["relaxation higher", formatNumber(losses)],
  ["seeds", formatNumber(seeds)],
  ["time of a run", formatSeconds(time)],
])}
${captioned(
  1,
  responsive(document, (options) => suiteFigure(record, options)),
  "By how much the test error of the chosen relaxation lies above (right) or below (left) that of the chosen baseline: the centre over the seeds with an interval; all of them hold together with 95 % confidence.",
)}
<h2>Problem by problem</h2>
<p class="note">Median test errors over ${plural(seeds, "seed")} (RMSE, or the share of errors for classes) of the best method of each kind, chosen here by hindsight; the change is that of the methods which the validation rows chose for each seed.</p>
${problemTable(record)}
<h2>Method by method</h2>
<p class="note">Problems on which the test error is lower than plain Adam’s (a win), higher (a loss), or not told apart (a tie): a two-sided signed-rank test over the seeds at 5 %, after Holm’s correction over the problems.</p>
${methodTable(record)}
<h2>How it was compared</h2>
<p>Every method has ${formatSeconds(time)} a run, measured once for each problem and frozen as steps. Its learning rate, or damping, is tuned by successive halving over nine values on the validation data, for every seed. The relaxation and the baseline that meet are chosen on the validation data; the test data are looked at once. <code>hrta compare</code> does the same on a file of yours, and looks closer.</p>
${origin(
  record.command,
  html`<div class="pairs">${pairs("Made", [
    ["on", formatDate(record.created)],
    ["core time", formatSeconds(record.seconds)],
    ["machine", record.machine],
    ...Object.entries(record.versions),
  ])}</div>`,
)}`;
  return page("Benchmark suite: does relaxation help?", body, { style: comparisonStyle });
}
