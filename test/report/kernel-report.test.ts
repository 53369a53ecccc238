import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { forecastFigure } from "../../src/report/figure/forecast.js";
import type { Bounded, KernelRecord } from "../../src/report/kernel-record.js";
import { renderKernelReport } from "../../src/report/kernel-report.js";
import { parallelSentences } from "../../src/report/kernel-rows.js";
import { agreement, kernelAnswers, kernelHeadline, lostShare } from "../../src/report/kernel-sentence.js";
import { kernelWarnings } from "../../src/report/kernel-warning.js";
import { figurePage } from "../../src/report/page.js";
import { bareKernel, concreteKernel, lineKernel, tinyKernel } from "./kernel-samples.js";

const kinds: readonly (readonly [string, () => KernelRecord])[] = [
  ["data with duplicate rows, beside trained networks", concreteKernel],
  ["data with duplicate rows, nothing trained", () => concreteKernel(false)],
  ["a line and twelve values of s", lineKernel],
  ["ten well separated points", tinyKernel],
  ["a record without figures", bareKernel],
];

const parse = (page: string) => parseHTML(page).document;
const labels = (page: string) =>
  Array.from(parse(page).querySelectorAll(".wide svg[aria-label]")).map((svg) => svg.getAttribute("aria-label"));
const headings = (page: string) => Array.from(parse(page).querySelectorAll("h2")).map((h) => h.textContent);

describe.each(kinds)("the kernel report of %s", (_, record) => {
  const page = renderKernelReport(record());
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
    expect(renderKernelReport(record())).toBe(page);
  });

  test("is smaller than 1 MB", () => {
    expect(new TextEncoder().encode(page).length).toBeLessThan(1e6);
  });

  test("shows the headline, each figure in two widths, and its caption", () => {
    expect(document.querySelector(".lead")?.textContent).toBe(kernelHeadline(record()).replaceAll("λ_min", "λmin"));
    for (const label of labels(page))
      expect(document.querySelectorAll(`.narrow svg[aria-label="${label}"]`).length).toBeGreaterThan(0);
    for (const [i, figure] of Array.from(document.querySelectorAll("figure")).entries())
      expect(figure.querySelector("figcaption")?.textContent).toMatch(new RegExp(`^Figure ${i + 1}\\. .+\\.$`));
  });
});

describe("each part appears where its data do", () => {
  test("all of them for a full record", () => {
    const page = renderKernelReport({ ...lineKernel(), untrained: concreteKernel().untrained });
    expect(labels(page)).toEqual([
      "Predicted and measured loss against steps",
      "Smallest eigenvalue against s",
      "Eigenvalues of the kernel",
      "Target's energy over the eigenvectors",
    ]);
    expect(headings(page)).toEqual([
      "In one minute",
      "Learning rates to use",
      "What is learnt when",
      "Smallest eigenvalue",
      "Width",
      "Models without training",
      "How it was made",
    ]);
    expect(page).toContain("hrta kernel line.csv --s 0:2.2:0.2");
    expect(page).toContain("--optimizer heavyBall,momentum=0.9 --rate");
  });

  test("little for a bare one", () => {
    const page = renderKernelReport(bareKernel());
    expect(labels(page)).toEqual([]);
    expect(headings(page)).toEqual(["In one minute", "Smallest eigenvalue", "How it was made"]);
    expect(parse(page).querySelector(".warning")).toBeNull();
  });

  test("no curve over s where 0 is excluded at no s, nor for a single s", () => {
    for (const record of [concreteKernel(), tinyKernel()])
      expect(labels(renderKernelReport(record))).not.toContain("Smallest eigenvalue against s");
  });

  test("of twelve spectra six, with the first, the last and that of the report's own s; of a hundred values of s no table", () => {
    const legend = (page: string) =>
      Array.from(parse(page).querySelectorAll(".wide .legend span"))
        .map((span) => span.textContent?.trim() ?? "")
        .filter((text) => text.startsWith("s = "));
    const record = lineKernel();
    const shown = legend(renderKernelReport(record));
    expect(shown.length).toBe(7); // one is the mark of s in the curve over s
    for (const s of ["s = 0", "s = 1", "s = 2.2"]) expect(shown).toContain(s);
    const many = Array.from({ length: 100 }, (_, i) => ({ ...record.curve[1], s: i / 50 }));
    expect(headings(renderKernelReport({ ...record, curve: many }))).not.toContain("Smallest eigenvalue");
  });
});

