import type { Box } from "./layout.js";

export interface Stroke {
  readonly width: number;
  /** 0 to 1. */
  readonly opacity?: number;
  readonly dash?: boolean;
}

export interface TextStyle {
  readonly anchor: "start" | "middle" | "end";
  readonly colour: string;
  readonly bold?: boolean;
  /** The colour of a thin edge that sets the text off from what is under it. */
  readonly halo?: string;
}

/** A small image: r, g, b, a of each pixel, row by row from the top left. */
export interface Pixels {
  readonly columns: number;
  readonly rows: number;
  readonly bytes: Uint8ClampedArray;
}

/**
 * What a scene is drawn on: a canvas or an SVG document. Lengths are CSS px from the upper left corner, colours CSS colours. A path is begun,
 * traced, and then filled or stroked, once or more often.
 */
export interface Surface {
  /** How many points a px has across: what is finer cannot be seen. */
  readonly resolution: number;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  closePath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  circle(x: number, y: number, radius: number): void;
  fill(colour: string, opacity?: number): void;
  stroke(colour: string, style: Stroke): void;
  /** (x, y) is on the text's base line. */
  text(text: string, x: number, y: number, style: TextStyle): void;
  /** An image stretched over a box; `smooth` if its pixels may run into one another. */
  image(pixels: Pixels, box: Box, smooth: boolean): void;
  /** Until `unclip`, only what is inside the box shows. */
  clip(box: Box): void;
  unclip(): void;
}
