import { LEGEND_ROW, placeLegend, sharedLegend } from "./legend.js";
import type { Scene } from "./scene.js";

/** No panel beside another is narrower, with its margins: there are fewer beside one another then, and more rows. */
const NARROWEST = 210;

/** Between panels, in px. */
export const GAP = 18;

/** How many panels are beside one another, and in how many rows. */
export function gridOf(
  { panels, direction }: Scene,
  width: number,
): { readonly columns: number; readonly rows: number } {
  const count = Math.max(1, panels.length);
  const most = direction === "down" ? 1 : Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const rows = Math.ceil(count / Math.min(most, count));
  return { columns: Math.ceil(count / rows), rows };
}

/**
 * How high a picture has to be for each row of panels to have `rowHeight` px, the first line of the legend among them; more lines add to it.
 * Depends on width, names and number of panels, not on data.
 */
export function pictureHeight(scene: Scene, width: number, rowHeight: number): number {
  if (scene.message !== undefined) return rowHeight;
  const legend = placeLegend(sharedLegend(scene.panels) ?? [], { left: 0, top: 0, width }).height;
  return gridOf(scene, width).rows * rowHeight + Math.max(0, legend - LEGEND_ROW);
}