describe("the answers", () => {
  const answer = (record: KernelRecord, question: string) =>
    kernelAnswers(record).find(([asked]) => asked === question)?.[1];

  test("print λ_min with the digits that are proven", () => {
    expect(answer(lineKernel(), "Can it be learnt?")).toBe(
      "Yes: λ_min of the kernel is 4.05(2)\u202f×\u202f10⁻⁹, proven positive, so a wide enough network can fit all 100 rows.",
    );
  });

  test("name the loss floor of rows that repeat others", () => {
    expect(answer(concreteKernel(), "Can it be learnt?")).toBe(
      "Not to the end: 38 rows repeat another, not always with its target, so no network of this family gets under a training loss of 0.012.",
    );
    expect(kernelHeadline(concreteKernel())).toContain(
      "down to a training loss of 0.012, not below. Gradient descent learns",
    );
  });

  test("leave open what double precision does not decide", () => {
    const record = concreteKernel();
    const open = { ...record, parallel: { groups: [], surplus: 0, lossFloor: 0 } };
    expect(answer(open, "Can it be learnt?")).toContain("Not decided: double precision finds λ_min between −3");
    expect(answer(open, "Can it be learnt?")).toContain("Of 927 eigenvalues 889 are told from 0");
    expect(answer(open, "Which s?")).toContain("No s makes a difference that double precision can see");
    expect(kernelWarnings(open).join()).toContain("not distinguishable from 0. Bounds and rates that divide by it");
  });

  test("call an s the best outright only where its bounds are above all others", () => {
    const record = lineKernel();
    const at = (s: number, sum: Bounded) => ({ ...record.curve[0], s, sum });
    const sharp = [
      at(1, { estimate: 1, lower: 0.99, upper: 1.01 }),
      at(1.5, { estimate: 2, lower: 1.99, upper: 2.01 }),
    ];
    const blurred = [sharp[0], at(1.5, { estimate: 1.004, lower: 0.991, upper: 1.009 })];
    expect(answer({ ...record, curve: sharp }, "Which s?")).toContain(
      "λ_min is largest at s = 1.5 (2.00(1)), 2 times that of plain relu (s = 1). ",
    );
    expect(answer({ ...record, curve: blurred }, "Which s?")).toContain(
      "λ_min is largest at s = 1.5, as far as it is resolved (1.00(1)). ",
    );
  });

  test("tell of shares that are never learnt, and of widths that no theorem gives", () => {
    expect(answer(concreteKernel(), "How fast?")).toContain("99.9\u202f% never.");
    expect(answer(concreteKernel(), "How wide?")).toContain("The theorems give no finite width here.");
    expect(answer(lineKernel(), "How wide?")).toBe(
      "100\u202f000 neurons are enough in random starts (λ_min(G(θ₀)) at least 3/4 of the kernel’s). The theorems ask for 1.1\u202f×\u202f10¹⁹ at least.",
    );
    expect(renderKernelReport(concreteKernel())).toContain("<td>∞</td>");
  });

  test("at s = 0 it is linearity that keeps the loss up, not rows that repeat", () => {
    const record: KernelRecord = {
      ...lineKernel(),
      s: 0,
      parallel: { groups: [], surplus: 0, lossFloor: 0.25 },
    };
    expect(answer(record, "Can it be learnt?")).toBe(
      "Not to the end: at s = 0 the network is linear in its inputs, and the targets are not, so no network of this family gets under a training loss of 0.25.",
    );
    expect(kernelWarnings(record).join()).toContain("At s = 0 the network is linear in its inputs, which keeps");
    expect(kernelWarnings(record).join()).not.toContain("Averaging");
  });

  test("rows that repeat another with its target can all be fitted, and a linear target at s = 0", () => {
    const { parallel, distinct, ...rest } = concreteKernel();
    const curve = [{ ...tinyKernel().curve[0], s: rest.s }];
    const record: KernelRecord = {
      ...rest,
      parallel: { ...parallel, lossFloor: 0 },
      distinct: { rows: 889, curve, monotone: [] },
    };
    expect(answer(record, "Can it be learnt?")).toMatch(
      /^Yes: 38 rows repeat another, but their targets agree, and on the 889 distinct rows λ_min is .*, proven positive\.$/,
    );
    expect(kernelHeadline(record)).toContain("can fit all of these 927 rows");
    const straight: KernelRecord = { ...rest, s: 0, parallel: { groups: [], surplus: 0, lossFloor: 0 } };
    expect(answer(straight, "Can it be learnt?")).toBe(
      "Yes: at s = 0 the network is linear in its inputs, and so are the targets.",
    );
    expect(kernelHeadline(straight)).toContain("can fit all of these 927 rows");
  });

  test("targets at multiples of one row are not to be averaged", () => {
    const groups = [{ kind: "parallel" as const, rows: [1, 2] }];
    const record: KernelRecord = { ...lineKernel(), parallel: { groups, surplus: 1, lossFloor: 0.25 } };
    expect(answer(record, "Can it be learnt?")).toContain(
      "1 row cannot be told from another, and their targets do not fit together",
    );
    expect(kernelWarnings(record).join()).toContain("Their targets do not fit together");
    expect(kernelWarnings(record).join()).not.toContain("Averaging");
  });

  test("set beside the width that was seen the bound of the same property, not the least of all", () => {
    const record = lineKernel();
    const bound = { paper: "HRTA", statement: "Propositions 1 and 2 (corrected)", formula: "", asSeen: true };
    const widths = [...record.widths, { ...bound, width: 3.21e25 }];
    expect(answer({ ...record, widths }, "How wide?")).toContain(
      "(λ_min(G(θ₀)) at least 3/4 of the kernel’s). HRTA’s Propositions 1 and 2 (corrected) ask for 3.3\u202f×\u202f10²⁵ for it.",
    );
    const none = [...record.widths, { ...bound, width: Number.POSITIVE_INFINITY }];
    expect(answer({ ...record, widths: none, seen: undefined }, "How wide?")).toBe(
      "HRTA’s Propositions 1 and 2 (corrected) give no finite width.",
    );
  });

  test("a method whose loss grows is named with its rate", () => {
    const record = lineKernel();
    const [first, ...rest] = record.forecasts;
    const grown = { ...first, settings: "rate 5", largestRate: 1.5, infinite: [1, 2, Number.POSITIVE_INFINITY] };
    expect(answer({ ...record, forecasts: [grown, ...rest] }, "What stays unlearnt?")).toContain(
      `The loss ends above its start by ${first.method} (rate 5; unstable above 1.5).`,
    );
  });

  test("name the share of the target beyond the rank", () => {
    const record = tinyKernel();
    const cut = { ...record, spectrum: { ...record.spectrum, rank: 7 } };
    expect(lostShare(cut)).toBeCloseTo(0.3, 12); // three of ten equal shares
    expect(answer(cut, "What stays unlearnt?")).toContain("30\u202f% of the target lies in eigenvectors");
  });

  test("say how far measurement and prediction are apart, rounded up, and until when", () => {
    const measured = { width: 4000, seed: 1, loss: [], finite: [], gap: 0.0444, agreesUntil: 3000, tolerance: 0.06 };
    expect(agreement(measured, [0, 3000])).toBe("within 0.045 decades of it (a factor of 1.11) throughout");
    expect(agreement(measured, [0, 3000], true)).toBe("within 0.045 decades to step 3000");
    expect(agreement({ ...measured, gap: 0.2, agreesUntil: 700 }, [0, 3000])).toBe(
      "within 0.06 decades of it up to step 700, 0.2 decades from it at most",
    );
    expect(agreement({ ...measured, gap: Number.NaN, agreesUntil: 7 }, [0, 3000])).toBe(
      "within 0.06 decades of it up to step 7",
    );
    expect(answer(concreteKernel(false), "Does it come true?")).toBeUndefined();
  });
});

