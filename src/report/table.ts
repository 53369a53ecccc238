import { html, type Markup, withSubscripts } from "./html.js";
import { formatDate, formatDigits, formatNumber, formatShare } from "./number.js";
import type { ClassificationMetrics, MetricSet, RunRecord, StageSummary } from "./record.js";
import { plural } from "./sentence.js";

const SETS = [
  ["train", "training"],
  ["validation", "validation"],
  ["test", "test"],
] as const;

/** Errors on every set; one row a set and target. */
export function errorTable(metrics: MetricSet): Markup {
  if (metrics.train.kind === "classification") {
    const rows = SETS.flatMap(([key, name]) => {
      const m = metrics[key];
      return m?.kind === "classification"
        ? [
            html`<tr><td class="text">${name}</td><td>${formatShare(m.accuracy)}</td><td>${formatDigits(m.crossEntropy)}</td></tr>`,
          ]
        : [];
    });
    return html`<div class="scroll"><table><thead><tr><th class="text">rows</th><th>accuracy</th><th>cross-entropy</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  }
  const single = metrics.train.targets.length === 1; // its name is in the headline; a phone has no room for the column
  const rows = SETS.flatMap(([key, name]) => {
    const m = metrics[key];
    if (m?.kind !== "regression") return [];
    return m.targets.map(
      (t) =>
        html`<tr>${single ? undefined : html`<td class="name">${t.name}</td>`}<td class="text">${name}</td><td>${formatDigits(t.rmse)}</td><td>${formatDigits(t.mae)}</td><td>${formatDigits(t.r2)}</td><td>${formatDigits(t.baseline)}</td></tr>`,
    );
  });
  return html`<div class="scroll"><table><thead><tr>${single ? undefined : html`<th class="text">target</th>`}<th class="text">rows</th><th>RMSE</th><th>MAE</th><th>R²</th><th>RMSE of the mean</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const stageKind: Readonly<Record<StageSummary["switch"], string>> = {
  start: "start",
  hard: "hard",
  lossless: "lossless",
  ramp: "continuous",
};

/** The stages of the relaxation with their losses. */
export function stageTable(stages: readonly StageSummary[]): Markup {
  const rows = stages.map((stage, i) => {
    const s =
      typeof stage.s === "number" ? formatNumber(stage.s) : `${formatNumber(stage.s[0])} → ${formatNumber(stage.s[1])}`;
    return html`<tr><td>${i + 1}</td><td class="text">${s}</td><td class="text">${stageKind[stage.switch]}</td><td>${formatNumber(stage.from + 1)} – ${formatNumber(stage.to)}</td><td>${formatDigits(stage.lossBefore)}</td><td>${formatDigits(stage.lossStart)}</td><td>${formatDigits(stage.lossEnd)}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th>stage</th><th class="text">s</th><th class="text">switch</th><th>steps</th><th>loss before</th><th>loss at start</th><th>loss at end</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The most frequent confusions of a classifier, for more classes than a heat map can show. */
export function confusionList({ confusion, classes }: ClassificationMetrics, most = 12): Markup {
  const rows = confusion
    .flatMap((counts, i) => counts.map((count, j) => ({ i, j, count })))
    .filter(({ i, j, count }) => i !== j && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
    .map(
      ({ i, j, count }) =>
        html`<tr><td class="name">${classes[i]}</td><td class="name">${classes[j]}</td><td>${formatNumber(count)}</td></tr>`,
    );
  return html`<div class="scroll"><table><thead><tr><th class="text">true class</th><th class="text">taken for</th><th>rows</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A heading with names and values under it, or nothing where there are none. */
export const pairs = (title: string, entries: readonly (readonly [string, string])[]): Markup | undefined =>
  entries.length === 0
    ? undefined
    : html`<section><h3>${title}</h3><dl>${entries.map(([name, value]) => html`<dt>${withSubscripts(name)}</dt><dd>${value}</dd>`)}</dl></section>`;

/** Names with commas; of many the first, and their number. */
export const shortList = (names: readonly string[]): string =>
  names.length <= 16 ? names.join(", ") : `${names.slice(0, 8).join(", ")}, … (${names.length} in all)`;

/** Data, settings, versions and files: all that is needed to have the run again. */
export function particulars(record: RunRecord): Markup {
  const { data, model } = record;
  const { rows } = data;
  const of = (count: number, name: string) => (count > 0 ? [`${formatNumber(count)} ${name}`] : []);
  return html`<div class="pairs">${[
    pairs("Data", [
      [data.problem ? "problem" : "file", data.file],
      [
        "rows",
        [...of(rows.train, "training"), ...of(rows.validation, "validation"), ...of(rows.test, "test")].join(", "),
      ],
      ["inputs", shortList(data.inputs)],
      [data.targets.length === 1 ? "target" : "targets", shortList(data.targets)],
    ]),
    pairs("Model", [
      ["hidden layers", model.hidden.map((width) => formatNumber(width)).join(", ")],
      ["parameters", formatNumber(model.parameters)],
      ["σ", model.activation],
      ["s at the end", model.s.map((s) => formatNumber(s)).join(", ")],
    ]),
    ...record.settings.map(([title, entries]) => pairs(title, entries)),
    pairs("Run", [
      ["begun", formatDate(record.created)],
      ["length", plural(record.steps, "step")],
      ["seed", String(record.seed)],
      ["machine", record.machine],
      ...Object.entries(record.versions),
    ]),
    pairs(
      "Files",
      record.files.map(({ name, path }): [string, string] => [name, path]),
    ),
  ]}</div>`;
}
