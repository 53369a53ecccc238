import { areaY, dot, line, type Markish, ruleX, text } from "@observablehq/plot";
import { log } from "../../../numerics/elementary.js";
import type { CurveFigure } from "../../../study/claim/claim.js";
import { horizontalAxis, verticalAxis } from "../../figure/axis.js";
import { colours, draw, LEFT, shortName } from "../../figure/frame.js";
import type { FigureOptions } from "../../figure/options.js";
import { formatNumber } from "../../number.js";
import { thinCurve } from "../../thin.js";
import { formulaText, spoken } from "../formula.js";
import { columnsFor, type Drawing, finished, type Group, grouped, legendOf, OWN_AXES, stylesOf } from "./panel.js";
import { clipped, fitting, type Range, rangeOf } from "./range.js";
import { bandOf, joined, type Summary, sparse, summarise } from "./summary.js";

type Series = CurveFigure["series"][number];

/** Curves with so few points have dots at them. */
const FEW_POINTS = 24;
const RIGHT = 20;

const values = (series: readonly Series[]): number[] =>
  series.flatMap(({ runs }) => runs.flatMap((run) => run.flatMap((v) => (v === null ? [] : [v]))));

/** Curves: every seed faint, their median thick, a band around it; predictions dashed; marks as vertical lines. */
export function drawCurves(plain: CurveFigure, { document, width }: FigureOptions): Drawing {
  const figure = { ...plain, series: plain.series.map((one) => (ownTimes(one) ? filled(one) : one)) };
  const groups = grouped(figure.series);
  const { columns, panel } = columnsFor(groups.length, width);
  const shared = axesOf(figure, figure.series);
  const axes = groups.map(({ apart, series }) => {
    if (!apart) return shared;
    const own = axesOf(
      figure,
      series.filter((one) => !one.theory),
    );
    return { x: fitting(own.x, shared.x), y: fitting(own.y, shared.y) };
  });
  const own = axes.some(({ x, y }) => x !== shared.x || y !== shared.y);
  return {
    columns,
    panels: groups.map((group, i) => ({
      heading: group.heading,
      legend: figure.series.length > 1 ? legendOf(group.series, stylesOf(group.series), "line") : [],
      plot: plotOf(figure, group, { document, width: panel, ...axes[i] }),
    })),
    note: [noteOf(figure, shared.y), ...(plain.series.some(ownTimes) ? [OWN_TIMES] : []), ...(own ? [OWN_AXES] : [])]
      .filter((part) => part !== "")
      .join(" "),
  };
}

const OWN_TIMES = "Between the times at which a run was recorded it is a straight line.";
const ownTimes = ({ runs, theory }: Series): boolean => !theory && sparse(runs);
const filled = (one: Series): Series => ({ ...one, runs: one.runs.map((run) => joined(run, one.x)) });

function axesOf(figure: CurveFigure, series: readonly Series[]): { readonly x: Range; readonly y: Range } {
  const marks = figure.marks ?? [];
  return {
    x: rangeOf(figure.x, [...series.flatMap((one) => one.x), ...marks.map((mark) => mark.x)], { tight: true }),
    y: rangeOf(figure.y, values(series.filter((one) => !one.theory)), {
      loose: values(series.filter((one) => one.theory)),
    }),
  };
}

interface PlotOptions extends FigureOptions {
  readonly x: Range;
  readonly y: Range;
}

function plotOf(figure: CurveFigure, { series }: Group<Series>, { document, width, x, y }: PlotOptions): Element {
  const styles = stylesOf(series);
  const curves = series.map((one) => ({ one, summary: summarise(one.runs, one.x.length) }));
  const narrow = width < 500;
  const marks = namedMarks(figure.marks ?? [], x, width);
  const above = ROW * Math.max(0, ...marks.map(({ row }) => row + 1));
  return finished(
    draw({
      document,
      label: `${spoken(figure.title)}: ${spoken(figure.y.label)} against ${spoken(figure.x.label)}`,
      width,
      height: (narrow ? 270 : 380) + above,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop: 26 + above,
      marginBottom: 40,
      x: { type: x.type, domain: x.domain },
      y: { type: y.type, domain: y.domain },
      marks: [
        ...verticalAxis(
          y.ticks(narrow || y.type === "linear" ? 5 : 8),
          shortName(y.label, narrow ? 60 : 120),
          y.tickText,
        ),
        horizontalAxis(x.ticks(narrow ? 4 : 8), shortName(x.label, narrow ? 60 : 120), x.tickText ?? formatNumber),
        ...curves.map(({ one, summary }, i) => bandMark(one, summary, { x, y, colour: styles[i].colour })),
        ...curves.flatMap(({ one }, i) =>
          one.theory || one.runs.length < 2
            ? []
            : [seedMark(one, { x, y, colour: styles[i].colour, limit: width / 4 })],
        ),
        ...markLines(marks),
        ...curves.flatMap(({ one, summary }, i) => medianMarks(one, summary, { x, y, ...styles[i] })),
        ...markNames(marks),
      ],
    }),
  );
}

interface MarkOptions {
  readonly x: Range;
  readonly y: Range;
  readonly colour: string;
  readonly dash?: string;
}

