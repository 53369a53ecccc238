import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { figureCsv } from "../../src/report/claim/csv.js";
import { drawClaimFigure } from "../../src/report/claim/figure/draw.js";
import { grouped, stylesOf } from "../../src/report/claim/figure/panel.js";
import { rangeOf } from "../../src/report/claim/figure/range.js";
import { summarise } from "../../src/report/claim/figure/summary.js";
import { svgFile } from "../../src/report/claim/figure/svg-file.js";
import type { ClaimFigure, CurveFigure, PointFigure, SurfaceFigure } from "../../src/study/claim/claim.js";
import { curveFigure, parseCsv, pointFigure, surfaceFigure, widthFigure } from "./claim-samples.js";

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const draw = (figure: ClaimFigure, width = 900) => drawClaimFigure(figure, { document, width });
const markup = (figure: ClaimFigure, width = 900) =>
  draw(figure, width)
    .panels.map(({ plot }) => plot.outerHTML)
    .join("");

const log = { label: "step", scale: "log" } as const;
const linear = { label: "s", scale: "linear" } as const;
const curves = (
  series: CurveFigure["series"],
  x: CurveFigure["x"] = linear,
  y: CurveFigure["y"] = linear,
): CurveFigure => ({
  kind: "curves",
  title: "T",
  caption: "C.",
  x,
  y,
  series,
});

/** The pieces of all curves drawn with this style: one for every unbroken run of points. */
const pieces = (svg: string, style: RegExp) =>
  Array.from(parseHTML(svg).document.querySelectorAll("path"))
    .filter((path) => style.test(path.outerHTML) || style.test(path.parentElement?.cloneNode(false).toString() ?? ""))
    .map((path) => (path.getAttribute("d") ?? "").split("M").length - 1);

describe("the median and band of seeds", () => {
  test("are of the runs that have a value, null where fewer than half have one", () => {
    const runs = [
      [1, 2, null, null],
      [3, 4, 5, null],
      [8, null, null, null],
    ];
    const { median, low, high, band, gaps } = summarise(runs, 4);
    expect(median).toEqual([3, 3, null, null]);
    expect([low[0], high[0], band, gaps]).toEqual([1, 8, "range", true]);
  });

  test("are quartiles from five seeds on, and nothing for one", () => {
    const { low, high, band } = summarise([[0], [1], [2], [3], [4]], 1);
    expect([low[0], high[0], band]).toEqual([1, 3, "quartiles"]);
    expect(summarise([[7]], 1).band).toBe("none");
  });
});

describe("the axes", () => {
  test("a logarithmic one leaves out what is not positive, and is linear where nothing is", () => {
    const axis = rangeOf(log, [0, -1, 1, 100]);
    expect([axis.type, axis.shown(0), axis.shown(-1), axis.shown(1)]).toEqual(["log", undefined, undefined, 1]);
    expect(rangeOf(log, [0, -1]).type).toBe("linear");
  });

  test("a prediction far from what was measured does not stretch them", () => {
    expect(rangeOf(log, [0.1, 1], { loose: [1e-200] }).domain[0]).toBeGreaterThan(1e-3);
    expect(rangeOf(linear, [0, 1], { loose: [1e9] }).domain[1]).toBeLessThan(3);
    expect(rangeOf(log, [], { loose: [1e-200, 1] }).domain[0]).toBeLessThan(1e-200);
  });
});

describe("many series", () => {
  const named = (labels: readonly string[]) =>
    grouped(labels.map((label) => ({ label }))).map(({ heading, series }) => [heading, series.map((s) => s.name)]);

  test("up to six share their axes", () => {
    expect(named(["a", "b", "c", "d", "e", "f"])).toEqual([["", ["a", "b", "c", "d", "e", "f"]]]);
  });

  test("more are parted by how their labels begin", () => {
    const labels = ["m = 1", "m = 2", "m = 3", "m = 4"].flatMap((m) => [`${m}, Adam`, `${m}, HRTA`]);
    expect(named(labels)).toEqual(["m = 1", "m = 2", "m = 3", "m = 4"].map((m) => [m, ["Adam", "HRTA"]]));
  });

  test("or, where the labels do not say how, four neighbours each", () => {
    expect(named(["a", "b", "c", "d", "e", "f", "g"]).map(([, names]) => names)).toEqual([
      ["a", "b", "c", "d"],
      ["e", "f", "g"],
    ]);
  });

  test("a prediction of each has its colour", () => {
    const styles = stylesOf([{}, { theory: true }, {}, { theory: true }]);
    expect([styles[1].colour, styles[3].colour]).toEqual([styles[0].colour, styles[2].colour]);
    expect(stylesOf([{}, { theory: true }])[1]).toEqual({ colour: "currentColor", dash: "6 4" });
  });
});

