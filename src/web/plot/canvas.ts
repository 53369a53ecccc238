import { type Layout, layout, type Size } from "./layout.js";
import { paint } from "./paint.js";
import type { Palette } from "./palette.js";
import type { Scene } from "./scene.js";
import type { Surface } from "./surface.js";
import { FONT_FAMILY, FONT_SIZE } from "./text.js";

const DASH = [5, 3.5];
const SOLID: readonly number[] = [];

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A surface that draws on a canvas whose unit is a CSS px. */
function canvasSurface(context: Context, resolution: () => number): Surface {
  let image: { readonly canvas: OffscreenCanvas; readonly context: Context; readonly data: ImageData } | undefined;
  let font = "";

  /** A canvas and its data for images of a size, made again where the size changes. */
  function imageOf(columns: number, rows: number) {
    if (image?.data.width !== columns || image.data.height !== rows) {
      const canvas = new OffscreenCanvas(columns, rows);
      const own = canvas.getContext("2d");
      image = own ? { canvas, context: own, data: new ImageData(columns, rows) } : undefined;
    }
    return image;
  }

  return {
    get resolution() {
      return resolution();
    },
    beginPath: () => context.beginPath(),
    moveTo: (x, y) => context.moveTo(x, y),
    lineTo: (x, y) => context.lineTo(x, y),
    closePath: () => context.closePath(),
    rect: (x, y, width, height) => context.rect(x, y, width, height),
    circle(x, y, radius) {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    },
    fill(colour, opacity = 1) {
      context.globalAlpha = opacity;
      context.fillStyle = colour;
      context.fill();
      context.globalAlpha = 1;
    },
    stroke(colour, { width, opacity = 1, dash = false }) {
      context.globalAlpha = opacity;
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.lineJoin = "round";
      context.lineCap = dash ? "butt" : "round";
      context.setLineDash(dash ? DASH : (SOLID as number[]));
      context.stroke();
      context.globalAlpha = 1;
    },
    text(text, x, y, { anchor, colour, bold, halo }) {
      const wanted = `${bold ? "600 " : ""}${FONT_SIZE}px ${FONT_FAMILY}`;
      // Setting a font costs more than writing with it, and restoring the canvas' state resets it.
      if (wanted !== font) context.font = font = wanted;
      context.textAlign = anchor === "middle" ? "center" : anchor;
      if (halo) {
        context.strokeStyle = halo;
        context.lineWidth = 3;
        context.lineJoin = "round";
        context.setLineDash(SOLID as number[]);
        context.strokeText(text, x, y);
      }
      context.fillStyle = colour;
      context.fillText(text, x, y);
    },
    image({ columns, rows, bytes }, { left, top, width, height }, smooth) {
      const own = imageOf(columns, rows);
      if (!own) return;
      own.data.data.set(bytes);
      own.context.putImageData(own.data, 0, 0);
      context.imageSmoothingEnabled = smooth;
      context.drawImage(own.canvas, left, top, width, height);
    },
    clip({ left, top, width, height }) {
      context.save();
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
    },
    unclip() {
      context.restore();
      font = "";
    },
  };
}

export interface CanvasOptions extends Size {
  readonly palette: Palette;
  /** Points of the canvas a CSS px. Default 1. */
  readonly resolution?: number;
  /** Whether the page's colour is drawn under the picture, which is transparent else. Default false. */
  readonly page?: boolean;
}

/**
 * A function that draws scenes on a canvas, of `width` x `height` CSS px, and returns where everything is. It keeps what drawing needs from one
 * frame to the next.
 * @throws Error if the canvas has another context than "2d".
 */
export function canvasPainter(
  canvas: HTMLCanvasElement | OffscreenCanvas,
): (scene: Scene, options: CanvasOptions) => Layout {
  const context = canvas.getContext("2d") as Context | null;
  if (!context) throw new Error("canvasPainter: the canvas has no 2d context; give it one that has no other");
  let ratio = 1;
  const surface = canvasSurface(context, () => ratio);
  return (scene, { width, height, palette, resolution = 1, page = false }) => {
    ratio = resolution;
    const [columns, rows] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    // Setting a size clears the canvas and makes a new bitmap.
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (page) {
      context.fillStyle = palette.colours.page;
      context.fillRect(0, 0, width, height);
    }
    const placed = layout(scene, { width, height });
    paint(placed, surface, palette);
    return placed;
  };
}
