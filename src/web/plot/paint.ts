import type { Layout, PanelLayout } from "./layout.js";
import { paintSample } from "./legend-sample.js";
import { crisp, paintMark } from "./paint-mark.js";
import type { Palette } from "./palette.js";
import { panelTexts } from "./panel-text.js";
import type { Surface } from "./surface.js";

const TEXT_DOWN = 4;
const SPACE = 6;

/** Draws a scene that has been laid out: the one place that says how marks look, on a canvas as in SVG. */
export function paint({ panels, legend, texts }: Layout, surface: Surface, palette: Palette): void {
  for (const panel of panels) paintPanel(panel, surface, palette);
  for (const entry of legend) {
    paintSample(entry, surface, palette);
    const { left, x, y, sample, before, after } = entry;
    const colour = palette.colours.ink;
    if (before) surface.text(before, left, y + TEXT_DOWN, { anchor: "start", colour });
    if (after) surface.text(after, x + sample + SPACE, y + TEXT_DOWN, { anchor: "start", colour });
  }
  for (const { text, x, y, anchor, colour, bold } of texts)
    surface.text(text, x, y, { anchor, colour: palette.colours[colour], bold });
}

function paintPanel(panel: PanelLayout, surface: Surface, palette: Palette): void {
  const { left, top, width, height, xLines, yLines } = panel;
  const { line, muted, page } = palette.colours;
  surface.beginPath();
  for (const x of xLines) {
    surface.moveTo(crisp(x), top);
    surface.lineTo(crisp(x), top + height);
  }
  for (const y of yLines) {
    surface.moveTo(left, crisp(y));
    surface.lineTo(left + width, crisp(y));
  }
  surface.stroke(line, { width: 1 });

  surface.clip(panel);
  for (const mark of panel.panel.marks) paintMark(mark, panel, surface, palette);
  surface.unclip();

  surface.beginPath();
  surface.moveTo(crisp(left), top);
  surface.lineTo(crisp(left), crisp(top + height));
  surface.lineTo(left + width, crisp(top + height));
  surface.stroke(muted, { width: 1 });
  for (const { text, x, y, anchor, colour } of panelTexts(panel))
    surface.text(text, x, y, { anchor, colour: palette.colours[colour], halo: page });
}
