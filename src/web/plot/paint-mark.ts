import { paintCells } from "./cells.js";
import { colourOf } from "./colour-scale.js";
import { traceLevel } from "./contour.js";
import type { PanelLayout } from "./layout.js";
import type { Palette } from "./palette.js";
import { drawable, projectBand, projectLine, pxOf } from "./project.js";
import type { BandMark, BarMark, ContourMark, DotMark, LineMark, Mark, RuleMark, SegmentMark } from "./scene.js";
import type { Surface } from "./surface.js";

export const LINE_WIDTH = 1.75;
export const THIN = 1.25;
export const DOT_RADIUS = 2.5;
export const BAND_OPACITY = 0.2;

/** The middle of the nearest point of the screen, on which a line of 1 px is sharp. */
export const crisp = (px: number): number => Math.round(px - 0.5) + 0.5;

/** Draws a mark inside its panel; texts, which may not be cut off, come later. */
export function paintMark(mark: Mark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  switch (mark.kind) {
    case "line":
      paintLine(mark, panel, surface, palette);
      break;
    case "band":
      paintBand(mark, panel, surface, palette);
      break;
    case "dots":
      paintDots(mark, panel, surface, palette);
      break;
    case "segments":
      paintSegments(mark, panel, surface, palette);
      break;
    case "rule":
      paintRule(mark, panel, surface, palette);
      break;
    case "bars":
      paintBars(mark, panel, surface, palette);
      break;
    case "cells":
      paintCells(mark, panel, surface, palette);
      break;
    case "contours":
      paintContours(mark, panel, surface, palette);
      break;
    case "text":
      break;
  }
}

function paintLine(mark: LineMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x, y, length } = projectLine(mark, panel, surface.resolution);
  surface.beginPath();
  let drawing = false;
  for (let i = 0; i < length; i++) {
    if (Number.isNaN(x[i])) {
      drawing = false;
      continue;
    }
    if (drawing) {
      if (mark.step) surface.lineTo(x[i], y[i - 1]);
      surface.lineTo(x[i], y[i]);
      continue;
    }
    surface.moveTo(x[i], y[i]);
    // A point alone shows as a dot of the line's width; of length 0 a canvas would leave it out.
    if (i + 1 === length || Number.isNaN(x[i + 1])) surface.lineTo(x[i] + 0.05, y[i]);
    drawing = true;
  }
  surface.stroke(palette.colours[mark.colour], { ...mark, width: mark.width ?? LINE_WIDTH });
}

function paintBand(mark: BandMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x, y, high, length } = projectBand(mark, panel, surface.resolution);
  surface.beginPath();
  for (let from = 0; from < length; from++) {
    if (Number.isNaN(x[from])) continue;
    let to = from;
    while (to + 1 < length && !Number.isNaN(x[to + 1])) to++;
    surface.moveTo(x[from], y[from]);
    for (let i = from + 1; i <= to; i++) surface.lineTo(x[i], y[i]);
    for (let i = to; i >= from; i--) surface.lineTo(x[i], high[i]);
    surface.closePath();
    from = to;
  }
  surface.fill(palette.colours[mark.colour], mark.opacity ?? BAND_OPACITY);
}

function paintDots(mark: DotMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x, y, values, scale, halo, hollow, opacity, radius = DOT_RADIUS } = mark;
  const { colours } = palette;
  const valueColour = values && scale && colourOf(scale, palette);
  const outline = () => {
    if (halo) surface.stroke(colours.page, { width: hollow ? THIN + 2 : 2, opacity });
  };
  const ink = (colour: string) => {
    if (hollow) surface.stroke(colour, { width: THIN, opacity });
    else surface.fill(colour, opacity);
  };

  surface.beginPath();
  const count = Math.min(x.length, y.length);
  for (let i = 0; i < count; i++) {
    if (!drawable(x[i], panel.panel.x.type) || !drawable(y[i], panel.panel.y.type)) continue;
    const [px, py] = [pxOf(x[i], panel.x), pxOf(y[i], panel.y)];
    const margin = radius + 2;
    if (px < panel.left - margin || px > panel.left + panel.width + margin) continue;
    if (py < panel.top - margin || py > panel.top + panel.height + margin) continue;
    if (valueColour) surface.beginPath();
    surface.circle(px, py, radius);
    if (valueColour && values) {
      outline();
      ink(valueColour(values[i] ?? Number.NaN));
    }
  }
  if (valueColour) return;
  outline();
  ink(colours[mark.colour]);
}