describe("warnings", () => {
  test("name the rows of the first groups, the rank and the floor", () => {
    const [rows, floor] = kernelWarnings(concreteKernel());
    expect(rows).toContain("its rank is 889 of 927. Rows 72, 75, 78, 81, 84, 87, 90 and 5 more have the same inputs.");
    expect(rows).toContain("So do the rows of 19 other groups.");
    expect(floor).toContain("keeps the training loss at 0.012 or more");
  });

  test("tell duplicate, parallel and antiparallel rows apart", () => {
    const groups = [
      ...(["duplicate", "parallel", "antiparallel"] as const).map((kind, i) => ({ kind, rows: [i + 1, i + 9] })),
      { kind: "zero" as const, rows: [7] },
    ];
    expect(parallelSentences({ groups, surplus: 4, lossFloor: 0 })).toEqual([
      "Rows 1 and 9 have the same inputs.",
      "Rows 2 and 10 have inputs that are multiples of each other.",
      "Rows 3 and 11 have inputs that are negative multiples of each other.",
      "Row 7 has inputs of zeros only, where a network without bias is 0.",
    ]);
  });

  test("are none where nothing is wrong", () => expect(kernelWarnings(tinyKernel())).toEqual([]));
});

describe("the figure of the forecasts", () => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const draw = (record: KernelRecord, width = 900) => forecastFigure(record.forecasts, { document, width });
  const texts = (element: Element) => Array.from(element.querySelectorAll("text")).map((text) => text.textContent);

  test("stands alone: a panel a method with its settings and agreement, in one row where it is wide, one below the other on a phone", () => {
    const wide = draw(concreteKernel());
    expect(wide.querySelectorAll('svg[role="img"]').length).toBe(1);
    expect(draw(concreteKernel(), 358).querySelectorAll('svg[role="img"]').length).toBe(3);
    const all = texts(wide).join("|");
    for (const text of ["gradient descent", "heavy ball", "Nesterov", "momentum 0.9", "decades to step 3000"])
      expect(all).toContain(text);
  });

  test("is a page of its own on demand, with the colours of the house and nothing else", () => {
    const page = figurePage("Loss", (options) => forecastFigure(concreteKernel().forecasts, options));
    expect(parse(page).querySelectorAll("main > *").length).toBe(1);
    expect(parse(page).querySelector("title")?.textContent).toBe("Loss");
    expect(page).toContain("--hrta-blue: #0072B2");
  });

  test("has three lines a panel where something was measured, else one", () => {
    const lines = (record: KernelRecord) => draw(record).querySelectorAll('[aria-label="line"] path').length;
    expect(lines(concreteKernel())).toBe(9);
    expect(lines(concreteKernel(false))).toBe(3);
  });

  test("shows no prediction more than twelve decades deep, but every measured loss", () => {
    const [forecast] = tinyKernel().forecasts;
    const step = [0, 1, 10, 100];
    const deep = { ...forecast, step, infinite: [1, 1e-5, 1e-20, 1e-200] };
    const measured = {
      width: 9,
      seed: 1,
      loss: [1, 1e-5, 1e-20, 1e-30],
      finite: deep.infinite,
      gap: 170,
      agreesUntil: 10,
      tolerance: 0.06,
    };
    const axis = (forecasts: KernelRecord["forecasts"]) =>
      texts(forecastFigure(forecasts, { document, width: 900 })).join("|");
    expect(axis([deep])).toContain("10⁻¹²");
    expect(axis([deep])).not.toContain("10⁻²⁰");
    expect(axis([{ ...deep, measured }])).toContain("10⁻³⁰");
  });

  test("of four and of five methods has two rows, as wide as the figure where they are full", () => {
    const [forecast] = concreteKernel().forecasts;
    const four = forecastFigure([forecast, forecast, forecast, forecast], { document, width: 900 });
    expect(Array.from(four.querySelectorAll('svg[role="img"]')).map((svg) => svg.getAttribute("width"))).toEqual([
      "900",
      "900",
    ]);
    const five = forecastFigure([forecast, forecast, forecast, forecast, forecast], { document, width: 900 });
    expect(five.querySelectorAll('svg[role="img"]').length).toBe(2);
  });
});

