import { parseHTML } from "linkedom/worker";
import { energyFigure } from "./figure/energy.js";
import { forecastFigure } from "./figure/forecast.js";
import { smallestFigure } from "./figure/smallest.js";
import { roundingLevel, spectrumFigure } from "./figure/spectrum.js";
import { html, type Markup, withSubscripts } from "./html.js";
import type { KernelRecord } from "./kernel-record.js";
import { decisive, kernelAnswers, kernelHeadline } from "./kernel-sentence.js";
import {
  curveTable,
  kernelParticulars,
  learntTable,
  rateTable,
  seenTable,
  untrainedTable,
  widthTable,
} from "./kernel-table.js";
import { kernelWarnings } from "./kernel-warning.js";
import { formatBounded, formatDigits, formatNumber, roundOutward } from "./number.js";
import { captioned, cardList, origin, page, responsive, warningList } from "./page.js";
import { plural } from "./sentence.js";

/** More curves than this cannot be told apart. */
const MOST_SPECTRA = 6;

/** The spectra to draw: all, or the first, the last, that of the report's own s, and others evenly between. */
function shownSpectra({ spectra, s }: KernelRecord): KernelRecord["spectra"] {
  const n = spectra.length;
  if (n <= MOST_SPECTRA) return spectra;
  const chosen = new Set(
    Array.from({ length: MOST_SPECTRA }, (_, i) => Math.round((i * (n - 1)) / (MOST_SPECTRA - 1))),
  );
  const own = spectra.findIndex((spectrum) => spectrum.s === s);
  if (own >= 0 && !chosen.has(own)) {
    const nearest = [...chosen].reduce((best, i) => (Math.abs(i - own) < Math.abs(best - own) ? i : best));
    if (nearest !== 0 && nearest !== n - 1) chosen.delete(nearest);
    chosen.add(own);
  }
  return spectra.filter((_, i) => chosen.has(i));
}

/** More values of s than this are in the figure and in the JSON output, not in a table. */
const MOST_ROWS = 13;

function cards({ spectrum, forecasts, parallel, seen, s }: KernelRecord): Markup {
  const { value, resolved } = spectrum.condition;
  const entries: [string, string][] = [
    [`λ_min at s = ${formatNumber(s)}`, formatBounded(spectrum.min, { short: true, digits: 3 })],
    ["condition", resolved ? formatDigits(value, 2) : `≥ ${formatNumber(roundOutward(value, "down"), 2)}`],
    ["rank", `${formatNumber(spectrum.rank)} of ${formatNumber(spectrum.size)}`],
    ["effective rank", formatNumber(spectrum.effectiveRank, 3)],
  ];
  if (parallel.lossFloor > 0) entries.push(["loss floor", formatNumber(roundOutward(parallel.lossFloor, "down"), 2)]);
  const [first] = forecasts;
  if (first) entries.push(["learning rate", formatNumber(first.recommendedRate, 3)]);
  if (seen?.needed !== undefined) entries.push(["width seen to do", formatNumber(seen.needed)]);
  return cardList(entries);
}

function spectrumCaption({ spectra }: KernelRecord, shown: number): string {
  const hidden = spectra.map(({ s, values }) => {
    const level = roundingLevel(values);
    return { s, count: Array.from(values).filter((value) => !(value > level)).length };
  });
  const some = hidden.filter(({ count }) => count > 0);
  const counts = hidden.every(({ count }) => count === hidden[0].count)
    ? `${formatNumber(hidden[0].count)} of them`
    : some.map(({ s, count }) => `${formatNumber(count)} at s = ${formatNumber(s)}`).join(", ");
  const said =
    some.length === 0
      ? "All of them are above what rounding hides."
      : `Below n ε λ_max, where rounding hides them, lie ${counts}.`;
  return `Eigenvalues of the infinite-width kernel, the rates at which the parts of the error shrink: the steeper they fall, the longer the last parts take. ${said}${shown < spectra.length ? ` Of ${formatNumber(spectra.length)} values of s, ${formatNumber(shown)} are drawn.` : ""}`;
}

