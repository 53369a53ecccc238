/**
 * A picture as plain data: what to draw, never how. One scene is drawn on a canvas sixty times a second, written as SVG for a paper, and
 * listed as a table, so that the three cannot differ.
 */

/** Colours by their role; a palette gives them their value in light and dark. The five hues are Okabe and Ito's. */
export type Colour = "blue" | "orange" | "green" | "purple" | "yellow" | "ink" | "muted" | "line" | "page";

/** Values to colours: "diverging" from blue over the page's colour to orange around 0, "sequential" from the page's colour to blue. */
export interface ColourScale {
  readonly kind: "diverging" | "sequential";
  readonly domain: readonly [number, number];
}

/** One direction of a panel. */
export interface Axis {
  readonly type: "linear" | "log";
  /** Values at the left (lower) and right (upper) end. Ends that cannot be drawn, such as NaN, or 0 on a log axis, are replaced. */
  readonly domain: readonly [number, number];
  /** What is measured, with its unit; shown at the axis. */
  readonly label?: string;
  /** Whether ticks and grid lines are drawn. Default true. */
  readonly ticks?: boolean;
  /** Whether it counts things: no ticks between whole numbers. Default false. */
  readonly whole?: boolean;
  /** Whether the axis is stretched to round numbers. Default false. */
  readonly nice?: boolean;
}

type Numbers = ArrayLike<number>;

export interface LineMark {
  readonly kind: "line";
  /** Points in data units; a NaN or an infinity interrupts the line. */
  readonly x: Numbers;
  readonly y: Numbers;
  readonly colour: Colour;
  /** In px. Default 1.75. */
  readonly width?: number;
  readonly dash?: boolean;
  readonly opacity?: number;
  /** Whether y stays at its value up to the next x. */
  readonly step?: boolean;
  /** The name in legend and table. */
  readonly name?: string;
}

/** The area between two curves; on a log axis it reaches down to the panel's edge where `low` is not above 0. */
export interface BandMark {
  readonly kind: "band";
  readonly x: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
  readonly colour: Colour;
  /** Default 0.2. */
  readonly opacity?: number;
  readonly name?: string;
}

export interface DotMark {
  readonly kind: "dots";
  readonly x: Numbers;
  readonly y: Numbers;
  readonly colour: Colour;
  /** With values each dot takes its colour from the scale, in place of `colour`. */
  readonly values?: Numbers;
  readonly scale?: ColourScale;
  /** In px. Default 2.5. */
  readonly radius?: number;
  /** Filled (default), or a ring. */
  readonly hollow?: boolean;
  /** Whether a thin line of the page's colour surrounds each dot, so that it shows on a map. */
  readonly halo?: boolean;
  readonly opacity?: number;
  readonly name?: string;
}

/** Straight pieces, each from (x1, y1) to (x2, y2). */
export interface SegmentMark {
  readonly kind: "segments";
  readonly x1: Numbers;
  readonly y1: Numbers;
  readonly x2: Numbers;
  readonly y2: Numbers;
  readonly colour: Colour;
  readonly width?: number;
  readonly opacity?: number;
  readonly name?: string;
}

/** A line across the panel at one x or one y. */
export interface RuleMark {
  readonly kind: "rule";
  readonly x?: number;
  readonly y?: number;
  readonly colour: Colour;
  readonly dash?: boolean;
  readonly width?: number;
  /** Written beside the line, at the panel's edge. */
  readonly text?: string;
  readonly name?: string;
}

/** Upright boxes from y0 (default 0, or the axis' lower end on a log axis, also where y0 is not above 0) to y. */
export interface BarMark {
  readonly kind: "bars";
  readonly x0: Numbers;
  readonly x1: Numbers;
  readonly y: Numbers;
  readonly y0?: Numbers;
  readonly colour: Colour;
  readonly opacity?: number;
  readonly name?: string;
}

/**
 * A grid of coloured cells over [x0, x1] x [y0, y1]; row 0 is at y0, values are row by row. All cells are as large on the picture, so that
 * on a log axis their ends are in a geometric sequence. A NaN leaves its cell empty.
 */
export interface CellMark {
  readonly kind: "cells";
  readonly columns: number;
  readonly rows: number;
  readonly values: Numbers;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly scale: ColourScale;
  /** Whether the colours of neighbours run into one another; not in SVG. Default false. */
  readonly smooth?: boolean;
  /** Written in the legend beside the colours and the ends of the scale's domain. */
  readonly name?: string;
}

/** Level lines of a grid laid out as that of `CellMark`. */
export interface ContourMark {
  readonly kind: "contours";
  readonly columns: number;
  readonly rows: number;
  readonly values: Numbers;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly levels: readonly number[];
  readonly colour: Colour;
  readonly width?: number;
  readonly name?: string;
}

/** A text centred on the height of (x, y), moved so that it stays inside the panel. */
export interface TextMark {
  readonly kind: "text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour?: Colour;
  /** Default "start". */
  readonly anchor?: "start" | "middle" | "end";
  /** Moves the text by this many px. */
  readonly dx?: number;
  readonly dy?: number;
}

export type Mark = LineMark | BandMark | DotMark | SegmentMark | RuleMark | BarMark | CellMark | ContourMark | TextMark;

/** One pair of axes with what is drawn in it, in order. */
export interface Panel {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Above the panel, in one line or two. */
  readonly title?: string;
  /** Whether one unit is as long across as up. Default false. */
  readonly square?: boolean;
  /** Names shown in the legend: marks with one of these names, in this order. Default: every named mark that has no `text`. */
  readonly legend?: readonly string[];
}

/** Panels beside one another (`across`, default), in more rows where there is too little room, or on top of one another. */
export interface Scene {
  /** What the picture shows, in words, with its main numbers: what a screen reader says. */
  readonly label: string;
  readonly panels: readonly Panel[];
  readonly direction?: "across" | "down";
  /** Said in the middle in place of panels, where there is nothing to draw: why, and what to do. */
  readonly message?: string;
}
