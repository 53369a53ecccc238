import { rampIndex, rampOf } from "./colour-scale.js";
import type { Box, PanelLayout } from "./layout.js";
import type { Palette } from "./palette.js";
import type { CellMark } from "./scene.js";
import type { Pixels, Surface } from "./surface.js";

// One image for all maps of a size, as for the points of lines.
let bytes = new Uint8ClampedArray(0);

/** The cells as an image, its first row at the top; cells of NaN are transparent. Valid until the next call. */
export function cellPixels(
  { columns, rows, values, scale }: Pick<CellMark, "columns" | "rows" | "values" | "scale">,
  palette: Palette,
  { flipX = false, flipY = false } = {},
): Pixels {
  const count = columns * rows;
  if (bytes.length !== 4 * count) bytes = new Uint8ClampedArray(4 * count);
  const ramp = rampOf(scale.kind, palette).bytes;
  const index = rampIndex(scale);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      const from =
        4 * index(values[(flipY ? j : rows - 1 - j) * columns + (flipX ? columns - 1 - i : i)] ?? Number.NaN);
      const to = 4 * (j * columns + i);
      for (let k = 0; k < 4; k++) bytes[to + k] = from < 0 ? 0 : ramp[from + k];
    }
  return { columns, rows, bytes };
}

/** The px that a grid over [x0, x1] x [y0, y1] takes, and whether it is drawn from right to left or downwards; undefined if it has no place. */
export function gridBox(
  { x: [x0, x1], y: [y0, y1] }: Pick<CellMark, "x" | "y">,
  { x, y }: PanelLayout,
): (Box & { readonly flipX: boolean; readonly flipY: boolean }) | undefined {
  const [left, right, bottom, top] = [x(x0), x(x1), y(y0), y(y1)];
  if (![left, right, bottom, top].every(Number.isFinite)) return undefined;
  return {
    left: Math.min(left, right),
    top: Math.min(bottom, top),
    width: Math.abs(right - left),
    height: Math.abs(bottom - top),
    flipX: right < left,
    flipY: bottom < top,
  };
}

/** Draws a map. */
export function paintCells(mark: CellMark, panel: PanelLayout, surface: Surface, palette: Palette): void {
  const box = gridBox(mark, panel);
  if (!box || !(mark.columns >= 1) || !(mark.rows >= 1)) return;
  surface.image(cellPixels(mark, palette, box), box, mark.smooth ?? false);
}
