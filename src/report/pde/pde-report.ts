import { parseHTML } from "linkedom/worker";
import { html, type Markup } from "../html.js";
import { formatDate, formatDigits, formatNumber, formatSeconds } from "../number.js";
import { captioned, cardList, drawn, origin, page, responsive, warningList } from "../page.js";
import { pdeCourseFigure } from "./course-figure.js";
import { lineFigure, mapFigure } from "./field-figure.js";
import { pairs, pairsStyle } from "./pairs.js";
import type { PdeField, PdeRecord } from "./record.js";

const HALF = 436;

/** One sentence on how it went. */
export function pdeSentence({ outcome, errors, against, steps, seconds, loss }: PdeRecord): string {
  const span = `${formatNumber(steps)} steps, ${formatSeconds(seconds)}`;
  if (outcome === "diverged") return `The loss was no longer a number after ${span}: there is no solution.`;
  if (!errors)
    return `After ${span} the loss is ${formatDigits(loss.value, 3)}; nothing is known to measure the error against.`;
  return `The relative L² error against the ${against} solution is ${formatDigits(errors.l2, 3)} after ${span}.`;
}

const cards = ({ errors, loss, seconds, steps, excess }: PdeRecord): Markup =>
  cardList([
    ...(errors
      ? ([
          ["relative L² error", formatDigits(errors.l2, 3)],
          ...(errors.h1 === undefined ? [] : [["relative H¹ error", formatDigits(errors.h1, 3)] as const]),
          ["largest error", formatDigits(errors.max, 3)],
        ] as const)
      : []),
    ...(excess === undefined ? [] : ([["E(u) − E(u*)", formatDigits(excess, 3)]] as const)),
    [`loss (${loss.name})`, formatDigits(loss.value, 3)],
    ["steps", formatNumber(steps)],
    ["time", formatSeconds(seconds)],
  ]);

function fields(field: PdeField, document: Document, first: number): Markup {
  const { value, known, cells } = field;
  if (cells.length === 1)
    return captioned(
      first,
      responsive(document, (options) => lineFigure(field, options)),
      known ? "The network, and the known solution laid over it." : "The network's solution.",
    );
  const error = known?.map((u, i) => Math.abs(value[i] - u));
  const map = (label: string, values: readonly number[], signed: boolean) =>
    drawn(document, HALF, (options) => mapFigure(field, values, { ...options, label, signed }));
  return html`<div class="columns">${captioned(first, map("u", value, true), "The network's solution.")}${error ? captioned(first + 1, map("|u − u*|", error, false), "Where it is wrong, and by how much.") : undefined}</div>`;
}

const termTable = (terms: PdeRecord["terms"]): Markup =>
  html`<div class="scroll"><table><thead><tr><th class="text">term of the loss</th><th>value</th></tr></thead><tbody>${terms.map(({ name, value }) => html`<tr><td class="text">${name}</td><td>${formatDigits(value, 3)}</td></tr>`)}</tbody></table></div>`;

/**
 * A solved boundary value problem as one self-contained HTML page: no scripts, no requests, light and dark, phone and print.
 * @example writeFileSync("report.html", renderPdeReport(record))
 */
export function renderPdeReport(record: PdeRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { title, equation, notes, field, terms, settings, created, versions, machine } = record;
  const body = html`<h1>${title}</h1>
<p class="equation">${equation}</p>
<p class="${record.outcome === "diverged" ? "warning" : "lead"}">${pdeSentence(record)}</p>
${warningList(notes)}
${cards(record)}
${field && fields(field, document, 1)}
${captioned(
  field && field.cells.length > 1 && field.known ? 3 : field ? 2 : 1,
  responsive(document, (options) => pdeCourseFigure(record, options)),
  record.excess === undefined
    ? "The loss at the start of each step, and the error on points that training does not see: see whether the error falls with the loss, or stays behind (too few points)."
    : "The energy above its least value and the error, both on points that training does not see; the energies of the steps themselves are sums over few points, and rank nothing.",
)}
<h2>The loss</h2>
${termTable(terms)}
<h2>Settings</h2>
${pairs(settings)}
${origin(record.command, pairs([["on", formatDate(created)], ["machine", machine], ...Object.entries(versions)]))}`;
  return page(title, body, { style: pairsStyle });
}
