import { dot, line, type Markish, ruleX } from "@observablehq/plot";
import { exp, log, pow } from "../../../numerics/elementary.js";
import type { PointFigure } from "../../../study/claim/claim.js";
import { horizontalAxis, verticalAxis } from "../../figure/axis.js";
import { draw, extent, LEFT, shortName } from "../../figure/frame.js";
import type { FigureOptions } from "../../figure/options.js";
import { formatNumber } from "../../number.js";
import { spoken } from "../formula.js";
import {
  columnsFor,
  type Drawing,
  finished,
  type Group,
  grouped,
  legendOf,
  OWN_AXES,
  type Style,
  stylesOf,
} from "./panel.js";
import { clipped, fitting, type Range, rangeOf } from "./range.js";

type Series = PointFigure["series"][number];

const ys = (series: readonly Series[]): number[] =>
  series.flatMap(({ points }) =>
    points.flatMap(({ y, low, high }) => [y, ...[low, high].filter((v) => v !== undefined)]),
  );

/** Points with their intervals and the power laws fitted to them; predictions as dashed lines. */
export function drawPoints(figure: PointFigure, { document, width }: FigureOptions): Drawing {
  const groups = grouped(figure.series);
  const { columns, panel } = columnsFor(groups.length, width);
  const shared = axesOf(figure, figure.series);
  const axes = groups.map(({ apart, series }) => {
    if (!apart) return shared;
    const own = axesOf(figure, series);
    return { x: fitting(own.x, shared.x), y: fitting(own.y, shared.y) };
  });
  const own = axes.some(({ x, y }) => x !== shared.x || y !== shared.y);
  const empty = figure.series.filter(({ points }) => points.length === 0).map(({ label }) => label);
  const { y } = shared;
  const hidden = y.type === "log" && figure.series.some(({ points }) => points.some((point) => point.y <= 0));
  return {
    columns,
    panels: groups.map((group, i) => ({
      heading: group.heading,
      legend:
        figure.series.length > 1 || figure.series.some(({ fit }) => fit)
          ? legendOf(group.series.map(withExponent), stylesOf(group.series), "dot")
          : [],
      plot: plotOf(figure, group, { document, width: panel, ...axes[i] }),
    })),
    note: [
      ...(empty.length > 0 ? [`Without a point: ${spoken(empty.join("; "))}.`] : []),
      ...(hidden ? ["Values of 0 and below have no place on the logarithmic axis."] : []),
      ...(own ? [OWN_AXES] : []),
    ].join(" "),
  };
}

const axesOf = (figure: PointFigure, series: readonly Series[]): { readonly x: Range; readonly y: Range } => ({
  x: rangeOf(
    figure.x,
    series.flatMap(({ points }) => points.map((point) => point.x)),
  ),
  y: rangeOf(figure.y, ys(series.filter((one) => !one.theory)), { loose: ys(series.filter((one) => one.theory)) }),
});

/** Names of an x axis that only numbers its points: a line from one to the next would say nothing. */
const NUMBERED = /^(?:setting|run|seed|case)\b/;
/** As many whole numbers as a wide axis has room for. */
const MOST_COUNTED = 24;

/** Ticks of the x axis: whole numbers where it counts 1, 2, 3 and so on. */
function ticksOf(x: Range, series: readonly Series[], narrow: boolean): readonly number[] {
  const ticks = x.ticks(narrow ? 4 : 8);
  const counted = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort((a, b) => a - b);
  if (x.type === "log" || counted.length < 2 || counted.some((n, i) => n !== i + 1)) return ticks;
  if (counted.length <= (narrow ? 8 : MOST_COUNTED)) return counted;
  return ticks.filter((tick) => tick >= 1 && tick <= counted.length && Number.isInteger(tick));
}

const withExponent = <One extends Series & { readonly name: string }>(one: One): One =>
  one.fit ? { ...one, name: `${one.name} (fit: exponent ${formatNumber(one.fit.exponent, 3)})` } : one;

interface PlotOptions extends FigureOptions {
  readonly x: Range;
  readonly y: Range;
}

function plotOf(figure: PointFigure, { series }: Group<Series>, { document, width, x, y }: PlotOptions): Element {
  const styles = stylesOf(series);
  const narrow = width < 500;
  return finished(
    draw({
      document,
      label: `${spoken(figure.title)}: ${spoken(figure.y.label)} against ${spoken(figure.x.label)}`,
      width,
      height: narrow ? 270 : 380,
      marginLeft: LEFT,
      marginRight: 20,
      marginTop: 26,
      marginBottom: 40,
      x: { type: x.type, domain: x.domain },
      y: { type: y.type, domain: y.domain },
      marks: [
        ...verticalAxis(
          y.ticks(narrow || y.type === "linear" ? 5 : 8),
          shortName(y.label, narrow ? 60 : 120),
          y.tickText,
        ),
        horizontalAxis(ticksOf(x, series, narrow), shortName(x.label, narrow ? 60 : 120), x.tickText ?? formatNumber),
        ...series.flatMap((one, i) =>
          seriesMarks(one, { x, y, style: styles[i], joined: !NUMBERED.test(figure.x.label) }),
        ),
      ],
    }),
  );
}

const MOST_SOLID = 60;

function seriesMarks(
  one: Series,
  {
    x,
    y,
    style: { colour, dash },
    joined,
  }: { readonly x: Range; readonly y: Range; readonly style: Style; readonly joined: boolean },
): Markish[] {
  const points = one.points.map((point) => ({ ...point, x: x.shown(point.x), y: y.shown(point.y) }));
  if (one.theory) {
    const ordered = [...one.points].sort((a, b) => a.x - b.x);
    return [line(clipped(ordered, x, y), { x: "x", y: "y", stroke: colour, strokeWidth: 1.5, strokeDasharray: dash })];
  }
  const [bottom, top] = y.domain;
  const bars = points
    .filter(({ low, high }) => low !== undefined || high !== undefined)
    .map((point) => ({
      x: point.x,
      low: Math.max(bottom, point.low ?? point.y ?? bottom),
      high: Math.min(top, point.high ?? point.y ?? top),
    }))
    .filter(({ x: at, low, high }) => at !== undefined && low <= high);
  const ascending = one.points.every((point, i) => i === 0 || point.x > one.points[i - 1].x);
  const many = points.length > MOST_SOLID;
  return [
    line(joined && ascending && !one.fit && !many ? points : [], {
      x: "x",
      y: "y",
      stroke: colour,
      strokeWidth: 1,
      strokeOpacity: 0.5,
    }),
    line(fitted(one, x, y), { x: "x", y: "y", stroke: colour, strokeWidth: 1.5 }),
    ruleX(bars, { x: "x", y1: "low", y2: "high", stroke: colour, strokeWidth: 1.5 }),
    dot(
      points.filter((point) => point.x !== undefined && point.y !== undefined),
      { x: "x", y: "y", fill: colour, fillOpacity: many ? 0.5 : 1, r: many ? 2.25 : 3.5 },
    ),
  ];
}

/** The power law over the x of its points; straight where both axes are logarithmic, otherwise in small steps. */
function fitted(
  { fit, points }: Series,
  x: Range,
  y: Range,
): readonly { readonly x: number; readonly y: number | undefined }[] {
  const [low, high] = extent(points.map((point) => point.x).filter((at) => at > 0));
  if (!fit || !(low < high)) return [];
  const steps = 64;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at =
      x.type === "log" ? exp(log(low) + (i / steps) * (log(high) - log(low))) : low + (i / steps) * (high - low);
    return { x: at, y: y.shown(fit.factor * pow(at, fit.exponent)) };
  });
}
