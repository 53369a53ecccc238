import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { renderComparison } from "../../src/report/compare/comparison-report.js";
import { comparisonWarnings } from "../../src/report/compare/comparison-warning.js";
import { courses } from "../../src/report/compare/course-figure.js";
import { errorFigure } from "../../src/report/compare/error-figure.js";
import type { ComparisonRecord } from "../../src/report/compare/record.js";
import type { Standing } from "../../src/study/compare/index.js";
import { classesRecord, divergedRecord, gainRecord, unfinishedRecord } from "./compare-samples.js";

const kinds: readonly (readonly [string, () => ComparisonRecord])[] = [
  ["a regression with a gain", gainRecord],
  ["classes without a difference", classesRecord],
  ["methods that diverged", divergedRecord],
  ["a comparison that was stopped halfway", unfinishedRecord],
];

const parse = (page: string) => parseHTML(page).document;
const words = (element: Element | null) => element?.textContent?.replace(/\s+/g, " ").trim() ?? "";
const labels = (page: string) =>
  Array.from(parse(page).querySelectorAll(".wide svg[aria-label][role]")).map((svg) => svg.getAttribute("aria-label"));
const headings = (page: string) => Array.from(parse(page).querySelectorAll("h2")).map((h) => h.textContent);

/** The record with other methods in both budgets. */
const withStandings = (record: ComparisonRecord, change: (standing: Standing) => Standing): ComparisonRecord => ({
  ...record,
  comparison: {
    ...record.comparison,
    budgets: record.comparison.budgets.map((budget) => ({ ...budget, standings: budget.standings.map(change) })),
  },
});

describe.each(kinds)("the report of %s", (_, record) => {
  const page = renderComparison(record());
  const document = parse(page);
  const { comparison, title, command } = record();

  test("is one page that asks for nothing: no script, no link but an empty icon, no image, no address", () => {
    expect(document.querySelectorAll("script, img, iframe, object, embed, form, base, a").length).toBe(0);
    expect(document.querySelectorAll("link").length).toBe(1);
    expect(page).not.toMatch(/(?:src|href)="(?!data:,")/);
    expect(page).not.toMatch(/url\(|@import/);
  });

  test("has no number that is not one, in words or in coordinates", () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object|null|false/);
  });

  test("gives the same bytes again", () => {
    expect(renderComparison(record())).toBe(page);
  });

  test("is smaller than 1 MB", () => {
    expect(new TextEncoder().encode(page).length).toBeLessThan(1e6);
  });

  test("shows each figure in two widths, and its caption", () => {
    expect(labels(page).length).toBeGreaterThan(0);
    for (const label of labels(page))
      expect(document.querySelectorAll(`.narrow svg[aria-label="${label}"]`).length).toBeGreaterThan(0);
    for (const [i, figure] of Array.from(document.querySelectorAll("figure")).entries())
      expect(figure.querySelector("figcaption")?.textContent).toMatch(new RegExp(`^Figure ${i + 1}\\. .+\\.$`));
  });

  test("says what was found, with equal time first, and why", () => {
    const [time, steps] = comparison.budgets;
    expect(words(document.querySelector("h1"))).toBe(title);
    expect(words(document.querySelector(".lead"))).toBe(time.sentence);
    const notes = Array.from(document.querySelectorAll(".note")).map(words).join("|");
    expect(notes).toContain(steps.sentence);
    const quoted = Array.from(document.querySelectorAll("blockquote")).map(words);
    expect(quoted.length).toBe(2);
    for (const [i, { decision }] of comparison.budgets.entries()) {
      expect(quoted[i]).toContain(decision.verdict);
      expect(quoted[i]).toContain(decision.because.slice(1));
    }
    expect(Array.from(document.querySelectorAll("pre")).map(words)).toContain(command);
  });

  test("names every method of a budget in its table, and of equal time in the figure in both widths", () => {
    const tables = Array.from(document.querySelectorAll("table"));
    for (const [i, { standings }] of comparison.budgets.entries()) {
      const names = Array.from(tables[i].querySelectorAll("td.name")).map(words);
      expect(names.length).toBe(standings.length);
      for (const { label } of standings) expect(names.some((name) => name.startsWith(label))).toBe(true);
    }
    for (const width of [".wide", ".narrow"]) {
      const figure = document.querySelector(`${width} svg[aria-label="Test error of every method"]`);
      const texts = Array.from(figure?.querySelectorAll("text") ?? []).map(words);
      for (const { label } of comparison.budgets[0].standings) expect(texts).toContain(label);
    }
  });

  test("tells the parts in their order", () => {
    expect(headings(page)).toEqual(["Equal time", "Equal steps", "How it was compared", "How it was made"]);
  });
});

