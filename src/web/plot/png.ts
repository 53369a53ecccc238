import { canvasPainter } from "./canvas.js";
import type { Size } from "./layout.js";
import { lightPalette, type Palette } from "./palette.js";
import type { Scene } from "./scene.js";

/**
 * The scene as a PNG image of `resolution` (default 2) points a CSS px, on the page's colour.
 * @param options.palette default the light one, for paper.
 * @throws Error if the browser cannot make an image of this size.
 */
export async function scenePng(
  scene: Scene,
  {
    width,
    height,
    palette = lightPalette,
    resolution = 2,
  }: Size & { readonly palette?: Palette; readonly resolution?: number },
): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvasPainter(canvas)(scene, { width, height, palette, resolution, page: true });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob)
    throw new Error(`scenePng: the browser made no image of ${canvas.width} x ${canvas.height} points; ask for fewer`);
  return blob;
}
