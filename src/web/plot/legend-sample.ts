import { cellPixels } from "./cells.js";
import type { PlacedEntry } from "./legend.js";
import { BAND_OPACITY, DOT_RADIUS, LINE_WIDTH, THIN } from "./paint-mark.js";
import type { Palette } from "./palette.js";
import type { Mark } from "./scene.js";
import type { Surface } from "./surface.js";

const BAR_HEIGHT = 10;

/** Draws how the marks of a legend's entry look. */
export function paintSample({ marks, scale, x, y, sample }: PlacedEntry, surface: Surface, palette: Palette): void {
  if (!scale) {
    for (const mark of marks) paintOne(mark, { x, y, width: sample }, surface, palette);
    return;
  }
  const reach = Math.max(Math.abs(scale.domain[0]), Math.abs(scale.domain[1]));
  const [low, high] = scale.domain;
  const values = Float64Array.from({ length: 64 }, (_, i) => low + (i / 63) * (high - low));
  const shown = reach > 0 ? scale : { ...scale, domain: [-1, 1] as const };
  const box = { left: x, top: y - BAR_HEIGHT / 2, width: sample, height: BAR_HEIGHT };
  surface.image(cellPixels({ columns: values.length, rows: 1, values, scale: shown }, palette), box, true);
  surface.beginPath();
  surface.rect(box.left, box.top, box.width, box.height);
  surface.stroke(palette.colours.line, { width: 1 });
}

function paintOne(
  mark: Mark,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  surface: Surface,
  palette: Palette,
): void {
  if (mark.kind === "text" || mark.kind === "cells") return;
  const colour = palette.colours[mark.colour];
  surface.beginPath();
  switch (mark.kind) {
    case "line":
    case "segments":
    case "rule":
    case "contours":
      surface.moveTo(x, y);
      surface.lineTo(x + width, y);
      surface.stroke(colour, { ...mark, width: mark.width ?? (mark.kind === "line" ? LINE_WIDTH : THIN) });
      return;
    case "dots": {
      const radius = Math.min(5, mark.radius ?? DOT_RADIUS);
      surface.circle(x + width / 2, y, radius);
      if (mark.hollow) surface.stroke(colour, { width: THIN });
      else surface.fill(colour);
      return;
    }
    case "band":
    case "bars":
      surface.rect(x, y - 5, width, 10);
      surface.fill(colour, mark.opacity ?? (mark.kind === "band" ? BAND_OPACITY : 1));
      return;
  }
}