describe("the report of a regression with a gain", () => {
  const page = renderComparison(gainRecord());
  const document = parse(page);
  const text = words(document.querySelector("main"));

  test("has the gain as a change, its interval, the verdict, and what it rests on in its cards", () => {
    expect(Array.from(document.querySelectorAll(".cards dd")).map(words)).toEqual([
      "−7.3 %",
      "−10 … −3.9 %",
      "holds",
      "10",
      "1 s",
    ]);
  });

  test("says which route the validation data prefer, and its command", () => {
    expect(words(document.querySelector(".route"))).toBe(gainRecord().comparison.route?.sentence);
    expect(words(document.querySelector(".route + pre"))).toBe(gainRecord().route);
  });

  test("has the least test error of each budget in bold, and no other", () => {
    for (const table of Array.from(document.querySelectorAll("table"))) {
      const bold = Array.from(table.querySelectorAll("td b"));
      expect(bold.length).toBe(1);
      const tests = Array.from(table.querySelectorAll("tr td"))
        .map(words)
        .filter((cell) => cell.includes(" ["));
      const least = Math.min(...tests.map(Number.parseFloat));
      expect(Number.parseFloat(words(bold[0]))).toBe(least);
    }
  });

  test("sorts the methods of a kind by their test error", () => {
    const [table] = Array.from(document.querySelectorAll("table"));
    const bodies = Array.from(table.querySelectorAll("tbody"));
    expect(bodies.map((body) => words(body.querySelector("th")))).toEqual(["baseline", "relaxation", "no training"]);
    for (const body of bodies) {
      const errors = Array.from(body.querySelectorAll("tr td:nth-child(3)")).map((cell) =>
        Number.parseFloat(words(cell)),
      );
      expect(errors).toEqual([...errors].sort((a, b) => a - b));
    }
  });

  test("tells how it was compared with the numbers of the record", () => {
    for (const part of [
      "Each of 10 seeds draws its own split into 618 training, 206 validation and 206 test rows",
      "tunes its rate (for some their damping) over 9 values, the same number for every method, by successive halving",
      "choose one of 9 baselines and one of 13 relaxations. The test rows choose nothing: they are looked at once",
      "takes in 1 s was measured once, with nothing else running, and frozen as steps",
      "within 5 % get Adam’s steps",
      "Every run of a method that is trained takes 21 300 steps.",
    ])
      expect(text).toContain(part);
  });

  test("says which methods the table of equal steps lacks, and why", () => {
    expect(text).toContain("Not in this table: Gauss-Newton, whose step takes over ten times as long as Adam’s");
  });

  test("draws the chosen two and those that others are held against, each once", () => {
    const { comparison } = gainRecord();
    const drawn = courses(comparison.budgets[0], comparison);
    expect(drawn.map(({ standing, as }) => `${as ?? ""}:${standing.label}`)).toEqual([
      "baseline:Adam, linear skip",
      "relaxation:ramp 1 to 1.5",
      ":Adam",
      ":Gauss-Newton",
      ":L-BFGS",
    ]);
  });
});