const hostile = `"><img src=x onerror=alert(1)></title></style></svg><script>alert('&amp;')</script>\u0000\n\ud800 \u202e`;

test("names out of a hostile file end as text, wherever they are shown", () => {
  const record = lineKernel();
  const page = renderKernelReport({
    ...record,
    title: hostile,
    command: hostile,
    created: hostile,
    machine: hostile,
    versions: { [hostile]: hostile },
    notes: [hostile],
    data: { ...record.data, file: hostile, inputs: [hostile], targets: [hostile] },
    network: { ...record.network, activation: hostile },
    forecasts: record.forecasts.map((f) => ({ ...f, method: hostile, settings: hostile, flags: hostile })),
    widths: [{ paper: hostile, statement: hostile, formula: hostile, width: 1, note: hostile }],
    seen: record.seen && { ...record.seen, property: hostile },
    untrained: [{ name: hostile, rmse: 1, r2: 0, detail: hostile }],
  });
  const document = parse(page);
  expect(document.querySelectorAll("script, img, [onerror]").length).toBe(0);
  expect(document.querySelectorAll("style").length).toBe(document.querySelectorAll("svg > style").length + 1);
  expect(page.match(/<script|<img|<\/script/gi)).toBeNull();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  expect(page).not.toMatch(/[\u0000\u202e\ud800]/);
  expect(document.querySelector("h1")?.textContent).toContain("<script>alert('&amp;')</script>");
});

test("5000 rows, six spectra and forecasts of 10^5 steps still make a page below 1 MB", () => {
  const record = lineKernel();
  const values = Float64Array.from({ length: 5000 }, (_, i) => 1000 / ((i + 1) * (i + 1)));
  const step = Float64Array.from({ length: 100_001 }, (_, i) => i);
  const loss = step.map((k) => (1 + 0.3 * ((k * 7) % 3)) / (1 + k)); // a zigzag at every step
  const page = renderKernelReport({
    ...record,
    spectra: record.spectra.map(({ s }) => ({ s, values })),
    energy: { values, shares: values },
    forecasts: record.forecasts.map((f) => ({
      ...f,
      step,
      infinite: loss,
      measured: f.measured && { ...f.measured, loss, finite: loss },
    })),
  });
  expect(new TextEncoder().encode(page).length).toBeLessThan(1e6);
});

test("an axis whose first tick is not a whole number is written like any other", () => {
  const record = tinyKernel();
  const [point] = record.curve;
  const curve = [0.5, 1, 1.5].map((s) => ({ ...point, s }));
  expect(renderKernelReport({ ...record, curve })).toContain("0.5");
});
