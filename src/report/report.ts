import { parseHTML } from "linkedom/worker";
import { confusionFigure, MOST_CLASSES, recallFigure } from "./figure/confusion.js";
import { fitFigure } from "./figure/fit.js";
import { historyFigure, isConstant } from "./figure/history.js";
import type { FigureOptions } from "./figure/options.js";
import { parityFigure, type TargetPair } from "./figure/parity.js";
import { residualFigure, residualHistogram } from "./figure/residual.js";
import { html, type Markup, trusted } from "./html.js";
import { formatDigits, formatNumber, formatSeconds, formatShare } from "./number.js";
import type { ClassificationMetrics, RunRecord } from "./record.js";
import { headline, judged, outcomeSentence } from "./sentence.js";
import { styleSheet } from "./style.js";
import { confusionList, errorTable, particulars, stageTable } from "./table.js";

const WIDE = 900;
const NARROW = 358;
const HALF = 436;
const MOST_TARGETS = 6;
const DOTS = 3000;

/** Draws into a document that exists only to be written out. */
const drawn = (document: Document, width: number, figure: (options: FigureOptions) => Element): Markup =>
  trusted(figure({ document, width }).outerHTML);

/** A figure in two widths, of which the page shows the one that fits. */
const responsive = (document: Document, figure: (options: FigureOptions) => Element): Markup =>
  html`<div class="wide">${drawn(document, WIDE, figure)}</div><div class="narrow">${drawn(document, NARROW, figure)}</div>`;

const captioned = (number: number, body: Markup | readonly Markup[], caption: string): Markup =>
  html`<figure>${body}<figcaption><b>Figure ${number}.</b> ${caption}</figcaption></figure>`;

