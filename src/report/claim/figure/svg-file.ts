import { legend } from "../../figure/frame.js";
import type { FigureOptions } from "../../figure/options.js";
import { escapeText } from "../../html.js";
import { formulaSvg, formulaText } from "../formula.js";
import { columnsFor, type Drawing, type Panel } from "./panel.js";

const MARGIN = 16;
const INK = "#1b1b1b";
const CHARACTER = 6.8; // pixels, the mean width of one at 12 px

interface Box {
  readonly markup: string;
  readonly height: number;
}

interface SvgOptions extends FigureOptions {
  readonly title: string;
  readonly caption: string;
}

/**
 * A drawing of this width as an SVG file of its own, for any program that shows one: light, without style sheets, custom properties or `currentColor`,
 * which not all of them know.
 */
export function svgFile(
  { panels, columns, strip }: Drawing,
  { title, caption, document, width: full }: SvgOptions,
): string {
  const { panel: width } = columnsFor(panels.length, full, columns);
  let top = MARGIN + 24;
  let body = "";
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns).map((panel) => panelBox(panel, width, document));
    const tallest = Math.max(...row.map((box) => box.height));
    row.forEach((box, i) => {
      body += `<g transform="translate(${MARGIN + i * (width + 24)}, ${top + tallest - box.height})">${box.markup}</g>\n`;
    });
    top += tallest + 16;
  }
  if (strip) {
    const box = panelBox(strip, full, document);
    body += `<g transform="translate(${MARGIN}, ${top})">${box.markup}</g>\n`;
    top += box.height + 8;
  }
  const size = `${full + 2 * MARGIN} ${top}`;
  const [w, h] = size.split(" ");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${size}" fill="${INK}" font-family="sans-serif" font-size="12">
<title>${escapeText(formulaText(title))}</title>
<desc>${escapeText(formulaText(caption))}</desc>
<rect width="${w}" height="${h}" fill="#ffffff"/>
<text x="${MARGIN}" y="${MARGIN + 8}" font-size="15" font-weight="600">${formulaSvg(title)}</text>
${plain(body)}</svg>
`;
}

/** Heading, legend and axes below each other. */
function panelBox({ heading, legend: entries, plot }: Panel, width: number, document: Document): Box {
  let markup = "";
  let y = 0;
  if (heading !== "") {
    markup += `<text x="0" y="12" font-weight="600">${formulaSvg(heading)}</text>`;
    y = 20;
  }
  if (entries.length > 0) {
    let x = 0;
    for (const item of Array.from(legend(document, entries).children)) {
      const text = (item.textContent ?? "").trim();
      const size = 30 + CHARACTER * Array.from(formulaText(text)).length;
      if (x > 0 && x + size > width) {
        x = 0;
        y += 18;
      }
      const swatch = item.querySelector("svg");
      swatch?.setAttribute("x", String(x));
      swatch?.setAttribute("y", String(y));
      markup += `${swatch?.outerHTML ?? ""}<text x="${x + 30}" y="${y + 10}">${formulaSvg(text)}</text>`;
      x += size + 18;
    }
    y += 22;
  }
  plot.setAttribute("x", "0");
  plot.setAttribute("y", String(y));
  return { markup: markup + plot.outerHTML, height: y + Number(plot.getAttribute("height")) };
}

const plain = (svg: string): string =>
  svg
    .replace(/<style>[\s\S]*?<\/style>/g, "")
    .replace(/ class="[^"]*"/g, "")
    .replace(/var\(--[\w-]+, (#[0-9a-fA-F]+)\)/g, "$1")
    .replaceAll("currentColor", INK)
    .replace(/font-family:\s*inherit/g, "font-family:sans-serif");
