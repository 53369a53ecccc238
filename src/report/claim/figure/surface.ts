import type { RenderFunction } from "@observablehq/plot";
import { log } from "../../../numerics/elementary.js";
import type { Axis, SurfaceFigure } from "../../../study/claim/claim.js";
import { horizontalAxis, verticalAxis } from "../../figure/axis.js";
import { draw, LEFT, shortName } from "../../figure/frame.js";
import type { FigureOptions } from "../../figure/options.js";
import { formatNumber } from "../../number.js";
import { spoken } from "../formula.js";
import { columnsFor, type Drawing, finished } from "./panel.js";
import { type Range, rangeOf } from "./range.js";

type SurfacePanel = SurfaceFigure["panels"][number];

/** From dark to light in even steps of lightness: an order that any kind of colour vision, and print without colours, keeps. */
const RAMP: readonly (readonly [red: number, green: number, blue: number])[] = [
  [24, 30, 84],
  [22, 86, 136],
  [38, 142, 138],
  [132, 190, 96],
  [250, 230, 100],
];
const LEVELS = 64;
const SVG = "http://www.w3.org/2000/svg";
const BAR_HEIGHT = 14;

/** The colour at a place in [0, 1]. */
function shade(place: number): string {
  const at = place * (RAMP.length - 1);
  const k = Math.min(RAMP.length - 2, Math.floor(at));
  return `rgb(${RAMP[k].map((from, c) => Math.round(from + (at - k) * (RAMP[k + 1][c] - from))).join(", ")})`;
}

/** The level of a value among LEVELS, or -1 for none. */
function levelOf(value: number, { type, domain, shown }: Range): number {
  const inside = shown(value);
  if (inside === undefined) return -1;
  const [low, high] = domain;
  const place = type === "log" ? log(inside / low) / log(high / low) : (inside - low) / (high - low);
  return Math.min(LEVELS - 1, Math.floor(place * LEVELS));
}

/** Edges of the cells around ascending centres: half way between neighbours, by ratios on a logarithmic axis. */
function edges(centres: readonly number[], { scale }: Axis): readonly number[] {
  const ratios = scale === "log" && centres.every((c) => c > 0);
  const between = (a: number, b: number) => (ratios ? Math.sqrt(a) * Math.sqrt(b) : (a + b) / 2);
  const beyond = (centre: number, edge: number) => (ratios ? (centre / edge) * centre : 2 * centre - edge);
  const n = centres.length;
  if (n === 1) return ratios ? [centres[0] / 2, centres[0] * 2] : [centres[0] - 0.5, centres[0] + 0.5];
  const middle = centres.slice(1).map((c, i) => between(centres[i], c));
  return [beyond(centres[0], middle[0]), ...middle, beyond(centres[n - 1], middle[n - 2])];
}

/** Surfaces as shaded cells, a panel each, all with the same shades, which a strip below explains. */
export function drawSurfaces(figure: SurfaceFigure, { document, width }: FigureOptions): Drawing {
  const { columns, panel } = columnsFor(figure.panels.length, width, figure.panels.length > 2 ? 3 : 2);
  const all = figure.panels.flatMap(({ z }) => z.flat());
  const range = rangeOf(figure.value, all, { tight: true });
  const missing = all.some((value) => range.shown(value) === undefined);
  return {
    columns,
    panels: figure.panels.map((one) => ({
      heading: one.label,
      legend: [],
      plot: plotOf(figure, one, { document, width: panel, range }),
    })),
    strip: { heading: "", legend: [], plot: stripOf(range, { document, width: Math.min(width, 420) }) },
    note: missing ? "Cells without a value are left blank." : "",
  };
}

function plotOf(
  figure: SurfaceFigure,
  one: SurfacePanel,
  { document, width, range }: FigureOptions & { readonly range: Range },
): Element {
  const xs = edges(one.x, figure.x);
  const ys = edges(one.y, figure.y);
  const marginRight = 14;
  const height = Math.round(Math.min(420, (width - LEFT - marginRight) * 0.85)) + 66;
  const across = rangeOf(figure.x, xs, { tight: true });
  const up = rangeOf(figure.y, ys, { tight: true });
  const cells = Array.from({ length: LEVELS }, (): string[] => []);
  const paint: RenderFunction = (_index, scales) => {
    const at = (edge: number) => round(Number(scales.x?.(edge)));
    const over = (edge: number) => round(Number(scales.y?.(edge)));
    for (const row of cells) row.length = 0;
    for (let j = 0; j < one.y.length; j++)
      for (let i = 0; i < one.x.length; ) {
        const level = levelOf(one.z[j][i], range);
        let end = i + 1;
        while (end < one.x.length && levelOf(one.z[j][end], range) === level) end++;
        if (level >= 0)
          cells[level].push(`M${at(xs[i])} ${over(ys[j])}H${at(xs[end])}V${over(ys[j + 1])}H${at(xs[i])}Z`);
        i = end;
      }
    return layers(
      document,
      cells.map((parts) => parts.join("")),
    );
  };
  const count = width < 500 ? 4 : 6;
  return finished(
    draw({
      document,
      label: `${spoken(figure.title)}: ${spoken(one.label)}`,
      width,
      height,
      marginLeft: LEFT,
      marginRight,
      marginTop: 26,
      marginBottom: 40,
      x: { type: across.type, domain: across.domain },
      y: { type: up.type, domain: up.domain },
      marks: [
        paint,
        ...verticalAxis(up.ticks(count), shortName(up.label, 60)).slice(1), // a grid would lie over the cells
        horizontalAxis(across.ticks(count), shortName(across.label, 60), formatNumber),
      ],
    }),
  );
}

const round = (pixels: number) => Number(pixels.toFixed(1));

/** One path a level: many cells in few bytes. */
function layers(document: Document, paths: readonly string[]): SVGElement {
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("shape-rendering", "crispEdges");
  paths.forEach((d, level) => {
    if (d === "") return;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", shade((level + 0.5) / LEVELS));
    group.append(path);
  });
  return group;
}

/** The shades in order, with an axis of their values. */
function stripOf(range: Range, { document, width }: FigureOptions): Element {
  const left = 16;
  const right = 24;
  const step = (width - left - right) / LEVELS;
  const paint: RenderFunction = () =>
    layers(
      document,
      Array.from({ length: LEVELS }, (_, i) => {
        const [from, to] = [round(left + i * step), round(left + (i + 1) * step)];
        return `M${from} 2H${to}V${2 + BAR_HEIGHT}H${from}Z`;
      }),
    );
  return finished(
    draw({
      document,
      label: `Shades: ${spoken(range.label)}`,
      width,
      height: BAR_HEIGHT + 44,
      marginLeft: left,
      marginRight: right,
      marginTop: 2,
      marginBottom: 42,
      x: { type: range.type, domain: range.domain },
      marks: [paint, horizontalAxis(range.ticks(width < 400 ? 4 : 6), shortName(range.label, 60), formatNumber)],
    }),
  );
}
