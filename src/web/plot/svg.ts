import { escapeText } from "../../report/html.js";
import { layout, type Size } from "./layout.js";
import { paint } from "./paint.js";
import { lightPalette, type Palette } from "./palette.js";
import { runs } from "./runs.js";
import type { Scene } from "./scene.js";
import type { Surface } from "./surface.js";
import { FONT_FAMILY, FONT_SIZE } from "./text.js";

/** At most two decimals: a hundredth of a px. */
const short = (px: number): string => String(Math.round(100 * px) / 100);

/** `escapeText` without the two characters that XML forbids and HTML does not. */
const escaped = (text: string): string => escapeText(text).replace(/[\ufffe\uffff]/g, "\ufffd");

/** A surface that writes elements of SVG. */
function svgSurface(): Surface & { readonly elements: readonly string[] } {
  const elements: string[] = [];
  let path: string[] = [];
  let clips = 0;
  const share = (name: string, opacity = 1) => (opacity === 1 ? "" : ` ${name}="${short(opacity)}"`);
  return {
    elements,
    resolution: 2,
    beginPath() {
      path = [];
    },
    moveTo(x, y) {
      path.push(`M${short(x)} ${short(y)}`);
    },
    lineTo(x, y) {
      path.push(`L${short(x)} ${short(y)}`);
    },
    closePath() {
      path.push("Z");
    },
    rect(x, y, width, height) {
      path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
    },
    circle(x, y, radius) {
      const r = short(radius);
      const across = short(2 * radius);
      path.push(`M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 1 ${across} 0a${r} ${r} 0 1 1 -${across} 0Z`);
    },
    fill(colour, opacity) {
      if (path.length === 0 || colour === "transparent") return;
      elements.push(`<path d="${path.join("")}" fill="${colour}"${share("fill-opacity", opacity)}/>`);
    },
    stroke(colour, { width, opacity, dash }) {
      if (path.length === 0 || colour === "transparent") return;
      const ends = dash ? ' stroke-dasharray="5 3.5"' : ' stroke-linecap="round"';
      const style = `stroke="${colour}" stroke-width="${short(width)}" stroke-linejoin="round"${ends}`;
      elements.push(`<path d="${path.join("")}" fill="none" ${style}${share("stroke-opacity", opacity)}/>`);
    },
    text(text, x, y, { anchor, colour, bold, halo }) {
      const place = `x="${short(x)}" y="${short(y)}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}`;
      const weight = bold ? ' font-weight="600"' : "";
      const edge = halo ? ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : "";
      elements.push(`<text ${place} fill="${colour}"${weight}${edge}>${escaped(text)}</text>`);
    },
    image(pixels, { left, top, width, height }) {
      const { columns, rows, paths } = runs(pixels);
      const matrix = [width / columns, 0, 0, height / rows, left, top].map((v) => Number(v.toPrecision(9))).join(" ");
      elements.push(`<g transform="matrix(${matrix})" shape-rendering="crispEdges">`);
      for (const [colour, d] of paths) elements.push(`<path d="${d}" fill="${colour}"/>`);
      elements.push("</g>");
    },
    clip({ left, top, width, height }) {
      const box = `x="${short(left)}" y="${short(top)}" width="${short(width)}" height="${short(height)}"`;
      elements.push(`<clipPath id="panel-${++clips}"><rect ${box}/></clipPath><g clip-path="url(#panel-${clips})">`);
    },
    unclip() {
      elements.push("</g>");
    },
  };
}

/**
 * The scene as an SVG document of its own, on the page's colour; title and description say what `scene.label` says. Needs no DOM.
 * @param options.palette default the light one, for paper.
 */
export function sceneSvg(
  scene: Scene,
  { width, height, palette = lightPalette }: Size & { readonly palette?: Palette },
): string {
  const surface = svgSurface();
  paint(layout(scene, { width, height }), surface, palette);
  const sentence = /^.*?(?=[.:;](?:\s|$))/s.exec(scene.label)?.[0] ?? scene.label;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"` +
      ` font-family="${escaped(FONT_FAMILY)}" font-size="${FONT_SIZE}">`,
    `<title>${escaped(sentence)}</title>`,
    `<desc>${escaped(scene.label)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${palette.colours.page}"/>`,
    ...surface.elements,
    "</svg>\n",
  ].join("\n");
}