describe("a curve", () => {
  test("breaks where there is no value", () => {
    const svg = markup(curves([{ label: "a", x: [0, 1, 2, 3, 4], runs: [[1, 2, null, 3, 4]] }]));
    expect(pieces(svg, /stroke-width="2.25"/)).toEqual([2]);
  });

  test("of several seeds is one faint line each, one thick line, and a band", () => {
    const runs = [1, 2, 3].map((k) => [k, k + 1, k + 2]);
    const svg = markup(curves([{ label: "a", x: [0, 1, 2], runs }]));
    expect(pieces(svg, /stroke-opacity="0.3"/).length).toBe(3);
    expect(pieces(svg, /stroke-width="2.25"/).length).toBe(1);
    expect(svg).toContain('fill-opacity="0.16"');
  });

  test("that is a prediction is dashed and has no band", () => {
    const svg = markup(curves([{ label: "a", x: [0, 1], runs: [[1, 2]], theory: true }]));
    expect(svg).toContain("stroke-dasharray");
    expect(svg).not.toContain('fill-opacity="0.16"');
  });

  test("says how many seeds it has, what is missing, and what a logarithmic axis cannot show", () => {
    expect(draw(curveFigure()).note).toBe(
      "Thin: each of 10 seeds; thick: their median; shaded: the middle half of them. A run without a value, such as one that diverged, breaks off; a median needs half of the seeds.",
    );
    const zero = curves([{ label: "a", x: [1, 2], runs: [[0, 1]] }], log, log);
    expect(draw(zero).note).toBe("Values of 0 and below have no place on the logarithmic axis.");
  });

  test("has its marks named", () => {
    const svg = markup(curveFigure());
    for (const label of ["s = 1", "the end"]) expect(svg).toContain(`>${label}</text>`);
    expect(svg).toContain('t<tspan dy="0.3em" font-size="0.75em">1</tspan>');
  });
});

describe("whatever the numbers, there is a figure without a number that is not one", () => {
  const empty: readonly ClaimFigure[] = [
    curves([]),
    curves([{ label: "a", x: [], runs: [] }]),
    curves([{ label: "a", x: [1, 2], runs: [[null, null]] }], log, log),
    curves([{ label: "a", x: [1], runs: [[0]] }], log, log),
    curves([{ label: "a", x: [0, 1], runs: [[1e300, 1e-300]] }], log, log),
    {
      ...(pointFigure() as PointFigure),
      series: [{ label: "a", points: [{ x: 0, y: -1 }], fit: { exponent: 1, factor: 2 } }],
    },
    { ...(pointFigure() as PointFigure), series: [] },
    { ...(surfaceFigure() as SurfaceFigure), panels: [{ label: "", x: [1], y: [2], z: [[3]] }] },
    {
      ...(surfaceFigure() as SurfaceFigure),
      panels: [{ label: "", x: [1, 2], y: [2], z: [[Number.NaN, Number.NaN]] }],
    },
  ];
  test.each(empty.map((figure, i) => [i, figure] as const))("%i", (_, figure) => {
    for (const width of [358, 900]) expect(markup(figure, width)).not.toMatch(/NaN|Infinity|undefined|null/);
  });
});