function cards(record: RunRecord): Markup {
  const { train } = record.metrics;
  const { set, metrics } = judged(record.metrics);
  const held = set !== "training";
  const loss = record.history.loss;
  const entries: [string, string][] = [];
  if (metrics.kind === "classification" && train.kind === "classification") {
    if (held)
      entries.push(
        [`${set} accuracy`, formatShare(metrics.accuracy)],
        ["cross-entropy", formatDigits(metrics.crossEntropy)],
      );
    entries.push(["training accuracy", formatShare(train.accuracy)]);
  } else if (metrics.kind === "regression" && train.kind === "regression") {
    const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
    const several = metrics.targets.length > 1;
    if (held && !several) entries.push([`${set} RMSE`, formatDigits(metrics.targets[0]?.rmse)]);
    if (!several) entries.push(["training RMSE", formatDigits(train.targets[0]?.rmse)]);
    entries.push([`${set} R²${several ? ", mean" : ""}`, formatDigits(mean(metrics.targets.map((t) => t.r2)))]);
    if (several && held) entries.push(["training R², mean", formatDigits(mean(train.targets.map((t) => t.r2)))]);
  }
  entries.push(
    ["final loss", formatDigits(record.loss ?? loss[loss.length - 1])],
    ["steps", formatNumber(record.steps)],
    ["time", formatSeconds(record.seconds)],
  );
  return html`<dl class="cards">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function historyCaption({ history, stages, outcome }: RunRecord): string {
  const held = [
    isConstant(history.s) && history.s.length > 0 ? `s = ${formatNumber(history.s[0])}` : "",
    isConstant(history.rate) && history.rate.length > 0 ? `the learning rate is ${formatNumber(history.rate[0])}` : "",
  ].filter((text) => text !== "");
  const constant = held.length > 0 ? ` Throughout, ${held.join(" and ")}.` : "";
  const look =
    outcome === "diverged"
      ? "see where it turns upwards: the learning rate or s was too large from there on"
      : stages.length > 1 || !isConstant(history.s)
        ? "see what each change of s did to it, and whether it still falls at the end"
        : "see whether it still falls at the end, when more steps would help";
  const loss = Array.from(history.loss);
  const zeros =
    loss.includes(0) && !loss.some((value) => value < 0)
      ? " Losses of exactly 0 have no place on a log scale and are left out."
      : "";
  return `Loss at each recorded step: ${look}.${constant}${zeros}`;
}

function regressionFigures(record: RunRecord, document: Document): Markup | undefined {
  const { predictions, fit } = record;
  const set = predictions?.set === "train" ? "training" : "test";
  const pairs: TargetPair[] = (predictions?.target ?? []).slice(0, MOST_TARGETS).map((target, i) => ({
    name: record.data.targets[i] ?? `target ${i + 1}`,
    target,
    predicted: predictions?.predicted[i] ?? [],
  }));
  const limit = Math.floor(DOTS / Math.max(1, pairs.length));
  const residuals = pairs.flatMap((pair) => [
    drawn(document, HALF, (options) => residualFigure(pair, { ...options, limit })),
    drawn(document, HALF, (options) => residualHistogram(pair, options)),
  ]);
  const left = predictions ? predictions.target.length - pairs.length : 0;
  const more = left > 0 ? ` The first ${MOST_TARGETS} targets are shown; the table below has all.` : "";
  const residualText = `Residuals on the ${set} rows, against the prediction and as a histogram (dotted: ± their root mean square): a trend, a fan or a long tail is structure that the model has missed.`;
  const parityText = `Predicted against true values on the ${set} rows: the closer to the dashed line, the better, and a bend away from it is bias.${more}`;
  if (fit) {
    const text = `The learnt function over the ${fit.set} rows: see whether it follows the kinks without following the noise.`;
    const second = captioned(
      2,
      responsive(document, (options) => fitFigure(fit, options)),
      text,
    );
    return html`${second}${pairs.length > 0 ? captioned(3, html`<div class="columns">${residuals}</div>`, residualText) : undefined}`;
  }
  if (pairs.length === 0) return undefined;
  const parity = pairs.map((pair) => drawn(document, HALF, (options) => parityFigure(pair, { ...options, limit })));
  if (pairs.length === 1)
    return html`<div class="columns">${captioned(2, parity, parityText)}${captioned(3, residuals, residualText)}</div>`;
  return html`${captioned(2, html`<div class="columns">${parity}</div>`, parityText)}${captioned(3, html`<div class="columns">${residuals}</div>`, residualText)}`;
}

function classificationFigures(metrics: ClassificationMetrics, set: string, document: Document): Markup {
  const weakest =
    "Recall (share of a class that is found) and precision (share of its predictions that are right): look for the classes furthest left.";
  if (metrics.classes.length > MOST_CLASSES)
    return html`<h2>Commonest confusions</h2><p class="muted">On the ${set} rows, of ${metrics.classes.length} classes.</p>${confusionList(metrics)}`;
  const matrix = drawn(document, HALF, (options) => confusionFigure(metrics, options));
  const recall = drawn(document, HALF, (options) => recallFigure(metrics, options));
  const text = `Confusion matrix of the ${set} rows (counts; shade = share of the true class): dark cells off the diagonal are the pairs that the model mixes up.`;
  return html`<div class="columns">${captioned(2, matrix, text)}${captioned(3, recall, weakest)}</div>`;
}

/**
 * A training run as one self-contained HTML page: no scripts, no requests, light and dark, phone and print; all text is escaped.
 * The same record gives the same bytes in Node; in a page, Plot may shift lines by half a pixel to suit the screen.
 * @example writeFileSync("report.html", renderReport(record))
 */
export function renderReport(record: RunRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { set, metrics } = judged(record.metrics);
  const warnings =
    record.notes.length > 0
      ? html`<div class="warning"><ul>${record.notes.map((note) => html`<li>${note}</li>`)}</ul></div>`
      : undefined;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${record.title}</title>
<style>${trusted(styleSheet)}</style>
</head>
<body>
<main>
<h1>${record.title}</h1>
<p class="lead">${headline(record)}</p>
<p class="${record.outcome === "diverged" ? "warning" : "muted"}">${outcomeSentence(record)}</p>
${warnings}
${cards(record)}
${captioned(
  1,
  responsive(document, (options) => historyFigure(record, options)),
  historyCaption(record),
)}
${metrics.kind === "classification" ? classificationFigures(metrics, set, document) : regressionFigures(record, document)}
<h2>Errors</h2>
${errorTable(record.metrics)}
${record.stages.length > 0 ? html`<h2>Stages of the relaxation</h2>${stageTable(record.stages)}` : undefined}
<h2>How it was made</h2>
${record.command ? html`<p class="muted">The same run again:</p><pre><code>${record.command}</code></pre>` : undefined}
${particulars(record)}
</main>
</body>
</html>
`;
  return page.markup;
}