function paintSegments(mark: SegmentMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x1, y1, x2, y2 } = mark;
  const [xType, yType] = [panel.panel.x.type, panel.panel.y.type];
  surface.beginPath();
  const count = Math.min(x1.length, y1.length, x2.length, y2.length);
  for (let i = 0; i < count; i++) {
    if (!drawable(x1[i], xType) || !drawable(x2[i], xType) || !drawable(y1[i], yType) || !drawable(y2[i], yType))
      continue;
    surface.moveTo(pxOf(x1[i], panel.x), pxOf(y1[i], panel.y));
    surface.lineTo(pxOf(x2[i], panel.x), pxOf(y2[i], panel.y));
  }
  surface.stroke(palette.colours[mark.colour], { ...mark, width: mark.width ?? THIN });
}

/** Where a rule crosses its panel, in px, if it does. */
export function rulePlace(
  { x, y }: Pick<RuleMark, "x" | "y">,
  panel: PanelLayout,
): { readonly x?: number; readonly y?: number } {
  const [px, py] = [x === undefined ? Number.NaN : panel.x(x), y === undefined ? Number.NaN : panel.y(y)];
  return {
    ...(px >= panel.left - 0.5 && px <= panel.left + panel.width + 0.5 && { x: px }),
    ...(py >= panel.top - 0.5 && py <= panel.top + panel.height + 0.5 && { y: py }),
  };
}

function paintRule(mark: RuleMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x, y } = rulePlace(mark, panel);
  surface.beginPath();
  if (x !== undefined) {
    surface.moveTo(crisp(x), panel.top);
    surface.lineTo(crisp(x), panel.top + panel.height);
  }
  if (y !== undefined) {
    surface.moveTo(panel.left, crisp(y));
    surface.lineTo(panel.left + panel.width, crisp(y));
  }
  surface.stroke(palette.colours[mark.colour], { width: mark.width ?? THIN, dash: mark.dash });
}

function paintBars(mark: BarMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { x0, x1, y, y0 } = mark;
  const [xType, yType] = [panel.panel.x.type, panel.panel.y.type];
  const bottom = panel.top + panel.height;
  surface.beginPath();
  const count = Math.min(x0.length, x1.length, y.length);
  for (let i = 0; i < count; i++) {
    if (!drawable(x0[i], xType) || !drawable(x1[i], xType) || !drawable(y[i], yType)) continue;
    const foot = y0 ? y0[i] : 0;
    if (!Number.isFinite(foot)) continue;
    const from = yType === "log" && foot <= 0 ? bottom : pxOf(foot, panel.y);
    const to = pxOf(y[i], panel.y);
    const [a, b] = [pxOf(x0[i], panel.x), pxOf(x1[i], panel.x)];
    // Wide neighbours are set apart.
    const gap = Math.abs(b - a) > 5 ? 0.5 : 0;
    surface.rect(Math.min(a, b) + gap, Math.min(from, to), Math.abs(b - a) - 2 * gap, Math.abs(to - from));
  }
  surface.fill(palette.colours[mark.colour], mark.opacity);
}

function paintContours(mark: ContourMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { columns, rows } = mark;
  const [left, right, bottom, top] = [...mark.x.map((x) => panel.x(x)), ...mark.y.map((y) => panel.y(y))];
  if (![left, right, bottom, top].every(Number.isFinite)) return;
  const across = (right - left) / columns;
  const up = (top - bottom) / rows;
  surface.beginPath();
  for (const level of mark.levels)
    traceLevel(mark, level, (x1, y1, x2, y2) => {
      surface.moveTo(left + across * x1, bottom + up * y1);
      surface.lineTo(left + across * x2, bottom + up * y2);
    });
  surface.stroke(palette.colours[mark.colour], { width: mark.width ?? THIN });
}
