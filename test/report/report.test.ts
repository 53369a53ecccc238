import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/report/record.js";
import { renderReport } from "../../src/report/report.js";
import { headline, outcomeSentence } from "../../src/report/sentence.js";
import {
  classesRecord,
  divergedRecord,
  fitRecord,
  rampRecord,
  severalRecord,
  stagesRecord,
  tinyRecord,
} from "./samples.js";

const kinds: readonly (readonly [string, () => RunRecord])[] = [
  ["a ramp", rampRecord],
  ["hard switches", stagesRecord],
  ["a diverged run", divergedRecord],
  ["ten classes", classesRecord],
  ["fifty classes", () => classesRecord(Array.from({ length: 50 }, (_, i) => `c${i}`))],
  ["one input", fitRecord],
  ["three targets", severalRecord],
  ["seven targets", () => severalRecord(7, 200)],
  ["a single step", tinyRecord],
];

const parse = (page: string) => parseHTML(page).document;

describe.each(kinds)("the report of %s", (_, record) => {
  const page = renderReport(record());
  const document = parse(page);

  test("is one page that asks for nothing: no script, no link but an empty icon, no image, no address", () => {
    expect(document.querySelectorAll("script, img, iframe, object, embed, form, base, a").length).toBe(0);
    expect(document.querySelectorAll("link").length).toBe(1);
    expect(page).not.toMatch(/(?:src|href)="(?!data:,")/);
    expect(page).not.toMatch(/url\(|@import/);
  });

  test("has no number that is not one, in words or in coordinates", () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
  });

  test("gives the same bytes again", () => {
    expect(renderReport(record())).toBe(page);
  });

  test("shows the headline, the curve of the loss in two widths, and a caption for each figure", () => {
    expect(document.querySelector(".lead")?.textContent).toBe(headline(record()));
    expect(document.querySelectorAll('svg[aria-label="Loss against steps"]').length).toBe(2);
    const figures = Array.from(document.querySelectorAll("figure"));
    for (const [i, figure] of figures.entries())
      expect(figure.querySelector("figcaption")?.textContent).toMatch(new RegExp(`^Figure ${i + 1}\\. .+\\.$`));
  });

  test("is smaller than 1 MB", () => {
    expect(new TextEncoder().encode(page).length).toBeLessThan(1e6);
  });
});

test("a million steps and 20 000 test rows still make a page below 1 MB", () => {
  const page = renderReport(rampRecord({ rows: 20_000, steps: 1_000_000, records: 100_000 }));
  expect(new TextEncoder().encode(page).length).toBeLessThan(1e6);
});

test("seven targets are all in the table, six of them in the figures", () => {
  const document = parse(renderReport(severalRecord(7, 50)));
  expect(document.querySelectorAll('svg[aria-label="Predicted against true values"]').length).toBe(6);
  expect(document.querySelector("table")?.textContent).toContain("age");
});

const hostile = `"><img src=x onerror=alert(1)></title></style></svg><script>alert('&amp;')</script>\u0000\n\ud800 \u202e`;

test("names out of a hostile file end as text, wherever they are shown", () => {
  const several = severalRecord(2, 30);
  const spoil = (record: RunRecord): RunRecord => ({
    ...record,
    title: hostile,
    command: hostile,
    created: hostile,
    machine: hostile,
    versions: { [hostile]: hostile },
    settings: [[hostile, [[hostile, hostile]]]],
    notes: [hostile],
    files: [{ name: hostile, path: hostile }],
    data: { ...record.data, file: hostile, inputs: [hostile], targets: record.data.targets.map(() => hostile) },
    model: { ...record.model, activation: hostile },
    history: { ...record.history, lossName: hostile },
  });
  const classes = classesRecord(["a", hostile, "c"]);
  const renamed = severalRecord(2, 30).metrics.train;
  const metrics =
    renamed.kind === "regression"
      ? { ...renamed, targets: renamed.targets.map((t) => ({ ...t, name: hostile })) }
      : renamed;
  const fit = fitRecord();
  const records = [
    spoil({ ...several, metrics: { train: metrics, test: metrics } }),
    spoil(classes),
    spoil(classesRecord(Array.from({ length: 40 }, (_, i) => `${hostile}${i}`))),
    spoil(fit.fit ? { ...fit, fit: { ...fit.fit, input: hostile, target: hostile } } : fit),
  ];
  for (const record of records) {
    const page = renderReport(record);
    const document = parse(page);
    expect(document.querySelectorAll("script, img, [onerror]").length).toBe(0);
    expect(document.querySelectorAll("style").length).toBe(document.querySelectorAll("svg > style").length + 1);
    expect(page.match(/<script|<img|<\/script/gi)).toBeNull();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(page).not.toMatch(/[\u0000\u202e\ud800]/);
    expect(document.querySelector("h1")?.textContent).toContain("<script>alert('&amp;')</script>");
  }
});

describe("the headline", () => {
  test("names target, error, R², the baseline, the rows and the function that the homotopy ended at", () => {
    expect(headline(rampRecord())).toMatch(
      /^Predicts compressive_strength with a test RMSE of 4\.64 \(R² 0\.910\), 3\.3 times below the 15\.5 of .* Learnt from 824 rows and 8 input columns; ended at s = 1\.5, that is σₛ\(z\) = max\(z, −0\.5 z\)\.$/,
    );
  });

  test("says so when a model is no better than the mean", () => {
    const record = rampRecord();
    const worse = { name: "y", rmse: 2, mae: 1.5, r2: -0.1, baseline: 1.9 };
    expect(
      headline({ ...record, metrics: { ...record.metrics, test: { kind: "regression", targets: [worse] } } }),
    ).toContain("(R² −0.100), no better than the 1.90 of always answering the training mean");
  });

  test("has nothing to draw of the classes of a run that diverged", () => {
    const record = classesRecord();
    const { train } = record.metrics;
    if (train.kind !== "classification") throw new Error("the sample is of classes");
    const unknown = { ...train, accuracy: Number.NaN, crossEntropy: Number.NaN, confusion: [] };
    const diverged: RunRecord = { ...record, outcome: "diverged", metrics: { train: unknown }, predictions: undefined };
    expect(renderReport(diverged)).not.toContain("Confusion matrix");
  });

  test("says that a diverged run left no model", () => {
    expect(headline(divergedRecord())).toBe(
      "No usable model of compressive_strength: the loss grew without bound by step 140.",
    );
    expect(outcomeSentence(divergedRecord())).toMatch(/^Diverged, after 140 steps/);
  });

  test("without a test set speaks of training rows", () => {
    expect(headline(tinyRecord())).toContain("with a training RMSE of");
  });

  test("compares a classifier with the commonest class", () => {
    expect(headline(classesRecord())).toMatch(
      /\(10 classes\) with a test accuracy of 89\.8\u202f%; .* gives 10\u202f%/,
    );
  });
});

test("a loss that reaches 0, or is 0 throughout, is told of and breaks nothing", () => {
  const record = tinyRecord();
  for (const loss of [
    [0.5, 0],
    [0, 0],
  ]) {
    const page = renderReport({ ...record, history: { step: [0, 1], loss, s: [1, 1], rate: [1, 1] } });
    expect(page).toContain("Losses of exactly 0");
    expect(page).not.toMatch(/NaN|Infinity/);
  }
});

test("a history read back from JSON, with null where NaN was, gives the same report", () => {
  const record = stagesRecord();
  expect(renderReport(JSON.parse(JSON.stringify(record)))).toBe(renderReport(record));
});