function forecastCaption({ forecasts }: KernelRecord): string {
  const measured = forecasts.flatMap(({ measured: m, step }) => (m ? [{ m, step }] : []));
  if (measured.length === 0)
    return "Predicted training loss under the infinite-width kernel, in the mean over random starts, at the rates of the table above: see where more steps stop to pay.";
  const widths = [...new Set(measured.map(({ m }) => formatNumber(m.width)))].join(", ");
  const seeds = [...new Set(measured.map(({ m }) => String(m.seed)))].join(", ");
  const parted = measured.some(({ m, step }) => m.agreesUntil < step[step.length - 1]);
  return `Training loss of a network of width ${widths} (seed ${seeds}), the prediction from its own G(θ₀) laid over it, and that of infinite width, the mean over random starts. Above each: how far the measured loss is from the prediction by G(θ₀).${parted ? " Dotted: where they part." : ""}`;
}

/**
 * What theory says of one data set before any training, as one self-contained HTML page: no scripts, no requests, light and dark, phone
 * and print; all text is escaped, and a number has only digits that its bounds prove. The same record gives the same bytes in Node.
 * @paper HRTA section 3
 * @example writeFileSync("kernel.html", renderKernelReport(record))
 */
export function renderKernelReport(record: KernelRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { forecasts, energy, learnt, widths, seen, untrained, spectrum } = record;
  const { curve, monotone } = decisive(record);
  const rows = record.distinct ? ` on the ${plural(record.distinct.rows, "distinct row")}` : "";
  const spectra = shownSpectra(record);
  const figures: Markup[] = [];
  const add = (figure: Parameters<typeof responsive>[1], caption: string) =>
    figures.push(captioned(figures.length + 1, responsive(document, figure), caption));
  if (forecasts.length > 0) add((options) => forecastFigure(forecasts, options), forecastCaption(record));
  if (curve.length > 1 && curve.some(({ sum }) => sum.lower > 0))
    add(
      (options) => smallestFigure({ curve, monotone, s: record.s }, options),
      `λ_min of the kernels${rows} against s: where it is larger, the slowest part of the error shrinks faster. The bars are proven bounds, where they are larger than the dots. Shaded: where λ_min of the sum grows (blue) or falls (orange) by more than its uncertainty.`,
    );
  if (spectra.length > 0) add((options) => spectrumFigure(spectra, options), spectrumCaption(record, spectra.length));
  if (energy.shares.length > 0)
    add(
      (options) => energyFigure({ energy, rank: spectrum.rank }, options),
      `How much of the target lies in the first eigenvectors at s = ${formatNumber(record.s)}, which are learnt first: the further left the blue curve rises, the sooner it is learnt. Beside it the share of the kernel’s trace.`,
    );
  const body = html`<h1>${record.title}</h1>
<p class="lead">${withSubscripts(kernelHeadline(record))}</p>
${warningList(kernelWarnings(record))}
${cards(record)}
<h2>In one minute</h2>
<dl class="answers">${kernelAnswers(record).map(([question, answer]) => html`<dt>${question}</dt><dd>${withSubscripts(answer)}</dd>`)}</dl>
${forecasts.length > 0 ? html`<h2>Learning rates to use</h2>${rateTable(record)}` : undefined}
${figures}
${learnt.length > 0 ? html`<h2>What is learnt when</h2>${learntTable(record)}` : undefined}
${curve.length <= MOST_ROWS ? html`<h2>Smallest eigenvalue${rows}</h2>${curveTable(curve)}` : undefined}
${
  widths.length > 0 || seen
    ? html`<h2>Width</h2>${widths.length > 0 ? widthTable(record) : undefined}${
        seen
          ? html`<p class="note">Seen in ${plural(seen.rows.length, "width")}: share of the random starts with ${withSubscripts(seen.property)}${seen.needed === undefined ? "; none of them suffices" : `; ${formatNumber(seen.needed)} suffices`}.</p>${seenTable(seen)}`
          : undefined
      }`
    : undefined
}
${
  untrained && untrained.length > 0
    ? html`<h2>Models without training</h2><p class="note">Errors on the ${record.data.rows.test > 0 ? plural(record.data.rows.test, "test row") : "held-out rows"}, in the target’s unit: what a trained network has to beat.</p>${untrainedTable(untrained)}`
    : undefined
}
${origin(record.command, kernelParticulars(record))}`;
  return page(record.title, body);
}