describe("the report of classes", () => {
  const record = classesRecord();
  const page = renderComparison(record);

  test("shows no losses of methods that fit squares beside cross entropies", () => {
    const { comparison } = record;
    const drawn = courses(comparison.budgets[0], comparison);
    expect(drawn.map(({ standing }) => standing.label)).toEqual(["Adam", "s = 0.5, then 1", "L-BFGS"]);
    expect(page).toContain("Gauss-Newton makes another loss small and has no curve.");
    const rows = Array.from(parse(page).querySelectorAll("table")[0].querySelectorAll("tr"));
    for (const name of ["Gauss-Newton", "random features"]) {
      const row = rows.find((one) => words(one).startsWith(name));
      expect(words(row?.querySelector("td:nth-child(5)") ?? null)).toBe("–");
    }
  });

  test("warns of what was left out", () => {
    expect(words(parse(page).querySelector(".warning"))).toContain(record.comparison.left[0]);
  });

  test("writes a rise with its sign", () => {
    expect(Array.from(parse(page).querySelectorAll(".cards dd")).slice(0, 3).map(words)).toEqual([
      "+1.1 %",
      "−2.2 … +4.3 %",
      "fails",
    ]);
  });
});

describe("warnings", () => {
  test("name the methods whose choice mostly lay at an end of the values tried, once for both budgets", () => {
    expect(comparisonWarnings(gainRecord())).toEqual([
      "The best rate of gradient descent (9 of 10 runs) and heavy ball (6 of 10 runs) may lie outside those tried: so many runs chose the smallest or the largest.",
    ]);
  });

  test("half of the runs at an end is not often", () => {
    const at = (atEnd: number) =>
      comparisonWarnings(
        withStandings(gainRecord(), (standing) =>
          standing.tuned
            ? { ...standing, tuned: { ...standing.tuned, atEnd: standing.label === "Adam" ? atEnd : 0 } }
            : standing,
        ),
      );
    expect(at(5)).toEqual([]);
    expect(at(6)).toHaveLength(1);
  });

  test("tell what only equal steps show, and every option by itself", () => {
    const record = gainRecord();
    const [time, steps] = record.comparison.budgets;
    const end = (label: string) => (standing: Standing) => {
      const { tuned } = standing;
      return tuned ? { ...standing, tuned: { ...tuned, atEnd: standing.label === label ? 10 : 0 } } : standing;
    };
    const budgets = [
      { ...time, standings: time.standings.map(end("Gauss-Newton")) },
      { ...steps, standings: steps.standings.map(end("AdamW")) },
    ];
    const warnings = comparisonWarnings({ ...record, comparison: { ...record.comparison, budgets } });
    expect(warnings[0]).toContain("The best damping of Gauss-Newton (10 of 10 runs) may lie outside");
    expect(warnings[1]).toContain("With equal steps the best rate of AdamW (10 of 10 runs) may lie outside");
  });

  test("count the runs without a result", () => {
    expect(comparisonWarnings(divergedRecord())[0]).toContain("3 runs have no result.");
    expect(comparisonWarnings({ ...gainRecord(), failed: 1 })[0]).toContain("1 run has no result.");
  });
});

describe("the figure of the test errors", () => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const draw = ({ comparison }: ComparisonRecord, width = 900) =>
    errorFigure(comparison.budgets[0], comparison, { document, width });
  const texts = (element: Element) => Array.from(element.querySelectorAll("text")).map(words);
  const dots = (element: Element) => element.querySelectorAll('[aria-label="dot"] circle').length;

  test("has a dot for every method that has a median", () => {
    expect(dots(draw(gainRecord()))).toBe(25);
    expect(dots(draw(divergedRecord()))).toBe(23);
  });

  test("has a logarithmic axis where the range is above a factor of 10, and only there", () => {
    expect(texts(draw(gainRecord())).join()).not.toContain("log scale");
    expect(texts(draw(divergedRecord())).join()).toContain("test error: RMSE (log scale)");
  });

  test("says at the right end which runs diverged or are missing, and which error is far off", () => {
    const said = texts(draw(divergedRecord()));
    for (const text of ["diverged", "4 of 10 diverged", "7 of 10 runs", "820 000 →"]) expect(said).toContain(text);
  });

  test("stays within its frame where an interval has no end", () => {
    const ends = Array.from(draw(divergedRecord()).querySelectorAll("line")).flatMap((line) => [
      Number(line.getAttribute("x1")),
      Number(line.getAttribute("x2")),
    ]);
    expect(Math.max(...ends)).toBeLessThanOrEqual(900);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
  });

  test("takes errors of exactly 0 on a linear axis", () => {
    const none = withStandings(classesRecord(), (standing) =>
      standing.label === "Adam" ? { ...standing, test: { estimate: 0, lower: 0, upper: 0.001 } } : standing,
    );
    expect(texts(draw(none)).join()).not.toContain("log scale");
    expect(dots(draw(none))).toBe(23);
  });

  test("has the method that was chosen most often in bold, and a line at that of the baselines", () => {
    const bold = Array.from(draw(gainRecord()).querySelectorAll('[font-weight="600"] text')).map(words);
    expect(bold).toEqual(["Adam, linear skip", "ramp 1 to 1.5", "infinite-width kernel"]);
    expect(words(draw(gainRecord()).querySelector(".legend"))).toContain("the baseline chosen most: Adam, linear skip");
    expect(words(draw(unfinishedRecord()).querySelector(".legend"))).not.toContain("chosen most");
  });
});

