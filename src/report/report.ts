import { parseHTML } from "linkedom/worker";
import { confusionFigure, MOST_CLASSES, recallFigure } from "./figure/confusion.js";
import { fitFigure } from "./figure/fit.js";
import { historyFigure, isConstant } from "./figure/history.js";
import { hasValues, observedFigure } from "./figure/observed.js";
import { parityFigure, type TargetPair } from "./figure/parity.js";
import { residualFigure, residualHistogram } from "./figure/residual.js";
import { html, type Markup } from "./html.js";
import { formatDigits, formatNumber, formatSeconds, formatShare } from "./number.js";
import { captioned, cardList, drawn, origin, page, responsive, warningList } from "./page.js";
import type { ClassificationMetrics, RunRecord } from "./record.js";
import { headline, judged, outcomeSentence } from "./sentence.js";
import { confusionList, errorTable, particulars, stageTable } from "./table.js";

const HALF = 436;
const MOST_TARGETS = 6;
const DOTS = 3000;

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
  return cardList(entries);
}

const OBSERVED =
  "Measured along the way: as long as the kernel, the patterns and the distances hardly move, training is that of a fixed kernel, and what the kernel predicts holds.";

function historyCaption({ history, stages, outcome, prediction }: RunRecord): string {
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
  const overlay = prediction
    ? " The thin line laid over it was computed before the first step: where the two part, the kernel has changed."
    : "";
  return `Loss at each recorded step: ${look}.${overlay}${constant}${zeros}`;
}

function regressionFigures(record: RunRecord, document: Document, first: number): Markup | undefined {
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
      first,
      responsive(document, (options) => fitFigure(fit, options)),
      text,
    );
    return html`${second}${pairs.length > 0 ? captioned(first + 1, html`<div class="columns">${residuals}</div>`, residualText) : undefined}`;
  }
  if (pairs.length === 0) return undefined;
  const parity = pairs.map((pair) => drawn(document, HALF, (options) => parityFigure(pair, { ...options, limit })));
  if (pairs.length === 1)
    return html`<div class="columns">${captioned(first, parity, parityText)}${captioned(first + 1, residuals, residualText)}</div>`;
  return html`${captioned(first, html`<div class="columns">${parity}</div>`, parityText)}${captioned(first + 1, html`<div class="columns">${residuals}</div>`, residualText)}`;
}

function classificationFigures(
  metrics: ClassificationMetrics,
  set: string,
  document: Document,
  first: number,
): Markup | undefined {
  // A run that diverged has classes, and no predictions of them.
  if (metrics.confusion.length === 0) return undefined;
  const weakest =
    "Recall (share of a class that is found) and precision (share of its predictions that are right): look for the classes furthest left.";
  if (metrics.classes.length > MOST_CLASSES)
    return html`<h2>Commonest confusions</h2><p class="muted">On the ${set} rows, of ${metrics.classes.length} classes.</p>${confusionList(metrics)}`;
  const matrix = drawn(document, HALF, (options) => confusionFigure(metrics, options));
  const recall = drawn(document, HALF, (options) => recallFigure(metrics, options));
  const text = `Confusion matrix of the ${set} rows (counts; shade = share of the true class): dark cells off the diagonal are the pairs that the model mixes up.`;
  return html`<div class="columns">${captioned(first, matrix, text)}${captioned(first + 1, recall, weakest)}</div>`;
}

/**
 * A training run as one self-contained HTML page: no scripts, no requests, light and dark, phone and print; all text is escaped.
 * The same record gives the same bytes in Node; in a page, Plot may shift lines by half a pixel to suit the screen.
 * @example writeFileSync("report.html", renderReport(record))
 */
export function renderReport(record: RunRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { set, metrics } = judged(record.metrics);
  const observed = record.observed && hasValues(record.observed) ? record.observed : undefined;
  const next = observed ? 3 : 2;
  const body = html`<h1>${record.title}</h1>
<p class="lead">${headline(record)}</p>
<p class="${record.outcome === "diverged" ? "warning" : "muted"}">${outcomeSentence(record)}</p>
${warningList(record.notes)}
${cards(record)}
${captioned(
  1,
  responsive(document, (options) => historyFigure(record, options)),
  historyCaption(record),
)}
${
  observed &&
  captioned(
    2,
    responsive(document, (options) => observedFigure(observed, options)),
    OBSERVED,
  )
}
${metrics.kind === "classification" ? classificationFigures(metrics, set, document, next) : regressionFigures(record, document, next)}
<h2>Errors</h2>
${errorTable(record.metrics)}
${record.stages.length > 0 ? html`<h2>Stages of the relaxation</h2>${stageTable(record.stages)}` : undefined}
${origin(record.command, particulars(record))}`;
  return page(record.title, body);
}
