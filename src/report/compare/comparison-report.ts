import { parseHTML } from "linkedom/worker";
import type { BudgetResult, Comparison, Middle } from "../../study/compare/index.js";
import { html, type Markup } from "../html.js";
import { formatDate, formatNumber, formatSeconds } from "../number.js";
import { captioned, cardList, origin, page, responsive, warningList } from "../page.js";
import { plural } from "../sentence.js";
import { pairs } from "../table.js";
import { comparisonWarnings } from "./comparison-warning.js";
import { type Course, courseFigure, courses } from "./course-figure.js";
import { errorFigure } from "./error-figure.js";
import { fairness } from "./fairness.js";
import type { ComparisonRecord } from "./record.js";
import { mostPicked, sharesLoss, sides } from "./side.js";
import { standingTable } from "./standing-table.js";
import { comparisonStyle } from "./style.js";
import { listed } from "./words.js";

const THIN = "\u202f";

/** A gain as a change in percent, with its sign: a gain is a fall. */
function signed(gain: number): string {
  const text = formatNumber(-100 * gain, 2);
  return gain < 0 && text !== "0" ? `+${text}` : text;
}

const change = (gain: Middle): string => (gain ? `${signed(gain.estimate)}${THIN}%` : "–");

const interval = (gain: Middle): string => (gain ? `${signed(gain.upper)} … ${signed(gain.lower)}${THIN}%` : "–");

const cards = ({ decision, gain }: BudgetResult, { seeds, seconds }: Comparison): Markup =>
  cardList([
    ["change of test error", change(gain)],
    ["its 95 % interval", interval(gain)],
    ["relaxation lowers it", decision.verdict],
    ["seeds", formatNumber(seeds)],
    ["time of a run", formatSeconds(seconds)],
  ]);

/** What stands beside a median: of one or two seeds no interval can be had. */
const spread = (seeds: number): string => (seeds < 3 ? "range" : "95 % interval");

/** The route that the validation data prefer, and how to take it. */
function route({ comparison, route: command }: ComparisonRecord): Markup {
  if (!comparison.route)
    return html`<p class="route">No method has a result for every seed, so the validation data prefer no route.</p>`;
  return html`<p class="route">${comparison.route.sentence}</p>${command === undefined ? undefined : html`<pre><code>${command}</code></pre>`}`;
}

function errorCaption({ standings }: BudgetResult, { measure, seeds, seconds }: Comparison): string {
  const chosen = sides.filter(({ side }) => mostPicked(standings, side)).length;
  const bold = chosen > 0 ? " Bold: what the validation rows chose most often of each kind." : "";
  return `Test error (${measure}) of every method in ${formatSeconds(seconds)} a run: the median of ${plural(seeds, "seed")} with its ${spread(seeds)}; further left is better.${bold} The verdict pairs the chosen ones seed by seed: intervals that overlap do not contradict it.`;
}

function courseCaption(list: readonly Course[], left: readonly string[]): string {
  const chosen = list.filter(({ as }) => as).map(({ as }) => `the ${as}`);
  const others = list.filter(({ as }) => !as).map(({ standing }) => standing.label);
  const of = [
    chosen.length > 0 ? `${listed(chosen)} chosen most often` : "",
    others.length > 0 ? listed(others) : "",
  ].filter((part) => part !== "");
  const absent = left.length > 0 ? ` ${listed(left)} makes another loss small and has no curve.` : "";
  return `Training loss with equal time, the median of the seeds, of ${of.join(", beside ")}: see how far each comes in the steps that the time gives it, and where a change of s costs something.${absent}`;
}

/** The table of equally many steps, and what is not in it. */
function equalSteps(budget: BudgetResult, time: BudgetResult, comparison: Comparison): Markup {
  const there = new Set(budget.standings.map(({ label }) => label));
  const absent = time.standings.filter(({ label }) => !there.has(label)).map(({ label }) => label);
  const steps = budget.standings.find((standing) => standing.steps !== undefined)?.steps;
  return html`<h2>Equal steps</h2>
<p class="note">${budget.sentence}${steps === undefined ? undefined : ` Every run of a method that is trained takes ${plural(steps, "step")}.`}</p>
${standingTable(budget, { comparison, full: false })}
${
  absent.length > 0
    ? html`<p class="note">Not in this table: ${listed(absent)}, whose step takes over ten times as long as Adam’s: so many of them would be another thing.</p>`
    : undefined
}`;
}

function particulars({ comparison, created, seconds, machine, versions }: ComparisonRecord): Markup {
  const { title, task, measure, rows, inputs, hidden, seeds, trials } = comparison;
  return html`<div class="pairs">${[
    pairs("Data", [
      ["problem", title],
      ["task", task],
      [
        "rows",
        `${formatNumber(rows.train)} training, ${formatNumber(rows.validation)} validation, ${formatNumber(rows.test)} test`,
      ],
      ["inputs", formatNumber(inputs)],
      ["error", measure],
    ]),
    pairs("Budget", [
      ["hidden layers", hidden.map((width) => formatNumber(width)).join(", ")],
      ["time of a run", formatSeconds(comparison.seconds)],
      ["seeds", formatNumber(seeds)],
      ["values tried", formatNumber(trials)],
    ]),
    pairs("Made", [
      ["on", formatDate(created)],
      ["core time", formatSeconds(seconds)],
      ["machine", machine],
      ...Object.entries(versions),
    ]),
  ]}</div>`;
}

/**
 * A comparison of relaxation against tuned baselines as one self-contained HTML page: no scripts, no requests, light and dark, phone and
 * print; all text is escaped. The same record gives the same bytes in Node.
 * @example writeFileSync("comparison.html", renderComparison(record))
 */
export function renderComparison(record: ComparisonRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { comparison } = record;
  const [time, steps] = comparison.budgets;
  const figures: Markup[] = [];
  const add = (figure: Parameters<typeof responsive>[1], caption: string) =>
    figures.push(captioned(figures.length + 1, responsive(document, figure), caption));
  if (time.standings.some(({ test }) => test !== null))
    add((options) => errorFigure(time, comparison, options), errorCaption(time, comparison));
  const curves = courses(time, comparison);
  const squares = time.standings.filter((one) => one.course && !sharesLoss(comparison, one)).map(({ label }) => label);
  if (curves.length > 0) add((options) => courseFigure(curves, options), courseCaption(curves, squares));
  const body = html`<h1>${record.title}</h1>
<p class="lead">${time.sentence}</p>
${route(record)}
${warningList(comparisonWarnings(record))}
${cards(time, comparison)}
${figures}
<h2>Equal time</h2>
<p class="note">Medians of ${plural(comparison.seeds, "seed")}, of the test error with its ${spread(comparison.seeds)}; the errors are ${comparison.measure}. Tuned: the middle of the values chosen. Times chosen: seeds for which the validation rows chose the method among its kind.</p>
${standingTable(time, { comparison, full: true })}
${
  comparison.task === "classification"
    ? html`<p class="note">Methods that fit squares to the labels, Gauss-Newton and those without training, have a loss of their own, which is not shown.</p>`
    : undefined
}
${steps && equalSteps(steps, time, comparison)}
<h2>How it was compared</h2>
${fairness(comparison)}
${origin(record.command, particulars(record))}`;
  return page(record.title, body, { style: comparisonStyle });
}
