import { GAP, gridOf } from "./grid.js";
import { legendOf, type PlacedEntry, placeLegend, sharedLegend } from "./legend.js";
import { factorText } from "./number-text.js";
import { fittingTicks, type Scale, scaleOf, type Ticks } from "./scale.js";
import type { Axis, Colour, Panel, Scene } from "./scene.js";
import { FONT_SIZE, fitted, oneLine, textWidth, wrapped } from "./text.js";

/** Width and height of a picture in CSS px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in px, from its upper left corner. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** One line of text; (x, y) is on its base line. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly colour: Colour;
  readonly bold?: boolean;
}

/** A panel's place: the box that its marks are clipped to, its scales, and where its grid lines are. */
export interface PanelLayout extends Box {
  readonly panel: Panel;
  readonly x: Scale;
  readonly y: Scale;
  readonly xLines: readonly number[];
  readonly yLines: readonly number[];
}

/** Where everything of a scene is in a picture of some size. */
export interface Layout extends Size {
  readonly scene: Scene;
  readonly panels: readonly PanelLayout[];
  readonly legend: readonly PlacedEntry[];
  /** Titles, labels and numbers of the axes, and the message. */
  readonly texts: readonly PlacedText[];
}

const ROW = 16;
/** The left margin fits "−0.25" and "10⁻¹⁰"; it grows in steps where numbers are longer, so that it seldom moves. */
const LEFT = 46;
const LEFT_STEP = 12;
const RIGHT = 12;
const TICK_GAP = 7;
const BELOW_LEGEND = 8;
/** From the middle of a line of text down to its base line. */
const MIDDLE = 4;
/** How much wider bold text is. */
const BOLD = 1.1;
const NO_TICKS: Ticks = { values: [], texts: [] };

const hasTicks = (axis: Axis): boolean => axis.ticks ?? true;

/** The label of an axis, with the power of ten that its numbers are multiples of. */
function labelOf(axis: Axis, scale: Scale): string {
  const factor = axis.type === "linear" && hasTicks(axis) ? factorText(scale.domain()) : "";
  const label = oneLine(axis.label ?? "");
  return label && factor ? `${label} (${factor})` : label || factor;
}

const xTicks = (axis: Axis, scale: Scale, from: number, to: number, width: number): Ticks =>
  hasTicks(axis)
    ? fittingTicks(scale, axis, Math.min(8, Math.max(2, Math.floor(width / 64))), (text, at) => {
        const half = textWidth(text) / 2 + 4;
        const middle = Math.min(to - half, Math.max(from + half, at));
        return [middle - half, middle + half];
      })
    : NO_TICKS;

const yTicks = (axis: Axis, scale: Scale, height: number): Ticks =>
  hasTicks(axis)
    ? fittingTicks(scale, axis, Math.min(6, Math.max(2, Math.floor(height / 36))), (_, at) => [at - 8, at + 8])
    : NO_TICKS;

/** A panel's cell of the grid, with what stands over and under its box. */
interface Cell extends Box {
  readonly panel: Panel;
  readonly title: readonly string[];
  readonly legend: readonly PlacedEntry[];
  readonly over: number;
  readonly under: number;
}

function cellsOf(scene: Scene, area: Box, ownLegends: boolean): readonly Cell[] {
  const { columns, rows } = gridOf(scene, area.width);
  const width = Math.max(1, (area.width - (columns - 1) * GAP) / columns);
  const height = area.height / rows;
  const heads = scene.panels.map((panel, k) => {
    const left = area.left + (k % columns) * (width + GAP);
    const top = area.top + Math.floor(k / columns) * height;
    const title = wrapped(panel.title ?? "", width / BOLD, 2);
    const y = scaleOf(panel.y, 1, 0);
    return {
      ...{ panel, left, top, width, height, title },
      ...{ titleHeight: title.length * ROW + (title.length > 0 ? 2 : 0) },
      legend: placeLegend(ownLegends ? legendOf(panel) : [], { left, top: 0, width }),
      label: labelOf(panel.y, y) ? 20 : hasTicks(panel.y) ? 8 : 1,
      under: (hasTicks(panel.x) ? 21 : 1) + (labelOf(panel.x, scaleOf(panel.x, 0, 1)) ? ROW : 0),
    };
  });
  return heads.map((head, k) => {
    // Panels of a row have their boxes on one line.
    const row = heads.filter((_, j) => Math.floor(j / columns) === Math.floor(k / columns));
    const most = (of: (each: (typeof heads)[number]) => number) => Math.max(...row.map(of));
    const titleHeight = most((each) => each.titleHeight);
    const legendHeight = most((each) => each.legend.height);
    return {
      ...head,
      legend: head.legend.entries.map((entry) => ({ ...entry, y: entry.y + head.top + titleHeight })),
      over: titleHeight + legendHeight + (legendHeight > 0 ? 4 : 0) + most((each) => each.label),
      under: most((each) => each.under) + (Math.floor(k / columns) < rows - 1 ? GAP / 2 : 0),
    };
  });
}

