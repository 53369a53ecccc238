import { strFromU8, strToU8, zlibSync } from "fflate";
import { html, type Markup } from "../html.js";

/** Saves a picture as PNG: hidden until the page's script shows it; holds the SVG with zlib's compression, in base64. */
export const pngButton = (svg: string, name: string): Markup =>
  html`<button type="button" hidden data-name="${name}" data-svg="${btoa(strFromU8(zlibSync(strToU8(svg), { level: 9 }), true))}">The picture (PNG)</button>`;
