import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { renderPdeReport } from "../../src/report/pde/pde-report.js";
import type { PdeRecord } from "../../src/report/pde/record.js";
import type { PdeSuiteRecord } from "../../src/report/pde/suite-record.js";
import { renderPdeSuite } from "../../src/report/pde/suite-report.js";

const cells = 16;
const plane = Array.from({ length: cells * cells }, (_, at) => Math.floor(at / cells) - (at % cells));

const record: PdeRecord = {
  name: "mine",
  title: "A <b>problem</b>",
  equation: "−Δu = f & u = 0",
  outcome: "finished",
  loss: { name: "residual and conditions", value: 1.5e-9 },
  terms: [{ name: "residual", value: 1.4e-9 }],
  errors: { l2: 2.5e-4, h1: 3.5e-4, max: 1e-3, points: 10_000 },
  against: "exact",
  ...{ steps: 100, planned: 100, seconds: 12.3 },
  history: { step: [1, 50, 51, 100], loss: [1, 1e-3, 1e-2, 1e-9], s: [1, 1, 1.5, 1.5] },
  looks: [
    { step: 0, seconds: 0, loss: 1, l2: 1 },
    { step: 100, seconds: 12, loss: 1e-9, l2: 2.5e-4 },
  ],
  field: {
    variables: ["x", "t"],
    lower: [0, 0],
    upper: [1, 2],
    cells: [cells, cells],
    value: plane,
    known: plane.map((v) => v + 0.01),
  },
  settings: [["network", "hidden [200], activation tanh"]],
  notes: [],
  command: "hrta solve mine.ts",
  created: "2026-11-26T00:00:00.000Z",
  versions: { hrta: "0.1.0" },
  machine: "2 cores",
};

const documentOf = (html: string) => parseHTML(html).document;
const plain = (html: string) => documentOf(html).querySelector("main")?.textContent?.replace(/\s+/g, " ") ?? "";

describe("the report of a solved problem", () => {
  test("says the error in a sentence, draws solution, error and course, and says how it was made", () => {
    const html = renderPdeReport(record);
    const text = plain(html);
    expect(text).toContain("The relative L² error against the exact solution is 2.5 × 10⁻⁴ after 100 steps, 12");
    expect(text).toContain("hrta solve mine.ts");
    expect([...documentOf(html).querySelectorAll("figcaption b")].map((b) => b.textContent)).toEqual([
      "Figure 1.",
      "Figure 2.",
      "Figure 3.",
    ]);
    expect(text).not.toMatch(/undefined|NaN|Infinity/);
    expect(renderPdeReport(record)).toBe(html);
  });

  test("text of the user's stays text", () => {
    expect(documentOf(renderPdeReport(record)).querySelector("h1 b")).toBeNull();
    expect(plain(renderPdeReport(record))).toContain("A <b>problem</b>");
  });

  test("a map has its values where they belong: the first variable along x, the second upwards", () => {
    // u = 1 in the corner of large x and small t alone.
    const corner = plane.map((_, at) => (Math.floor(at / cells) >= cells / 2 && at % cells < cells / 2 ? 1 : 0));
    const field = { variables: ["x", "t"], lower: [0, 0], upper: [1, 1], cells: [cells, cells], value: corner };
    const svg = documentOf(renderPdeReport({ ...record, field })).querySelector("figure svg");
    const paths = [...(svg?.querySelectorAll("g[aria-label='contour'] path") ?? [])];
    const numbers = (paths.at(-1)?.getAttribute("d") ?? "").match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    const xs = numbers.filter((_, i) => i % 2 === 0);
    const ys = numbers.filter((_, i) => i % 2 === 1);
    const [left, right, top, bottom] = [48, 436 - 72, 22, 22 + (436 - 48 - 72)];
    expect(Math.min(...xs)).toBeGreaterThan((left + right) / 2 - 30);
    expect(Math.max(...xs)).toBeCloseTo(right, -1);
    expect(Math.min(...ys)).toBeGreaterThan((top + bottom) / 2 - 30);
    expect(Math.max(...ys)).toBeCloseTo(bottom, -1);
  });

  test("cells outside the domain are covered, and no others", () => {
    const inside = (at: number) => Math.floor(at / cells) + (at % cells) < cells;
    const value = plane.map((v, at) => (inside(at) ? v : Number.NaN));
    const field = { variables: ["x", "y"], lower: [0, 0], upper: [1, 1], cells: [cells, cells], value };
    const covers = (one: typeof field) =>
      documentOf(renderPdeReport({ ...record, field: one })).querySelectorAll("g.outside rect").length;
    // One a column but the first, which lies inside as a whole.
    expect(covers(field)).toBe(cells - 1);
    expect(covers({ ...field, value: plane })).toBe(0);
  });

  test("a problem on an interval is drawn as curves; one without a known solution has no error", () => {
    const field = {
      variables: ["x"],
      lower: [0],
      upper: [1],
      cells: [50],
      value: Array.from({ length: 50 }, (_, i) => i),
    };
    const { errors: _, against: __, ...rest } = record;
    const looks = record.looks.map(({ l2: _, ...look }) => look);
    const text = plain(renderPdeReport({ ...rest, looks, field }));
    expect(text).toContain("nothing is known to measure the error against");
    expect(text).not.toContain("relative L² error");
  });

  test("a run that diverged says so, and draws no solution", () => {
    const { errors: _, field: __, ...rest } = record;
    const html = renderPdeReport({ ...rest, outcome: "diverged", loss: { name: "energy", value: Number.NaN } });
    expect(documentOf(html).querySelector("p.warning")?.textContent).toContain("no longer a number");
    expect(plain(html)).not.toMatch(/undefined|NaN|Infinity/);
  });
});

describe("the report of the suite", () => {
  const spread = (middle: number) => ({ middle, low: middle / 2, high: 2 * middle });
  const suite: PdeSuiteRecord = {
    problems: [
      {
        ...{ name: "heat", title: "The heat equation", equation: "u_t = u_xx", against: "exact" },
        standings: [
          { label: "Gauss-Newton", steps: 100, l2: spread(1e-6), seconds: spread(20), diverged: 0 },
          { label: "Adam", steps: 5000, l2: spread(1e-2), seconds: spread(20), diverged: 0 },
          { label: "Deep Ritz, Adam", steps: null, l2: null, seconds: null, diverged: 3 },
        ],
      },
    ],
    ...{
      time: 20,
      seeds: 3,
      created: record.created,
      versions: record.versions,
      machine: "2 cores",
      work: 100,
      failed: 0,
    },
  };

  test("names the best method, has a row for each, and says where there was no number", () => {
    const html = renderPdeSuite(suite);
    const text = plain(html);
    expect(text).toMatch(/With 20 s a run, the least error on 1 problem is that of Gauss-Newton on 1\./);
    expect([...documentOf(html).querySelectorAll("tbody tr")]).toHaveLength(3);
    expect(documentOf(html).querySelector("tbody b")?.textContent).toBe("10⁻⁶");
    expect(text).toContain("Deep Ritz, Adam (3 without a number)");
    expect(text).not.toMatch(/undefined|NaN|Infinity/);
  });
});
