import { placeLegend, sharedLegend } from "./legend.js";
import type { Scene } from "./scene.js";

/** No panel beside another is narrower, with its margins: there are fewer beside one another then, and more rows. */
const NARROWEST = 180;

/** No row of several is lower, with its titles and axes. */
const LOWEST = 225;

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
 * How high a picture is whose card has room for `height` px: so high, and higher only where its rows of panels would be too low to read.
 * So a picture that goes from a word to two panels, or that a legend joins, pushes nothing down.
 */
export function pictureHeight(scene: Scene, width: number, height: number): number {
  const { rows } = gridOf(scene, width);
  if (scene.message !== undefined || rows === 1) return height;
  const legend = placeLegend(sharedLegend(scene.panels) ?? [], { left: 0, top: 0, width }).height;
  return Math.max(height, legend + rows * LOWEST);
}