/** The largest box inside with as many px a unit across as up, in the upper left corner, under its title. */
function squared(box: Box, x: Scale, y: Scale): Box {
  const length = (scale: Scale) => Math.abs(scale.domain()[1] - scale.domain()[0]);
  const unit = Math.min(box.width / length(x), box.height / length(y));
  return { ...box, width: Math.max(1, unit * length(x)), height: Math.max(1, unit * length(y)) };
}

/** Where everything of a scene is in a picture of `width` x `height` px: panels, scales, grid lines, legend and texts. */
export function layout(scene: Scene, { width, height }: Size): Layout {
  if (scene.message !== undefined) return { ...messageLayout(scene, scene.message, { width, height }), width, height };
  const shared = sharedLegend(scene.panels);
  const legend = placeLegend(shared ?? [], { left: 0, top: 0, width });
  const top = legend.height > 0 ? legend.height + BELOW_LEGEND : 0;
  const cells = cellsOf(scene, { left: 0, top, width, height: Math.max(1, height - top) }, !shared);
  const margin = leftMargin(cells);
  const texts: PlacedText[] = [];
  const panels = cells.map((cell) => placePanel(cell, margin, texts));
  return {
    scene,
    width,
    height,
    panels,
    legend: [...legend.entries, ...cells.flatMap((cell) => cell.legend)],
    texts: texts.filter(({ text }) => text),
  };
}

/** One left margin for all panels, so that their boxes are equal. */
function leftMargin(cells: readonly Cell[]): number {
  if (!cells.some(({ panel }) => hasTicks(panel.y))) return 1;
  const widest = Math.max(
    ...cells.flatMap(({ panel, height, over, under }) => {
      const inner = Math.max(1, height - over - under);
      return yTicks(panel.y, scaleOf(panel.y, inner, 0), inner).texts.map((text) => textWidth(text));
    }),
  );
  const more = Math.max(0, Math.ceil((widest + TICK_GAP + 1 - LEFT) / LEFT_STEP));
  return Math.min(LEFT + more * LEFT_STEP, cells[0].width / 2);
}

function placePanel(cell: Cell, shared: number, texts: PlacedText[]): PanelLayout {
  const { panel } = cell;
  const margin = panel.square && !hasTicks(panel.y) ? 1 : shared;
  const right = cell.left + cell.width;
  const room = {
    left: cell.left + margin,
    top: cell.top + cell.over,
    width: Math.max(1, cell.width - margin - (hasTicks(panel.x) ? RIGHT : 1)),
    height: Math.max(1, cell.height - cell.over - cell.under),
  };
  const square = panel.square && panel.x.type === "linear" && panel.y.type === "linear";
  const box = square ? squared(room, scaleOf(panel.x, 0, 1), scaleOf(panel.y, 0, 1)) : room;
  const bottom = box.top + box.height;
  const x = scaleOf(panel.x, box.left, box.left + box.width);
  const y = scaleOf(panel.y, bottom, box.top);
  const across = xTicks(panel.x, x, cell.left, right, box.width);
  const up = yTicks(panel.y, y, box.height);

  cell.title.forEach((text, i) => {
    texts.push({ text, x: cell.left, y: cell.top + i * ROW + FONT_SIZE, anchor: "start", colour: "ink", bold: true });
  });
  across.values.forEach((value, i) => {
    const half = textWidth(across.texts[i]) / 2;
    const at = Math.min(right - half, Math.max(cell.left + half, x(value)));
    texts.push({ text: across.texts[i], x: at, y: bottom + 16, anchor: "middle", colour: "muted" });
  });
  up.values.forEach((value, i) => {
    texts.push({ text: up.texts[i], x: box.left - TICK_GAP, y: y(value) + MIDDLE, anchor: "end", colour: "muted" });
  });
  const yLabel = fitted(labelOf(panel.y, y), cell.width);
  texts.push({ text: yLabel, x: cell.left, y: box.top - 10, anchor: "start", colour: "muted" });
  const xLabel = fitted(labelOf(panel.x, x), cell.width);
  const half = textWidth(xLabel) / 2;
  const middle = Math.min(right - half, Math.max(cell.left + half, box.left + box.width / 2));
  const under = bottom + (hasTicks(panel.x) ? 20 : 0) + 13;
  texts.push({ text: xLabel, x: middle, y: under, anchor: "middle", colour: "muted" });
  return {
    ...box,
    panel,
    x,
    y,
    xLines: across.values.map((value) => x(value)),
    yLines: up.values.map((value) => y(value)),
  };
}

function messageLayout(scene: Scene, message: string, { width, height }: Size) {
  const lines = wrapped(message, Math.max(1, width - 32), Math.max(1, Math.floor(height / ROW)));
  const top = height / 2 - ((lines.length - 1) * ROW) / 2 + MIDDLE;
  const texts = lines.map((text, i): PlacedText => {
    return { text, x: width / 2, y: top + i * ROW, anchor: "middle", colour: "muted" };
  });
  return { scene, panels: [], legend: [], texts };
}