function bandMark(one: Series, summary: Summary, { x, y, colour }: MarkOptions): Markish {
  const [bottom, top] = y.domain;
  const clamp = (value: number | null) => (value === null ? undefined : Math.min(top, Math.max(bottom, value)));
  const band = one.x.map((at, i) => ({ x: x.shown(at), low: clamp(summary.low[i]), high: clamp(summary.high[i]) }));
  return areaY(summary.band === "none" || one.theory ? [] : band, {
    x: "x",
    y1: "low",
    y2: "high",
    fill: colour,
    fillOpacity: 0.16,
  });
}

function seedMark(one: Series, { x, y, colour, limit }: MarkOptions & { readonly limit: number }): Markish {
  const points = one.runs.flatMap((run, seed) => {
    const all = one.x.map((at, i) => ({ seed, x: x.shown(at), y: y.shown(run[i]) }));
    // A gap must stay one, so that only runs without gaps are thinned.
    if (all.some((point) => point.y === undefined)) return all;
    return Array.from(thinCurve([all.map((point) => point.y ?? 0)], limit), (i) => all[i]);
  });
  return line(points, {
    x: "x",
    y: "y",
    z: "seed",
    stroke: colour,
    strokeWidth: 0.8,
    strokeOpacity: 0.3,
    strokeLinecap: "round",
  });
}

function medianMarks(one: Series, summary: Summary, { x, y, colour, dash }: MarkOptions): Markish[] {
  const points = one.theory
    ? clipped(
        one.x.map((at, i) => ({ x: at, y: summary.median[i] })),
        x,
        y,
      )
    : one.x.map((at, i) => ({ x: x.shown(at), y: y.shown(summary.median[i]) }));
  const style = one.theory ? { strokeWidth: 1.5, strokeDasharray: dash } : { strokeWidth: 2.25 };
  return [
    line(points, { x: "x", y: "y", stroke: colour, strokeLinecap: one.theory ? "butt" : "round", ...style }),
    dot(one.theory || points.length > FEW_POINTS ? [] : points.filter((p) => p.x !== undefined && p.y !== undefined), {
      x: "x",
      y: "y",
      fill: colour,
      r: 3,
    }),
  ];
}

const CHARACTER = 6.8; // pixels, the mean width of one at 12 px
const ROWS = 8;

interface Named {
  readonly x: number;
  readonly label: string;
  readonly left: boolean;
  readonly row: number;
}

/** The marks within the axes, with rows for their labels in which none covers another. */
function namedMarks(marks: NonNullable<CurveFigure["marks"]>, x: Range, width: number): readonly Named[] {
  const [low, high] = x.domain;
  const place = (value: number) =>
    LEFT + (width - LEFT - RIGHT) * (x.type === "log" ? ratio(value, low, high) : (value - low) / (high - low));
  const free = Array.from({ length: ROWS }, () => Number.NEGATIVE_INFINITY);
  const inside = marks.filter((mark) => x.shown(mark.x) !== undefined).sort((a, b) => a.x - b.x);
  return inside.map((mark) => {
    const label = shortName(mark.label, 60);
    const size = CHARACTER * Array.from(formulaText(label)).length + 8;
    const at = place(mark.x);
    const left = at + size > width && at - size > LEFT;
    const from = left ? at - size : at;
    const row = Math.max(
      0,
      free.findIndex((end) => end <= from),
    );
    free[row] = from + size;
    return { x: mark.x, label, left, row };
  });
}

const ROW = 15;

/** Dashed vertical lines with their labels, which stand above the axes, where no curve is. */
const markLines = (marks: readonly Named[]): Markish[] =>
  [...new Set(marks.map(({ row }) => row))].flatMap((row) => {
    const inRow = marks.filter((mark) => mark.row === row);
    return ruleX(inRow, { x: "x", stroke: colours.muted, strokeDasharray: "4 3", insetTop: -ROW * (row + 1) });
  });

const markNames = (marks: readonly Named[]): Markish[] =>
  [...new Set(marks.map(({ row }) => row))].flatMap((row) =>
    [false, true].map((left) =>
      text(
        marks.filter((mark) => mark.row === row && mark.left === left),
        {
          x: "x",
          text: "label",
          frameAnchor: "top",
          textAnchor: left ? "end" : "start",
          dx: left ? -4 : 4,
          dy: -ROW * (row + 1) + 6,
          fill: colours.muted,
          stroke: colours.page,
          strokeWidth: 4,
        },
      ),
    ),
  );

/** Where value lies between low and high by ratios; a guess for the place of a label. */
const ratio = (value: number, low: number, high: number) => log(value / low) / log(high / low);

const SHADED = { none: "", range: "all of them", quartiles: "the middle half of them" } as const;

function noteOf({ series }: CurveFigure, y: Range): string {
  const counts = series.filter(({ theory, runs }) => !theory && runs.length > 1).map(({ runs }) => runs.length);
  const notes: string[] = [];
  if (counts.length > 0) {
    const [few, many] = [Math.min(...counts), Math.max(...counts)];
    const shaded =
      bandOf(few) === bandOf(many)
        ? SHADED[bandOf(few)]
        : "the middle half of them, or all where they are fewer than five";
    notes.push(
      `Thin: each of ${few === many ? few : `${few} ${many - few === 1 ? "or" : "to"} ${many}`} seeds; thick: their median; shaded: ${shaded}.`,
    );
  }
  if (series.some((one) => !one.theory && summarise(one.runs, one.x.length).gaps))
    notes.push("A run without a value, such as one that diverged, breaks off; a median needs half of the seeds.");
  if (y.type === "log" && values(series).some((value) => value <= 0))
    notes.push("Values of 0 and below have no place on the logarithmic axis.");
  return notes.join(" ");
}
