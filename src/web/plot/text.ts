import { cleanText } from "../../report/html.js";

/** The type of all pictures: that of the page. */
export const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
export const FONT_SIZE = 12;

// Widths of Helvetica, in thousandths of the size, from " " to "~".
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

// The wider of the fonts that "system-ui" stands for.
const WIDEST = 1.19;

function glyphWidth(code: number): number {
  if (code >= 32 && code < 127) return WIDTHS[code - 32];
  if ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻".includes(String.fromCodePoint(code))) return 380;
  if (code === 0x202f || code === 0x2009) return 200;
  return code >= 0x1100 ? (code >= 0x2000 && code < 0x2e80 ? 700 : 1000) : 600;
}

/**
 * About how wide a text is, in px: from a table, and rather too wide, as the same picture is laid out where no font can be measured, and
 * since a layout must not depend on which font has been loaded.
 */
export function textWidth(text: string, size = FONT_SIZE): number {
  let width = 0;
  for (const glyph of text) width += glyphWidth(glyph.codePointAt(0) ?? 0);
  return (WIDEST * width * size) / 1000;
}

/** The text on one line, without characters that cannot be shown or that reorder their neighbours. */
export const oneLine = (text: string): string => cleanText(text).replace(/\s+/g, " ").trim();

/** The text, cut with an ellipsis where it is wider than `width` px. */
export function fitted(text: string, width: number): string {
  const room = width - textWidth("…");
  let kept = "";
  let used = 0;
  let cut: string | undefined;
  for (const glyph of text) {
    used += textWidth(glyph);
    if (used > width) return cut ? `${cut.trimEnd()}…` : "";
    if (used > room) cut ??= kept;
    kept += glyph;
  }
  return text;
}

/** The text in lines no wider than `width` px, at most `most` of them. */
export function wrapped(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of oneLine(text).split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || textWidth(longer) <= width || lines.length === most - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].filter(Boolean).map((each) => fitted(each, width));
}
