import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { historyFigure } from "../../src/report/figure/history.js";
import { explained, observedFigure } from "../../src/report/figure/observed.js";
import type { RunRecord } from "../../src/report/record.js";
import { renderReport } from "../../src/report/report.js";
import { kernelMeasures } from "../../src/tangent/watch-kernel.js";
import { watchedRecord } from "./samples.js";

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const titles = (element: Element) => Array.from(element.querySelectorAll(".panel b")).map((b) => b.textContent);
const ticks = (element: Element) => Array.from(element.querySelectorAll("text")).map((text) => text.textContent);

describe("what was measured along the way", () => {
  test("has a panel for each measure that has values, in their order", () => {
    const figure = observedFigure(watchedRecord().observed ?? [], { document, width: 900 });
    expect(titles(figure)).toEqual([
      "Distance from the start",
      "Largest move of a parameter",
      "Drift of the kernel, ‖G(t) − G(0)‖",
      "λmin(G(t))",
      "Pattern changes",
      "Sharpness, λmax of the Hessian",
      "Path norm",
      "gizmo",
    ]);
    expect(figure.querySelectorAll('svg[role="img"]').length).toBe(8);
  });

  test("is on a logarithmic axis where a measure spans decades and is nowhere negative, though it begin at 0", () => {
    const observed = (values: number[]) => [
      { name: "o", measures: ["m"], step: values.map((_, i) => i), values: values.map((v) => [v]) },
    ];
    const of = (values: number[]) => ticks(observedFigure(observed(values), { document, width: 400 })).join("|");
    expect(of([0, 1e-6, 1e-4, 1e-2])).toContain("log scale");
    expect(of([0, 0.1, 0.2, 0.3])).not.toContain("log scale");
    expect(of([-1, 1e-6, 1e-4, 1e-2])).not.toContain("log scale");
  });

  test("says of a known measure what it means, and nothing of an unknown one", () => {
    for (const measure of kernelMeasures) expect(explained(measure)).not.toContain("");
    expect(explained("gizmo")).toEqual(["gizmo", ""]);
    expect(explained("toString")).toEqual(["toString", ""]);
  });

  test("is in the report of a run that was watched, and counts as a figure", () => {
    const page = parseHTML(renderReport(watchedRecord())).document;
    const captions = Array.from(page.querySelectorAll("figcaption")).map((caption) => caption.textContent ?? "");
    expect(captions.map((caption) => caption.slice(0, 9))).toEqual(captions.map((_, i) => `Figure ${i + 1}.`));
    expect(captions[1]).toContain("Measured along the way");
    expect(renderReport(watchedRecord())).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("of an observer with a hostile name ends as text", () => {
    const observed = [{ name: "o", measures: ["<img src=x>λ_min"], step: [0, 1], values: [[1], [2]] }];
    const page = renderReport({ ...watchedRecord(), observed });
    expect(page).toContain("&lt;img src=x&gt;λ<sub>min</sub>");
    expect(page).not.toContain("<img");
  });

  test("is left out where nothing was measured", () => {
    const record: RunRecord = { ...watchedRecord(), observed: [{ name: "o", measures: ["m"], step: [], values: [] }] };
    expect(renderReport(record)).not.toContain("Measured along the way");
  });

  test("read back from JSON, with null where NaN was, gives the same report", () => {
    const record = watchedRecord();
    expect(renderReport(JSON.parse(JSON.stringify(record)))).toBe(renderReport(record));
  });
});

describe("a prediction", () => {
  const lines = (record: RunRecord) =>
    Array.from(historyFigure(record, { document, width: 900 }).querySelectorAll('[aria-label="line"]'));

  test("is a thin line over the measured loss, and that of infinite width is dashed", () => {
    const drawn = lines(watchedRecord()).map((line) => [
      line.getAttribute("stroke-width") ?? "1",
      line.getAttribute("stroke-dasharray"),
    ]);
    expect(drawn).toEqual([
      ["4.5", null],
      ["1.5", "5 4"],
      ["1", null],
    ]);
  });

  test("is named in the legend, as the text it is", () => {
    const record = watchedRecord();
    const prediction = record.prediction && { ...record.prediction, label: "<b>x</b>" };
    expect(
      historyFigure({ ...record, prediction }, { document, width: 900 }).querySelector(".legend")?.textContent,
    ).toContain("<b>x</b>");
  });

  test("that falls far below the measured loss, or grows far above it, leaves the axis to what was measured", () => {
    const record = watchedRecord();
    for (const factor of [0.5, 2]) {
      const loss = Float64Array.from({ length: 4000 }, (_, k) => 0.5 * factor ** k);
      const prediction = record.prediction && { ...record.prediction, loss, dashed: undefined };
      const text = ticks(historyFigure({ ...record, prediction }, { document, width: 900 })).join("|");
      expect(text).not.toMatch(/10⁻⁵|1000\|10/);
      expect(text).toContain("0.1");
    }
  });
});