describe("a surface", () => {
  test("has a cell for every value, and none where there is none", () => {
    const figure: SurfaceFigure = {
      ...(surfaceFigure() as SurfaceFigure),
      panels: [
        {
          label: "a",
          x: [0, 1],
          y: [0, 1],
          z: [
            [0, 1],
            [1, Number.NaN],
          ],
        },
      ],
    };
    const { panels, strip, note } = draw(figure);
    const cells = panels[0].plot.outerHTML.match(/M[\d.]+ [\d.]+H[\d.]+V[\d.]+H[\d.]+Z/g);
    expect(cells?.length).toBe(3);
    expect(strip?.plot.outerHTML).toContain("R(w)");
    expect(note).toBe("Cells without a value are left blank.");
  });
});

describe("the numbers behind a figure are those it draws", () => {
  test("curves: every seed, prediction and mark", () => {
    const figure = curveFigure();
    const [head, ...rows] = parseCsv(figureCsv(figure));
    expect(head).toEqual(["kind", "label", "run", "step", "R(theta)"]);
    const expected = figure.series.flatMap(({ label, x, runs, theory }) =>
      runs.flatMap((run, k) => x.map((at, i) => [theory ? "theory" : "run", label, k + 1, at, run[i]])),
    );
    const marks = (figure.marks ?? []).map(({ x, label }) => ["mark", label, null, x, null]);
    const read = rows.map(([kind, label, ...numbers]) => [
      kind,
      label,
      ...numbers.map((n) => (n === "" ? null : Number(n))),
    ]);
    expect(read).toEqual([...expected, ...marks]);
  });

  test("points: with their intervals and fits", () => {
    const figure = pointFigure() as PointFigure;
    const [, ...rows] = parseCsv(figureCsv(figure));
    const read = rows.filter(([kind]) => kind === "point").map(([, , ...n]) => n.slice(0, 4).map(Number));
    expect(read).toEqual(figure.series[0].points.map(({ x, y, low, high }) => [x, y, low, high]));
    expect(rows.find(([kind]) => kind === "fit")).toEqual(["fit", "measured", "", "", "", "", "-0.49", "9.3"]);
    expect(rows.filter(([kind]) => kind === "theory").length).toBe(2);
  });

  test("surfaces: a row each cell", () => {
    const figure = surfaceFigure() as SurfaceFigure;
    const [, ...rows] = parseCsv(figureCsv(figure));
    const expected = figure.panels.flatMap(({ label, x, y, z }) =>
      y.flatMap((b, j) => x.map((a, i) => [label, String(a), String(b), Number.isNaN(z[j][i]) ? "" : String(z[j][i])])),
    );
    expect(rows).toEqual(expected);
  });

  test("with labels quoted where they need it", () => {
    const csv = figureCsv(curves([{ label: 'a, "b"', x: [1], runs: [[2]] }]));
    expect(csv).toBe('kind,label,run,s,s\nrun,"a, ""b""",1,1,2\n');
  });
});

describe("a picture file", () => {
  const figures: readonly ClaimFigure[] = [curveFigure(), widthFigure(), pointFigure(), surfaceFigure()];
  const files = figures.map((figure) =>
    svgFile(draw(figure), { title: figure.title, caption: figure.caption, document, width: 900 }),
  );

  test("is one picture of its own: no style sheet, property or colour that a program may not know", () => {
    for (const file of files) {
      expect(file).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(file).not.toMatch(/<style|var\(|currentColor|inherit|class=|NaN|undefined/);
    }
  });

  test("is well-formed: every element is closed, every & is an entity", () => {
    for (const file of files) {
      const open: string[] = [];
      for (const [, end, name, , empty] of file.matchAll(/<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
        if (end) expect(open.pop()).toBe(name);
        else if (!empty) open.push(name);
      }
      expect(open).toEqual([]);
      expect(file.replace(/&(amp|lt|gt|quot|#39|#\d+);/g, "")).not.toContain("&");
      expect(file.replace(/<\?xml[^>]*>|<\/?[A-Za-z]+(\s+[\w:-]+="[^"<]*")*\s*\/?>/g, "")).not.toMatch(/[<>]/);
    }
  });

  test("has room for all panels", () => {
    const height = Number(/ height="(\d+)"/.exec(files[1])?.[1]);
    const panel = Number(draw(widthFigure()).panels[0].plot.getAttribute("height"));
    expect(height).toBeGreaterThan(2 * panel);
  });
});
