import { plot } from "@observablehq/plot";
import { cleanText } from "../html.js";
import type { FigureOptions } from "./options.js";

/**
 * The colours of all figures: Okabe and Ito's palette, told apart with any kind of colour vision. A page overrides them by custom
 * properties, as the report does in the dark.
 */
export const colours = {
  blue: "var(--hrta-blue, #0072B2)",
  orange: "var(--hrta-orange, #D55E00)",
  green: "var(--hrta-green, #009E73)",
  purple: "var(--hrta-purple, #CC79A7)",
  muted: "var(--hrta-muted, #6b6b6b)",
  page: "var(--hrta-page, #ffffff)",
} as const;

/** Left margin of all axes with numbers: room for "−2.5 × 10⁻⁵". */
export const LEFT = 66;

const FONT = { fontSize: "12px", fontFamily: "inherit", overflow: "visible" } as const;

/** `Plot.plot` with the house's fonts, and with coordinates of a hundredth of a pixel, which keeps large clouds small. */
export function draw(
  options: FigureOptions & Parameters<typeof plot>[0] & { readonly label: string },
): SVGSVGElement | HTMLElement {
  const { label, ...rest } = options;
  const figure = plot({ style: FONT, ...rest, ariaLabel: label });
  figure.setAttribute("role", "img");
  for (const element of Array.from(figure.querySelectorAll("circle, rect, line, text, path")))
    for (const name of ["cx", "cy", "x", "y", "width", "height", "x1", "x2", "y1", "y2", "transform"]) {
      const value = element.getAttribute(name);
      if (value?.includes("."))
        element.setAttribute(
          name,
          value.replace(/\d+\.\d{3,}/g, (digits) => String(Number(Number(digits).toFixed(2)))),
        );
    }
  return figure;
}

/** A name on one line and no longer than `most` characters, fit for an axis. */
export function shortName(name: string, most = 40): string {
  const characters = Array.from(cleanText(name).replace(/\s+/g, " ").trim());
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("")}…`;
}

/** A class name of at most `most` characters that keeps its end, where names of classes differ. */
export function shortClass(name: string, most = 14): string {
  const characters = Array.from(shortName(name, 200));
  if (characters.length <= most) return characters.join("");
  const tail = Math.floor(most / 2);
  return `${characters.slice(0, most - tail - 1).join("")}…${characters.slice(-tail).join("")}`;
}

/** Smallest and largest finite value; [NaN, NaN] if there is none. */
export function extent(...columns: readonly ArrayLike<number>[]): readonly [low: number, high: number] {
  let low = Number.NaN;
  let high = Number.NaN;
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      if (!Number.isFinite(column[i])) continue;
      if (!(low <= column[i])) low = column[i];
      if (!(high >= column[i])) high = column[i];
    }
  return [low, high];
}

/** The range with `share` of its length added at both ends; a range of length zero gets some. */
export function padded([low, high]: readonly [number, number], share = 0.04): [number, number] {
  if (!(low <= high)) return [0, 1];
  const margin = high > low ? share * (high - low) : Math.max(Math.abs(low) * 0.1, 1e-6);
  return [low - margin, high + margin];
}

const CATEGORICAL = [colours.blue, colours.orange, colours.green, colours.purple];

/** From blue over grey to orange: told apart with any kind of colour vision, and of a lightness that shows on white and on black. */
const RAMP: readonly (readonly [red: number, green: number, blue: number])[] = [
  [20, 110, 200],
  [70, 150, 205],
  [135, 140, 148],
  [215, 140, 60],
  [200, 80, 10],
];

/** Colours of `count` curves: four of the palette, or, where there are more, as many in order along a ramp. */
export function seriesColours(count: number): readonly string[] {
  if (count <= CATEGORICAL.length) return CATEGORICAL.slice(0, count);
  return Array.from({ length: count }, (_, i) => {
    const at = (i / (count - 1)) * (RAMP.length - 1);
    const k = Math.min(RAMP.length - 2, Math.floor(at));
    const mixed = RAMP[k].map((from, c) => Math.round(from + (at - k) * (RAMP[k + 1][c] - from)));
    return `rgb(${mixed.join(", ")})`;
  });
}

/** One line of a legend: a piece of line, a dot, or a filled patch, and its meaning. */
export interface LegendEntry {
  readonly shape: "line" | "thin" | "dashed" | "dot" | "ring" | "patch";
  readonly colour: string;
  readonly text: string;
  /** The dashes of a dashed line, where there are several kinds. */
  readonly dash?: string;
}

const SVG = "http://www.w3.org/2000/svg";

/** A legend over a figure, as one line of HTML that wraps. */
export function legend(document: Document, entries: readonly LegendEntry[]): HTMLElement {
  const list = document.createElement("div");
  list.setAttribute("class", "legend");
  for (const entry of entries) {
    const item = document.createElement("span");
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of [
      ["width", "24"],
      ["height", "12"],
      ["viewBox", "0 0 24 12"],
      ["aria-hidden", "true"],
    ])
      svg.setAttribute(name, value);
    svg.append(swatch(document, entry));
    item.append(svg, document.createTextNode(` ${entry.text}`));
    list.append(item);
  }
  return list;
}

function swatch(document: Document, { shape, colour, dash = "4 3" }: LegendEntry): Element {
  const name = shape === "patch" ? "rect" : shape === "dot" || shape === "ring" ? "circle" : "line";
  const attributes =
    shape === "patch"
      ? { x: "2", y: "1", width: "20", height: "10", style: `fill: ${colour}`, "fill-opacity": "0.14" }
      : shape === "dot"
        ? { cx: "12", cy: "6", r: "4", style: `fill: ${colour}` }
        : shape === "ring"
          ? { cx: "12", cy: "6", r: "4", style: `stroke: ${colour}; fill: none; stroke-width: 1.5` }
          : {
              x1: "1",
              x2: "23",
              y1: "6",
              y2: "6",
              style: `stroke: ${colour}; stroke-width: ${shape === "line" ? 2 : 1.25}`,
            };
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (shape === "dashed") element.setAttribute("stroke-dasharray", dash);
  return element;
}