test("without a route the page says so and has no command for it", () => {
  const document = parse(renderComparison(unfinishedRecord()));
  expect(words(document.querySelector(".route"))).toContain("the validation data prefer no route");
  expect(document.querySelector(".route + pre")).toBeNull();
});

test("a route without a command is still told", () => {
  const { route: _, ...record } = gainRecord();
  const document = parse(renderComparison(record));
  expect(words(document.querySelector(".route"))).toBe(record.comparison.route?.sentence);
  expect(document.querySelector(".route + pre")).toBeNull();
});

test("where every run diverged there is a page without figures", () => {
  const record = withStandings(gainRecord(), ({ course: _, ...standing }) => ({
    ...standing,
    diverged: 10,
    test: null,
    validation: null,
    train: null,
    loss: null,
    seconds: null,
  }));
  const page = renderComparison(record);
  expect(labels(page)).toEqual([]);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(parse(page).querySelectorAll(".trouble").length).toBeGreaterThan(40);
});

test("a gain whose interval has no end is written with a sign of infinity", () => {
  const record = gainRecord();
  const gain = { estimate: 0.2, lower: Number.NEGATIVE_INFINITY, upper: 1 };
  const budgets = record.comparison.budgets.map((budget) => ({ ...budget, gain }));
  const page = renderComparison({ ...record, comparison: { ...record.comparison, budgets } });
  expect(words(parse(page).querySelectorAll(".cards dd")[1])).toBe("−100 … +∞ %");
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

const hostile = `"><img src=x onerror=alert(1)></title></style></svg><script>alert('&amp;')</script>\u0000\n\ud800 \u202e`;

test("names out of a hostile file end as text, wherever they are shown", () => {
  const base = withStandings(gainRecord(), (standing) => ({
    ...standing,
    label: `${hostile}${standing.label}`,
    ...(standing.tuned ? { tuned: { ...standing.tuned, option: hostile, atEnd: 10 } } : {}),
  }));
  const { comparison } = base;
  const page = renderComparison({
    ...base,
    title: hostile,
    command: hostile,
    route: hostile,
    created: hostile,
    machine: hostile,
    versions: { [hostile]: hostile },
    comparison: {
      ...comparison,
      title: hostile,
      measure: hostile,
      left: [hostile],
      route: { label: hostile, side: "baseline", sentence: hostile },
      budgets: comparison.budgets.map((budget) => ({
        ...budget,
        sentence: hostile,
        decision: { verdict: "undecided", because: hostile },
      })),
    },
  });
  const document = parse(page);
  expect(document.querySelectorAll("script, img, [onerror]").length).toBe(0);
  expect(document.querySelectorAll("style").length).toBe(document.querySelectorAll("svg > style").length + 1);
  expect(page.match(/<script|<img|<\/script/gi)).toBeNull();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  expect(page).not.toMatch(/[\u0000\u202e\ud800]/);
  expect(document.querySelector("h1")?.textContent).toContain("<script>alert('&amp;')</script>");
});

test("every name in the figures has ink", () => {
  const groups = parse(renderComparison(gainRecord())).querySelectorAll('svg g[aria-label="text"]');
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) expect(group.getAttribute("fill")).not.toBe("none");
});
