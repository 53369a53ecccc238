import { formatNumber } from "../../report/number.js";
import { gridBox } from "./cells.js";
import type { Layout, PanelLayout } from "./layout.js";
import { drawable } from "./project.js";
import type { BarMark, CellMark, LineMark } from "./scene.js";

/** A place in a panel. */
export interface Place {
  /** Which panel, from 0 on. */
  readonly panel: number;
  readonly x: number;
  readonly y: number;
}

/** What there is to read beside the pointer. */
export interface Readout {
  readonly panel: number;
  /** Where it is read, in px: the nearest point of a line, a bar's or a cell's middle. */
  readonly px: number;
  readonly lines: readonly string[];
}

const inside = ({ left, top, width, height }: PanelLayout, px: number, py: number): boolean =>
  px >= left && px <= left + width && py >= top && py <= top + height;

/** The panel under a px and the place there in data units, or undefined outside of all panels. */
export function placeAt({ panels }: Layout, px: number, py: number): Place | undefined {
  const k = panels.findIndex((panel) => inside(panel, px, py));
  return k < 0 ? undefined : { panel: k, x: panels[k].x.invert(px), y: panels[k].y.invert(py) };
}

/** The place in panel `k`, at its edge where the px is outside: for a pointer that is drawn beyond it. */
export function placeIn({ panels }: Layout, k: number, px: number, py: number): Place {
  const { left, top, width, height, x, y } = panels[k];
  const across = Math.min(left + width, Math.max(left, px));
  const up = Math.min(top + height, Math.max(top, py));
  return { panel: k, x: x.invert(across), y: y.invert(up) };
}

/** The index of the point of a line that is nearest across, or -1 if it has none. */
function nearest({ x, y }: LineMark, { panel, x: scale }: PanelLayout, px: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  const count = Math.min(x.length, y.length);
  for (let i = 0; i < count; i++) {
    if (!drawable(x[i], panel.x.type) || Number.isNaN(y[i])) continue;
    const here = Math.abs(scale(x[i]) - px);
    if (here < distance) {
      distance = here;
      best = i;
    }
  }
  return best;
}

const named = (name: string | undefined, value: number): string =>
  name ? `${name}: ${formatNumber(value)}` : formatNumber(value);

const place = ({ panel }: PanelLayout, x: number): string => `${panel.x.label ?? "x"}: ${formatNumber(x)}`;

/** How far from the nearest point of all lines that of another line may be, in px, to be read with it. */
const TOGETHER = 4;

/** Lines at about one x, that of the point nearest to the pointer. */
function readLines(marks: readonly LineMark[], panel: PanelLayout, px: number): Omit<Readout, "panel"> | undefined {
  const found = marks.flatMap((mark) => {
    const i = nearest(mark, panel, px);
    return i < 0 ? [] : [{ mark, i, at: panel.x(mark.x[i]) }];
  });
  if (found.length === 0) return undefined;
  const first = found.reduce((a, b) => (Math.abs(b.at - px) < Math.abs(a.at - px) ? b : a));
  const lines = found.flatMap(({ mark, i, at }) =>
    Math.abs(at - first.at) <= TOGETHER ? [named(mark.name, mark.y[i])] : [],
  );
  return { px: first.at, lines: [place(panel, first.mark.x[first.i]), ...lines] };
}

function readBar(mark: BarMark, panel: PanelLayout, px: number): Omit<Readout, "panel"> | undefined {
  const count = Math.min(mark.x0.length, mark.x1.length, mark.y.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [panel.x(mark.x0[i]), panel.x(mark.x1[i])];
    if (!(Math.min(a, b) <= px && px <= Math.max(a, b))) continue;
    const range = `${formatNumber(mark.x0[i])} … ${formatNumber(mark.x1[i])}`;
    return { px: (a + b) / 2, lines: [`${panel.panel.x.label ?? "x"}: ${range}`, named(mark.name, mark.y[i])] };
  }
  return undefined;
}

function readCell(mark: CellMark, panel: PanelLayout, px: number, py: number): Omit<Readout, "panel"> | undefined {
  const box = gridBox(mark, panel);
  if (!box) return undefined;
  const column = Math.floor(((px - box.left) / box.width) * mark.columns);
  const row = Math.floor(((py - box.top) / box.height) * mark.rows);
  if (!(column >= 0 && column < mark.columns && row >= 0 && row < mark.rows)) return undefined;
  const [i, j] = [box.flipX ? mark.columns - 1 - column : column, box.flipY ? row : mark.rows - 1 - row];
  const { x, y, panel: axes } = panel;
  const across = box.left + ((column + 0.5) / mark.columns) * box.width;
  const up = box.top + ((row + 0.5) / mark.rows) * box.height;
  const value = mark.values[j * mark.columns + i];
  return {
    px: across,
    lines: [
      place(panel, x.invert(across)),
      `${axes.y.label ?? "y"}: ${formatNumber(y.invert(up))}`,
      ...(Number.isFinite(value) ? [named(mark.name, value)] : []),
    ],
  };
}

/**
 * What the picture says at a px: the values of lines at the x of the nearest point, else of the bar or the cell there; undefined where there is
 * nothing to read.
 */
export function readoutAt(placed: Layout, px: number, py: number): Readout | undefined {
  const k = placed.panels.findIndex((panel) => inside(panel, px, py));
  if (k < 0) return undefined;
  const panel = placed.panels[k];
  const { marks } = panel.panel;
  const lines = marks.filter((mark) => mark.kind === "line");
  const cells = marks.findLast((mark) => mark.kind === "cells");
  let found = cells ? readCell(cells, panel, px, py) : readLines(lines, panel, px);
  for (const mark of marks) if (mark.kind === "bars") found ??= readBar(mark, panel, px);
  return found && { panel: k, ...found };
}
